//! The Scalyr Agent: which container it is, and what it makes of its pod's annotations.

mod image;
mod parser;
mod permission;
mod recognise;

pub use image::{ImageVerdict, judge_image, needs_docker_socket};
pub use parser::{ANNOTATION_PREFIX, ParserLack, looks_like_parser_key, parser_key, parser_lacks};
pub use permission::{Asked, asked_by};
pub use recognise::{AGENT_CONTAINER_NAME, AgentImages};
