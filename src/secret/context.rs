//! What is known of a place in a tree by the keys above it.

use super::name::{Strength, is_near};

/// What keys mean at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Area {
    /// Fields of objects.
    Fields,
    /// Variables, annotations, arguments and data, whose keys are of the user's choice.
    Data,
    /// A Secret, where everything is one.
    Secret,
}

/// Keys of references to a secret, whose values say where it is.
const REFERENCE: [&str; 19] = [
    "name",
    "namespace",
    "key",
    "optional",
    "kind",
    "apiVersion",
    "group",
    "apiGroup",
    "secretName",
    "fieldPath",
    "resource",
    "containerName",
    "divisor",
    "path",
    "mode",
    "items",
    "defaultMode",
    "type",
    "property",
];
/// Keys below a secret name of an object's field that hold the secret itself.
const INLINE: [&str; 9] =
    ["value", "data", "plain", "literal", "inline", "text", "string", "raw", "content"];

/// Where a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Context {
    pub area: Area,
    /// What the names above it say.
    pub under: Option<Strength>,
    /// Whether it is in a list of variables.
    pub in_env: bool,
}

impl Context {
    /// After a flag is a value, whatever field the list is of.
    pub(super) fn after_flag(self, of_flag: Option<Strength>) -> Self {
        let is_value = of_flag.is_some() && self.area == Area::Fields;
        let area = if is_value { Area::Data } else { self.area };
        Self { area, under: self.under.max(of_flag), ..self }
    }
}

/// What a key below a secret name is.
pub(super) fn inherited(key: &str, context: Context) -> Option<Strength> {
    let strength = context.under?;
    if context.in_env {
        return None;
    }
    Some(match (strength, context.area) {
        (Strength::Weak, _) => Strength::Weak,
        (Strength::Reference, _) if REFERENCE.contains(&key) => Strength::Weak,
        (Strength::Reference, _) if key.ends_with("Ref") => Strength::Reference,
        (Strength::Reference, _) => Strength::Sure,
        (strength, Area::Data | Area::Secret) => strength,
        _ if REFERENCE.contains(&key) => Strength::Weak,
        (strength, Area::Fields) if INLINE.iter().any(|inline| is_near(key, inline)) => strength,
        (_, Area::Fields) => Strength::Weak,
    })
}
