//! The structure that the API server holds objects against: the schemas of `schemas/kubernetes/`, those
//! that CustomResourceDefinitions of the input bring, and the walk of an object through its schema.

mod catalogue;
mod constraint;
mod custom;
mod definition;
mod format;
mod kinds;
mod looks;
mod openapi;
mod relation;
mod repair;
mod trail;
mod violation;
mod walk;

pub use catalogue::{Catalogue, KubernetesVersion};
pub use constraint::{BadSize, Bounds, Constraints, Options, Pattern};
pub use custom::CustomKinds;
pub use definition::{Extra, Schema, Type, Types};
pub use format::{Format, POD_FIELDS};
pub use kinds::{KindVerdict, arrival, is_like_own_kind, is_own_group, judge_kind};
pub use looks::{ENV_FIELDS, VOLUME_FIELDS};
pub use relation::{Broken, Once, Relation, Test, Thing, Unique};
pub use trail::{Place, Trail, anchors};
pub use violation::{Form, Problem, Violation};
pub use walk::{walk, walk_entry};
