//! `kindless`: documents that aren't object, in files of objects.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::fix::Change;
use crate::kube::{Fragment, Object, fragments};
use crate::source::Location;
use crate::yaml::{Kind, Node};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// KindlessFile of `kindless`: there are none. Cases: `cut` (it is the rest of the object before it), `alone`.
/// Variables: `key` (its first one), `object` (the one before it).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KindlessFile {}

impl Check for KindlessFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::File
    }

    fn cases(&self) -> &'static [&'static str] {
        &["cut", "alone"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["cut"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["key", "object"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        hits.extend(
            model.parsed.iter().flat_map(|file| fragments(file)).map(|fragment| told(&fragment)),
        );
    }
}

fn told(fragment: &Fragment<'_>) -> Hit {
    let root = fragment.root;
    let entries = if root.kind() == Kind::Mapping { root.entries() } else { Vec::new() };
    let first = entries.first();
    let at = first.map_or(root.location(), |entry| entry.key.location());
    let key = first.map(|entry| entry.key_text()).unwrap_or_default();
    // What the object has already, it doesn't lack.
    let is_rest = |object: &&Object<'_>| {
        let is_new = || entries.iter().all(|it| object.root.get(it.key_text()).is_none());
        !entries.is_empty() && (is_indented(root) || is_new())
    };
    let hit = |case: &'static str| Hit::new(at, case).var("key", key);
    match fragment.before.as_ref().filter(is_rest) {
        Some(object) => {
            let hit = hit("cut").var("object", object.title());
            // What the object lacks, it lacks because of this.
            let hit = hit.mended_by(joined(object, root));
            hit.related(head(object), "the object that it is cut off from")
                .subsumes(open_ends(object.root))
        }
        None => hit("alone").var("object", ""),
    }
}

/// Whether a document begins further in than an object does, so that it goes on with something.
fn is_indented(root: Node<'_>) -> bool {
    let before = root.document().text().get(..root.span().start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    !line.is_empty() && line.bytes().all(|byte| byte == b' ')
}

/// The mappings and lists that end where the object does: what they lack may be in its rest.
fn open_ends(root: Node<'_>) -> Vec<Location> {
    let mut all = vec![root.location()];
    let mut next = root.own_entries().last();
    while let Some(entry) = next {
        all.extend([entry.key.location(), entry.value.location()]);
        let last = entry.value.items().next_back().unwrap_or(entry.value);
        next = last.own_entries().last();
    }
    all
}

/// The object and its rest without the `---` between them.
fn joined(object: &Object<'_>, rest: Node<'_>) -> Option<Change> {
    Change::new("remove the line `---`", object.root.joined_with(rest))
}

fn head(object: &Object<'_>) -> Location {
    object.root.get("kind").unwrap_or(object.root).location()
}
