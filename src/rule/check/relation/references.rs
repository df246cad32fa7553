//! `references`: names in a container that must be declared by its pod.

use std::cell::OnceCell;

use serde::Deserialize;

use crate::kube::Pod;
use crate::kube::schema::Format;
use crate::source::Location;
use crate::text::{bare, count, did_you_mean, hint_at};
use crate::yaml::{Kind, Node, Scalar};

use crate::model::{Model, near_keys};
use crate::rule::check::{Check, Hit, Scope, Subject};

/// ReferencesFile of `references`. Variables: `name`, `container`, `hint` (what was likely meant), `remedy` (what to write),
/// `declared` (how many the pod has: `2 volumes`).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ReferencesFile {
    /// The container's lists, whose items name something: `volumeMounts`.
    from: Vec<String>,
    /// The pod's list that declares the names: `volumes`.
    to: String,
}

/// Claims of a StatefulSet, which declare volumes too.
const CLAIMS: &str = "volumeClaimTemplates";

impl Check for ReferencesFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn changes(&self) -> &'static [&'static str] {
        &[""]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["name", "container", "hint", "remedy", "declared"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let (Some(facts), Some(container)) = (subject.pod(), subject.container()) else {
            return;
        };
        let pod = &facts.pod;
        let declared = self.declared(pod);
        let items = || self.from.iter().flat_map(|list| container.node.items_of(list));
        let named = || items().filter_map(|item| Some((item, item.get("name")?)));
        // What the container refers to already is hardly meant again.
        let used: Vec<&str> = named().filter_map(|(_, name)| name.text()).collect();
        let free: Vec<&str> = declared.iter().copied().filter(|it| !used.contains(it)).collect();
        let is_lost = |name: &Node<'_>| !declared.contains(&name.text().unwrap_or_default());
        // Where the list may be instead, and of a pod that declares nothing, each name: they all tell the same.
        let around = OnceCell::new();
        let places = || {
            let all = named().filter(|_| declared.is_empty()).map(|(_, name)| name.location());
            self.astray(pod).into_iter().chain(all).collect::<Vec<Location>>()
        };
        for (item, name) in named().filter(|(_, name)| is_lost(name)) {
            let hit = self.lost(item, name, pod, &free).var("container", container.name());
            let hit = hit.because_of(around.get_or_init(places).iter().copied());
            hits.push(hit.var("declared", count(declared.len(), self.thing())));
        }
    }
}

impl ReferencesFile {
    /// The names that a pod declares: a StatefulSet's claim templates declare volumes too.
    fn declared<'a>(&self, pod: &Pod<'a>) -> Vec<&'a str> {
        let spec = pod.object.root.get("spec").filter(|_| self.to == "volumes");
        let claims = spec.into_iter().flat_map(|spec| spec.items_of(CLAIMS));
        let claimed = claims.filter_map(|claim| claim.get_path(&["metadata", "name"]));
        names(pod.spec.value, &self.to).chain(claimed).filter_map(Node::text).collect()
    }

    /// One of what the list has.
    fn thing(&self) -> &str {
        self.to.strip_suffix('s').unwrap_or(&self.to)
    }

    /// A name that isn't declared, which was likely meant to be one of those that nothing refers to.
    fn lost(&self, item: Node<'_>, name: Node<'_>, pod: &Pod<'_>, free: &[&str]) -> Hit {
        let text = name.text().unwrap_or_default();
        let meant = did_you_mean(text, free);
        let near = meant.and_then(|meant| self.named(pod, meant));
        let hit = Hit::new(name.location(), "").var("name", text);
        let hit = match near {
            Some((volume, own)) if is_of_path(text, volume, item) => self.misnamed(hit, own, text),
            _ => hit
                .var("hint", hint_at(meant))
                .var("remedy", self.remedy(text, meant))
                .mended_by(meant.and_then(|meant| name.rewritten(meant))),
        };
        // A name that can't be read may be this one, and so may one that is rejected and that nothing refers to.
        let nameless = pod.spec.value.items_of(&self.to).filter(|item| is_unclear(*item, text));
        let hit = hit.because_of(nameless.map(Node::location));
        let rejected = rejected(pod.spec.value, &self.to, free);
        let hit = hit.because_of(rejected.map(Node::location));
        match near {
            Some((_, own)) => self.beside(hit, own.location()),
            None => self.at_list(hit, pod),
        }
    }

    /// What a pod declares by a name, with that.
    fn named<'a>(&self, pod: &Pod<'a>, name: &str) -> Option<(Node<'a>, Node<'a>)> {
        let mut declared = pod.spec.value.items_of(&self.to);
        let item = declared.find(|item| item.get_text("name") == Some(name))?;
        Some((item, item.get("name")?))
    }

    /// With the name that was meant: that it isn't mounted comes of this.
    fn beside(&self, hit: Hit, own: Location) -> Hit {
        let hit = hit.because_of([own]);
        // It is shown already where it is the one that is mistyped.
        if !hit.related.is_empty() {
            return hit;
        }
        hit.related(own, format!("the {} that the pod has", self.thing()))
    }

    /// Where the name that is declared is the one that is mistyped.
    fn misnamed(&self, hit: Hit, declared: Node<'_>, name: &str) -> Hit {
        let own = declared.text().unwrap_or_default();
        hit.var("hint", "")
            .var("remedy", format!("Rename the {} `{own}` to `{name}`", self.thing()))
            .mended_by(declared.rewritten(name))
            .related(declared.location(), "mistyped here")
    }

    /// With the list that should declare it, where the pod has that.
    fn at_list(&self, hit: Hit, pod: &Pod<'_>) -> Hit {
        match pod.spec.value.entry(&self.to) {
            Some(entry) if entry.value.kind() != Kind::Sequence => {
                hit.because_of([entry.key.location(), entry.value.location()])
            }
            Some(entry) => hit.related(entry.key.location(), "declared here"),
            None => hit,
        }
    }

    /// The name that was meant, or what to declare.
    fn remedy(&self, name: &str, meant: Option<&str>) -> String {
        let (thing, list) = (self.thing(), &self.to);
        match meant {
            Some(meant) => format!("Write `{meant}`"),
            None => {
                format!(
                    "Declare a {thing} `{name}` under the pod's `{list}`, or use an existing one"
                )
            }
        }
    }

    /// Where the list, or the claims that declare volumes too, may be instead.
    fn astray<'a>(&self, pod: &Pod<'a>) -> Vec<Location> {
        let root = pod.object.root;
        let spec = root.get("spec");
        let around = [root, pod.template].into_iter().chain(spec);
        let claimed = around.clone().chain([pod.spec.value]).filter(|node| Some(*node) != spec);
        let claimed =
            claimed.filter(|_| self.to == "volumes").filter_map(|node| node.entry(CLAIMS));
        let above = around.filter_map(|node| node.entry(&self.to));
        let above = above.chain(claimed).map(|entry| entry.key.location());
        let spec = spec.filter(|_| self.to == "volumes").into_iter();
        let claims = spec.clone().filter_map(|spec| spec.get(CLAIMS)).map(Node::location);
        let near = near_keys(pod.spec.value, &self.to);
        let near = near.chain(spec.flat_map(|spec| near_keys(spec, CLAIMS)));
        above.chain(claims).chain(near).collect()
    }
}

/// The names of a list that the API server rejects, and that nothing refers to.
fn rejected<'a>(spec: Node<'a>, list: &str, free: &[&str]) -> impl Iterator<Item = Node<'a>> {
    let is_free = |name: &Node<'_>| name.text().is_some_and(|text| free.contains(&text));
    let is_rejected = |name: &Node<'_>| !Format::DnsLabel.fits(name.text().unwrap_or_default());
    names(spec, list).filter(move |name| is_free(name) && is_rejected(name))
}

/// Whether a name is made of the path of its volume or of its mount, and that of the volume isn't.
fn is_of_path(name: &str, volume: Node<'_>, mount: Node<'_>) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let paths = [volume.get_path(&["hostPath", "path"]), mount.get("mountPath")];
    let paths: Vec<String> =
        paths.into_iter().flatten().filter_map(Node::text).map(letters).collect();
    let has = |name: &str| paths.iter().any(|path| path.contains(&letters(name)));
    has(name) && !volume.get_text("name").is_some_and(has)
}

/// Whether an item may be the one of a name: its own can't be read or is that name in other dress, or it has a key twice,
/// so that two may have become one.
fn is_unclear(item: Node<'_>, name: &str) -> bool {
    let is_other = |own: Node<'_>| match own.scalar() {
        Some(Scalar::String(own)) => !own.is_empty() && bare(own) != name,
        _ => false,
    };
    // Of two sources one may be that of another item, whose first line is lost.
    let has_two = item.own_entries().len() > 2;
    !item.get("name").is_some_and(is_other) || has_two || item.tree().any(Node::repeats_a_key)
}

fn names<'a>(node: Node<'a>, list: &str) -> impl Iterator<Item = Node<'a>> {
    node.items_of(list).filter_map(|item| item.get("name"))
}
