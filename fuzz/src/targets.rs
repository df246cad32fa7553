//! The targets by name: each takes any bytes and fails where something doesn't hold.

pub use super::fixing::fix;
pub use super::linting::lint;
pub use super::nodes::templates;
pub use super::reading::yaml_parse;
pub use super::serving::server;
pub use super::settings::{baseline, config, rule_file};
pub use super::values::{generator_args, image, quantity_rate_duration};

/// What takes any bytes.
pub type Target = fn(&[u8]);

/// All targets but `server`, which goes from folder to folder with the whole process.
pub const TARGETS: [(&str, Target); 10] = [
    ("yaml_parse", yaml_parse),
    ("lint", lint),
    ("fix", fix),
    ("quantity_rate_duration", quantity_rate_duration),
    ("image", image),
    ("generator_args", generator_args),
    ("config", config),
    ("baseline", baseline),
    ("rule_file", rule_file),
    ("templates", templates),
];
