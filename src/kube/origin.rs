//! Where the documents of rendered text were written, as the program says that has rendered them.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::source::{FileId, Location, SourceFile};
use crate::yaml::{Node, parse};

use super::Object;

/// What Helm writes in front of each document: `# Source: load-test/templates/sidecar.yaml`.
pub(crate) const HELM_SOURCE: &str = "# Source: ";
/// Folders of a chart whose files it renders.
const RENDERED: [&str; 2] = ["/templates/", "/crds/"];
/// What kustomize writes with `buildMetadata: [originAnnotations]`.
const ORIGIN: &str = "config.kubernetes.io/origin";
/// What its functions write.
const PATHS: [&str; 2] = ["internal.config.kubernetes.io/path", "config.kubernetes.io/path"];

/// Where each document of a file starts, and what its comment says of its origin.
type Documents<'s> = Vec<(usize, Option<&'s str>)>;

/// The origins of the documents of all files, read once per file.
#[derive(Debug)]
pub(crate) struct Origins<'s> {
    sources: &'s [SourceFile],
    files: BTreeMap<FileId, OnceCell<Documents<'s>>>,
}

impl<'s> Origins<'s> {
    /// For these files, none of which is read yet.
    pub(crate) fn new(sources: &'s [SourceFile]) -> Self {
        let files = (0..sources.len()).map(|at| (FileId(at), OnceCell::new())).collect();
        Self { sources, files }
    }

    /// Where a place was written, which may be in an object.
    pub(crate) fn at(&self, place: Location, object: Option<&Object<'_>>) -> Option<String> {
        object.and_then(annotated).or_else(|| self.commented(place))
    }

    /// What the comments of all files to be judged say.
    pub(crate) fn all(sources: &[SourceFile]) -> impl Iterator<Item = &str> {
        let judged = sources.iter().filter(|source| source.judged);
        judged.flat_map(|source| documents(&source.text)).filter_map(|(_, origin)| origin)
    }

    /// What the comment at the head of a place's document says.
    fn commented(&self, place: Location) -> Option<String> {
        let text = &self.sources.get(place.file.0)?.text;
        let documents = self.files.get(&place.file)?.get_or_init(|| documents(text));
        let next = documents.partition_point(|(start, _)| *start <= place.span.start);
        let (_, origin) = documents.get(next.checked_sub(1)?)?;
        origin.map(str::to_owned)
    }
}

/// Where each document of a text starts, with what Helm says of it; nothing where it says nothing of any.
fn documents(text: &str) -> Documents<'_> {
    let mut documents = vec![(0, None)];
    if !text.contains(HELM_SOURCE) {
        return documents;
    }
    let (mut offset, mut is_head) = (0, true);
    for line in text.split_inclusive('\n') {
        if line.starts_with("---") {
            documents.push((offset, None));
            is_head = true;
        } else if let Some(origin) = line.strip_prefix(HELM_SOURCE).filter(|_| is_head) {
            if let Some(last) = documents.last_mut() {
                last.1 = last.1.or_else(|| chart_file(origin.trim_end()));
            }
        } else if !(line.starts_with('#') || line.trim().is_empty()) {
            is_head = false;
        }
        offset += line.len();
    }
    documents
}

/// A path, if it leads to a file that a chart renders: other tools have such a comment for links.
fn chart_file(path: &str) -> Option<&str> {
    let is_one = !path.contains("://") && RENDERED.iter().any(|folder| path.contains(folder));
    is_one.then_some(path)
}

/// What the annotations of an object say.
fn annotated(object: &Object<'_>) -> Option<String> {
    let annotations = object.root.get_path(&["metadata", "annotations"])?;
    let origin = annotations.get_text(ORIGIN).and_then(described);
    let path = || PATHS.into_iter().find_map(|key| annotations.get_text(key));
    origin.or_else(|| path().map(str::to_owned)).filter(|origin| !origin.is_empty())
}

/// The file that an origin names: one of a repository as kustomize writes its address, or, for what a generator
/// makes, the kustomization.
fn described(text: &str) -> Option<String> {
    let source = SourceFile::new("", text.as_bytes().to_vec(), false);
    let parsed = parse(FileId(0), &source);
    let root = parsed.documents.first()?.root()?;
    let get = |key: &str| Node::get_text(root, key).filter(|text| !text.is_empty());
    let path = get("path").or_else(|| get("configuredIn"))?;
    let version = get("ref").map(|name| format!("?ref={name}")).unwrap_or_default();
    Some(match get("repo") {
        Some(repository) => format!("{repository}//{path}{version}"),
        None => path.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{described, documents};

    #[test]
    fn comments_of_helm_are_read_at_the_head_of_a_document() {
        let text = "---\n# Source: a/templates/x.yaml\nkind: A\n# Source: a/templates/y.yaml\n\
                    ---\n# Source: https://example.com/templates/\nkind: B\n---\n# team a\n\
                    # Source: a/crds/c.yaml\r\nkind: C\n";
        let origins: Vec<_> = documents(text).into_iter().map(|(_, origin)| origin).collect();
        assert_eq!(origins, [None, Some("a/templates/x.yaml"), None, Some("a/crds/c.yaml")]);
    }

    #[test]
    fn origins_of_kustomize_are_files() {
        for (text, origin) in [
            ("path: base/pod.yaml\n", Some("base/pod.yaml")),
            (
                "path: a/b.yaml\nrepo: https://x.org/y\nref: v1\n",
                Some("https://x.org/y//a/b.yaml?ref=v1"),
            ),
            (
                "configuredIn: ../kustomization.yaml\nconfiguredBy: {kind: ConfigMapGenerator}\n",
                Some("../kustomization.yaml"),
            ),
            ("path: ''\n", None),
            ("[", None),
            ("a\n", None),
        ] {
            assert_eq!(described(text).as_deref(), origin, "{text}");
        }
    }
}
