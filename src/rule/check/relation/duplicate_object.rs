//! `duplicate-object`: two objects of one identity, of which the cluster keeps one.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::kube::Object;
use crate::source::FileId;
use crate::text::count;
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// DuplicateObjectFile of `duplicate-object`: there are none. Cases: `twice` (both are applied together), `files` (one of
/// two files, told once for all that they share). Variables: `kind`, `name`, `namespace` (in words), `objects` (how many,
/// in words), `file`, `other`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DuplicateObjectFile {}

/// Two objects of one identity.
struct Twins<'a> {
    first: Object<'a>,
    again: Object<'a>,
}

impl Check for DuplicateObjectFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn cases(&self) -> &'static [&'static str] {
        &["twice", "files"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["kind", "name", "namespace", "objects", "file", "other"]
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let mut pairs: BTreeMap<(FileId, FileId), Vec<Twins<'a>>> = BTreeMap::new();
        for twins in twins(model) {
            if twins.are_applied_together() {
                hits.extend(twins.told());
            } else {
                pairs.entry(twins.files()).or_default().push(twins);
            }
        }
        hits.extend(pairs.values().filter_map(|shared| told_once(shared, model)));
    }
}

/// The objects that come again in a folder and say something else, each with the one before it.
fn twins<'a>(model: &Model<'a>) -> Vec<Twins<'a>> {
    let mut found = Vec::new();
    // Objects of one kind, name and namespace are rare, so that only they are looked at closely.
    for alike in model.objects.alike() {
        let mut seen: HashMap<_, Object<'a>> = HashMap::new();
        for (at, object) in alike.filter(|(_, object)| name(object).is_some()) {
            // What nobody asked about makes no finding in what somebody did.
            let source = model.sources.get(file(object).0).filter(|source| source.judged);
            let Some(source) = source else { continue };
            let identity =
                (source.folder(), object.group(), object.kind, object.namespace(), object.name());
            let earlier = seen.insert(identity, *object);
            let earlier = earlier.filter(|earlier| !earlier.root.semantic_eq(object.root));
            found.extend(earlier.map(|first| (at, Twins { first, again: *object })));
        }
    }
    found.sort_unstable_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, twins)| twins).collect()
}

impl Twins<'_> {
    /// Whether both surely reach the cluster: they are in one file, or a kustomization lists both.
    fn are_applied_together(&self) -> bool {
        let list = |object: &Object<'_>| object.placed().listed_by;
        let (first, again) = self.files();
        first == again || (list(&self.first).is_some() && list(&self.first) == list(&self.again))
    }

    fn files(&self) -> (FileId, FileId) {
        (file(&self.first), file(&self.again))
    }

    /// The hit at the later one.
    fn hit(&self, case: &'static str) -> Option<Hit> {
        let hit = Hit::new(name(&self.again)?.location(), case);
        let hit = hit.related(name(&self.first)?.location(), "first here").in_object(&self.again);
        let hit = hit.var("kind", self.again.kind).var("name", self.again.name());
        let namespace = self.again.namespace().map(|name| format!(" in namespace {name}"));
        Some(hit.var("namespace", namespace.unwrap_or_default()))
    }

    /// What is said of these two alone.
    fn told(&self) -> Option<Hit> {
        Some(self.hit("twice")?.var("objects", "").var("file", "").var("other", ""))
    }
}

/// One hit for all that two files share.
fn told_once(shared: &[Twins<'_>], model: &Model<'_>) -> Option<Hit> {
    let twins = shared.first()?;
    let file_name = |file: FileId| {
        let name = model.sources.get(file.0).map(|source| source.name.as_str()).unwrap_or_default();
        name.rsplit('/').next().unwrap_or_default()
    };
    let (first, again) = twins.files();
    let objects = count(shared.len(), "object");
    let verb = if shared.len() == 1 { "is" } else { "are" };
    let hit = twins.hit("files")?.var("objects", format!("{objects} of {}", file_name(first)));
    let hit = hit.var("file", file_name(first));
    Some(hit.var("other", format!("{verb} in {}", file_name(again))))
}

fn file(object: &Object<'_>) -> FileId {
    object.root.document().file()
}

fn name<'a>(object: &Object<'a>) -> Option<Node<'a>> {
    object
        .root
        .get_path(&["metadata", "name"])
        .filter(|name| name.text().is_some_and(|text| !text.is_empty()))
}
