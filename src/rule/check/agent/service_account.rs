//! `service-account`: the account under which the agent asks the API server.

use serde::Deserialize;

use crate::error::KeyError;
use crate::fix::{Applicability, Change};
use crate::kube::rbac::{Account, MOST_COMPARED, account_of, is_slip};
use crate::text::{choice, hint};
use crate::yaml::{Node, Tree};

use crate::kube::{Object, ObjectSet, Pod};
use crate::model::Model;
use crate::rule::cel;
use crate::rule::check::{Check, Hit, Options, Params, Scope, Subject, Texts};

/// ServiceAccountFile of `service-account`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServiceAccountFile {
    /// The accounts that have the permissions.
    allowed: Texts,
}

/// Cases: `none`, `default`, `other`, `unseen` (another, and no account, role or binding is in the input), `misspelt`
/// (one of nearly the name is in the input), `disagree` (the two fields name different accounts).
/// Variables: `account`, `allowed`, `hint`, `meant` (the account to write), `source` (why that one).
#[derive(Debug)]
pub(crate) struct ServiceAccount {
    allowed: Vec<String>,
}

impl Options for ServiceAccountFile {
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        Ok(Box::new(ServiceAccount { allowed: self.allowed.resolve("allowed", params)? }))
    }
}

impl Check for ServiceAccount {
    fn scope(&self) -> Scope {
        Scope::Pod
    }

    fn cases(&self) -> &'static [&'static str] {
        &["none", "default", "other", "unseen", "misspelt", "disagree"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["none", "default", "other"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["account", "allowed", "hint", "meant", "source"]
    }

    /// What is granted to an account only the cluster knows, so this is about pods that name none.
    fn cel(&self) -> Option<String> {
        let named = ["serviceAccountName", "serviceAccount"].map(|name| {
            let field = cel::field("variables.pod", name);
            format!("has({field}) && !({field} in ['', 'default'])")
        });
        Some(named.join(" || "))
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(facts) = subject.pod() else { return };
        let hit = self.fault(&facts.pod, &model.objects);
        hits.extend(hit.map(|hit| self.told(hit, &facts.pod, model)));
    }
}

/// Kinds that say who may do what.
const OF_ACCESS: [&str; 5] =
    ["ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];

/// A name that a pod gives its account.
fn named<'a>(pod: &Pod<'a>, field: &str) -> Option<Node<'a>> {
    pod.spec.value.get(field).filter(|node| node.text() != Some(""))
}

/// Whether bindings of the input grant something to a pod's account, which `grants` judges.
fn is_bound<'a>(pod: &Pod<'a>, objects: &ObjectSet<'a>) -> bool {
    let access = objects.access();
    account_of(pod).is_some_and(|(account, _)| {
        !access.grants(account).is_empty() || access.elsewhere(account).next().is_some()
    })
}

impl ServiceAccount {
    fn fault<'a>(&self, pod: &Pod<'a>, objects: &ObjectSet<'a>) -> Option<Hit> {
        let is_bound = || is_bound(pod, objects);
        match (named(pod, "serviceAccountName"), named(pod, "serviceAccount")) {
            (Some(name), Some(old)) if name.text() != old.text() => self.disagreement(name, old),
            (Some(account), _) | (None, Some(account)) => {
                self.judge(account, objects).filter(|_| !is_bound())
            }
            (None, None) => (!is_bound()).then(|| {
                let hit = Hit::new(pod.spec.key.location(), "none");
                hit.var("account", "default").without(&["hint"])
            }),
        }
    }

    /// With the account to write.
    fn told<'a>(&self, hit: Hit, pod: &Pod<'a>, model: &Model<'a>) -> Hit {
        let hit = unread(self.unseen(hit, model), pod, model);
        let meant = self.meant(pod, &model.objects);
        let name = || named(pod, "serviceAccountName").or(named(pod, "serviceAccount"));
        let change = match hit.case {
            "none" => named_in(pod.spec.value, &meant),
            "default" | "other" => name().and_then(|it| it.rewritten(meant.only()?)),
            _ => None,
        };
        let hit = hit.mended_by(change.map(|change| change.at_most(meant.certainty)));
        let hit = hit.var("allowed", choice(&meant.names));
        hit.var("meant", meant.name).var("source", meant.source)
    }

    /// A hit about an account of which the input can't tell anything: nothing in it is about access at all, and the name
    /// is neither like one that has the permissions nor short for it.
    fn unseen(&self, hit: Hit, model: &Model<'_>) -> Hit {
        let is_like_none = hit.value("hint").is_some_and(str::is_empty);
        let is_short = hit
            .value("account")
            .is_some_and(|account| self.allowed.iter().any(|it| it.contains(account)));
        let sees_access =
            || OF_ACCESS.iter().any(|kind| model.objects.of_kind(kind).next().is_some());
        match hit.case {
            "other" if is_like_none && !is_short && !sees_access() => Hit { case: "unseen", ..hit },
            _ => hit,
        }
    }

    fn judge(&self, account: Node<'_>, objects: &ObjectSet<'_>) -> Option<Hit> {
        let name = account.text().unwrap_or_default();
        if self.allows(name) {
            return None;
        }
        // An account of the input with nearly the name, where none has the name itself.
        let mut declared = objects.of_kind("ServiceAccount").take(MOST_COMPARED);
        let is_declared = objects.find("ServiceAccount", None, name).is_some();
        let near = declared.find(|object| !is_declared && is_slip(name, object.name()));
        if let Some(object) = near.filter(|object| !self.allows(object.name())) {
            let at = object.root.get_path(&["metadata", "name"]).unwrap_or(object.root).location();
            let hit = Hit::new(account.location(), "misspelt").related(at, "the existing account");
            return Some(hit.var("account", name).var("hint", object.name()));
        }
        let case = if name == "default" { "default" } else { "other" };
        let allowed: Vec<&str> = self.allowed.iter().map(String::as_str).collect();
        let hit = Hit::new(account.location(), case).var("account", name);
        Some(hit.var("hint", hint(name, &allowed)))
    }

    /// The account that a pod should run as: one that the rule allows, or where the input has none of these, the only
    /// one that it binds a role to.
    fn meant<'m>(&'m self, pod: &Pod<'_>, objects: &'m ObjectSet<'_>) -> Meant<'m> {
        let quoted = |name: &str| format!("`{name}`");
        let mut declared = objects.of_kind("ServiceAccount").take(MOST_COMPARED);
        if declared.all(|object| !self.allows(object.name()))
            && let Some(name) = only_bound(pod, objects)
        {
            let (source, certainty) = (BOUND, Applicability::Safe);
            return Meant { name, names: vec![quoted(name)], source, certainty };
        }
        let name = self.allowed.first().map_or("", String::as_str);
        let source = if name == SHIPPED { OF_TEMPLATES } else { OF_PARAMETER };
        let names = self.allowed.iter().map(|name| quoted(name)).collect();
        Meant { name, names, source, certainty: self.certainty(objects) }
    }

    /// How sure it is that an account that the rule allows is meant: it is there, and the only one.
    fn certainty(&self, objects: &ObjectSet<'_>) -> Applicability {
        let mut declared = objects.of_kind("ServiceAccount");
        let is_it = declared.next().is_some_and(|object| self.allows(object.name()));
        let is_only = is_it && declared.next().is_none();
        if is_only { Applicability::Safe } else { Applicability::Unsafe }
    }

    /// `serviceAccountName` counts: the place is whichever of the two names the wrong account.
    fn disagreement(&self, name: Node<'_>, old: Node<'_>) -> Option<Hit> {
        let (wrong, other) =
            if self.allows(name.text().unwrap_or_default()) { (old, name) } else { (name, old) };
        let hit =
            Hit::new(wrong.location(), "disagree").var("account", wrong.text().unwrap_or_default());
        Some(hit.related(other.location(), "the other field").var("hint", ""))
    }

    fn allows(&self, name: &str) -> bool {
        self.allowed.iter().any(|known| known == name)
    }
}

/// The account of the templates, `k8s/scalyr-service-account.yaml`.
const SHIPPED: &str = "scalyr-service-account";
const OF_TEMPLATES: &str = "the account that k8s/scalyr-service-account.yaml gives the permissions";
const OF_PARAMETER: &str = "which the rule's `allowed` parameter names";
const BOUND: &str = "the account in the input that roles are bound to";

/// An account to write.
struct Meant<'m> {
    name: &'m str,
    /// All that would do, in quotes.
    names: Vec<String>,
    /// Why that one.
    source: &'static str,
    certainty: Applicability,
}

impl Meant<'_> {
    /// Its name, if no other would do.
    fn only(&self) -> Option<&str> {
        (self.names.len() == 1).then_some(self.name)
    }
}

/// The only account in a pod's namespace that a binding of the input names.
fn only_bound<'m>(pod: &Pod<'_>, objects: &'m ObjectSet<'_>) -> Option<&'m str> {
    let namespace = pod.object.namespace();
    let is_bound = |object: &&Object<'_>| {
        let account = Account { namespace: object.namespace(), name: object.name() };
        object.namespace() == namespace && objects.access().names(account)
    };
    let mut bound = objects.of_kind("ServiceAccount").take(MOST_COMPARED).filter(is_bound);
    let only = bound.next().map(Object::name);
    only.filter(|_| bound.next().is_none())
}

/// A pod's spec with an account.
fn named_in(spec: Node<'_>, meant: &Meant<'_>) -> Option<Change> {
    match spec.entry("serviceAccountName") {
        Some(entry) => entry.value.rewritten(meant.only()?),
        None => spec.extended("serviceAccountName", &Tree::text(meant.only()?)),
    }
}

/// With what can't be read: the binding of the account may be there, but hardly that of `default`.
fn unread<'a>(hit: Hit, pod: &Pod<'a>, model: &Model<'a>) -> Hit {
    if matches!(hit.case, "none" | "default") {
        return hit;
    }
    let spoilt = &model.objects.access().spoilt;
    let hit = hit.because_of(model.unclear_near(&pod.object, &OF_ACCESS));
    hit.because_of(spoilt.iter().copied())
}
