//! The project's own settings, `.lt-lint.yaml`: found, read, checked, and applied to rules and options.

mod apply;
mod draft;
mod file;
mod find;
mod show;

pub use apply::Settings;
pub use draft::{Draft, NamedFolder};
pub use file::{ConfigFile, schema};
pub use find::{FILE_NAME, find};
pub use show::effective;
