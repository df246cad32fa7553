//! `env`: variables that a container's environment needs, and where they must come from.

use serde::Deserialize;

use crate::agent::settings::{API_KEY, configuration_files, may_hold_key};
use crate::fix::Change;
use crate::kube::schema::is_env_field;
use crate::kube::{Container, EnvSource, EnvVar, Environment};
use crate::text::{did_you_mean, list, quoted};
use crate::yaml::{Node, Tree};

use super::env_cel;
use super::env_items::{Elsewhere, is_close, unclear, unseen};
use crate::model::{Model, unread_environment};
use crate::rule::check::{Check, Hit, Scope, Subject};

/// EnvFile of `env`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EnvFile {
    /// The variables.
    variables: Vec<Variable>,
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Variable {
    /// Its name.
    name: String,
    /// The downward-API field that must fill it; any source will do when omitted.
    #[serde(default)]
    field: Option<String>,
    /// The Secret with a key of the same name that must fill it.
    #[serde(default)]
    secret: Option<String>,
    /// What would be seen without it, as the end of a sentence: `the agent exits at startup`.
    #[serde(default)]
    without: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Variables that nothing sets, one finding a container. Cases: `absent`, `misspelt` (another variable is nearly
    /// the one that is missing), `elsewhere` (another container of the pod has them), for those of a Secret also `empty`.
    /// Variables: `container`, `missing`, `wanted` (each with its field), `near` (the other variable or container), `without`
    /// (what would be seen).
    Missing,
    /// Variables set from something else than their field, one finding each. Cases: `field` (another
    /// field), `other` (the field of another variable, which nothing sets), `refused` (no field that a variable can
    /// have), `literal` (a value written out), `empty` (no value), `source` (a secret or the like). Variables:
    /// `container`, `name`, `field`, `actual`, `other`.
    WrongSource,
}

impl Check for EnvFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing if self.variables.iter().any(|one| one.secret.is_some()) => {
                &["absent", "misspelt", "elsewhere", "empty"]
            }
            Find::Missing => &["absent", "misspelt", "elsewhere"],
            Find::WrongSource => &["field", "other", "refused", "literal", "empty", "source"],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing if self.variables.iter().any(|one| one.secret.is_some()) => {
                &["absent", "misspelt", "empty"]
            }
            Find::Missing => &["absent", "misspelt"],
            Find::WrongSource => &["other", "literal", "empty"],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["container", "missing", "wanted", "near", "without"],
            Find::WrongSource => &["container", "name", "field", "actual", "other"],
        }
    }

    /// A variable of any source may come from a ConfigMap, which isn't seen.
    fn cel(&self) -> Option<String> {
        let each = self.variables.iter().map(|variable| {
            let field = variable.field.as_deref()?;
            Some(match self.report {
                Find::Missing => {
                    let others = self.variables.iter().map(|other| other.name.as_str());
                    env_cel::is_set(&variable.name, field, others)
                }
                Find::WrongSource => env_cel::has_its_source(&variable.name, field),
            })
        });
        let all = each.collect::<Option<Vec<String>>>()?.join(" && ");
        Some(match self.report {
            Find::Missing => format!("has(c.env) && {all}"),
            Find::WrongSource => format!("!has(c.env) || {all}"),
        })
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(container) = subject.container() else {
            return;
        };
        let Some(environment) = subject.environment(&model.objects) else {
            return;
        };
        let before = hits.len();
        match self.report {
            Find::Missing => {
                let missing = self.missing(container, environment, subject);
                hits.extend(missing.filter(|_| !self.may_be_in_files(subject, model)));
                let variables = self.variables.iter();
                hits.extend(variables.filter_map(|it| it.empty(container, environment)));
            }
            Find::WrongSource => {
                let hit = |it| self.wrong_source_in(it, container, environment);
                hits.extend(self.variables.iter().filter_map(hit));
            }
        }
        let unclear = unclear(container.node);
        if !unclear.is_empty() {
            hits.iter_mut().skip(before).for_each(|hit| hit.rests_on.extend(&unclear));
        }
    }
}

/// What would be seen without variables, the first of them first: one sentence for all with the same effect, and two
/// sentences at most.
fn effects(missing: &[&Variable]) -> String {
    let mut each: Vec<(&str, Vec<String>)> = Vec::new();
    for variable in missing {
        let Some(effect) = variable.without.as_deref() else { continue };
        match each.iter_mut().find(|(known, _)| *known == effect) {
            Some((_, names)) => names.push(variable.name.clone()),
            None => each.push((effect, vec![variable.name.clone()])),
        }
    }
    let sentence =
        |(effect, names): &(&str, Vec<String>)| format!("Without {} {effect}.", list(names));
    each.iter().take(2).map(sentence).collect::<Vec<_>>().join(" ")
}

impl EnvFile {
    /// Whether configuration files of the agent may hold the key that its environment lacks.
    fn may_be_in_files<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>) -> bool {
        let Subject::Container(pod, facts) = *subject else { return false };
        let is_key = self.variables.iter().any(|variable| variable.name == API_KEY);
        is_key && facts.settings(pod, &model.objects).has_files && {
            let files = configuration_files(&pod.pod, &facts.container, &model.objects);
            may_hold_key(&files)
        }
    }

    fn missing<'a>(
        &self,
        container: &Container<'a>,
        environment: &Environment<'a>,
        subject: &Subject<'_, 'a>,
    ) -> Option<Hit> {
        let missing = self.absent(environment);
        if missing.is_empty() {
            return None;
        }
        let names: Vec<&str> = missing.iter().map(|variable| variable.name.as_str()).collect();
        if let Some(other) = Elsewhere::of(&names, subject) {
            let has_field = missing.iter().any(|variable| variable.field.is_some());
            let hit = other.hit(&names, container, has_field);
            let causes = unread_environment(container.node);
            return hit.map(|hit| hit.var("without", effects(&missing)).because_of(causes));
        }
        Some(self.here(&missing, container, environment))
    }

    /// Variables that are missing in the environment itself: nowhere set, or with a slip in the name.
    fn here<'a>(
        &self,
        missing: &[&Variable],
        container: &Container<'a>,
        environment: &Environment<'a>,
    ) -> Hit {
        let names: Vec<&str> = missing.iter().map(|variable| variable.name.as_str()).collect();
        let near = self.near(&names, environment);
        let (case, name, change) = match (near.as_slice(), names.len()) {
            ([(var, meant)], 1) => ("misspelt", &*var.name, var.declared.rewritten(meant)),
            _ => ("absent", "", added(missing, container)),
        };
        let owned: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let wanted: Vec<String> = missing.iter().map(|variable| variable.with_field()).collect();
        let hit = Hit::new(container.key_place("env"), case)
            .mended_by(change)
            .var("container", container.name())
            .var("near", name)
            .var("without", effects(missing))
            .var("missing", list(&owned))
            .var("wanted", list(&wanted))
            .because_of(unseen(&names, environment))
            .because_of(unread_environment(container.node));
        near.iter().fold(hit, |hit, (var, meant)| {
            hit.related(var.declared.location(), format!("did you mean `{meant}`?"))
        })
    }

    /// The variables that nothing sets.
    fn absent(&self, environment: &Environment<'_>) -> Vec<&Variable> {
        let absent = |variable: &&Variable| {
            // A variable of any source may come from a ConfigMap or Secret that isn't in the input.
            variable.of(environment).is_none() && !(environment.open && variable.field.is_none())
        };
        let is_elsewhere = |variable: &&Variable| self.filled_by(variable, environment).is_some();
        self.variables.iter().filter(absent).filter(|one| !is_elsewhere(one)).collect()
    }

    /// Other variables of nearly the name of one that is missing, each with that.
    fn near<'e, 'a, 'n>(
        &self,
        names: &[&'n str],
        environment: &'e Environment<'a>,
    ) -> Vec<(&'e EnvVar<'a>, &'n str)> {
        let is_other =
            |var: &&EnvVar<'_>| !self.variables.iter().any(|variable| variable.name == var.name);
        let near = environment.iter().filter(is_other);
        let near = near.filter_map(|var| Some((var, did_you_mean(&var.name, names)?)));
        near.filter(|(var, meant)| is_close(&var.name, meant)).collect()
    }

    /// The other variable that has the field of one that nothing sets: the name was copied.
    fn filled_by<'e, 'a>(
        &self,
        lost: &Variable,
        environment: &'e Environment<'a>,
    ) -> Option<&'e EnvVar<'a>> {
        let field = lost.field.as_deref()?;
        self.variables.iter().filter(|other| other.name != lost.name).find_map(|other| {
            let var = environment.get(&other.name)?;
            matches!(var.source, EnvSource::Field(path) if path.text() == Some(field))
                .then_some(var)
        })
    }

    /// What is wrong with the source of a variable, at the place to change: where the value is that of another variable,
    /// at that one's source.
    fn wrong_source(
        &self,
        variable: &Variable,
        var: &EnvVar<'_>,
        environment: &Environment<'_>,
    ) -> Option<Hit> {
        let field = variable.field.as_deref()?;
        let origin = environment.origin(var);
        let (case, actual) = other_source(origin, field)?;
        let other = self.of_field(actual, environment).filter(|_| case == "field");
        let case = match other {
            Some(_) => "other",
            None if case == "field" && !is_env_field(actual) => "refused",
            None => case,
        };
        let hit = Hit::new(origin.place(), case).var("name", &variable.name).var("field", field);
        let change = other.and_then(|other| var.declared.rewritten(other));
        let hit = hit.var("actual", actual).var("other", other.unwrap_or_default());
        let hit = hit.mended_by(change);
        if std::ptr::eq(origin, var) {
            return Some(hit);
        }
        Some(hit.related(var.place(), format!("{} is set from it", variable.name)))
    }

    /// The variable that a field must fill, where nothing sets it.
    fn of_field(&self, field: &str, environment: &Environment<'_>) -> Option<&str> {
        let of_field = |variable: &&Variable| variable.field.as_deref() == Some(field);
        let variable = self.variables.iter().find(of_field)?;
        environment.get(&variable.name).is_none().then_some(&variable.name)
    }

    /// What is wrong with the source of a variable of a container, with the fix of a value that is written out.
    fn wrong_source_in(
        &self,
        variable: &Variable,
        container: &Container<'_>,
        environment: &Environment<'_>,
    ) -> Option<Hit> {
        let var = environment.get(&variable.name)?;
        let hit = self.wrong_source(variable, var, environment)?;
        let hit = match hit.case {
            "literal" | "empty" => hit.mended_by(variable.in_place_of(var, container)),
            _ => hit,
        };
        Some(hit.var("container", container.name()))
    }
}

/// What fills a variable that isn't its field, in one word and as it is written.
fn other_source<'a>(origin: &EnvVar<'a>, field: &str) -> Option<(&'static str, &'a str)> {
    Some(match origin.source {
        EnvSource::Field(path) if path.text() == Some(field) => return None,
        EnvSource::Field(path) => ("field", path.text().unwrap_or_default()),
        EnvSource::Literal(_) | EnvSource::ConfigMap(_, Some(_)) => {
            match origin.written().and_then(Node::text).unwrap_or_default() {
                "" => ("empty", ""),
                text => ("literal", text),
            }
        }
        EnvSource::Secret(_) => ("source", "a secret"),
        EnvSource::ConfigMap(_, None) => ("source", "a ConfigMap"),
        EnvSource::Other(_) => ("source", "another source"),
    })
}

/// The variables, each from its source, at the end of a container's environment.
fn added(missing: &[&Variable], container: &Container<'_>) -> Option<Change> {
    let names = quoted(missing.iter().map(|one| &one.name));
    // One that exists in another way is to be changed, and not set twice.
    let mut there = container.node.items_of("env");
    let is_there =
        there.any(|item| missing.iter().any(|one| item.get_text("name") == Some(&one.name)));
    (!is_there).then_some(())?;
    let items = missing.iter().map(|variable| {
        let name = ("name", Tree::text(&variable.name));
        Some(Tree::map([name, ("valueFrom", variable.source()?)]))
    });
    let items = items.collect::<Option<Vec<Tree>>>()?;
    let edits = container.node.with_items_in("env", items)?;
    Change::new(format!("add {} to `env`", list(&names)), edits)
}

impl Variable {
    /// The variable in an environment. The agent reads the name of its key in lower case as well.
    fn of<'e, 'a>(&self, environment: &'e Environment<'a>) -> Option<&'e EnvVar<'a>> {
        let lower = || environment.get(&self.name.to_ascii_lowercase());
        environment.get(&self.name).or_else(|| self.secret.as_ref().and_then(|_| lower()))
    }

    /// A hit where it is set and empty.
    fn empty(&self, container: &Container<'_>, environment: &Environment<'_>) -> Option<Hit> {
        let var = self.of(environment).filter(|_| self.secret.is_some())?;
        let origin = environment.origin(var);
        let is_empty = match origin.source {
            EnvSource::Literal(None) => true,
            EnvSource::Literal(Some(_)) | EnvSource::ConfigMap(_, Some(_)) => {
                origin.written().is_some_and(|node| node.is_null() || node.text() == Some(""))
            }
            _ => false,
        };
        is_empty.then(|| {
            let hit = Hit::new(origin.place(), "empty").mended_by(self.in_place_of(var, container));
            let hit = hit.var("container", container.name()).var("missing", &self.name);
            hit.without(&["near", "without"]).var("wanted", self.with_field())
        })
    }

    /// The source that must fill it.
    fn source(&self) -> Option<Tree> {
        if let Some(field) = &self.field {
            return Some(Tree::map([("fieldRef", Tree::map([("fieldPath", Tree::text(field))]))]));
        }
        let secret = self.secret.as_ref()?;
        let parts = Tree::map([("name", Tree::text(secret)), ("key", Tree::text(secret))]);
        Some(Tree::map([("secretKeyRef", parts)]))
    }

    /// Its source instead of a value that is written out in the container.
    fn in_place_of(&self, var: &EnvVar<'_>, container: &Container<'_>) -> Option<Change> {
        let mut items = container.node.get("env")?.items();
        let item = items.find(|item| item.get("name") == Some(var.declared))?;
        let empty = || item.entry("valueFrom").filter(|entry| entry.value.is_null());
        let written = item.entry("value").or_else(empty)?;
        let edit = written.replaced("valueFrom", &self.source()?)?;
        let title = match (&self.field, &self.secret) {
            (None, Some(secret)) => format!("refer to the key `{secret}` of the Secret `{secret}`"),
            (field, _) => {
                let field = field.as_deref().unwrap_or_default();
                format!("write `valueFrom.fieldRef.fieldPath: {field}`")
            }
        };
        Change::new(title, [edit])
    }

    fn with_field(&self) -> String {
        match &self.field {
            Some(field) => format!("{} from {field}", self.name),
            None => self.name.clone(),
        }
    }
}
