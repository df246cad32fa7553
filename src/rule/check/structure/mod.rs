//! Checks of the structure: what the API server makes of an object. They speak after those of the text.

pub(in crate::rule) mod api_version;
pub(in crate::rule) mod duplicate_object;
pub(in crate::rule) mod hidden_env;
pub(in crate::rule) mod image_name;
pub(in crate::rule) mod named;
pub(in crate::rule) mod ports;
pub(in crate::rule) mod references;
pub(in crate::rule) mod schema;
pub(in crate::rule) mod selector;
