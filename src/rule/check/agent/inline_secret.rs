//! `inline-secret`: a secret's value written out in the manifests. The value never leaves this check.

use std::collections::HashSet;

use serde::Deserialize;

use crate::agent::ANNOTATION_PREFIX;
use crate::agent::settings::{API_KEY, configuration_files, keys_in};
use crate::fix::Change;
use crate::kube::{Container, EnvSource, EnvVar, Environment, Object};
use crate::model::{Model, Workload, WorkloadContainer};
use crate::yaml::{Entry, Kind, Node, Tree};

use crate::rule::cel;
use crate::rule::check::{Check, Hit, Reach, Scope, Subject};

/// InlineSecretFile of `inline-secret`. Cases: `env` (in a container), `config-map`, `annotation` (the agent's key in an
/// annotation of its pod). Variables: `name`, `object`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InlineSecretFile {
    /// Names of the variables that hold the secret, in any case.
    names: Vec<String>,
}

impl Check for InlineSecretFile {
    fn scope(&self) -> Scope {
        Scope::Input
    }

    fn reach(&self) -> Reach {
        Reach::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["env", "config-map", "annotation"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["env"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["name", "object"]
    }

    fn cel(&self) -> Option<String> {
        let names = cel::list(self.names.iter().map(|name| name.to_ascii_lowercase()));
        Some(format!(
            "variables.containers.all(c, !has(c.env) || c.env.all(e, \
             !(e.name.lowerAscii() in {names}) || !has(e.value) || e.value == '' || \
             e.value.startsWith('$(')))"
        ))
    }

    fn run<'a>(&self, _: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let mut known = HashSet::new();
        let mut add = |hit: Hit| hits.extend(Some(hit).filter(|hit| known.insert(hit.at)));
        for workload in &model.workloads {
            if self.is_known(API_KEY) {
                let annotations = workload.pod.annotations();
                annotations.into_iter().filter_map(in_annotation).for_each(&mut add);
            }
            for one in &workload.containers {
                self.in_env(workload, one, model, &mut add);
                if one.is_agent && self.is_known(API_KEY) {
                    in_files(workload, &one.container, model).for_each(&mut add);
                }
            }
        }
        for object in model.objects.iter().filter(|object| object.kind == "ConfigMap") {
            let entries = object.root.get("data").map(Node::entries).unwrap_or_default();
            let is_secret = |it: &Entry<'_>| self.is_known(it.key_text()) && is_written(it.value);
            let secrets = entries.into_iter().filter(is_secret);
            secrets.for_each(|entry| add(in_config_map(entry, object)));
        }
    }
}

impl InlineSecretFile {
    /// Those among a container's variables: as they are written, and where their values come from.
    fn in_env<'a>(
        &self,
        workload: &Workload<'a>,
        one: &WorkloadContainer<'a>,
        model: &Model<'a>,
        add: &mut dyn FnMut(Hit),
    ) {
        let written = written(&one.container).filter(|(name, _)| self.is_known(name));
        written.for_each(|(name, value)| add(in_container(name, value, &one.container)));
        let environment = one.environment(workload, &model.objects);
        let vars = environment.iter().filter(|var| self.is_known(&var.name));
        vars.filter_map(|var| hit(var, &one.container, environment, model)).for_each(add);
    }

    fn is_known(&self, name: &str) -> bool {
        self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// The secret of a variable where it is written: in the container, in a ConfigMap under whatever key, or as the value
/// of a variable that it refers to.
fn hit(
    var: &EnvVar<'_>,
    container: &Container<'_>,
    environment: &Environment<'_>,
    model: &Model<'_>,
) -> Option<Hit> {
    let var = environment.origin(var);
    match var.source {
        EnvSource::Literal(Some(value)) if is_written(value) => {
            Some(in_container(&var.name, value, container))
        }
        EnvSource::ConfigMap(_, Some(entry)) if is_written(entry.value) => {
            Some(in_config_map(entry, map_around(entry, model)?))
        }
        // A value that is put together is plain text if each of its parts is.
        EnvSource::Literal(Some(_)) if var.text().is_some() => {
            let mut parts = var.references.iter().filter_map(|part| environment.referred(part));
            parts.find_map(|part| hit(part, container, environment, model))
        }
        _ => None,
    }
}

/// Variables whose values are written out, also those that take another source.
fn written<'a>(container: &Container<'a>) -> impl Iterator<Item = (&'a str, Node<'a>)> {
    let items = container.node.items_of("env");
    let pair = |item: Node<'a>| Some((item.get_text("name")?, item.get("value")?));
    // Next to another source, a flag is the value of a variable whose first line is lost.
    let is_stray = |item: &Node<'a>| {
        let is_flag = item.get("value").is_some_and(|it| it.text().is_some_and(is_flag));
        is_flag && item.get("valueFrom").is_some()
    };
    let items = items.filter(move |item| !is_stray(item));
    items.filter_map(pair).filter(|(_, value)| is_written(*value))
}

fn is_flag(text: &str) -> bool {
    matches!(text, "true" | "false") || text.parse::<i64>().is_ok()
}

fn in_container(name: &str, value: Node<'_>, container: &Container<'_>) -> Hit {
    let hit = Hit::new(value.location(), "env").var("name", name);
    let hit = hit.mended_by(referred(value, container));
    hit.var("object", format!("container `{}`", container.name()))
}

/// The variable from the Secret that holds the key.
fn referred(value: Node<'_>, container: &Container<'_>) -> Option<Change> {
    let mut items = container.node.get("env")?.items();
    let entry = items.find_map(|item| item.entry("value").filter(|entry| entry.value == value))?;
    let names = Tree::map([("name", Tree::text(SECRET)), ("key", Tree::text(SECRET))]);
    let edit = entry.replaced("valueFrom", &Tree::map([("secretKeyRef", names)]))?;
    Change::new(format!("refer to the key `{SECRET}` of the Secret `{SECRET}`"), [edit])
}

/// Option of an annotation that holds a key.
const OPTION: &str = "api_key";
/// The name of the Secret with the API key, and of the key in it.
const SECRET: &str = "scalyr-api-key";

/// The agent's key for the logs of a pod, or of one of its containers.
fn in_annotation(entry: Entry<'_>) -> Option<Hit> {
    let key = entry.key_text();
    let rest = key.strip_prefix(ANNOTATION_PREFIX)?;
    let is_key = rest == OPTION
        || rest
            .strip_suffix(OPTION)
            .is_some_and(|of| of.matches('.').count() == 1 && of.ends_with('.'));
    let is_key = is_key && !rest.starts_with("attributes.") && is_written(entry.value);
    is_key.then(|| {
        let hit = Hit::new(entry.value.location(), "annotation").var("name", key);
        hit.var("object", format!("annotation `{key}`")).subsumes([entry.key.location()])
    })
}

/// The agent's key in its configuration files that ConfigMaps hold.
fn in_files<'m, 'a>(
    workload: &Workload<'a>,
    agent: &Container<'a>,
    model: &'m Model<'a>,
) -> impl Iterator<Item = Hit> + 'm {
    let files = configuration_files(&workload.pod, agent, &model.objects).known.into_iter();
    let keys =
        files.flat_map(|entry| keys_in(entry.value).into_iter().map(move |key| (entry, key)));
    keys.filter_map(|(entry, key)| {
        let map = map_around(entry, model)?;
        let hit = Hit::new(entry.value.fragment(key), "config-map");
        Some(hit.var("name", entry.key_text()).var("object", map.title()))
    })
}

/// The ConfigMap that an entry is of.
fn map_around<'m, 'a>(entry: Entry<'_>, model: &'m Model<'a>) -> Option<&'m Object<'a>> {
    let at = entry.value.location();
    model.objects.of_kind("ConfigMap").find(|map| map.root.location().overlaps(at))
}

fn in_config_map(entry: Entry<'_>, map: &Object<'_>) -> Hit {
    let hit = Hit::new(entry.value.location(), "config-map").var("name", entry.key_text());
    hit.var("object", map.title())
}

/// Whether a value is text of its own: `$(NAME)` refers to another variable.
fn is_written(value: Node<'_>) -> bool {
    let text = value.text().filter(|text| !text.is_empty() && !text.starts_with("$("));
    value.kind() == Kind::Scalar && text.is_some()
}
