//! Where a field that isn't known was meant to be, and by which name.

use crate::closest::is_one_slip;
use crate::kube::schema::{Catalogue, Extra, Place, Schema, Trail, Type};
use crate::text::did_you_mean;
use crate::yaml::{Entry, Kind, Node};

use super::level::{Level, below};
use super::value::joined_name;

/// How many levels below its own a value is compared with what a field accepts.
const ALIEN_LEVELS: usize = 1;

/// Where an unknown field should be.
pub(super) enum Meant<'s, 'a> {
    /// In the same mapping, by this name.
    Here(&'s str),
    /// In this mapping further up.
    Above(Place<'s, 'a>),
    /// In the metadata next to the mapping that it is in, or of one around it.
    Metadata(Metadata<'s, 'a>),
    /// Further down.
    Below(Level<'s, 'a>),
    /// With the whole item, in this list next to its own.
    List(&'s str),
    /// Below another field of a mapping further up, by this way.
    Beside(String, Option<Level<'s, 'a>>),
    /// In a map of this name, since it isn't a field but a text under a name of one's own.
    Map(&'s str),
    /// In one of the maps of amounts, of which nobody knows which.
    Amounts,
    /// Nobody knows.
    Nowhere,
}

/// What containers have amounts of, in `limits` and `requests`.
const RESOURCES: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

impl Meant<'_, '_> {
    /// The other name of a field of the same mapping.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Here(name) => Some(name),
            _ => None,
        }
    }

    /// The place, in words, where it is another one.
    pub(super) fn place(&self) -> Option<String> {
        match self {
            Self::Above(place) => Some(place.name()),
            Self::Metadata(metadata) => Some(metadata.name()),
            Self::Below(level) => Some(level.ways()),
            Self::List(name) | Self::Map(name) => Some(format!("`{name}`")),
            Self::Beside(way, _) => Some(format!("`{way}`")),
            Self::Amounts => Some("`limits` or `requests`".to_owned()),
            Self::Here(_) | Self::Nowhere => None,
        }
    }
}

/// Metadata of an object or of a pod template.
pub(super) struct Metadata<'s, 'a> {
    /// What it is the metadata of.
    pub owner: Place<'s, 'a>,
    /// Its key, where it is written.
    pub written: Option<Entry<'a>>,
}

impl Metadata<'_, '_> {
    pub(super) fn name(&self) -> String {
        match self.owner.key {
            Some(entry) => format!("`{}.metadata`", entry.key_text()),
            None => "`metadata`".to_owned(),
        }
    }
}

/// Where a key with its value was meant to be: a slip of its name first, then another level, then what is like it.
pub(super) fn meant<'s, 'a>(
    entry: Entry<'a>,
    trail: &Trail<'s, 'a>,
    catalogue: &'s Catalogue,
) -> Meant<'s, 'a> {
    let Some((here, above)) = trail.split_last() else {
        return Meant::Nowhere;
    };
    let is_free = |name: &&str| here.node.get(name).is_none();
    let joined = joined_name(&entry).filter(|name| is_free(name));
    if let Some(name) = here.schema.properties.keys().find(|name| Some(*name) == joined) {
        return Meant::Here(name);
    }
    let names: Vec<&str> = here.schema.properties.keys().filter(is_free).collect();
    let similar = did_you_mean(entry.key_text(), &names);
    let by_name = by_name(entry, here, &names, similar, catalogue).map(Meant::Here);
    by_name
        .or_else(|| elsewhere(entry, here, above, catalogue))
        .or_else(|| by_value(entry, (here, above), similar, catalogue))
        .or_else(|| similar.map(Meant::Here))
        .unwrap_or(Meant::Nowhere)
}

/// The field of the same mapping that a key is a slip of, or another word for.
fn by_name<'s>(
    entry: Entry<'_>,
    here: &Place<'s, '_>,
    names: &[&'s str],
    similar: Option<&'s str>,
    catalogue: &Catalogue,
) -> Option<&'s str> {
    let key = entry.key_text();
    let named = || names.iter().find(|name| is_name_of(key, name, here)).copied();
    let is_other = |name: &&str| is_alien_to(name, entry, here, catalogue);
    let shortened = || shortened(key, names, here).filter(|name| !is_other(name));
    let slip = similar.filter(|meant| is_slip(key, meant));
    slip.or_else(named).or_else(shortened)
}

/// The other mapping or list that takes a key.
fn elsewhere<'s, 'a>(
    entry: Entry<'a>,
    here: &Place<'s, 'a>,
    above: &[Place<'s, 'a>],
    catalogue: &'s Catalogue,
) -> Option<Meant<'s, 'a>> {
    let key = entry.key_text();
    if RESOURCES.contains(&key) && here.schema.properties.contains_key("limits") {
        return Some(Meant::Amounts);
    }
    if let Some(list) = other_list(here, above, catalogue) {
        return Some(Meant::List(list));
    }
    let takes = |place: &&Place<'s, 'a>| {
        place.schema.properties.contains_key(key) && place.node.get(key).is_none()
    };
    if let Some(place) = above.iter().rev().find(takes) {
        return Some(Meant::Above(*place));
    }
    if let Some(metadata) = metadata_of(key, above) {
        return Some(Meant::Metadata(metadata));
    }
    if let Some(name) = renamed(key, here).filter(|way| !way.contains('.')) {
        return Some(Meant::Here(name));
    }
    let below = below(key, here, catalogue).map(Meant::Below);
    below.or_else(|| renamed(key, here).map(|way| Meant::Beside(way.to_owned(), None)))
}

/// The field whose value is like that of a key.
fn by_value<'s, 'a>(
    entry: Entry<'a>,
    (here, above): (&Place<'s, 'a>, &[Place<'s, 'a>]),
    similar: Option<&'s str>,
    catalogue: &'s Catalogue,
) -> Option<Meant<'s, 'a>> {
    let holds_keys = entry.value.own_entries().next().is_some();
    let is_fitting = |name: &&str| holds_keys && !is_alien_to(name, entry, here, catalogue);
    let beside = || {
        let level = beside(entry.key_text(), above, catalogue)?;
        Some(Meant::Beside(level.way(), Some(level)))
    };
    by_content(entry, here, catalogue)
        .map(Meant::Here)
        .or_else(|| text_map(entry, here, catalogue).map(Meant::Map))
        .or_else(|| similar.filter(is_fitting).map(Meant::Here))
        .or_else(beside)
}

/// Whether the value of a key isn't one of a field of the same mapping.
fn is_alien_to(name: &str, entry: Entry<'_>, here: &Place<'_, '_>, catalogue: &Catalogue) -> bool {
    let field = here.schema.properties.get(name);
    field.is_some_and(|field| is_alien(entry.value, field, ALIEN_LEVELS, catalogue))
}

/// Whether a value has a key that a field doesn't accept, down to some level.
fn is_alien(value: Node<'_>, field: &Schema, levels: usize, catalogue: &Catalogue) -> bool {
    let schema = catalogue.follow(field);
    let is_strange = |entry: Entry<'_>| match schema.properties.get(entry.key_text()) {
        Some(inner) => levels > 0 && is_alien(entry.value, inner, levels - 1, catalogue),
        None => true,
    };
    schema.is_closed() && value.kind() == Kind::Mapping && value.own_entries().any(is_strange)
}

/// The one field whose name has the words of a key and more: `configMapRef` for `configMap`, `secretKeyRef` for
/// `secretRef`; of fields that must be there, the last words do: `mountPath` for `path`.
fn shortened<'s>(key: &str, names: &[&'s str], here: &Place<'_, '_>) -> Option<&'s str> {
    let own = words(key);
    let is_required = |name: &str| here.schema.required.iter().any(|one| &**one == name);
    let holds = |name: &&&str| {
        let all = words(name);
        let mut rest = all.iter();
        let has_all = own.iter().all(|word| rest.any(|other| other == word));
        let starts = own.len() >= 2 && own.first() == all.first();
        has_all && own.len() < all.len() && (starts || (is_required(name) && all.ends_with(&own)))
    };
    let mut found = names.iter().filter(holds);
    found.next().copied().filter(|_| found.next().is_none())
}

/// The words of a field's name in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        match words.last_mut() {
            Some(word) if !c.is_ascii_uppercase() => word.push(c),
            _ => words.push(c.to_ascii_lowercase().to_string()),
        }
    }
    words
}

/// Whether one letter makes the difference, in a key that is long enough for that to tell something.
fn is_slip(key: &str, meant: &str) -> bool {
    key.len() >= 4 && is_one_slip(key, meant)
}

/// Fields that older versions had by another name. Source: the change from `networking.k8s.io/v1beta1` to `v1`.
const RENAMED: [(&str, &str); 3] = [
    ("serviceName", "service.name"),
    ("servicePort", "service.port.number"),
    ("backend", "defaultBackend"),
];

/// The way to what an old field is now.
fn renamed(key: &str, here: &Place<'_, '_>) -> Option<&'static str> {
    let (_, way) = RENAMED.into_iter().find(|(old, _)| *old == key)?;
    let first = way.split('.').next()?;
    here.schema.properties.contains_key(first).then_some(way)
}

/// The fewest keys of a value that tell which field it is.
const TELLING: usize = 2;

/// The names of a mapping's fields with their schemas.
fn fields_of(schema: &Schema) -> impl Iterator<Item = (&str, &Schema)> {
    schema.properties.iter()
}

/// The field that a mapping lacks and in which every key of the value has a place.
fn by_content<'s>(
    entry: Entry<'_>,
    here: &Place<'s, '_>,
    catalogue: &'s Catalogue,
) -> Option<&'s str> {
    let keys: Vec<&str> = entry.value.entries().iter().map(Entry::key_text).collect();
    if keys.len() < TELLING || entry.value.kind() != Kind::Mapping {
        return None;
    }
    let fits = |(name, field): &(&'s str, &'s Schema)| {
        let fields = &catalogue.follow(field).properties;
        here.node.get(name).is_none() && keys.iter().all(|key| fields.contains_key(key))
    };
    let fitting: Vec<&str> = fields_of(here.schema).filter(fits).map(|(name, _)| name).collect();
    let begins = |name: &&&str| name.to_lowercase().starts_with(&entry.key_text().to_lowercase());
    match fitting.as_slice() {
        [only] => Some(*only),
        several => several.iter().find(begins).copied(),
    }
}

/// The list next to its own in which every key of an item has a place, when none has one where it is.
fn other_list<'s>(
    here: &Place<'s, '_>,
    above: &[Place<'s, '_>],
    catalogue: &'s Catalogue,
) -> Option<&'s str> {
    let keys: Vec<&str> = here.node.entries().iter().map(Entry::key_text).collect();
    let is_known_here = keys.iter().any(|key| here.schema.properties.contains_key(key));
    if !here.in_list || keys.len() < TELLING || is_known_here {
        return None;
    }
    let fits = |(_, field): &(&'s str, &'s Schema)| {
        let items = catalogue.follow(field).items.as_deref().map(|items| catalogue.follow(items));
        items.is_some_and(|items| keys.iter().all(|key| items.properties.contains_key(key)))
    };
    let mut lists = fields_of(above.last()?.schema).filter(fits);
    let only = lists.next()?;
    lists.next().is_none().then_some(only.0)
}

/// The map of texts of a mapping that is meant by a key with a text: the only one, or that of annotations for a key
/// with a domain.
fn text_map<'s>(
    entry: Entry<'_>,
    here: &Place<'s, '_>,
    catalogue: &'s Catalogue,
) -> Option<&'s str> {
    entry.value.text().filter(|_| !entry.value.is_null())?;
    let is_map = |field: &Schema| match &catalogue.follow(field).additional_properties {
        Some(Extra::Of(value)) => catalogue.follow(value).types.0 == [Type::String],
        _ => false,
    };
    let maps = here.schema.properties.iter().filter(|(_, field)| is_map(field));
    let maps: Vec<&str> = maps.map(|(name, _)| name).collect();
    let key = entry.key_text();
    let of_several = |name: &&&str| match **name {
        "annotations" => key.contains('/'),
        // Of a ConfigMap; and of a Secret, where nobody writes base64 by hand.
        "data" => maps.contains(&"binaryData") && is_variable(key),
        "stringData" => is_variable(key),
        _ => false,
    };
    match maps.as_slice() {
        // Next to the many fields of a pod only a label with a domain tells that it is one of a node.
        ["nodeSelector"] if !key.contains('/') => None,
        [only] => Some(*only),
        several => several.iter().find(of_several).copied(),
    }
}

/// Whether a key looks like the name of a variable: `SCALYR_SERVER`.
fn is_variable(key: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    key.contains('_') && key.bytes().all(is_part)
}

/// The level below the closest mapping further up that takes the field, where only one name leads to it.
fn beside<'s, 'a>(
    key: &str,
    above: &[Place<'s, 'a>],
    catalogue: &'s Catalogue,
) -> Option<Level<'s, 'a>> {
    if key.len() < 5 {
        return None;
    }
    above.iter().rev().find_map(|place| {
        let level = below(key, place, catalogue)?;
        let holder = level.path.last().copied()?;
        let is_written = place.key.is_some_and(|key| key.key_text() == holder);
        (!is_written && level.is_only).then_some(level)
    })
}

/// Whether an item is the name and the value of a variable in one: `- KEY: value`.
pub(super) fn is_pair(here: &Place<'_, '_>, entry: Entry<'_>) -> bool {
    let is_alone = here.in_list && here.node.own_entries().count() == 1;
    let takes = |key: &str| here.schema.properties.contains_key(key);
    let is_text = entry.value.text().is_some() && !entry.value.is_null();
    is_alone && is_text && takes("name") && takes("value")
}

/// Whether a key without a value, the first of an item, is its name: `- flog:` above `image: …`.
pub(super) fn is_name(here: &Place<'_, '_>, entry: Entry<'_>) -> bool {
    let first = here.node.own_entries().next();
    let is_first = here.in_list && first.is_some_and(|first| first.key == entry.key);
    let takes_name = here.schema.properties.contains_key("name");
    is_first && takes_name && entry.value.is_null() && here.node.entry("name").is_none()
}

/// The closest metadata that takes a field, where it is one of those that are nowhere else; pods have the namespace of
/// their workload.
fn metadata_of<'s, 'a>(key: &str, above: &[Place<'s, 'a>]) -> Option<Metadata<'s, 'a>> {
    let takes = |place: &&Place<'s, 'a>| place.schema.properties.contains_key("metadata");
    let owner = match key {
        "annotations" | "labels" => above.iter().rev().find(takes),
        "namespace" => above.first().filter(takes),
        // Of an object without a name it is that one's.
        "name" => above.first().filter(takes).filter(|owner| is_nameless(owner.node)),
        _ => None,
    }?;
    Some(Metadata { owner: *owner, written: owner.node.entry("metadata") })
}

fn is_nameless(object: Node<'_>) -> bool {
    let is_absent = |key: &str| object.get_path(&["metadata", key]).is_none();
    is_absent("name") && is_absent("generateName")
}

/// Whether one of two fields is `name` and the other says too of what: `claimName`, `secretName`.
fn is_name_of(one: &str, other: &str, here: &Place<'_, '_>) -> bool {
    let long = match (one, other) {
        ("name", long) | (long, "name") => long.strip_suffix("Name"),
        _ => None,
    };
    let holder = here.key.filter(|_| !here.in_list).map(|entry| entry.key_text().to_lowercase());
    long.is_some_and(|what| holder.is_some_and(|holder| holder.contains(&what.to_lowercase())))
}
