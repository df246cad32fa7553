//! The Scalyr Agent: which container it is, and what it makes of its pod's annotations.

mod annotation;
mod collection;
mod image;
mod log_settings;
mod parser;
mod permission;
mod recognise;
pub mod settings;
mod switches;
pub mod upload;

pub use annotation::{
    Alteration, AlterationKind, Branch, LogOption, Remark, RemarkKind, is_of_agents_pod,
    is_read_on, is_read_with, log_option, log_options, misdirected,
};
pub use collection::{CHOICES, Collection};
pub use image::{
    Defect, ImageVerdict, Unpublished, closest_release, defects_of, judge_image, lacks_library,
    needs_docker_socket, official_repository_near, releases, tells_health, unpublished,
};
pub use log_settings::{ANNOTATION_PREFIX, LogSettings};
pub use parser::{ParserLack, looks_like_parser_key, parser_key, parser_lacks};
pub use permission::{Asked, Asker, Resource, is_ever_asked, permissions};
pub use recognise::{AGENT_CONTAINER_NAME, AgentImages, official_pattern};
pub use switches::{Switch, Switches};

/// What the texts of a load test with the agent have in them.
const OF_LOAD_TEST: [&str; 2] = ["scalyr", "lt-lint/"];

/// Whether a text has to do with the agent, and so with the load test.
#[must_use]
pub fn is_of_load_test(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    OF_LOAD_TEST.iter().any(|word| text.contains(word))
}
