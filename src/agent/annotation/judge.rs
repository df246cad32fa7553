//! Annotations checked against what the agent takes.

use crate::agent::log_settings::is_true;
use crate::agent::settings::{has_underscores, number, whole_number};
use crate::agent::{ANNOTATION_PREFIX, LogSettings};
use crate::kube::Pod;
use crate::units::Version;
use crate::yaml::Entry;

use super::expression::broken;
use super::facts::{FieldFact, FieldKind, OptionFact, OptionKind, option_named};
use super::meant::Meant;
use super::{Branch, Remark, RemarkKind};

/// The annotations of a pod, as a release reads them.
pub(super) struct Judge<'s, 'a> {
    pub settings: &'s LogSettings<'a>,
    release: Version,
    python3: bool,
    remarks: Vec<Remark<'a>>,
}

impl<'a> LogSettings<'a> {
    /// What is wrong with the log annotations of a pod, for an agent of a release.
    #[must_use]
    pub fn remarks(pod: &Pod<'a>, release: Version) -> Vec<Remark<'a>> {
        let python3 = has_underscores(release);
        let settings = Self::of_release(pod, release);
        let mut judge = Judge { settings: &settings, release, python3, remarks: Vec::new() };
        judge.whole();
        judge.remarks
    }
}

impl<'a> Judge<'_, 'a> {
    fn whole(&mut self) {
        if let Some(mixed) = self.settings.mixed {
            self.say(&Branch::Text(mixed.0), RemarkKind::Dropped, None, "", String::new());
            return;
        }
        let top = match &self.settings.tree {
            Branch::Map(children) => children,
            list => return self.say(list, RemarkKind::Listing, None, "", String::new()),
        };
        let is_container = |name: &str| {
            self.settings.regular.contains(&name) || self.settings.init.contains(&name)
        };
        for (head, branch) in top {
            if is_container(head) {
                self.of_container(head, branch);
            } else {
                self.option(None, head, branch);
            }
        }
        self.beaten();
        self.shadowed();
    }

    fn of_container(&mut self, name: &str, branch: &Branch) {
        let Some(options) = branch.map() else {
            let instead = self.meant().on_container(name, branch);
            return self.say(branch, RemarkKind::Listing, Some(name), "", instead);
        };
        let is_init = !self.settings.regular.contains(&name);
        for (option, branch) in options {
            let is_choice = ["include", "exclude"].contains(&option.as_str());
            if is_init && !is_choice && !self.settings.has_own_settings() {
                self.say(branch, RemarkKind::InitOnly, Some(name), "", String::new());
            } else {
                self.option(Some(name), option, branch);
            }
        }
    }

    fn option(&mut self, scope: Option<&str>, name: &str, branch: &Branch) {
        let Some(fact) = option_named(name) else {
            return self.unknown(scope, name, branch);
        };
        if self.release < fact.since {
            return self.say(branch, RemarkKind::TooNew(fact.since), scope, name, String::new());
        }
        match fact.kind {
            OptionKind::Refused => {
                self.say(branch, RemarkKind::Refused, scope, name, String::new());
            }
            OptionKind::Texts => self.texts(scope, fact, branch),
            OptionKind::Rules => self.rules(scope, fact, branch),
            _ => self.single(scope, fact, branch),
        }
    }

    /// An option that takes one text.
    fn not_single(&mut self, scope: Option<&str>, fact: &OptionFact, branch: &Branch) {
        let kind = match fact.kind {
            OptionKind::Choice => RemarkKind::Listing,
            _ => shape_kind(fact),
        };
        let instead = self.meant().turned(scope, &fact.name, branch);
        let detail = format!("`{}` needs a string, and no key may follow it", fact.name);
        self.say(branch, kind, scope, &detail, instead);
    }

    fn single(&mut self, scope: Option<&str>, fact: &OptionFact, branch: &Branch) {
        let Some(entry) = self.settings.entry_of(branch).copied() else {
            return self.not_single(scope, fact, branch);
        };
        let text = entry.value.text().unwrap_or_default();
        let looks_false = is_true(&entry) && looks_false(text);
        match fact.kind {
            OptionKind::Choice if looks_false => {
                self.say(branch, RemarkKind::Choice, scope, "", "\"false\"".to_owned());
            }
            OptionKind::Flag if !text.is_empty() && (looks_false || !is_true(&entry)) => {
                self.say(branch, RemarkKind::Flag, scope, "", String::new());
            }
            OptionKind::Word if !fact.values.iter().any(|word| word == text) => {
                let wanted = crate::text::choice(&crate::text::quoted(&fact.values));
                self.say(branch, RemarkKind::Word, scope, &fact.name, wanted);
            }
            OptionKind::Number | OptionKind::WholeNumber => self.number(scope, fact, branch, text),
            _ => {}
        }
    }

    /// An option that takes a number.
    fn number(&mut self, scope: Option<&str>, fact: &OptionFact, branch: &Branch, text: &str) {
        let wrong = match fact.kind {
            OptionKind::WholeNumber if whole_number(text, self.python3).is_none() => {
                Some(format!("`{text}` isn't a whole number"))
            }
            OptionKind::Number if number(text, self.python3).is_none() => {
                Some(format!("`{text}` isn't a number"))
            }
            _ => None,
        };
        match wrong {
            Some(detail) => self.say(branch, shape_kind(fact), scope, &detail, String::new()),
            None if self.is_compared(scope, fact) => {
                self.say(branch, RemarkKind::Scan, scope, &fact.name, String::new());
            }
            None => {}
        }
    }

    /// Whether the text of a number is compared with a number later.
    fn is_compared(&self, scope: Option<&str>, fact: &OptionFact) -> bool {
        let beside = fact.compared_beside.as_deref().is_some_and(|flag| {
            let flag = match scope {
                Some(container) => self.settings.option(container, flag),
                None => self.settings.pod_wide(flag),
            };
            let text = flag.and_then(|flag| self.settings.text_of(flag));
            self.python3 && text.is_some_and(|text| !text.is_empty())
        });
        fact.compared || beside
    }

    fn texts(&mut self, scope: Option<&str>, fact: &OptionFact, branch: &Branch) {
        let Some(children) = branch.map() else {
            let instead = self.meant().flattened(scope, &fact.name, branch);
            let detail = format!("`{}` needs one annotation for each of its keys", fact.name);
            return self.say(branch, RemarkKind::Early, scope, &detail, instead);
        };
        for (name, child) in children.iter().filter(|(_, child)| child.text().is_none()) {
            let instead = self.meant().turned(scope, &format!("{}.{name}", fact.name), child);
            self.say(
                child,
                RemarkKind::Late,
                scope,
                "the name of an attribute has no dot",
                instead,
            );
        }
    }

    fn rules(&mut self, scope: Option<&str>, fact: &OptionFact, branch: &Branch) {
        let Branch::List(items) = branch else {
            let instead = self.meant().numbered(scope, fact, branch);
            let detail = format!("`{}` needs numbered rules, `{}.0`", fact.name, fact.name);
            return self.say(branch, shape_kind(fact), scope, &detail, instead);
        };
        for (number, item) in items {
            if item.map().is_none() {
                let detail = "a rule needs fields".to_owned();
                let instead = self.meant().field(scope, fact, number, item);
                self.say(item, shape_kind(fact), scope, &detail, instead);
                continue;
            }
            for field in &fact.fields {
                self.field(scope, fact, (number, item), field);
            }
            self.extra_fields(scope, fact, number, item);
        }
    }

    fn field(
        &mut self,
        scope: Option<&str>,
        fact: &OptionFact,
        (at, item): (&str, &Branch),
        field: &FieldFact,
    ) {
        let kind = shape_kind(fact);
        let Some(branch) = item.get(&field.name) else {
            if field.required {
                let detail = format!("the rule has no `{}`", field.name);
                let instead = self.meant().missing(scope, fact, at, field);
                self.say(item, kind, scope, &detail, instead);
            }
            return;
        };
        let Some(text) = self.settings.text_of(branch) else {
            let detail = format!("`{}` needs a string", field.name);
            return self.say(branch, kind, scope, &detail, String::new());
        };
        if let Some(detail) = fault(field.kind, text, self.python3) {
            let instead = super::meant::share(field, text);
            self.say(branch, kind, scope, &detail, instead);
        }
    }

    /// Fields of a rule that nothing reads; what is much like a missing one is told of there.
    fn extra_fields(
        &mut self,
        scope: Option<&str>,
        fact: &OptionFact,
        number: &str,
        item: &Branch,
    ) {
        let is_whole = fact.fields.iter().all(|it| !it.required || item.get(&it.name).is_some());
        let names: Vec<&str> = fact.fields.iter().map(|field| field.name.as_str()).collect();
        for (name, branch) in item.map().unwrap_or_default() {
            if is_whole && !names.contains(&name.as_str()) {
                let meant = crate::text::did_you_mean(name, &names);
                let path = |meant| format!("{}.{number}.{meant}", fact.name);
                let instead = meant.map(|meant| self.meant().key(scope, &path(meant)));
                let kind = instead.as_ref().map_or(RemarkKind::Unknown, |_| RemarkKind::Misspelt);
                self.say(branch, kind, scope, "", instead.unwrap_or_default());
            }
        }
    }

    /// A name that isn't an option.
    fn unknown(&mut self, scope: Option<&str>, name: &str, branch: &Branch) {
        let meant = self.meant();
        let (kind, instead) = match meant.option(scope, name, branch) {
            Some(instead) => (RemarkKind::Misspelt, instead),
            None if scope.is_none() && meant.has_options(branch) => {
                (RemarkKind::NoContainer, meant.renamed(name, branch))
            }
            None => (RemarkKind::Unknown, String::new()),
        };
        let container = (kind == RemarkKind::NoContainer).then_some(name).or(scope);
        self.say(branch, kind, container, name, instead);
    }

    /// Parsers in their short form that don't count, in any log.
    fn beaten(&mut self) {
        let scopes = self.settings.regular.iter().map(|name| Some(*name)).chain([None]);
        for scope in scopes.collect::<Vec<_>>() {
            let settings = self.settings;
            let short = match scope {
                Some(container) => settings.own(container, "parser"),
                None => settings.pod_wide("parser"),
            };
            let entry = short.and_then(|it| settings.entry_of(it));
            let Some((short, entry)) = short.zip(entry) else { continue };
            let logs = settings.regular.iter().filter(|name| scope.is_none_or(|it| it == **name));
            let winners: Vec<_> = logs.map(|name| settings.parser(name, self.release)).collect();
            let counts = |winner: &Option<&Entry<'a>>| {
                winner.is_none_or(|it| it.value.text() == entry.value.text())
            };
            let winner = winners.first().copied().flatten();
            if let Some(winner) = winner.filter(|_| !winners.iter().any(counts)) {
                let detail = format!("`{}`", winner.key_text());
                self.say(short, RemarkKind::Beaten, scope, &detail, String::new());
            }
        }
    }

    /// Texts of options that are made of several keys, next to such keys: the agent keeps one of both.
    fn shadowed(&mut self) {
        let settings = self.settings;
        for (number, entry) in settings.annotations.iter().enumerate() {
            let path = entry.key_text().strip_prefix(ANNOTATION_PREFIX).unwrap_or_default();
            let (scope, name) = match path.split_once('.') {
                Some((container, name)) => (Some(container), name),
                None => (None, path),
            };
            let is_of_keys = option_named(name)
                .is_some_and(|fact| matches!(fact.kind, OptionKind::Texts | OptionKind::Rules));
            let Some(branch) = is_of_keys.then(|| settings.branch(scope, name)).flatten() else {
                continue;
            };
            let winner = branch.numbers().into_iter().min().filter(|winner| *winner != number);
            if let Some(winner) = winner.and_then(|winner| settings.entry(winner)) {
                let detail = format!("`{}`", winner.key_text());
                self.say(
                    &Branch::Text(number),
                    RemarkKind::Shadowed,
                    scope,
                    &detail,
                    String::new(),
                );
            }
        }
    }

    fn meant(&self) -> Meant<'_, 'a> {
        Meant { settings: self.settings }
    }

    /// Says it once, at the first annotation in a branch.
    fn say(
        &mut self,
        branch: &Branch,
        kind: RemarkKind,
        container: Option<&str>,
        detail: &str,
        instead: String,
    ) {
        let mut numbers = branch.numbers();
        numbers.sort_unstable();
        let mut entries = numbers.iter().filter_map(|it| self.settings.entry(*it).copied());
        let Some(entry) = entries.next() else { return };
        // What is for a log that isn't collected is never looked at.
        let is_of_log = matches!(kind, RemarkKind::Early | RemarkKind::Late | RemarkKind::Scan);
        if is_of_log && container.is_some_and(|name| self.settings.choice(name) == Some(false)) {
            return;
        }
        let (others, detail) = (entries.collect(), detail.to_owned());
        let container = container.map(str::to_owned);
        self.remarks.push(Remark { entry, others, kind, detail, instead, container });
    }
}

/// When an option of another shape fails.
fn shape_kind(fact: &OptionFact) -> RemarkKind {
    if fact.early { RemarkKind::Early } else { RemarkKind::Late }
}

/// Whether people mean no by a text.
fn looks_false(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
    ["false", "f", "no", "n", "off", "0", "none", "disabled"]
        .iter()
        .any(|word| bare.eq_ignore_ascii_case(word))
        || (bare.is_empty() && !text.is_empty())
}

/// What is wrong with the text of a rule's field.
fn fault(kind: FieldKind, text: &str, python3: bool) -> Option<String> {
    match kind {
        FieldKind::Expression => {
            broken(text).map(|slip| format!("Python can't read the expression `{text}`: {slip}"))
        }
        FieldKind::Share => {
            let is_share = |share: f64| share.is_nan() || (0.0..=1.0).contains(&share);
            let is_none = !number(text, python3).is_some_and(is_share);
            is_none.then(|| format!("`{text}` isn't a number from 0 to 1"))
        }
        FieldKind::Text => None,
    }
}
