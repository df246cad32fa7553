//! Where a line can't be read after what is above it: which line is wrong, as the schemas of Kubernetes tell.

use crate::fix::{Change, Edit};
use crate::kube::Object;
use crate::kube::schema::{Catalogue, walk};
use crate::model::Model;
use crate::rule::check::Hit;
use crate::source::Location;
use crate::yaml::{Document, Mending, Parsed, Problem, mendings};

/// Bytes that are read again for all such lines of a run.
pub(super) const BUDGET: usize = 4 << 20;

/// A hit at the line that is wrong, with the change that fixes it; `None` where several might be.
pub(super) fn hit(problem: &Problem, model: &Model<'_>, budget: &mut usize) -> Option<Hit> {
    let file = problem.at.file;
    let text = &model.sources.get(file.0)?.text;
    let mending = likeliest(mendings(text, problem.at.span.start, budget), model.schemas)?;
    let at = |span| Location::new(file, span);
    let edit = |(span, text): (_, String)| Edit { file, span, text };
    let mut title = mending.help.trim_end_matches('.').to_owned();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    let mut hit = Hit::new(at(mending.at), "misplaced")
        .var("reason", &mending.message)
        .var("remedy", &mending.help)
        .mended_by(Change::new(title, mending.edits.into_iter().map(edit)));
    // What comes of a document that is lost rests on where it is.
    hit.also_covers.push(problem.at);
    Some(match mending.stopped {
        Some(word) => hit.related(problem.at, word),
        None => hit,
    })
}

/// The change that leaves the fewest faults, then the least unlikely one.
fn likeliest(all: Vec<Mending>, schemas: &Catalogue) -> Option<Mending> {
    let rank = |one: &Mending| (faults(&one.parsed, schemas), one.unlikely);
    let mut ranked: Vec<_> = all.into_iter().map(|one| (rank(&one), one)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut ranked = ranked.into_iter();
    let (best, one) = ranked.next()?;
    ranked.next().is_none_or(|(next, _)| best < next).then_some(one)
}

/// What the API server would reject of some objects; a document that is none is a fault as well.
fn faults(parsed: &Parsed, schemas: &Catalogue) -> usize {
    let roots = parsed.documents.iter().filter_map(Document::root);
    let of = |root| {
        let Some(object) = Object::from_node(root) else { return 1 };
        let schema = schemas.find(object.api_version, object.kind);
        schema.map_or(0, |schema| walk(root, schema, schemas).len())
    };
    roots.map(of).sum()
}
