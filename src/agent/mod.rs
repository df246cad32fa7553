//! The Scalyr Agent: which container it is, and what it makes of its pod's annotations.

mod image;
mod log_settings;
mod parser;
mod permission;
mod recognise;
pub mod settings;

pub use image::{ImageVerdict, judge_image, needs_docker_socket};
pub use log_settings::{ANNOTATION_PREFIX, LogSettings};
pub use parser::{ParserLack, looks_like_parser_key, parser_key, parser_lacks};
pub use permission::{Asked, asked_by};
pub use recognise::{AGENT_CONTAINER_NAME, AgentImages};
