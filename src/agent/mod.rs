//! The Scalyr Agent: which container it is, and what it makes of its pod's annotations.

mod image;
mod parser;
mod recognise;

pub use image::{ImageVerdict, judge_image, needs_docker_socket};
pub use parser::{ANNOTATION_PREFIX, ParserLack, parser_lacks, parser_key, looks_like_parser_key};
pub use recognise::{AGENT_CONTAINER_NAME, PodRole, agents, generators, is_agent, role_of};
