//! The understood input: objects, workloads and their load, each fact read by one reader. Rules, plan and commands
//! all ask here.

mod accounts;
mod node_agent;
mod object_index;
mod shared_nodes;
mod unclear;
mod unjudged;
mod upload;
mod workload;

use std::sync::{Arc, OnceLock};

use crate::agent::AgentImages;
use crate::kube::schema::{Catalogue, CustomKinds};
use crate::kube::slip::{Slip, slips};
use crate::kube::{Object, ObjectSet, pod_of};
use crate::limits::Limits;
use crate::load::{Loads, Stated};
use crate::options::Options;
use crate::parallel;
use crate::source::{FileId, Location, SourceFile};
use crate::yaml::{Document, Parsed};

use accounts::Accounts;
use object_index::ObjectIndex;

pub(crate) use unclear::{near_keys, unread_environment, unread_items, unread_resources};
pub use upload::{Upload, Uploader};
pub use workload::{Workload, WorkloadContainer, WorkloadRole};

/// The whole input, understood.
#[derive(Debug)]
pub struct Model<'a> {
    /// The files.
    pub sources: &'a [SourceFile],
    /// What was read of each file, in the same order.
    pub parsed: &'a [Arc<Parsed>],
    /// Every object.
    pub objects: ObjectSet<'a>,
    /// Every pod and pod template.
    pub workloads: Vec<Workload<'a>>,
    /// The load that they make.
    pub loads: Loads,
    /// What a load test is checked against.
    pub limits: &'a Limits,
    /// Images that are the agent because the user says so.
    pub agent_images: &'a AgentImages,
    /// The schemas of the Kubernetes version in use.
    pub schemas: &'a Catalogue,
    /// The kinds that the input's own definitions bring.
    pub custom: CustomKinds<'a>,
    /// Slips that turn an object over: what it declares isn't known then.
    pub slips: Vec<Slip>,
    by_place: OnceLock<ObjectIndex>,
    accounts: OnceLock<Accounts<'a>>,
    unclear: OnceLock<Vec<unclear::Unclear>>,
}

impl<'a> Model<'a> {
    /// Understands what was parsed. `complete` is false when a file was skipped or a document broken.
    #[must_use]
    pub(crate) fn new(
        sources: &'a [SourceFile],
        parsed: &'a [Arc<Parsed>],
        complete: bool,
        options: &'a Options,
        schemas: &'a Catalogue,
    ) -> Self {
        let (agent_images, limits) = (&options.agent_images, &options.limits);
        let documents = parsed.iter().flat_map(|file| &file.documents);
        let mut objects = ObjectSet::new(documents, complete).of_files(sources);
        let custom = CustomKinds::new(&objects);
        let slips = slips(&objects, schemas, &custom);
        objects.complete &= slips.is_empty();
        let workloads = workloads(&objects, sources, options);
        let loads = loads(&workloads, &objects, options);
        let (by_place, accounts, unclear) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self {
            sources,
            parsed,
            objects,
            workloads,
            loads,
            limits,
            agent_images,
            schemas,
            custom,
            slips,
            by_place,
            accounts,
            unclear,
        }
    }

    /// The document that a place is in.
    #[must_use]
    pub fn document_at(&self, at: Location) -> Option<&'a Document> {
        let documents = &self.parsed.get(at.file.0)?.documents;
        let is_before =
            |one: &Document| one.root().is_some_and(|root| root.span().start <= at.span.start);
        documents.get(documents.partition_point(is_before).checked_sub(1)?)
    }

    /// Whether two objects are surely of one test: a kustomization lists both, or the folder of one is that of the other
    /// or above it. Of folders side by side the files don't tell.
    #[must_use]
    pub fn belong_together(&self, one: &Object<'_>, other: &Object<'_>) -> bool {
        let list = |object: &Object<'_>| object.placed().listed_by;
        let file = |object: &Object<'_>| object.root.document().file();
        (list(one).is_some() && list(one) == list(other)) || self.may_meet(file(one), file(other))
    }

    /// Whether the folder of one file is that of another, or above it, or the other way round.
    fn may_meet(&self, one: FileId, other: FileId) -> bool {
        let folder =
            |file: FileId| self.sources.get(file.0).map(SourceFile::folder).unwrap_or_default();
        let is_above = |above: &str, below: &str| {
            above.is_empty() && !below.starts_with(['/', '.', '<'])
                || below.strip_prefix(above).is_some_and(|it| it.is_empty() || it.starts_with('/'))
        };
        let (one, other) = (folder(one), folder(other));
        is_above(one, other) || is_above(other, one)
    }
}

/// The workloads of the input.
fn workloads<'a>(
    objects: &ObjectSet<'a>,
    sources: &[SourceFile],
    options: &'a Options,
) -> Vec<Workload<'a>> {
    let pods = objects.iter().filter_map(pod_of).enumerate();
    let of_flags = Arc::new(Stated::new(&options.load, None));
    let mut workloads: Vec<_> =
        pods.map(|(index, pod)| Workload::new(index, pod, options, &of_flags)).collect();
    workloads.shrink_to_fit();
    node_agent::mark(&mut workloads, sources, objects, &options.generators);
    workloads
}

/// What the workloads make of load. Most workloads of a large input make none: each of them has a place among the
/// results, so it is small.
fn loads<'a>(workloads: &[Workload<'a>], objects: &ObjectSet<'a>, options: &'a Options) -> Loads {
    let generators = &options.generators;
    let load = |_, workload: &Workload<'a>| {
        let load = workload.load(objects, generators).map(Box::new);
        (load, workload.waited_for(objects, generators).map(Box::new))
    };
    let mut loads = Loads::default();
    for (load, waited_for) in parallel::map(workloads, workloads.len(), load) {
        loads.all.extend(load.map(|load| *load));
        loads.waited_for.extend(waited_for.map(|waited_for| *waited_for));
    }
    loads
}
