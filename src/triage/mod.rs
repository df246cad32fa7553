//! Which documents are manifests: the others are templates, parts of kustomize trees, or something else.

pub(crate) mod kustomize;
mod template;

use crate::kube::{self, Object};
use crate::parallel;
use crate::report::{SkipReason, Skipped, Summary};
use crate::source::{FileId, Location, SourceFile};
use crate::yaml::{Document, Parsed, ProblemKind, parse};

/// What was read, with everything emptied that isn't judged.
#[derive(Debug, Default)]
pub(crate) struct Triage {
    /// What each file holds, in the order of the files.
    pub parsed: Vec<Parsed>,
    /// Whether everything that the objects may refer to has been read.
    pub complete: bool,
    /// Files that have to be rendered first.
    pub skipped: Vec<Skipped>,
    /// Counts of files; objects aren't counted yet.
    pub summary: Summary,
}

/// Parses the files, and empties those that aren't judged or hold no object.
pub(crate) fn triage(sources: &[SourceFile], incomplete: bool) -> Triage {
    let read = parallel::map(sources, sources.len(), |at, source| read(FileId(at), source));
    let (mut parsed, templates): (Vec<Parsed>, Vec<Option<Location>>) = read.into_iter().unzip();
    let trees = kustomize::survey(sources, &parsed);
    let mut triage = Triage { complete: !trees.open && !incomplete, ..Triage::default() };
    for (index, ((source, parsed), template)) in
        sources.iter().zip(&mut parsed).zip(templates).enumerate()
    {
        let file = FileId(index);
        let broken = parsed.problems.iter().any(|one| matches!(one.kind, ProblemKind::Syntax(_)));
        triage.complete &= !broken;
        let skip =
            template.map(|at| (SkipReason::Template, at)).or(trees.skipped.get(&file).copied());
        let holds_objects =
            skip.is_none() && !trees.plain.contains(&file) && (broken || has_object(parsed));
        triage.complete &= skip.is_none();
        if !holds_objects {
            *parsed = Parsed::default();
        }
        match skip {
            _ if !source.judged => triage.summary.context += usize::from(holds_objects),
            Some((reason, at)) => triage.skipped.push(Skipped { file, at, reason }),
            None if holds_objects => triage.summary.files += 1,
            None => triage.summary.passed_over += 1,
        }
    }
    Triage { parsed, ..triage }
}

/// What a file holds, and the first place that makes it a template.
pub(crate) fn read(file: FileId, source: &SourceFile) -> (Parsed, Option<Location>) {
    let parsed = parse(file, source);
    let template = template::first_template(file, source, &parsed);
    (parsed, template)
}

fn has_object(parsed: &Parsed) -> bool {
    let mut roots = parsed.documents.iter().filter_map(Document::root);
    roots.any(|root| Object::from_node(root).is_some() || kube::is_stray(root))
}
