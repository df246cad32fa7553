//! Secrets in a tree: what is below a secret name at any depth and of any type, next to the name of a variable, in
//! a Secret however it is written, and in the texts of scalars.

use std::collections::HashSet;

use crate::source::Span;
use crate::yaml::{Entry, Kind, Node};

use super::Collector;
use super::context::{Area, Context, inherited};
use super::key::{Key, is_joint, is_variable, strength_of};
use super::kind::{is_secret_kind, is_secret_object};
use super::mapping::{is_braced, is_swapped, variable_of};
use super::name::{Strength, is_near};
use super::option::{Programs, is_option};
use super::value::{holds, is_key_like, is_name, is_nothing, is_ordinary};

/// Fields of an object's metadata.
const METADATA: [&str; 15] = [
    "name",
    "generateName",
    "namespace",
    "labels",
    "annotations",
    "finalizers",
    "ownerReferences",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "managedFields",
    "selfLink",
];
/// Keys of a Secret that aren't secret.
const PLAIN: [&str; 4] = ["apiVersion", "kind", "metadata", "type"];

/// An entry, with what its key says.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub entry: Entry<'a>,
    pub key: &'a str,
    pub says: Key,
}

impl<'a> Known<'a> {
    fn of(entry: Entry<'a>) -> Self {
        let key = entry.key_text();
        Self { entry, key, says: Key::of(key) }
    }
}

/// A walk through a document.
pub(crate) struct Walk<'c, 'a> {
    found: &'c mut Collector,
    /// Whether the nodes are in a file of the input, so that their places count.
    is_shown: bool,
    /// The last scalar: if it is a name, a value may have lost its way from it.
    last: Option<Node<'a>>,
    /// What is asked for, in order and apart; none for all. Nothing else is walked through.
    within: Option<Vec<Span>>,
    /// The programs that the arguments which come next are given to.
    programs: Programs,
    aliased: HashSet<(usize, Context)>,
}

impl<'c, 'a> Walk<'c, 'a> {
    /// A walk that adds to `found`.
    pub(crate) fn new(found: &'c mut Collector, is_shown: bool) -> Self {
        Self {
            found,
            is_shown,
            last: None,
            within: None,
            programs: Programs::default(),
            aliased: HashSet::new(),
        }
    }

    /// One that finds what it would within these spans, and no more than it has to elsewhere.
    pub(crate) fn within(mut self, mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        spans.dedup_by(|next, kept| {
            let is_joined = next.start <= kept.end;
            if is_joined {
                *kept = kept.to(*next);
            }
            is_joined
        });
        self.within = Some(spans);
        self
    }

    /// Whether nothing of a span is asked for.
    fn is_left_out(&self, span: Span) -> bool {
        self.within.as_ref().is_some_and(|within| {
            let first = within.partition_point(|asked| asked.end < span.start);
            within.get(first).is_none_or(|asked| asked.start > span.end)
        })
    }

    /// Walks through a document, and tells whether it is a Secret. The text of an annotation or a ConfigMap is data.
    pub(crate) fn document(&mut self, root: Node<'a>, is_data: bool) -> bool {
        let area = if is_data { Area::Data } else { Area::Fields };
        let context = Context { area, under: None, in_env: false };
        if root.kind() != Kind::Mapping {
            self.node(root, context);
            return false;
        }
        let entries = entries_of(root);
        let is_secret = is_secret_kind(root, &entries);
        if is_secret {
            self.secret(root, area);
        } else {
            self.mapping(root, &entries, context);
        }
        is_secret
    }

    /// Walks through what may be the rest of a Secret that was cut in two.
    pub(crate) fn rest_of_secret(&mut self, root: Node<'a>) {
        if root.kind() == Kind::Mapping && root.get("kind").is_none() {
            self.secret(root, Area::Fields);
        }
    }

    /// Walks through the value of a secret variable.
    pub(crate) fn variable(&mut self, value: Node<'a>, strength: Strength) {
        self.node(value, Context { area: Area::Data, under: Some(strength), in_env: false });
    }

    fn node(&mut self, node: Node<'a>, context: Context) {
        match node.kind() {
            Kind::Scalar => self.scalar(node, context),
            Kind::Sequence => self.items(node, context),
            Kind::Mapping => {
                let entries = entries_of(node);
                if context.area != Area::Secret && is_secret_object(node, &entries) {
                    self.secret(node, context.area);
                } else {
                    self.mapping(node, &entries, context);
                }
            }
        }
    }

    /// A value: what an alias means is walked through once for each context.
    fn child(&mut self, parent: Node<'a>, value: Node<'a>, context: Context) {
        let (outer, inner) = (parent.span(), value.span());
        let is_alias = inner.start < outer.start || inner.end > outer.end;
        if self.is_left_out(inner) {
            self.last = last_scalar(value).or(self.last);
        } else if !is_alias || self.aliased.insert((inner.start, context)) {
            self.node(value, context);
        }
    }

    fn scalar(&mut self, node: Node<'a>, context: Context) {
        let text = node.text().unwrap_or_default();
        let in_data = context.area == Area::Data;
        let counts = match context.area {
            Area::Secret => !is_nothing(text),
            _ => context.under.is_some_and(|strength| holds(strength, in_data, text)),
        };
        // What only refers to a variable is noted as well.
        if counts || (context.under >= Some(Strength::Likely) && is_nothing(text)) {
            self.found.value(node, self.is_shown);
        }
        self.found.scalar_text(node, text, self.is_shown);
        self.last = Some(node);
    }

    /// The items of a list; a flag says what the one after it is.
    fn items(&mut self, node: Node<'a>, context: Context) {
        let (mut before, mut programs): (Option<&str>, _) = (None, self.programs);
        for item in node.items() {
            let text = item.text();
            // A sign of its own is part of neither.
            if text == Some("=") {
                continue;
            }
            let flag = before
                .map(|flag| flag.strip_suffix('=').unwrap_or(flag))
                .filter(|flag| text.is_some_and(|text| !is_option(text) && !flag.contains('=')));
            let strength = flag.and_then(strength_of);
            let is_flag = flag.is_some_and(|flag| flag.starts_with('-') || is_variable(flag));
            let of_flag = strength.map(|strength| if is_flag { strength } else { Strength::Weak });
            self.child(node, item, context.after_flag(of_flag));
            let next = text.unwrap_or_default();
            let password = before.and_then(|word| programs.after(word, next));
            if let Some(password) = password.or_else(|| programs.joined(next)) {
                self.found.part(item, password, self.is_shown);
            }
            before = text;
        }
    }

    fn mapping(&mut self, node: Node<'a>, entries: &[Known<'a>], context: Context) {
        let variable = variable_of(entries, context);
        let is_swapped = is_swapped(entries);
        for known in entries {
            let Known { entry, key, says } = known;
            self.found.scalar_text(entry.key, key, self.is_shown);
            if context.area == Area::Secret
                || (variable.is_some() && is_key_like(key))
                || (context.under >= Some(Strength::Likely) && says.is_odd)
            {
                self.secret_key(node, known);
            }
            if says.is_joined && variable.is_some() {
                self.joined(known);
            }
            if says.is_nameless {
                self.exchanged(known, context);
            }
            if variable.is_some() {
                self.of_variable(known, variable);
            }
            let mut context = self.below(known, variable, context);
            if is_swapped && says.is_name {
                context = Context { area: Area::Fields, under: Some(Strength::Sure), ..context };
            }
            if *key == "args" {
                self.programs = Programs::of_command(node);
            }
            self.child(node, entry.value, context);
            self.programs = Programs::default();
        }
    }

    /// A key that its value is joined to: `value:K` next to a secret's name.
    fn joined(&mut self, known: &Known<'a>) {
        let joined = known.key.split_once(is_joint).filter(|(name, _)| Key::of(name).is_value);
        if let Some((_, value)) = joined {
            let value = value.trim_matches(|c: char| is_joint(c) || matches!(c, '"' | '\''));
            self.found.part(known.entry.key, value, self.is_shown);
        }
    }

    /// A key that has the name of a secret variable for its value: the two changed places.
    fn exchanged(&mut self, Known { entry, .. }: &Known<'a>, context: Context) {
        let is_of_secret = context.area == Area::Secret;
        let is_of_user = context.in_env || context.area == Area::Data;
        let is_one = |text: &&str| is_of_secret || is_of_user && is_variable(text);
        let text = entry.value.text().filter(is_one);
        if text.is_some_and(|text| strength_of(text) >= Some(Strength::Sure)) {
            self.found.value(entry.key, self.is_shown);
        }
    }

    /// What else is next to the name of a secret variable: `K: value`, with key and value exchanged, and the key that it
    /// takes its value from.
    fn of_variable(&mut self, Known { entry, key, says }: &Known<'a>, variable: Option<Strength>) {
        let is_value = |text: &str| Key::of(text).is_value;
        let is_own = says.is_value || says.is_name || says.is_source;
        if !is_own && entry.value.text().is_some_and(is_value) {
            self.found.value(entry.key, self.is_shown);
        }
        if *key == "valueFrom" && variable >= Some(Strength::Sure) {
            let reference = entry.value.get("configMapKeyRef");
            let name = reference.and_then(|it| it.get_text("name")).map(str::to_owned);
            let key = reference.and_then(|it| it.get_text("key")).map(str::to_owned);
            self.found.keys.extend(key.map(|key| (key, name)));
        }
    }

    /// Where the value of an entry is.
    fn below(
        &mut self,
        Known { entry, key, says }: &Known<'a>,
        variable: Option<Strength>,
        context: Context,
    ) -> Context {
        let last = self.last.filter(|_| says.is_value).and_then(Node::text);
        let strayed = last.filter(|text| !text.contains(' ')).and_then(strength_of);
        let beside = variable
            .filter(|_| says.is_value || (context.in_env && entry.value.kind() == Kind::Scalar));
        let is_parent = *key == "valueFrom";
        let beside = beside.filter(|_| !says.is_name && !is_parent);
        let refers = says.is_source && (!is_parent || variable.is_some());
        let mut under = says.strength.max(strayed).max(beside).max(inherited(key, context));
        if refers {
            // Where a reference should be, a word that can't be an object's name is the secret.
            let text = entry.value.text().filter(|text| !text.contains(['-', '.']));
            under = text.map_or(Some(Strength::Reference), |_| variable.max(Some(Strength::Sure)));
        }
        let is_data = says.opens_data
            || beside.is_some()
            || strayed.is_some()
            || (refers && under > Some(Strength::Reference))
            || says.is_variable;
        let area = if is_data && context.area == Area::Fields { Area::Data } else { context.area };
        Context { area, under, in_env: says.is_environment }
    }

    /// A Secret, of whatever spelling: everything that isn't about it.
    fn secret(&mut self, node: Node<'a>, area: Area) {
        if node.kind() != Kind::Mapping {
            return self.node(node, Context { area: Area::Secret, under: None, in_env: false });
        }
        for Known { entry, key, .. } in entries_of(node) {
            self.found.text(key);
            let is_plain =
                PLAIN.contains(&key) || (key == "items" && entry.value.kind() == Kind::Sequence);
            if key == "metadata" {
                self.told_of(entry.value);
                self.strayed(entry.value);
            }
            if key == "items" && is_plain {
                let items = entry.value.items().filter(|item| item.kind() == Kind::Mapping);
                items.for_each(|item| self.secret(item, area));
            } else {
                let area = if is_plain { area } else { Area::Secret };
                let under = Some(Strength::Weak).filter(|_| is_plain && key == "type");
                self.child(node, entry.value, Context { area, under, in_env: false });
            }
        }
    }

    /// What labels and annotations of a Secret say, but for names, paths and switches.
    fn told_of(&mut self, metadata: Node<'a>) {
        for key in ["labels", "annotations"] {
            let entries = metadata.get(key).map(Node::own_entries);
            for value in entries.into_iter().flatten().map(|entry| entry.value) {
                let text = value.text().unwrap_or_default();
                if holds(Strength::Likely, false, text) {
                    self.found.value(value, self.is_shown);
                }
            }
        }
    }

    /// What is in the metadata of a Secret and isn't of it: data that have lost the key above them.
    fn strayed(&mut self, metadata: Node<'a>) {
        let is_own = |entry: &Entry<'_>| METADATA.iter().any(|own| is_near(entry.key_text(), own));
        for entry in metadata.own_entries().filter(|entry| !is_own(entry)) {
            let context = Context { area: Area::Secret, under: None, in_env: false };
            self.child(metadata, entry.value, context);
        }
    }

    /// A key of a Secret's data that is the secret: nothing is after it, or it looks like one.
    fn secret_key(&mut self, node: Node<'a>, known: &Known<'a>) {
        let Known { entry, key, .. } = known;
        let is_bare = || entry.value.is_null() && !is_name(key) && !is_ordinary(key);
        if is_key_like(key) || is_bare() || is_braced(node, known) {
            self.found.value(entry.key, self.is_shown);
        }
    }
}

/// The scalar that a walk through a node comes to last. What an alias means isn't looked into.
fn last_scalar(node: Node<'_>) -> Option<Node<'_>> {
    let is_inside = |inner: &Node<'_>| {
        let (outer, inner) = (node.span(), inner.span());
        outer.covers(inner)
    };
    match node.kind() {
        Kind::Scalar => Some(node),
        Kind::Sequence => node.items().rev().filter(is_inside).find_map(last_scalar),
        Kind::Mapping => {
            let values = node.own_entries().rev().map(|entry| entry.value);
            values.filter(is_inside).find_map(last_scalar)
        }
    }
}

/// The entries that are written in a mapping, and those that are merged into it.
fn entries_of(node: Node<'_>) -> Vec<Known<'_>> {
    let mut entries = Vec::with_capacity(node.own_entries().len());
    for entry in node.own_entries() {
        match (entry.is_merge(), entry.value.kind()) {
            (true, Kind::Mapping) => entries.extend(entry.value.own_entries().map(Known::of)),
            (true, Kind::Sequence) => {
                entries.extend(entry.value.items().flat_map(Node::own_entries).map(Known::of));
            }
            _ => entries.push(Known::of(entry)),
        }
    }
    entries
}
