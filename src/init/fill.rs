//! Puts the answers into the templates; comments and everything else stay as they are.

use crate::error::Error;
use crate::limits::Limits;
use crate::source::{FileId, LineIndex, SourceFile, Span};
use crate::units::Quantity;
use crate::yaml::{Document, Edits, Entry, Node, Parsed, parse, scalar_of};

use super::Answers;

/// The way to the name of the parser.
const PARSER: [&str; 5] =
    ["spec", "template", "metadata", "annotations", "log.config.scalyr.com/attributes.parser"];
const CONFIG_MAP: (&str, &str) = ("configmap.yaml", include_str!("../../k8s/configmap.yaml"));
const ACCOUNT: (&str, &str) =
    ("scalyr-service-account.yaml", include_str!("../../k8s/scalyr-service-account.yaml"));
const SIDECAR: (&str, &str) =
    ("scalyr-sidecar.yaml", include_str!("../../k8s/scalyr-sidecar.yaml"));

/// The names of the files, in the order in which they are applied.
pub const FILES: [&str; 3] = [ACCOUNT.0, CONFIG_MAP.0, SIDECAR.0];

/// The name of the workload in the template, and of the label that its pods share.
const NAME: &str = "load-test";
/// What the template's first comment says of the plan.
const PLAN: &str = "400 pods at 5 MB/s make 2 GB/s";
/// What its comments say of the limits.
const FEWEST: &str = "at least two per node";
const LEAST_MEMORY: &str = "At least 150Mi";

/// A file that is ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledFile {
    /// Its name, without a folder.
    pub name: &'static str,
    /// Its text.
    pub text: String,
}

/// The three files, in the order in which they are applied.
///
/// # Errors
/// When a template lacks a field that is to be filled in.
pub fn fill(answers: &Answers, limits: &Limits) -> Result<Vec<FilledFile>, Error> {
    let account = FilledFile { name: ACCOUNT.0, text: ACCOUNT.1.to_owned() };
    Ok(vec![account, config_map(answers)?, sidecar(answers, limits)?])
}

fn config_map(answers: &Answers) -> Result<FilledFile, Error> {
    let template = Template::new(CONFIG_MAP);
    let mut edits = Edits::default();
    let root = template.root()?;
    for (key, value) in
        [("SCALYR_K8S_CLUSTER_NAME", &answers.cluster), ("SCALYR_SERVER", &answers.server)]
    {
        let node = template.field(root, &["data", key])?.value;
        edits.replace(node.span(), quoted(value));
    }
    Ok(template.filled(edits))
}

fn sidecar(answers: &Answers, limits: &Limits) -> Result<FilledFile, Error> {
    let template = Template::new(SIDECAR);
    let mut edits = Edits::default();
    let root = template.root()?;
    for node in root.scalars().filter(|node| node.text() == Some(NAME)) {
        edits.replace(node.span(), scalar_of(&answers.name));
    }
    let replicas = answers.replicas(limits.generators_per_node());
    edits.replace(template.field(root, &["spec", "replicas"])?.value.span(), replicas.to_string());
    edits.replace(template.field(root, &PARSER)?.value.span(), quoted(&answers.parser));
    state_plan(&template, answers, replicas, &mut edits)?;
    state_limits(&template, limits, &mut edits)?;
    if answers.is_without_docker() {
        without_docker(&template, &mut edits)?;
    }
    containers(&template, answers, limits, &mut edits)?;
    Ok(template.filled(edits))
}

fn containers(
    template: &Template,
    answers: &Answers,
    limits: &Limits,
    edits: &mut Edits,
) -> Result<(), Error> {
    let list = template.field(template.root()?, &["spec", "template", "spec", "containers"])?;
    for container in list.value.items() {
        if container.get_text("name") == Some(crate::agent::AGENT_CONTAINER_NAME) {
            agent_image(template, container, answers, edits)?;
            memory(template, container, limits, edits)?;
        } else {
            generator(template, container, answers, edits)?;
        }
    }
    Ok(())
}

/// The annotations that lt-lint checks the files against, and the comment with the same plan.
fn state_plan(
    template: &Template,
    answers: &Answers,
    replicas: u64,
    edits: &mut Edits,
) -> Result<(), Error> {
    let root = template.root()?;
    let annotation = |name: &str| template.field(root, &["metadata", "annotations", name]);
    edits.replace(annotation("lt-lint/rate")?.value.span(), answers.rate.compact());
    edits.replace(annotation("lt-lint/target")?.value.span(), answers.target.compact());
    let nodes = annotation("lt-lint/nodes")?;
    match answers.nodes {
        Some(count) => edits.replace(nodes.value.span(), quoted(&count.to_string())),
        None => edits.replace(template.line(&nodes), ""),
    }
    let total = answers.rate.times(replicas).in_unit_of(answers.target);
    let plan = format!("{replicas} pods at {} make {total}", answers.rate);
    edits.replace(template.in_comment(PLAN)?, plan);
    Ok(())
}

/// The comments that name a limit, where the project has another one than the template.
fn state_limits(template: &Template, limits: &Limits, edits: &mut Edits) -> Result<(), Error> {
    let (fewest, usual) = (limits.generators_per_node(), Limits::default());
    if fewest != usual.generators_per_node() {
        let fewest = format!("at least {fewest} per node");
        edits.replace(template.in_comment(FEWEST)?, fewest);
    }
    if limits.memory_limit() != usual.memory_limit() {
        let least = template.limit(limits, "memory-limit")?;
        edits.replace(template.in_comment(LEAST_MEMORY)?, format!("At least {least}"));
    }
    Ok(())
}

/// The agent's memory, raised to the project's limits where the template has less. What it requests is no more than
/// its limit.
fn memory(
    template: &Template,
    agent: Node<'_>,
    limits: &Limits,
    edits: &mut Edits,
) -> Result<(), Error> {
    let request = ("requests", "memory-request", limits.memory_request());
    let limit = if limits.memory_limit() < limits.memory_request() {
        ("limits", "memory-request", limits.memory_request())
    } else {
        ("limits", "memory-limit", limits.memory_limit())
    };
    for (list, name, least) in [request, limit] {
        let memory = template.field(agent, &["resources", list, "memory"])?.value;
        let has = memory.text().and_then(|text| Quantity::parse(text).ok());
        if has.is_none_or(|has| has < least) {
            edits.replace(memory.span(), scalar_of(template.limit(limits, name)?));
        }
    }
    Ok(())
}

/// Omits what only nodes with Docker have: its volumes and their mounts.
fn without_docker(template: &Template, edits: &mut Edits) -> Result<(), Error> {
    let spec = template.field(template.root()?, &["spec", "template", "spec"])?.value;
    let of_docker = |volume: &Node<'_>| {
        let path = volume.get_path(&["hostPath", "path"]).and_then(Node::text);
        path.is_some_and(|path| path.contains("docker"))
    };
    let volumes = template.field(spec, &["volumes"])?.value.items().filter(of_docker);
    for volume in volumes {
        edits.replace(template.lines(volume), "");
        let containers = template.field(spec, &["containers"])?.value.items();
        let mounts =
            containers.filter_map(|container| container.get("volumeMounts")).flat_map(Node::items);
        let its = mounts.filter(|mount| mount.get_text("name") == volume.get_text("name"));
        its.for_each(|mount| edits.replace(template.lines(mount), ""));
    }
    Ok(())
}

/// The template's own generator gets its rate; one of the user's takes its place.
fn generator(
    template: &Template,
    flog: Node<'_>,
    answers: &Answers,
    edits: &mut Edits,
) -> Result<(), Error> {
    let args = template.field(flog, &["args"])?;
    let (Some(image), Some(name)) = (&answers.image, answers.container()) else {
        let rate = args.value.items().next_back().ok_or_else(|| template.lacks("args"))?;
        edits.replace(rate.span(), quoted(&answers.rate.megabytes()));
        return Ok(());
    };
    edits.replace(template.field(flog, &["name"])?.value.span(), scalar_of(&name));
    edits.replace(template.field(flog, &["image"])?.value.span(), scalar_of(image));
    match answers.args.as_slice() {
        [] => edits.replace(template.line(&args), ""),
        own => {
            let own: Vec<String> = own.iter().map(|arg| scalar_of(arg)).collect();
            edits.replace(args.value.span(), format!("[{}]", own.join(", ")));
        }
    }
    Ok(())
}

/// JSON's escapes are among those of YAML's double quotes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A template with the places of its fields.
struct Template {
    name: &'static str,
    source: SourceFile,
    parsed: Parsed,
}

impl Template {
    fn new((name, text): (&'static str, &str)) -> Self {
        let source = SourceFile::new(name, text.as_bytes().to_vec(), true);
        let parsed = parse(FileId(0), &source);
        Self { name, source, parsed }
    }

    fn root(&self) -> Result<Node<'_>, Error> {
        self.parsed
            .documents
            .first()
            .and_then(Document::root)
            .ok_or_else(|| self.lacks("a document"))
    }

    fn field<'t>(&self, node: Node<'t>, keys: &[&str]) -> Result<Entry<'t>, Error> {
        let found = keys.split_last().and_then(|(last, above)| node.get_path(above)?.entry(last));
        found.ok_or_else(|| self.lacks(&keys.join(".")))
    }

    fn lacks(&self, what: &str) -> Error {
        Error::new(self.name, format!("the template has no {what}"))
    }

    /// The text of a limit that goes into it.
    fn limit<'l>(&self, limits: &'l Limits, name: &str) -> Result<&'l str, Error> {
        limits.text(name).map_err(|reason| Error::new(self.name, reason))
    }

    /// A part of a comment.
    fn in_comment(&self, part: &str) -> Result<Span, Error> {
        let found = self.parsed.comments.iter().find_map(|comment| {
            let text = comment.text(&self.source.text);
            let start = comment.location.span.end - text.len() + text.find(part)?;
            Some(Span::new(start, start + part.len()))
        });
        found.ok_or_else(|| self.lacks(part))
    }

    /// The whole line of an entry.
    fn line(&self, entry: &Entry<'_>) -> Span {
        let text = &self.source.text;
        let lines = LineIndex::new(text);
        lines.line_span(text, lines.position(text, entry.key.span().start).line)
    }

    /// The whole lines of an item.
    fn lines(&self, item: Node<'_>) -> Span {
        let text = &self.source.text;
        let lines = LineIndex::new(text);
        let line = |at: usize| lines.line_span(text, lines.position(text, at).line);
        let last =
            item.scalars().map(|scalar| scalar.span().end).max().unwrap_or(item.span().start);
        Span::new(line(item.span().start).start, line(last.saturating_sub(1)).end)
    }

    fn filled(&self, edits: Edits) -> FilledFile {
        FilledFile { name: self.name, text: edits.apply(&self.source.text) }
    }
}

fn agent_image(
    template: &Template,
    agent: Node<'_>,
    answers: &Answers,
    edits: &mut Edits,
) -> Result<(), Error> {
    let image = format!("scalyr/scalyr-k8s-agent:{}", answers.agent_version);
    edits.replace(template.field(agent, &["image"])?.value.span(), scalar_of(&image));
    Ok(())
}
