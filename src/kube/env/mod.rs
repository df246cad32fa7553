//! A container's environment as the kubelet builds it: `envFrom` in order, then `env`, later beats
//! earlier, and `$(NAME)` in a value of `env` is replaced where something before it sets the name.
//! Source: Kubernetes API reference, EnvVar and EnvFromSource; kubernetes/kubernetes,
//! pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables.

mod reference;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::source::Location;
use crate::yaml::{Entry, Node};

use super::{Container, ObjectSet};

pub use reference::{TextPart, text_parts};

/// Where a variable gets its value.
#[derive(Debug, Clone, Copy)]
pub enum EnvSource<'a> {
    /// `value`, with its node; `None` when neither value nor source is written (an empty string).
    Literal(Option<Node<'a>>),
    /// `fieldRef`: the node of its `fieldPath`.
    Field(Node<'a>),
    /// `secretKeyRef` or `secretRef`: the reference.
    Secret(Node<'a>),
    /// `configMapKeyRef`: the reference, and the value if the ConfigMap is in the input.
    ConfigMap(Node<'a>, Option<Entry<'a>>),
    /// `resourceFieldRef` or a source that this version doesn't know.
    Other(Node<'a>),
}

/// What a program finds in a variable.
#[derive(Debug, Clone)]
pub enum EnvContent<'a> {
    /// Its text.
    Known(Cow<'a, str>),
    /// The files don't tell, and why, in words that follow the variable's name.
    Unknown(Cow<'static, str>),
}

/// A `$(NAME)` in a value.
#[derive(Debug, Clone)]
pub struct EnvReference<'a> {
    /// The name.
    pub name: &'a str,
    /// Where it is in the text of the value, with its parentheses.
    pub range: Range<usize>,
    /// What it means.
    pub target: EnvTarget,
}

/// What a `$(NAME)` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvTarget {
    /// A variable before it, by its number.
    Variable(usize),
    /// Something that isn't in the files may set it.
    Elsewhere,
    /// Nothing before it: the text stays as it is.
    Nothing,
}

/// One variable of a container.
#[derive(Debug, Clone)]
pub struct EnvVar<'a> {
    /// Its name, with the prefix of `envFrom`.
    pub name: String,
    /// Where the value comes from.
    pub source: EnvSource<'a>,
    /// Where the variable is declared: its `name`, or the ConfigMap's key.
    pub declared: Node<'a>,
    /// What the program finds in it.
    pub content: EnvContent<'a>,
    /// The variables that its value refers to.
    pub references: Vec<EnvReference<'a>>,
}

impl<'a> EnvVar<'a> {
    /// A variable whose value refers to no other.
    fn new(name: String, source: EnvSource<'a>, declared: Node<'a>) -> Self {
        let content = content_of(&source);
        Self { name, source, declared, content, references: Vec::new() }
    }

    /// The text of the value, where the files tell it, with the place to point at.
    #[must_use]
    pub fn literal(&self) -> Option<(&str, Location)> {
        Some((self.text()?, self.place()))
    }

    /// The text of the value, where the files tell it.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            EnvContent::Known(text) => Some(text),
            EnvContent::Unknown(_) => None,
        }
    }

    /// The prefix of an `envFrom` that its name has in front.
    #[must_use]
    pub fn prefix(&self) -> Option<Node<'a>> {
        let EnvSource::ConfigMap(source, _) = self.source else { return None };
        source.get("prefix").filter(|prefix| prefix.text().is_some_and(|text| !text.is_empty()))
    }

    /// Whether its name has the prefix of an `envFrom` in front.
    #[must_use]
    pub fn is_prefixed(&self) -> bool {
        self.prefix().is_some()
    }

    /// The node of a value that is written out.
    #[must_use]
    pub fn written(&self) -> Option<Node<'a>> {
        match self.source {
            EnvSource::Literal(node) => node,
            EnvSource::ConfigMap(_, entry) => entry.map(|entry| entry.value),
            _ => None,
        }
    }

    /// Where to point at what gives the value.
    #[must_use]
    pub fn place(&self) -> Location {
        match self.source {
            EnvSource::Literal(Some(node)) | EnvSource::Field(node) => node.location(),
            EnvSource::ConfigMap(_, Some(entry)) => entry.place(),
            EnvSource::Secret(node) | EnvSource::Other(node) | EnvSource::ConfigMap(node, None) => {
                node.get("key").unwrap_or(node).location()
            }
            EnvSource::Literal(None) => self.declared.location(),
        }
    }

    /// The variable that its value is, letter by letter: `$(NAME)` and nothing else.
    fn forwards(&self) -> Option<usize> {
        let whole = self.written()?.text()?.len();
        match self.references.as_slice() {
            [EnvReference { range, target: EnvTarget::Variable(at), .. }]
                if *range == (0..whole) =>
            {
                Some(*at)
            }
            _ => None,
        }
    }
}

/// Up to this many variables are compared one by one.
const FEW: usize = 24;

/// What a container sees.
#[derive(Debug, Default)]
pub struct Environment<'a> {
    vars: Vec<EnvVar<'a>>,
    /// The last variable of each name, by its number, where there are many.
    by_name: HashMap<String, usize>,
    /// Whether `envFrom` names a ConfigMap or Secret that isn't in the input: then a variable that
    /// isn't here may still exist.
    pub open: bool,
}

impl<'a> Environment<'a> {
    /// The variable that counts under this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&EnvVar<'a>> {
        self.vars.get(self.position(name)?)
    }

    fn position(&self, name: &str) -> Option<usize> {
        if self.vars.len() <= FEW {
            return self.vars.iter().rposition(|var| var.name == name);
        }
        self.by_name.get(name).copied()
    }

    fn push(&mut self, var: EnvVar<'a>) {
        self.vars.push(var);
        // The first that is one too many has those before it indexed as well.
        let from = match self.vars.len() {
            count if count <= FEW => return,
            count if count == FEW + 1 => 0,
            count => count - 1,
        };
        let numbered = self.vars.iter().enumerate().skip(from);
        self.by_name.extend(numbered.map(|(at, var)| (var.name.clone(), at)));
    }

    /// All declared variables, overridden ones too, in the order in which they apply.
    pub fn iter(&self) -> std::slice::Iter<'_, EnvVar<'a>> {
        self.vars.iter()
    }

    /// The variables that count, in the order of their declaration.
    #[must_use]
    pub fn effective(&self) -> Vec<&EnvVar<'a>> {
        let vars = self.vars.iter().enumerate();
        vars.filter(|(at, var)| self.position(&var.name) == Some(*at)).map(|(_, var)| var).collect()
    }

    /// The variable in which a value has its origin, by way of others that it is the `$(NAME)` of.
    #[must_use]
    pub fn origin<'e>(&'e self, var: &'e EnvVar<'a>) -> &'e EnvVar<'a> {
        let mut var = var;
        while let Some(next) = var.forwards().and_then(|at| self.vars.get(at)) {
            var = next;
        }
        var
    }

    /// The variable that a reference is to.
    #[must_use]
    pub fn referred(&self, reference: &EnvReference<'a>) -> Option<&EnvVar<'a>> {
        match reference.target {
            EnvTarget::Variable(at) => self.vars.get(at),
            EnvTarget::Elsewhere | EnvTarget::Nothing => None,
        }
    }

    /// A variable of `env`, with the references in its value resolved among those before it.
    fn add(&mut self, name: &str, source: EnvSource<'a>, declared: Node<'a>) {
        let mut var = EnvVar::new(name.to_owned(), source, declared);
        if let EnvSource::Literal(Some(node)) = source {
            let text = node.text().unwrap_or_default();
            if text.contains('$') {
                (var.content, var.references) = self.expand(text);
            }
        }
        self.push(var);
    }

    fn expand(&self, text: &'a str) -> (EnvContent<'a>, Vec<EnvReference<'a>>) {
        let (mut known, mut unknown, mut references) = (String::new(), None, Vec::new());
        for part in text_parts(text) {
            let (name, range) = match part {
                TextPart::Text(text) => {
                    known.push_str(text);
                    continue;
                }
                TextPart::Reference(name, range) => (name, range),
            };
            let target = self.target(name);
            let content = self.get(name).map(|var| &var.content);
            let written = text.get(range.clone()).unwrap_or_default();
            match resolved(target, content, written) {
                Ok(text) => known.push_str(text),
                Err(why) => unknown = Some(Cow::Owned(format!("refers to `{name}`, which {why}"))),
            }
            references.push(EnvReference { name, range, target });
        }
        (unknown.map_or(EnvContent::Known(known.into()), EnvContent::Unknown), references)
    }

    fn target(&self, name: &str) -> EnvTarget {
        match self.position(name) {
            Some(at) => EnvTarget::Variable(at),
            None if self.open || reference::is_of_service(name) => EnvTarget::Elsewhere,
            None => EnvTarget::Nothing,
        }
    }
}

/// What is said of a variable that something next to the files may set.
pub const ELSEWHERE: &str = "may come from something that isn't in the files";

fn content_of<'a>(source: &EnvSource<'a>) -> EnvContent<'a> {
    match source {
        EnvSource::Literal(node) => {
            EnvContent::Known(node.and_then(text_of).unwrap_or_default().into())
        }
        EnvSource::ConfigMap(_, Some(entry)) => match text_of(entry.value) {
            Some(text) => EnvContent::Known(text.into()),
            None => EnvContent::Unknown("isn't a string".into()),
        },
        EnvSource::ConfigMap(reference, None) => {
            let map = reference.get_text("name").unwrap_or_default();
            let reason = format!("comes from the ConfigMap `{map}`, which isn't in the files");
            EnvContent::Unknown(reason.into())
        }
        EnvSource::Secret(_) => EnvContent::Unknown("comes from a Secret".into()),
        EnvSource::Field(_) | EnvSource::Other(_) => {
            EnvContent::Unknown("is known only at run time".into())
        }
    }
}

/// The text of a value; the API server takes null for an empty one.
fn text_of(node: Node<'_>) -> Option<&str> {
    if node.is_null() { Some("") } else { node.text() }
}

/// Reads `envFrom` and `env` of a container in `namespace`.
#[must_use]
pub fn effective_environment<'a>(
    container: &Container<'a>,
    namespace: Option<&str>,
    objects: &ObjectSet<'a>,
) -> Environment<'a> {
    let mut environment = Environment::default();
    let document = container.node.document();
    let object = |kind: &str, name: &str| {
        objects.find_near((kind, namespace, name), document).map(|object| object.root)
    };
    for source in container.node.items_of("envFrom") {
        match all_of(source, &object) {
            Some(vars) => vars.into_iter().for_each(|var| environment.push(var)),
            None => environment.open = true,
        }
    }
    for item in container.node.items_of("env") {
        let Some(declared) = item.get("name") else {
            continue;
        };
        if !lacks_key(item, &object) {
            let name = declared.text().unwrap_or_default();
            environment.add(name, source_of(item, &object), declared);
        }
    }
    environment.vars.shrink_to_fit();
    environment
}

/// Finds an object of the input by kind and name.
type Find<'f, 'a> = dyn Fn(&str, &str) -> Option<Node<'a>> + 'f;

/// The variables of one `envFrom`; `None` where what it names isn't in the input.
fn all_of<'a>(source: Node<'a>, object: &Find<'_, 'a>) -> Option<Vec<EnvVar<'a>>> {
    let prefix = source.get_text("prefix").unwrap_or_default();
    let named = |key: &str| source.get_path(&[key, "name"]).and_then(Node::text);
    let entries =
        |root: Node<'a>, field: &str| root.get(field).map(Node::entries).unwrap_or_default();
    if let Some(secret) = named("secretRef") {
        let root = object("Secret", secret)?;
        let reference = source.get("secretRef").unwrap_or(source);
        let keys = entries(root, "data").into_iter().chain(entries(root, "stringData"));
        let var = |entry: Entry<'a>| {
            let name = format!("{prefix}{}", entry.key_text());
            EnvVar::new(name, EnvSource::Secret(reference), entry.key)
        };
        return Some(keys.map(var).collect());
    }
    let root = object("ConfigMap", named("configMapRef")?)?;
    let vars = entries(root, "data").into_iter().map(|entry| {
        let name = format!("{prefix}{}", entry.key_text());
        EnvVar::new(name, EnvSource::ConfigMap(source, Some(entry)), entry.key)
    });
    Some(vars.collect())
}

/// Whether a variable refers to a key that a ConfigMap of the input doesn't have: then nothing sets it.
fn lacks_key<'a>(item: Node<'a>, object: &Find<'_, 'a>) -> bool {
    let reference = item.get_path(&["valueFrom", "configMapKeyRef"]);
    let map = reference.and_then(|reference| object("ConfigMap", reference.get_text("name")?));
    let key = reference.and_then(|reference| reference.get_text("key")).unwrap_or_default();
    map.is_some_and(|map| map.get("data").and_then(|data| data.get(key)).is_none())
}

fn source_of<'a>(item: Node<'a>, object: &Find<'_, 'a>) -> EnvSource<'a> {
    let Some(from) = item.get("valueFrom") else {
        return EnvSource::Literal(item.get("value"));
    };
    if let Some(path) = from.get_path(&["fieldRef", "fieldPath"]) {
        return EnvSource::Field(path);
    }
    if let Some(reference) = from.get("secretKeyRef") {
        return EnvSource::Secret(reference);
    }
    if let Some(reference) = from.get("configMapKeyRef") {
        let map = reference.get_text("name").and_then(|name| object("ConfigMap", name));
        let key = reference.get_text("key").unwrap_or_default();
        let entry = map.and_then(|map| map.get("data")).and_then(|data| data.entry(key));
        return EnvSource::ConfigMap(reference, entry);
    }
    EnvSource::Other(from)
}

/// What a reference becomes, or why that isn't known.
fn resolved<'t>(
    target: EnvTarget,
    content: Option<&'t EnvContent<'_>>,
    written: &'t str,
) -> Result<&'t str, &'t str> {
    match (target, content) {
        (EnvTarget::Variable(_), Some(EnvContent::Known(value))) => Ok(value),
        (EnvTarget::Variable(_), Some(EnvContent::Unknown(reason))) => Err(reason),
        (EnvTarget::Nothing, _) => Ok(written),
        _ => Err(ELSEWHERE),
    }
}
