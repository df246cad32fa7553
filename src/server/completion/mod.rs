//! What may be written at a place where no schema tells: keys of annotations, settings of the agent, flags of generators,
//! names of the other objects. Fields of Kubernetes are left to those who know them.

mod annotation;
mod brackets;
mod context;
mod flag;
mod item;
mod lines;
mod name;
mod readable;
mod rule;
mod setting;

use gen_lsp_types::CompletionItem;

use crate::kube::Object;
use crate::model::{Model, Workload, WorkloadContainer};
use crate::source::{FileId, Location};
use crate::yaml::Node;

use super::scene::Scene;
use context::{Context, Slot};
use item::Items;
use readable::readable;

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
    // What is being typed rarely parses; without it the rest does.
    let mut sources = scene.sources.to_vec();
    if let Some(source) = sources.get_mut(scene.file.0) {
        source.text = readable(scene.text, &context).into();
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
            workload.containers.iter().find(|one| begins_at(one.container.node, at))
        });
        Self { model, object, workload, container }
    }

    /// The item of a list of the container that begins at an offset.
    pub(super) fn item(&self, list: &str, at: usize) -> Option<Node<'a>> {
        let node = self.container?.container.node;
        node.get(list)?.items().find(|item| begins_at(*item, at))
    }
}

/// Whether an item begins at an offset: at its dash, or itself.
fn begins_at(item: Node<'_>, at: usize) -> bool {
    let between = item.document().text().get(at..item.span().start);
    between.is_some_and(|between| {
        let lines = between.lines().map(|line| line.split('#').next().unwrap_or_default());
        let mut words = lines.flat_map(str::split_whitespace).enumerate();
        words.all(|(at, word)| (at == 0 && word == "-") || word.starts_with(['&', '!']))
    })
}
