//! What holds in the end, and where each value comes from.

use std::fmt::{Display, Write};

use crate::kube::schema::KubernetesVersion;
use crate::load::{Flags, StatedFact};
use crate::rule::RuleSet;

use super::Settings;

/// Every value with its origin: default, file and line, or flag.
#[must_use]
pub fn effective(
    settings: &Settings,
    rules: &RuleSet,
    flags: &Flags,
    kubernetes: Option<KubernetesVersion>,
) -> String {
    let mut shown = Shown { settings, out: String::new() };
    shown.rules(rules);
    for (name, value) in settings.limits.iter() {
        let place = shown.limit_place(name).to_owned();
        shown.line(&format!("limits.{name}"), value, &place);
    }
    shown.lists();
    let file = settings.kubernetes;
    let place = match kubernetes {
        Some(_) => "flag --kubernetes-version".to_owned(),
        None => shown.place(&["kubernetes-version"], file.is_some()),
    };
    shown.line("kubernetes-version", kubernetes.or(file).unwrap_or_default(), &place);
    for (at, generator) in settings.file.generators.iter().enumerate() {
        let place = shown.place(&["generators"], true);
        shown.line(&format!("generators[{at}]"), &generator.id, &place);
    }
    shown.load(flags);
    shown.out
}

/// The lines so far.
struct Shown<'s> {
    settings: &'s Settings,
    out: String,
}

impl Shown<'_> {
    fn line(&mut self, name: &str, value: impl Display, place: &str) {
        let _ = writeln!(self.out, "{name}: {value}  # {place}");
    }

    /// The line of a value that is written in the file, or `default`.
    fn place(&self, keys: &[&str], is_written: bool) -> String {
        let place = self.settings.place(keys).filter(|_| is_written);
        place.unwrap_or_else(|| "default".to_owned())
    }

    /// The line of the file that sets a limit, under whichever name, or `default`.
    fn limit_place(&self, name: &str) -> &str {
        self.settings.limit_places.get(name).map_or("default", String::as_str)
    }

    fn rules(&mut self, rules: &RuleSet) {
        for rule in rules.iter() {
            let id = rule.id();
            let wanted = self.settings.file.rules.get(id);
            let is_set = wanted.is_some_and(|it| it.severity.is_some());
            let place = self.place(&["rules", id, "severity"], is_set);
            self.line(&format!("rules.{id}.severity"), rule.level(), &place);
            for (name, value) in rule.params() {
                let is_set = wanted.is_some_and(|it| it.params.contains_key(name));
                let place = match rule.limit_of(name) {
                    Some(limit) => format!("{}, the limit limits.{limit}", self.limit_place(limit)),
                    None => self.place(&["rules", id, "params", name], is_set),
                };
                self.line(&format!("rules.{id}.params.{name}"), value, &place);
            }
        }
    }

    /// What the file has as lists: folders of rules, paths that are omitted, overrides, images and
    /// what is rendered.
    fn lists(&mut self) {
        let file = &self.settings.file;
        self.list(&["rules-folder"], &file.rules_folder.paths);
        self.list(&["exclude"], &file.exclude);
        let place = self.place(&["overrides"], true);
        for (at, one) in file.overrides.iter().enumerate() {
            self.line(&format!("overrides[{at}].paths"), one.paths.join(", "), &place);
        }
        self.list(&["agent", "images"], &file.agent.images);
        for (chart, files) in &file.render.values {
            let place = self.place(&["render", "values", chart], true);
            self.line(&format!("render.values[{chart}]"), files.join(", "), &place);
        }
        self.list(&["render", "overlays"], &file.render.overlays);
    }

    /// A line for each item of a list.
    fn list(&mut self, keys: &[&str], items: &[String]) {
        let (name, place) = (keys.join("."), self.place(keys, true));
        for (at, item) in items.iter().enumerate() {
            self.line(&format!("{name}[{at}]"), item, &place);
        }
    }

    fn load(&mut self, flags: &Flags) {
        for fact in StatedFact::ALL {
            let key = fact.key;
            let (value, place) = match (fact.text(flags), fact.text(&self.settings.load)) {
                (Some(value), _) => (value, format!("flag --{key}")),
                (None, Some(value)) => (value, self.place(&["load", key], true)),
                (None, None) => ("from annotations".to_owned(), "default".to_owned()),
            };
            self.line(&format!("load.{key}"), value, &place);
        }
    }
}
