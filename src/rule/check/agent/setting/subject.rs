//! An agent container with its environment and settings, as the checks of settings ask it.

use crate::agent::settings::{API_KEY, AgentSettings, Effective, Given, setting_named};
use crate::fix::Change;
use crate::kube::{Container, EnvVar, Environment, Object};
use crate::model::{Model, Workload, WorkloadContainer};
use crate::rule::check::Hit;
use crate::yaml::Node;

use super::{IN_EVERY_RELEASE, READ_BY};

/// An agent container.
pub(super) struct Agent<'m, 'a> {
    pub model: &'m Model<'a>,
    pub workload: &'m Workload<'a>,
    pub container: &'m Container<'a>,
    pub environment: &'m Environment<'a>,
    pub settings: &'m AgentSettings,
    /// The variables that count: those that the settings know by number.
    pub variables: Vec<&'m EnvVar<'a>>,
}

/// What a check says of the settings in one release.
pub(super) type Judge<'j> = dyn Fn(&Agent<'_, '_>, &Effective) -> Vec<Hit> + 'j;

impl<'m, 'a> Agent<'m, 'a> {
    pub(super) fn new(
        workload: &'m Workload<'a>,
        one: &'m WorkloadContainer<'a>,
        model: &'m Model<'a>,
    ) -> Self {
        let environment = one.environment(workload, &model.objects);
        Self {
            model,
            workload,
            container: &one.container,
            environment,
            settings: one.settings(workload, &model.objects),
            variables: environment.effective(),
        }
    }

    /// What holds in every release that the image may be.
    pub(super) fn in_every_release(&self, judge: &Judge<'_>) -> Vec<Hit> {
        let mut releases = self.settings.all.iter().map(|settings| judge(self, settings));
        let mut hits = releases.next().unwrap_or_default();
        for other in releases {
            hits.retain(|hit| other.iter().any(|it| it.at == hit.at && it.case == hit.case));
        }
        match self.container.node.get("image") {
            Some(image) if self.settings.release.is_none() => hits
                .into_iter()
                .map(|hit| hit.related(image.location(), IN_EVERY_RELEASE))
                .collect(),
            _ => hits,
        }
    }

    /// The variable of a given setting.
    pub(super) fn variable(&self, given: &Given) -> Option<&'m EnvVar<'a>> {
        self.variables.get(given.variable).copied()
    }

    /// A hit about a setting whose value is given.
    pub(super) fn at_value(&self, given: &Given, case: &'static str) -> Option<Hit> {
        let var = self.variable(given)?;
        let hit = Hit::new(self.environment.origin(var).place(), case).var("name", &var.name);
        Some(hit.var("actual", self.shown(var.text().unwrap_or_default())))
    }

    /// A hit about a variable's name.
    pub(super) fn at_name(&self, number: usize, case: &'static str) -> Option<Hit> {
        let var = self.variables.get(number)?;
        Some(Hit::new(var.declared.location(), case).var("name", &var.name))
    }

    /// The prefix without which a variable would be a setting that nothing else sets.
    pub(super) fn spoiling_prefix(&self, var: &EnvVar<'a>) -> Option<Node<'a>> {
        let (prefix, name) = (var.prefix()?, var.declared.text()?);
        let is_set = self.variables.iter().any(|other| other.name == name);
        (setting_named(name).is_some() && !is_set).then_some(prefix)
    }

    /// A setting's value with another text.
    pub(super) fn rewritten(&self, given: &Given, text: &str) -> Option<Change> {
        self.environment.origin(self.variable(given)?).written()?.rewritten(text)
    }

    /// A variable by another name.
    pub(super) fn renamed(&self, number: usize, name: &str) -> Option<Change> {
        self.variables.get(number).filter(|var| !var.is_prefixed())?.declared.rewritten(name)
    }

    /// A ConfigMap of the input that the container takes all of, and that has nothing.
    pub(super) fn empty_map(&self) -> Option<&'m Object<'a>> {
        let objects = &self.model.objects;
        let namespace = self.workload.pod.object.namespace();
        let document = self.container.node.document();
        let maps = self.container.node.items_of("envFrom").filter_map(|source| {
            let name = source.get_path(&["configMapRef", "name"])?.text()?;
            objects.find_near(("ConfigMap", namespace, name), document)
        });
        let has_nothing = |map: &&Object<'_>| {
            let data = map.root.get("data").map(Node::entries);
            data.is_none_or(|data| data.is_empty())
        };
        maps.filter(has_nothing).last()
    }

    /// The environment, or the ConfigMap that it is in, without a variable.
    pub(super) fn removed(&self, number: usize) -> Option<Change> {
        let var = self.variables.get(number)?;
        let is_it = |item: &Node<'_>| item.get("name") == Some(var.declared);
        let list = self.container.node.get("env");
        let edit = match list.and_then(|list| Some((list, list.items().find(is_it)?))) {
            Some((list, item)) => list.removing(item),
            None => {
                let maps = self.model.objects.of_kind("ConfigMap");
                let mut maps = maps.filter_map(|map| map.root.get("data"));
                let holds =
                    |data: &Node<'_>| data.own_entries().any(|entry| entry.key == var.declared);
                maps.find(holds)?.removing(var.declared)
            }
        };
        Change::new(format!("remove `{}`", var.name), edit)
    }

    /// A text without the API key, which no message may hold.
    fn shown(&self, text: &str) -> String {
        let key = self.environment.get(API_KEY).and_then(EnvVar::text);
        let holds = key.is_some_and(|key| !key.is_empty() && text.contains(key));
        if holds { "a secret value".to_owned() } else { text.to_owned() }
    }

    /// The hit with what all have: the container, the release, and values for variables that it doesn't set.
    pub(super) fn finish(&self, hit: Hit) -> Hit {
        let release = match self.settings.release {
            Some(release) => format!("release {release}"),
            None => "every release".to_owned(),
        };
        let is_own = hit.at == self.container.place() || hit.at == self.container.key_place("env");
        let mut hit = hit.var("container", self.container.name()).var("release", release);
        for name in ["actual", "meant", "detail", "since", "last", "agents"] {
            if hit.values.iter().all(|(known, _)| *known != name) {
                hit = hit.var(name, "");
            }
        }
        if is_own { hit } else { hit.related(self.container.place(), READ_BY) }
    }
}
