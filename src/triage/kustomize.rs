//! Kustomize trees: what a kustomization patches or changes isn't what reaches the cluster, so such
//! files are said to be skipped. What it merely lists is judged like any other manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::kube::Object;
use crate::paths::{KUSTOMIZATIONS, clean};
use crate::report::{Renderer, Rendering, SkipReason};
use crate::source::{FileId, Location, SourceFile, Span};
use crate::yaml::{Document, Entry, Kind, Namespace, Node, Parsed, Placed};

use super::part;

/// The API group of kustomizations; Flux has objects of the same kind in another one.
const GROUP: &str = "kustomize.config.k8s.io/";

/// Fields that leave the listed files as they are. Source: the kustomization reference.
const PLAIN: [&str; 8] = [
    "apiVersion",
    "kind",
    "metadata",
    "resources",
    "bases",
    "sortOptions",
    "buildMetadata",
    "crds",
];

/// Fields that add objects, or that change names, namespaces and labels everywhere alike: each listed
/// file still means the same by itself.
const UNIFORM: [&str; 11] = [
    "namespace",
    "namePrefix",
    "nameSuffix",
    "labels",
    "commonLabels",
    "configMapGenerator",
    "secretGenerator",
    "generatorOptions",
    "generators",
    "configurations",
    "validators",
];

/// Fields that list files which aren't objects of the cluster, with the key of the path in each item.
const PARTS: [(&str, &str); 7] = [
    ("patches", "path"),
    ("patchesJson6902", "path"),
    ("replacements", "path"),
    ("patchesStrategicMerge", ""),
    ("transformers", ""),
    ("generators", ""),
    ("configurations", ""),
];

/// What the kustomizations of the input say of its files.
#[derive(Debug, Default)]
pub(crate) struct Trees {
    /// Files that are not judged.
    pub skipped: BTreeMap<FileId, Left>,
    /// Kustomizations of which nothing is lost: they merely list files that are judged.
    pub plain: BTreeSet<FileId>,
    /// Where the documents of files go that a kustomization lists.
    pub placed: BTreeMap<FileId, Placed>,
    /// Whether objects may exist that aren't in the input.
    pub open: bool,
}

/// Why a file isn't judged, and what renders it.
#[derive(Debug, Clone)]
pub(crate) struct Left {
    pub reason: SkipReason,
    pub at: Location,
    pub rendering: Option<Rendering>,
}

/// One kustomization and where it is.
pub(super) struct Kustomization<'a> {
    pub file: FileId,
    pub folder: String,
    pub root: Node<'a>,
}

/// Looks for kustomizations and at what they do to the other files.
#[must_use]
pub(crate) fn survey(sources: &[SourceFile], parsed: &[Arc<Parsed>]) -> Trees {
    let mut trees = Trees::default();
    let found = find(sources, parsed);
    if found.is_empty() {
        return trees;
    }
    let (names, folders) = (by_name(sources), by_folder(&found));
    for one in &found {
        for path in one.listed(&["resources", "bases"]) {
            trees.open |= !names.contains_key(&path) && !folders.contains_key(path.as_str());
        }
        for file in one.changed(&folders).iter().filter_map(|path| names.get(path)) {
            trees.skip(*file, SkipReason::Changed, Span::new(0, 0), Some(one));
        }
        trees.place(one, &folders, &names);
    }
    for one in &found {
        for file in one.parts().iter().filter_map(|path| names.get(path)) {
            trees.skip(*file, SkipReason::Patch, Span::new(0, 0), Some(one));
        }
    }
    trees.skip_loose_patches(&found, sources, parsed);
    trees.skip_kustomizations(&found);
    trees.open |= !trees.skipped.is_empty();
    trees
}

/// The files by their names.
pub(super) fn by_name(sources: &[SourceFile]) -> BTreeMap<String, FileId> {
    sources.iter().enumerate().map(|(at, source)| (clean(&source.name), FileId(at))).collect()
}

/// Kustomizations by their folders.
pub(super) fn by_folder<'k, 'a>(
    found: &'k [Kustomization<'a>],
) -> BTreeMap<&'k str, &'k Kustomization<'a>> {
    found.iter().map(|one| (one.folder.as_str(), one)).collect()
}

impl Trees {
    fn skip(
        &mut self,
        file: FileId,
        reason: SkipReason,
        span: Span,
        by: Option<&Kustomization<'_>>,
    ) {
        let rendering = by.map(|one| Rendering::new(Renderer::Kustomize, &one.folder));
        self.skipped.insert(file, Left { reason, at: Location::new(file, span), rendering });
    }

    /// Notes where the files go that a kustomization lists, directly or through those that it builds on.
    fn place(
        &mut self,
        one: &Kustomization<'_>,
        folders: &BTreeMap<&str, &Kustomization<'_>>,
        names: &BTreeMap<String, FileId>,
    ) {
        let namespace = one.root.get_text("namespace").filter(|name| !name.is_empty());
        for file in one.reached(folders).iter().filter_map(|path| names.get(path)) {
            let placed = self.placed.entry(*file).or_default();
            placed.listed_by = Some(placed.listed_by.map_or(one.file, |known| known.min(one.file)));
            let Some(name) = namespace else {
                continue;
            };
            placed.namespace = match std::mem::take(&mut placed.namespace) {
                Namespace::Rendered(known) if known == name => Namespace::Rendered(known),
                Namespace::Written => Namespace::Rendered(name.to_owned()),
                Namespace::Rendered(_) | Namespace::Several => Namespace::Several,
            };
        }
    }

    /// Skips the kustomizations that change what they list.
    fn skip_kustomizations(&mut self, found: &[Kustomization<'_>]) {
        for one in found {
            match one.root.entries().iter().find(|entry| !is_plain(entry)) {
                Some(entry) => {
                    let user = || found.iter().find(|user| user.built_on().contains(&one.folder));
                    let by = if one.is_component() { user() } else { Some(one) };
                    self.skip(one.file, SkipReason::Kustomization, entry.key.span(), by);
                }
                None => drop(self.plain.insert(one.file)),
            }
        }
    }

    /// Skips what looks like a patch below a kustomization and is listed by none.
    fn skip_loose_patches(
        &mut self,
        found: &[Kustomization<'_>],
        sources: &[SourceFile],
        parsed: &[Arc<Parsed>],
    ) {
        for (at, (source, parsed)) in sources.iter().zip(parsed).enumerate() {
            let (file, name) = (FileId(at), clean(&source.name));
            let is_known = self.placed.contains_key(&file)
                || self.skipped.contains_key(&file)
                || found.iter().any(|one| one.file == file);
            let below = found.iter().find_map(|one| one.path_below(&name));
            let is_patch = || {
                let roots = parsed.documents.iter().filter_map(Document::root);
                let objects: Vec<_> = roots.filter_map(Object::from_node).collect();
                let is_named = below.is_some_and(is_named_patch);
                !objects.is_empty() && (is_named || objects.iter().all(part::is_imageless))
            };
            if below.is_some() && !is_known && is_patch() {
                self.skip(file, SkipReason::LoosePatch, Span::new(0, 0), None);
            }
        }
    }
}

/// Whether a field of a kustomization leaves the listed files as they are.
fn is_plain(entry: &Entry<'_>) -> bool {
    PLAIN.contains(&entry.key_text()) || entry.value.is_null()
}

/// Whether a path, from its kustomization on, is named as patches are.
fn is_named_patch(path: &str) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.split('.').next().unwrap_or_default();
    let words =
        |text: &str| text.split(['_', '-']).any(|word| word == "patch" || word == "patches");
    words(stem) || folders.split('/').any(words)
}

/// The kustomizations of the input.
pub(super) fn find<'a>(
    sources: &[SourceFile],
    parsed: &'a [Arc<Parsed>],
) -> Vec<Kustomization<'a>> {
    let files = sources.iter().zip(parsed).enumerate();
    let read = |(at, (source, parsed)): (usize, (&SourceFile, &'a Arc<Parsed>))| {
        let root = parsed.documents.iter().find_map(Document::root)?;
        let name = clean(&source.name);
        let (folder, file_name) = name.rsplit_once('/').unwrap_or(("", &name));
        let is_kustomization = match root.get_text("apiVersion") {
            Some(api) => api.starts_with(GROUP),
            None => KUSTOMIZATIONS.contains(&file_name) && root.kind() == Kind::Mapping,
        };
        let folder = folder.to_owned();
        is_kustomization.then_some(Kustomization { file: FileId(at), folder, root })
    };
    files.filter_map(read).collect()
}

impl Kustomization<'_> {
    /// Whether it renders to nothing by itself.
    pub(super) fn is_component(&self) -> bool {
        self.root.get_text("kind") == Some("Component")
    }

    /// The paths of what it builds on, as the input names files.
    pub(super) fn built_on(&self) -> Vec<String> {
        self.listed(&["resources", "bases", "components"])
    }

    /// The paths in these lists, as the input names files.
    fn listed(&self, fields: &[&str]) -> Vec<String> {
        let lists = fields.iter().filter_map(|field| self.root.get(field));
        let texts = lists.flat_map(Node::items).filter_map(Node::text);
        texts.map(|text| self.path(text)).collect()
    }

    /// A path that it names, as the input names it.
    fn path(&self, text: &str) -> String {
        if self.folder.is_empty() { clean(text) } else { clean(&format!("{}/{text}", self.folder)) }
    }

    /// The rest of a path that leads to somewhere below its folder.
    fn path_below<'p>(&self, path: &'p str) -> Option<&'p str> {
        match self.folder.as_str() {
            "" if path.starts_with(['/', '.', '<']) => None,
            "" => Some(path),
            folder => path.strip_prefix(folder)?.strip_prefix('/'),
        }
    }

    /// Files that it reads and that aren't objects of the cluster.
    pub(super) fn parts(&self) -> Vec<String> {
        let path = |(field, key): (&str, &str)| {
            let items = self.root.items_of(field);
            let texts = items
                .filter_map(|item| if key.is_empty() { item.text() } else { item.get_text(key) });
            texts.map(|text| self.path(text)).collect::<Vec<_>>()
        };
        PARTS.into_iter().flat_map(path).collect()
    }

    /// The files that it changes, in itself and in the trees that it builds on.
    fn changed(&self, folders: &BTreeMap<&str, &Kustomization<'_>>) -> BTreeSet<String> {
        let is_kept = |key: &str| PLAIN.contains(&key) || UNIFORM.contains(&key);
        if self
            .root
            .entries()
            .iter()
            .all(|entry| is_kept(entry.key_text()) || entry.value.is_null())
        {
            return BTreeSet::new();
        }
        self.reached(folders)
    }

    /// The files that it lists, in itself and in the trees that it builds on.
    pub(super) fn reached(&self, folders: &BTreeMap<&str, &Kustomization<'_>>) -> BTreeSet<String> {
        let (mut files, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![self]);
        while let Some(next) = open.pop() {
            if !seen.insert(next.file) {
                continue;
            }
            for path in next.built_on() {
                match folders.get(path.as_str()) {
                    Some(base) => open.push(base),
                    None => drop(files.insert(path)),
                }
            }
        }
        files
    }

    /// Itself and all that it builds on.
    #[cfg(feature = "cli")]
    pub(super) fn tree<'t>(
        &'t self,
        folders: &BTreeMap<&str, &'t Kustomization<'t>>,
    ) -> Vec<&'t Kustomization<'t>> {
        let (mut tree, mut open): (Vec<&Kustomization<'_>>, _) = (Vec::new(), vec![self]);
        while let Some(next) = open.pop() {
            if !tree.iter().any(|known| known.file == next.file) {
                tree.push(next);
                let listed = next.built_on();
                open.extend(listed.iter().filter_map(|path| folders.get(path.as_str()).copied()));
            }
        }
        tree
    }

    /// Whether nothing is lost where what it lists is judged as it is.
    #[cfg(feature = "cli")]
    pub(super) fn is_plain(&self) -> bool {
        self.root.entries().iter().all(is_plain)
    }

    /// The first that it takes from the network.
    #[cfg(feature = "cli")]
    pub(super) fn remote(&self) -> Option<String> {
        let lists =
            ["resources", "bases", "components", "crds", "patches", "patchesStrategicMerge"];
        let items = lists.iter().filter_map(|field| self.root.get(field)).flat_map(Node::items);
        let texts = items.filter_map(|item| item.text().or_else(|| item.get_text("path")));
        let mut remote = texts.filter(|text| !text.contains('\n')).filter(|text| {
            let is_host = |host: &str| host.contains('.') && !host.starts_with('.');
            let host = text.split_once('/').map(|(host, _)| host);
            text.contains("://")
                || text.contains("git@")
                || text.contains("?ref=")
                || (host.is_some_and(is_host) && text.contains("//"))
                || text.starts_with("github.com/")
        });
        remote.next().map(str::to_owned)
    }
}
