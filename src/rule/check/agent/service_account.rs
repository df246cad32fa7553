//! `service-account`: the account under which the agent asks the API server.

use serde::Deserialize;

use crate::error::KeyError;
use crate::fix::{Applicability, Change};
use crate::kube::rbac::{MOST_COMPARED, account_of, is_slip};
use crate::text::{choice, hint};
use crate::yaml::{Node, Tree};

use crate::kube::ObjectSet;
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
/// Variables: `account`, `allowed`, `hint`.
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
        &["account", "allowed", "hint"]
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
        let spec = facts.pod.spec;
        let named = |key: &str| spec.value.get(key).filter(|node| node.text() != Some(""));
        let (name, old) = (named("serviceAccountName"), named("serviceAccount"));
        // What bindings of the input grant it, `grants` judges.
        let access = model.objects.access();
        let is_bound = || {
            let account = account_of(&facts.pod).map(|(account, _)| account);
            account.is_some_and(|account| {
                !access.grants(account).is_empty() || access.elsewhere(account).next().is_some()
            })
        };
        let hit = match (name, old) {
            (Some(name), Some(old)) if name.text() != old.text() => self.disagreement(name, old),
            (Some(account), _) | (None, Some(account)) => {
                self.judge(account, &model.objects).filter(|_| !is_bound())
            }
            (None, None) => (!is_bound()).then(|| {
                let hit = Hit::new(spec.key.location(), "none")
                    .mended_by(self.named_in(spec.value, &model.objects));
                hit.var("account", "default").var("hint", "")
            }),
        };
        // The binding of the account may be one that can't be read, but hardly that of `default`.
        let unread = |hit: Hit| {
            if matches!(hit.case, "none" | "default") {
                return hit;
            }
            let near = model.unclear_near(&facts.pod.object, &OF_ACCESS);
            hit.because_of(near).because_of(access.spoilt.iter().copied())
        };
        let known: Vec<String> = self.allowed.iter().map(|name| format!("`{name}`")).collect();
        hits.extend(hit.map(|hit| unread(self.unseen(hit, model)).var("allowed", choice(&known))));
    }
}

/// Kinds that say who may do what.
const OF_ACCESS: [&str; 5] =
    ["ServiceAccount", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"];

impl ServiceAccount {
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
        let change = self.only().and_then(|only| account.rewritten(only));
        let hit = Hit::new(account.location(), case).var("account", name);
        let hit = hit.mended_by(change.map(|it| it.at_most(self.certainty(objects))));
        Some(hit.var("hint", hint(name, &allowed)))
    }

    /// The account that has the permissions, where there is one.
    fn only(&self) -> Option<&str> {
        match self.allowed.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// How sure it is that this account is meant: it is there, and the only one.
    fn certainty(&self, objects: &ObjectSet<'_>) -> Applicability {
        let mut declared = objects.of_kind("ServiceAccount");
        let is_it = declared.next().is_some_and(|object| self.allows(object.name()));
        let is_only = is_it && declared.next().is_none();
        if is_only { Applicability::Safe } else { Applicability::Unsafe }
    }

    /// A pod's spec with the account that has the permissions.
    fn named_in(&self, spec: Node<'_>, objects: &ObjectSet<'_>) -> Option<Change> {
        let change = match spec.entry("serviceAccountName") {
            Some(entry) => entry.value.rewritten(self.only()?),
            None => spec.extended("serviceAccountName", &Tree::text(self.only()?)),
        };
        change.map(|change| change.at_most(self.certainty(objects)))
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
