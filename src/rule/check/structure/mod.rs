//! Checks of the structure: what the API server makes of one object. They speak after those of the text.

pub(in crate::rule) mod api_version;
pub(in crate::rule) mod image_name;
pub(in crate::rule) mod schema;
