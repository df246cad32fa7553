//! What may be written at a place where no schema tells: keys of annotations, settings of the agent, flags of generators,
//! names of the other objects. Fields of Kubernetes are left to those who know them.

mod annotation;
mod context;
mod flag;
mod item;
mod name;
mod rule;
mod setting;

use gen_lsp_types::CompletionItem;

use crate::kube::Object;
use crate::model::{Model, Workload, WorkloadContainer};
use crate::source::{FileId, LineIndex, Location};

use super::scene::Scene;
use context::{Context, Slot};
use item::Items;

/// What may be written at an offset.
pub(super) fn complete(scene: &Scene<'_>, offset: usize) -> Vec<CompletionItem> {
    let Some(context) = Context::new(scene.text, offset) else {
        return Vec::new();
    };
    let mut items = Items::new(scene, &context);
    if context.slot == Slot::Comment {
        rule::in_comment(scene, &context, &mut items);
        return items.all;
    }
    // What is being typed rarely parses; without its line the rest does.
    let mut sources = scene.sources.to_vec();
    if let Some(source) = sources.get_mut(scene.file.0) {
        source.text = context.without_line(scene.text).into();
    }
    scene.unit.session.understand(&sources, |model| {
        let around = Around::new(model, scene.file, &context);
        annotation::complete(scene, &context, &around, &mut items);
        setting::complete(&context, &around, &mut items);
        flag::complete(scene, &context, &around, &mut items);
        name::complete(&context, &around, &mut items);
    });
    items.all
}

/// What surrounds the line that is being typed.
pub(super) struct Around<'m, 'a> {
    /// The whole input, without that line.
    pub model: &'m Model<'a>,
    /// The object.
    pub object: Option<Object<'a>>,
    /// Its pods.
    pub workload: Option<&'m Workload<'a>>,
    /// The container.
    pub container: Option<&'m WorkloadContainer<'a>>,
}

impl<'m, 'a> Around<'m, 'a> {
    fn new(model: &'m Model<'a>, file: FileId, context: &Context<'_>) -> Self {
        let holds = |at: Location| {
            at.file == file
                && at.span.start <= context.offset
                && context.document.start <= at.span.start
        };
        let mut objects = model.objects.iter().filter(|object| holds(object.root.location()));
        let object = objects.next_back().copied();
        let workload = object.and_then(|object| {
            model.workloads.iter().find(|one| one.pod.object.root == object.root)
        });
        let at = context.item_of(&["containers", "initContainers"]);
        let container = workload.zip(at).and_then(|(workload, at)| {
            let starts = |one: &&WorkloadContainer<'a>| {
                let span = one.container.node.span();
                let text = one.container.node.document().text();
                is_on_line(text, at, span.start)
            };
            workload.containers.iter().find(starts)
        });
        Self { model, object, workload, container }
    }

    /// The item of a list of the container that starts on the line of an offset.
    pub(super) fn item(&self, list: &str, at: usize) -> Option<crate::yaml::Node<'a>> {
        let node = self.container?.container.node;
        let text = node.document().text();
        node.get(list)?.items().find(|item| is_on_line(text, at, item.span().start))
    }
}

/// Whether two offsets are on one line.
fn is_on_line(text: &str, one: usize, other: usize) -> bool {
    let lines = LineIndex::new(text);
    lines.position(text, one).line == lines.position(text, other).line
}
