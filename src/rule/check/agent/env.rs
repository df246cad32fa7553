//! `env`: variables that a container's environment needs, and where they have to come from.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::kube::{EnvSource, EnvVar, Environment};
use crate::text::{bare, did_you_mean, list};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// EnvFile of `env`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EnvFile {
    /// The variables.
    variables: Vec<Variable>,
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Variable {
    /// Its name.
    name: String,
    /// The downward-API field that has to fill it; any source will do when left out.
    #[serde(default)]
    field: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// Variables that nothing sets, one finding a container. Variables: `container`, `missing`,
    /// `wanted` (each with its field).
    Missing,
    /// Variables set from something else than their field, one finding each. Cases: `field` (another
    /// field), `literal` (a value written out), `source` (a secret or the like).
    /// Variables: `container`, `name`, `field`, `actual`.
    WrongSource,
}

impl Check for EnvFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &[],
            Find::WrongSource => &["field", "literal", "source"],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        match self.report {
            Find::Missing => &["container", "missing", "wanted"],
            Find::WrongSource => &["container", "name", "field", "actual"],
        }
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(container) = subject.container() else {
            return;
        };
        let Some(environment) = subject.environment(&model.objects) else {
            return;
        };
        match self.report {
            Find::Missing => hits.extend(self.missing(container, environment)),
            Find::WrongSource => {
                for variable in &self.variables {
                    let Some(var) = environment.get(&variable.name) else {
                        continue;
                    };
                    let hit = wrong_source(variable, var, environment);
                    hits.extend(hit.map(|hit| hit.var("container", container.name())));
                }
            }
        }
    }
}

impl EnvFile {
    fn missing(
        &self,
        container: &crate::kube::Container<'_>,
        environment: &Environment<'_>,
    ) -> Option<Hit> {
        let absent = |variable: &&Variable| {
            // A variable of any source may come from a ConfigMap or Secret that isn't in the input.
            environment.get(&variable.name).is_none()
                && !(environment.open && variable.field.is_none())
        };
        let missing: Vec<&Variable> = self.variables.iter().filter(absent).collect();
        if missing.is_empty() {
            return None;
        }
        let names: Vec<String> = missing.iter().map(|variable| variable.name.clone()).collect();
        let wanted: Vec<String> = missing.iter().map(|variable| variable.with_field()).collect();
        let mut hit = Hit::new(container.key_place("env"), "")
            .var("container", container.name())
            .var("missing", list(&names))
            .var("wanted", list(&wanted));
        let known: Vec<&str> =
            self.variables.iter().map(|variable| variable.name.as_str()).collect();
        for var in environment.iter().filter(|var| !known.contains(&var.name.as_str())) {
            let missing: Vec<&str> =
                missing.iter().map(|variable| variable.name.as_str()).collect();
            if let Some(meant) =
                did_you_mean(&var.name, &missing).filter(|meant| close(&var.name, meant))
            {
                hit = hit.related(var.declared.location(), format!("did you mean `{meant}`?"));
            }
            // A name with a character too many that nobody sees.
            if missing.iter().any(|name| *name == bare(&var.name)) {
                hit = hit.because_of([var.declared.location()]);
            }
        }
        Some(hit)
    }
}

/// Names of settings share long prefixes: only a slip of a few letters counts as a misspelling.
fn close(name: &str, meant: &str) -> bool {
    strsim::damerau_levenshtein(name, meant) <= 3
}

impl Variable {
    fn with_field(&self) -> String {
        match &self.field {
            Some(field) => format!("{} from {field}", self.name),
            None => self.name.clone(),
        }
    }
}

/// What is wrong with the source of a variable, at the place to change: where the value is that of another variable,
/// at that one's source.
fn wrong_source(
    variable: &Variable,
    var: &EnvVar<'_>,
    environment: &Environment<'_>,
) -> Option<Hit> {
    let field = variable.field.as_deref()?;
    let origin = environment.origin(var);
    let (case, actual) = match origin.source {
        EnvSource::Field(path) if path.text() == Some(field) => return None,
        EnvSource::Field(path) => ("field", path.text().unwrap_or_default()),
        EnvSource::Literal(_) | EnvSource::ConfigMap(_, Some(_)) => {
            let written = origin.written().and_then(crate::yaml::Node::text);
            ("literal", written.unwrap_or_default())
        }
        EnvSource::Secret(_) => ("source", "a secret"),
        EnvSource::ConfigMap(_, None) => ("source", "a ConfigMap"),
        EnvSource::Other(_) => ("source", "another source"),
    };
    let hit = Hit::new(origin.place(), case).var("name", &variable.name).var("field", field);
    let hit = hit.var("actual", actual);
    if std::ptr::eq(origin, var) {
        return Some(hit);
    }
    Some(hit.related(var.place(), format!("{} is filled from it", variable.name)))
}
