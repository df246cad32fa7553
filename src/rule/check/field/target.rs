//! Where a field is: the part of the input that its path starts from, and the values that it leads to.

use crate::closest::distance;
use std::ops::Range;

use serde::Deserialize;

use crate::error::KeyError;
use crate::kube::{ImageRef, Object, secret};
use crate::rule::cel;
use crate::rule::check::{Hit, Missing, Params, Scope, Subject, resolve_as};
use crate::source::Location;
use crate::yaml::{Entry, Gap, Kind, Node, Path};

/// Start of the path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum On {
    /// Each container that `where` chooses.
    #[default]
    Container,
    /// Pod spec of each workload, or of a plain pod: `hostNetwork`, `volumes[*].name`.
    Pod,
    /// Pod template of each workload with its metadata, or a plain pod: `metadata.labels.team`.
    Template,
    /// Each object of any kind: `spec.replicas`, `data.LOG_LEVEL`, `metadata.annotations["example.com/team"]`.
    Object,
}

/// Part of a field's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) enum Part {
    /// Registry and repository of an image: `docker.io/library/busybox`.
    ImageName,
    /// Tag of an image: `1.36`. An image without a tag has no value then.
    ImageTag,
}

/// Field of a rule.
#[derive(Debug)]
pub(super) struct Target {
    on: On,
    pub path: Path,
    part: Option<Part>,
}

/// Value of a field, or the part of it that a rule is about.
pub(super) struct Value<'a> {
    pub node: Node<'a>,
    pub at: Location,
    /// Text as it reaches the API server; `None` for lists and mappings.
    pub text: Option<String>,
}

/// A field's absence.
pub(super) struct Absence<'p> {
    /// Closest key that exists.
    pub at: Location,
    /// Key that is missing.
    pub key: &'p str,
    /// What would must be added.
    pub missing: Option<Missing>,
    /// Misspelt key next to it, with its place.
    pub near: Option<(String, Location)>,
    /// Where the end of the path is once too often in what is next to it: it may be what was meant.
    pub elsewhere: Vec<Location>,
}

/// Names of message variables: those given, and those that every check of a field has.
macro_rules! variables {
    ($target:expr $(, $name:literal)* $(,)?) => {
        if $target.is_in_container() {
            &["path", "object", "container", "hint" $(, $name)*]
        } else {
            &["path", "object", "hint" $(, $name)*]
        }
    };
}
pub(super) use variables;

impl Target {
    pub(super) fn new(on: On, path: &str, params: &Params) -> Result<Self, KeyError> {
        Self::at("path", on, path, params)
    }

    /// The field that an option of some name says.
    pub(super) fn at(
        name: &(impl ToString + ?Sized),
        on: On,
        path: &str,
        params: &Params,
    ) -> Result<Self, KeyError> {
        Ok(Self { on, path: resolve_as(name, path, params)?, part: None })
    }

    /// About a part of the field's text.
    pub(super) fn part(self, part: Option<Part>) -> Self {
        Self { part, ..self }
    }

    pub(super) fn scope(&self) -> Scope {
        match self.on {
            On::Container => Scope::Container,
            On::Pod | On::Template => Scope::Pod,
            On::Object => Scope::Object,
        }
    }

    pub(super) fn is_in_container(&self) -> bool {
        self.on == On::Container
    }

    /// What paths start from in CEL.
    pub(super) fn cel_root(&self) -> &'static str {
        match self.on {
            On::Container => "c",
            On::Pod => "variables.pod",
            On::Template => "variables.template",
            On::Object => "object",
        }
    }

    /// That a condition is true of all values, in CEL; `None` where only a part of their text is meant.
    pub(super) fn cel(&self, condition: &dyn Fn(&str) -> String) -> Option<String> {
        let all = || cel::all(self.cel_root(), &self.path, condition);
        self.part.is_none().then(all)
    }

    /// The same about the tags of images.
    pub(super) fn cel_of_tags(&self, condition: &dyn Fn(&str) -> String) -> Option<String> {
        let all = || cel::all(self.cel_root(), &self.path, condition);
        (self.part == Some(Part::ImageTag)).then(all)
    }

    /// The node that paths start from.
    pub(super) fn root<'a>(&self, subject: &Subject<'_, 'a>) -> Option<Node<'a>> {
        match self.on {
            On::Container => Some(subject.container()?.node),
            On::Pod => Some(subject.pod()?.pod.spec.value),
            On::Template => Some(subject.pod()?.pod.template),
            On::Object => Some(subject.object()?.root),
        }
    }

    /// Values of the field, each with its key where it has one.
    pub(super) fn found<'a>(
        &self,
        subject: &Subject<'_, 'a>,
    ) -> Vec<(Option<Entry<'a>>, Node<'a>)> {
        self.root(subject).map(|root| self.path.select(root)).unwrap_or_default()
    }

    /// Scalars of the field; where it is a list, its items.
    pub(super) fn values<'a>(&self, subject: &Subject<'_, 'a>) -> Vec<Value<'a>> {
        let each = |node: Node<'a>| match node.kind() {
            Kind::Sequence => node.items().collect(),
            _ => vec![node],
        };
        let nodes = self.found(subject).into_iter().flat_map(|(_, node)| each(node));
        nodes.filter_map(|node| Value::of(node, self.part)).collect()
    }

    /// Places where the field is missing.
    pub(super) fn absences<'p>(&'p self, subject: &Subject<'_, '_>) -> Vec<Absence<'p>> {
        let Some(root) = self.root(subject) else {
            return Vec::new();
        };
        let absence = |gap: Gap<'p, '_>| Absence {
            at: gap.closest.unwrap_or_else(|| self.place(subject, root)),
            key: gap.key,
            missing: missing(&gap),
            near: near(&gap),
            elsewhere: twice_beside(&gap, self.path.last_key()),
        };
        self.path.gaps(root).into_iter().map(absence).collect()
    }

    /// A requested amount with nothing after its key, which counts as 0.
    pub(super) fn hollow<'a>(&self, subject: &Subject<'_, 'a>) -> Option<Value<'a>> {
        let gap = self.path.gaps(self.root(subject)?).pop()?;
        let is_amount = self.path.to_string().contains("requests.");
        let is_meant = is_amount && self.path.last_key() == Some(gap.key);
        let key = gap.parent.entry(gap.key).filter(|_| is_meant)?.key;
        Some(Value { node: key, at: key.location(), text: Some("0".to_owned()) })
    }

    /// Where to point at the start of the path as a whole.
    fn place(&self, subject: &Subject<'_, '_>, root: Node<'_>) -> Location {
        let container = subject.container().map(|container| container.place());
        let of_pod = || subject.pod().map(|workload| workload.pod.spec.key.location());
        let of_object = || root.entry("kind").map(|entry| entry.key.location());
        container.or_else(of_pod).or_else(of_object).unwrap_or_else(|| root.location())
    }

    /// A hit with the variables that every check of a field has.
    pub(super) fn hit(&self, subject: &Subject<'_, '_>, at: Location, case: &'static str) -> Hit {
        let hit = Hit::new(at, case).var("path", &self.path);
        let hit = hit.var("object", subject.object().map(Object::title).unwrap_or_default());
        match subject.container() {
            Some(container) => hit.var("container", container.name()),
            None => hit,
        }
    }
}

impl<'a> Value<'a> {
    fn of(node: Node<'a>, part: Option<Part>) -> Option<Self> {
        let Some(part) = part else {
            return Some(Self::whole(node));
        };
        let text = node.sent_text()?;
        let image = ImageRef::parse(&text);
        let range = match part {
            Part::ImageName => image.name_range(),
            Part::ImageTag => image.tag_range()?,
        };
        let part = text.get(range.clone())?.to_owned();
        Some(Self { node, at: place_of(node, &text, range), text: Some(part) })
    }

    /// The value of a node with all its text.
    pub(super) fn whole(node: Node<'a>) -> Self {
        Self { node, at: node.location(), text: node.sent_text() }
    }

    /// Place of the value's text.
    pub(super) fn place(&self) -> Location {
        self.at
    }

    /// Place of a part of the value's text.
    pub(super) fn fragment(&self, range: Range<usize>) -> Location {
        match &self.text {
            Some(text) if self.at == self.node.location() => place_of(self.node, text, range),
            _ => self.at,
        }
    }

    /// Value in words for messages. A secret isn't shown.
    pub(super) fn shown(&self, subject: &Subject<'_, '_>) -> String {
        match &self.text {
            Some(text) if !is_secret(subject, self.node) => text.clone(),
            _ => shown(subject, self.node),
        }
    }
}

/// Place of a part of a node's text: the whole node where its text isn't as written.
fn place_of(node: Node<'_>, text: &str, range: Range<usize>) -> Location {
    if node.text() == Some(text) { node.fragment(range) } else { node.location() }
}

fn missing(gap: &Gap<'_, '_>) -> Option<Missing> {
    Some(Missing { holder: gap.parent.location(), keys: gap.keys()? })
}

/// A key next to the missing one that is most likely a misspelling of it. Keys of Kubernetes are often close to
/// each other (`hostPID`, `hostIPC`), so there must be less difference than in other words.
fn near(gap: &Gap<'_, '_>) -> Option<(String, Location)> {
    let slips = |key: &str| distance(&key.to_lowercase(), &gap.key.to_lowercase());
    let keys = gap.parent.entries().into_iter().filter(|entry| entry.key_text() != gap.key);
    let close = keys.map(|entry| (slips(entry.key_text()), entry));
    let close = close.filter(|(slips, entry)| slips * 4 <= entry.key_text().len());
    let (_, entry) = close.min_by_key(|(slips, _)| *slips)?;
    Some((entry.key_text().to_owned(), entry.key.location()))
}

/// The keys of a name that a mapping next to the gap has more than once.
fn twice_beside(gap: &Gap<'_, '_>, name: Option<&str>) -> Vec<Location> {
    let of_mapping = |entry: Entry<'_>| -> Vec<Location> {
        let keys = entry.value.own_entries().filter(|one| Some(one.key_text()) == name);
        keys.skip(1).map(|one| one.key.location()).collect()
    };
    gap.parent.own_entries().flat_map(of_mapping).collect()
}

/// A path that leads to several fields where one is compared with.
pub(super) fn not_single(path: &Path) -> KeyError {
    KeyError::new(format!("`{path}` must be one field, without `*` and `[*]`"))
}

/// Value in words for messages. A secret isn't shown.
pub(super) fn shown(subject: &Subject<'_, '_>, node: Node<'_>) -> String {
    if is_secret(subject, node) {
        return "a secret value".to_owned();
    }
    match node.kind() {
        Kind::Scalar => node.sent_text().unwrap_or_default(),
        Kind::Sequence => "a list".to_owned(),
        Kind::Mapping => "a mapping".to_owned(),
    }
}

fn is_secret(subject: &Subject<'_, '_>, node: Node<'_>) -> bool {
    let at = node.location();
    let holds = |object: &Object<'_>| secret::values_of(object, vec![at.span]).contains(&at);
    subject.object().is_some_and(holds)
}
