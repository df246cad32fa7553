//! The structure that the API server validates objects against: the schemas of `schemas/kubernetes/`, those
//! that CustomResourceDefinitions of the input bring, and the walk of an object through its schema.

mod against;
mod catalogue;
mod constraint;
mod custom;
mod definition;
mod field_test;
mod fields;
mod format;
mod kinds;
mod looks;
mod marks;
mod names;
mod openapi;
mod parents;
mod refused;
mod relation;
mod relations;
mod repair;
mod resources;
mod safety;
mod special;
mod stored;
mod trail;
mod violation;
mod walk;
mod wanted;
mod words;

pub use against::{Against, Fault, Must};
pub use catalogue::{Catalogue, KubernetesVersion};
pub use constraint::{BadSize, Bounds, Constraints, Options, Pattern};
pub use custom::CustomKinds;
pub use definition::{Amounts, Extra, Schema, Type, Types};
pub use field_test::{Bytes, Count, Test, falling};
pub use fields::Fields;
pub use format::Format;
pub use kinds::{KindVerdict, arrival, group_of, is_like_own_kind, is_own_group, judge_kind};
pub use looks::{ENV_FIELDS, VOLUME_FIELDS, is_env_field, pod_fields};
pub use marks::{MarkFault, Marks, included};
pub use refused::Refused;
pub use relation::{Broken, Once, Relation, Thing, Unique};
pub use relations::Relations;
pub use trail::{Place, Trail, anchors};
pub use violation::{Form, Problem, Violation};
pub use walk::{walk, walk_entry};
pub use wanted::takes_only_text;
