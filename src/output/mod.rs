//! Renderers: one a file, all from the same report. Only here is anything known of colour.

mod concise;
mod frame;
mod human;
mod screen;

pub use concise::concise;
pub use human::{Look, human};
