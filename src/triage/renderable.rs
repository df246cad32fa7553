//! What can be rendered: charts and kustomizations, each with the files of the input that go into it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::paths::clean;
use crate::report::{Renderer, Rendering};
use crate::source::{FileId, SourceFile};
use crate::yaml::{Document, Parsed, parse};

use super::chart::Charts;
use super::kustomize::{self, Kustomization};

/// A folder to render.
#[derive(Debug)]
pub(crate) struct Renderable {
    /// The folder and its program.
    pub rendering: Rendering,
    /// The files that go into it, and aren't manifests by themselves then.
    pub files: BTreeSet<FileId>,
    /// What it takes from elsewhere, if anything.
    pub remote: Option<String>,
}

/// What is there to render, in the order of the folders: charts that are part of no other, and the kustomizations that
/// `wanted` chooses; without a choice those that no other one builds on and that change something.
pub(crate) fn renderables(
    sources: &[SourceFile],
    wanted: Option<&dyn Fn(&str) -> bool>,
) -> Vec<Renderable> {
    let parsed = sources.iter().enumerate().map(|(at, source)| Arc::new(parse(FileId(at), source)));
    let parsed: Vec<Arc<Parsed>> = parsed.collect();
    let mut all = charts(sources, &parsed);
    all.extend(kustomizations(sources, &parsed, wanted));
    all.sort_by(|a, b| a.rendering.cmp(&b.rendering));
    all
}

/// The paths that the kustomizations of the input build on and that aren't in it: files and folders.
pub(crate) fn unread_bases(sources: &[SourceFile]) -> Vec<String> {
    let parsed = sources.iter().enumerate().map(|(at, source)| Arc::new(parse(FileId(at), source)));
    let parsed: Vec<Arc<Parsed>> = parsed.collect();
    let found = kustomize::find(sources, &parsed);
    let names: BTreeSet<String> = sources.iter().map(|source| clean(&source.name)).collect();
    let folders: BTreeSet<&str> = found.iter().map(|one| one.folder.as_str()).collect();
    let listed = found.iter().flat_map(|one| one.built_on().into_iter().chain(one.parts()));
    let is_unread = |path: &String| !names.contains(path) && !folders.contains(path.as_str());
    let mut unread: Vec<String> = listed.filter(is_unread).collect();
    unread.sort_unstable();
    unread.dedup();
    unread
}

fn charts(sources: &[SourceFile], parsed: &[Arc<Parsed>]) -> Vec<Renderable> {
    let charts = Charts::of(sources);
    let folders: Vec<&str> = charts.folders().collect();
    let is_part = |folder: &str| {
        let mut others = folders.iter().filter(|other| **other != folder);
        others.any(|other| below(other, folder).is_some_and(|path| path.starts_with("charts/")))
    };
    let whole = folders.iter().filter(|folder| !is_part(folder));
    whole.filter_map(|folder| chart(folder, sources, parsed)).collect()
}

/// A chart, if it is to be judged and renders to anything.
fn chart(folder: &str, sources: &[SourceFile], parsed: &[Arc<Parsed>]) -> Option<Renderable> {
    let all = sources.iter().enumerate();
    let own = all.filter_map(|(at, source)| Some((at, below(folder, &clean(&source.name))?)));
    let own: Vec<(usize, String)> = own.collect();
    let mut heads = own.iter().filter(|(_, path)| ["Chart.yaml", "Chart.yml"].contains(&&**path));
    let head = heads.next()?.0;
    let root = parsed.get(head)?.documents.iter().find_map(Document::root);
    let is_library = root.and_then(|root| root.get_text("type")) == Some("library");
    if is_library || !sources.get(head)?.judged {
        return None;
    }
    let files = own.iter().filter(|(_, path)| is_read(path)).map(|(at, _)| FileId(*at));
    let rendering = Rendering::new(Renderer::Helm, folder);
    Some(Renderable { rendering, files: files.collect(), remote: None })
}

/// The path of a file from a folder that it is in.
fn below(folder: &str, file: &str) -> Option<String> {
    match folder {
        "" => (!file.starts_with(['.', '/', '<'])).then(|| file.to_owned()),
        folder => Some(file.strip_prefix(folder)?.strip_prefix('/')?.to_owned()),
    }
}

/// Whether Helm reads a file of a chart, by its path: other folders may hold manifests of their own.
fn is_read(path: &str) -> bool {
    let folder = path.split_once('/').map(|(folder, _)| folder);
    folder.is_none_or(|folder| ["templates", "charts"].contains(&folder))
}

fn kustomizations(
    sources: &[SourceFile],
    parsed: &[Arc<Parsed>],
    wanted: Option<&dyn Fn(&str) -> bool>,
) -> Vec<Renderable> {
    let found = kustomize::find(sources, parsed);
    let (names, folders) = (kustomize::by_name(sources), kustomize::by_folder(&found));
    let trees: Vec<Vec<&Kustomization<'_>>> = found.iter().map(|one| one.tree(&folders)).collect();
    let below: BTreeSet<FileId> =
        trees.iter().flat_map(|tree| tree.iter().skip(1)).map(|other| other.file).collect();
    let mut all = Vec::new();
    for (one, tree) in found.iter().zip(&trees) {
        let is_judged = sources.get(one.file.0).is_some_and(|source| source.judged);
        let is_chosen = match wanted {
            Some(wanted) => wanted(&one.folder),
            None => !below.contains(&one.file) && tree.iter().any(|it| !it.is_plain()),
        };
        if !is_judged || !is_chosen || one.is_component() {
            continue;
        }
        let read = one.reached(&folders).into_iter().chain(tree.iter().flat_map(|it| it.parts()));
        let read = read.filter_map(|path| names.get(&path).copied());
        let files = read.chain(tree.iter().map(|it| it.file)).collect();
        let remote = tree.iter().find_map(|it| it.remote());
        let rendering = Rendering::new(Renderer::Kustomize, &one.folder);
        all.push(Renderable { rendering, files, remote });
    }
    all
}
