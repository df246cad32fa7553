//! Where a line can't be read after what is above it: which line is wrong, as the schemas of Kubernetes tell.

use crate::fix::{Change, Edit};
use crate::kube::Object;
use crate::kube::schema::{Catalogue, walk};
use crate::model::Model;
use crate::rule::check::Hit;
use crate::source::Location;
use crate::text::choice;
use crate::yaml::{Document, Mending, Node, Parsed, Problem, mendings, missing_above};

/// Of no more fields it is said that one of them is missing.
const MOST_FIELDS: usize = 4;
/// Bytes that are read again for all such lines of a run.
pub(super) const BUDGET: usize = 4 << 20;

/// A hit at the line that is wrong, with the change that fixes it; `None` where several might be.
pub(super) fn hit(problem: &Problem, model: &Model<'_>, budget: &mut usize) -> Option<Hit> {
    let file = problem.at.file;
    let text = &model.sources.get(file.0)?.text;
    let parents = |children: &[&str], in_list: bool| {
        model.schemas.parents_of(children, in_list).into_iter().map(str::to_owned).collect()
    };
    let all = mendings(text, problem.at.span.start, budget, &parents);
    let mending = likeliest(all, model.schemas)?;
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

/// The change that leaves the fewest faults, then the least unlikely one. A field that wasn't there is one only where
/// nothing else leaves as few.
fn likeliest(all: Vec<Mending>, schemas: &Catalogue) -> Option<Mending> {
    let rank = |one: &Mending| (faults(&one.parsed, schemas), one.unlikely);
    let mut ranked: Vec<_> = all.into_iter().map(|one| (rank(&one), one)).collect();
    let others = ranked.iter().filter(|(_, one)| one.parent.is_none());
    let fewest = others.map(|((faults, _), _)| *faults).min().unwrap_or(usize::MAX);
    ranked.retain(|((faults, _), one)| one.parent.is_none() || *faults < fewest);
    ranked.sort_by_key(|(rank, _)| *rank);
    let best = ranked.first()?.0;
    ranked.retain(|(rank, _)| *rank == best);
    one_of(ranked.into_iter().map(|(_, one)| one).collect())
}

/// The only change of several that are as likely; where all of them write a field above the same line, that it is one of
/// these.
fn one_of(mut all: Vec<Mending>) -> Option<Mending> {
    let one = all.pop()?;
    if all.is_empty() {
        return Some(one);
    }
    let (_, name) = one.parent.as_ref()?;
    if all.len() >= MOST_FIELDS || all.iter().any(|other| other.at != one.at) {
        return None;
    }
    let fields = all.iter().chain([&one]).map(|it| it.parent.as_ref());
    let fields: Option<Vec<String>> =
        fields.map(|field| field.map(|(field, _)| format!("`{field}:`"))).collect();
    let (message, help) = missing_above(&choice(&fields?), name);
    Some(Mending { message, help, edits: Vec::new(), ..one })
}

/// What the API server would reject of some objects; a document that is none is a fault as well.
fn faults(parsed: &Parsed, schemas: &Catalogue) -> usize {
    parsed.documents.iter().filter_map(Document::root).map(|root| faults_of(root, schemas)).sum()
}

fn faults_of(root: Node<'_>, schemas: &Catalogue) -> usize {
    let Some(object) = Object::from_node(root) else { return 1 };
    let schema = schemas.find(object.api_version, object.kind);
    let own = schema.map_or(0, |schema| walk(root, schema, schemas).len());
    let items = root.get("items").filter(|_| object.kind == "List").map(Node::items);
    own + items.into_iter().flatten().map(|item| faults_of(item, schemas)).sum::<usize>()
}
