//! The project's own settings, `.lt-lint.yaml`: found, read, checked, and applied to rules and options.

mod apply;
mod draft;
mod file;
mod find;
mod key;
mod limits;
mod load;
mod render;
mod schema;
mod show;

pub use apply::Settings;
pub use draft::{Draft, NamedFolder};
pub use file::ConfigFile;
pub use find::{FILE_NAME, find, find_by};
pub use limits::LimitsConfig;
pub use load::LoadConfig;
pub use render::{RenderConfig, RenderPaths};
pub use schema::with_rules;
pub use show::effective;
#[cfg(feature = "schema")]
pub(crate) use {
    file::{LongForm, RuleConfig, RulesFolders},
    schema::{or_nothing, put},
};
