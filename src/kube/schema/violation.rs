//! What may be wrong with an object, and where.

use crate::kube::{QuantityFault, signed_quantity_fault};
use crate::source::{Location, Span};
use crate::yaml::{Entry, Node};

use super::{BadSize, Broken, Format, Once, Trail, Type};

/// Where an object isn't what its schema says.
#[derive(Debug, Clone)]
pub struct Violation<'s, 'a> {
    /// What is wrong.
    pub problem: Problem<'s, 'a>,
    /// The mappings above, the innermost last.
    pub trail: Trail<'s, 'a>,
    /// The field with the value that is wrong; none for an item of a list in a list.
    pub field: Option<Entry<'a>>,
}

/// What is wrong with a value.
#[derive(Debug, Clone)]
pub enum Problem<'s, 'a> {
    /// A key that the innermost mapping doesn't accept.
    UnknownField(Entry<'a>),
    /// A value of another type than these.
    WrongType(Node<'a>, Vec<Type>),
    /// Fields that the innermost mapping must have.
    Missing(Vec<&'s str>),
    /// A text that isn't among these.
    NotAChoice(Node<'a>, &'s [Box<str>]),
    /// A number outside of these bounds.
    OutOfRange(Node<'a>, Option<i64>, Option<i64>),
    /// A text that doesn't look like this.
    BadFormat(Node<'a>, Format),
    /// A text or number that isn't a quantity.
    BadQuantity(Node<'a>, QuantityFault),
    /// A key of the innermost mapping that doesn't look like this.
    BadKey(Node<'a>, Format),
    /// A list that is empty.
    TooFew(Node<'a>),
    /// A text that is empty.
    NoText(Node<'a>),
    /// An item of a list that is null, with its number, from one up.
    NullItem(Node<'a>, usize),
    /// None of these fields, of which the innermost mapping must have one.
    NoneOf(&'s [Box<str>]),
    /// None of these fields, of which the API server fills one in.
    FilledIn(&'s [Box<str>]),
    /// Two fields of which only one may be there.
    Both(Entry<'a>, Entry<'a>),
    /// A field that isn't what another asks of it.
    Broken(Broken<'s, 'a>),
    /// A number above another one.
    Above(Entry<'a>, Entry<'a>),
    /// A text that doesn't match this.
    BadPattern(Node<'a>, &'s str),
    /// A value with too little or too much in it.
    BadSize(Node<'a>, BadSize),
    /// A value that doesn't have a form that is asked of it.
    BadForm(Node<'a>, Form),
    /// An item like an earlier one, that one, and the fields with their values in which they are the same.
    Twice(Node<'a>, Node<'a>, Vec<(&'s str, String)>),
    /// A text that another part of the pod has, and that of the last one before it.
    TakenTwice(&'s Once, Node<'a>, Node<'a>),
    /// An amount of memory or of a disk that isn't a whole number of bytes, of which the API server warns.
    PartOfByte(Node<'a>),
    /// A number that isn't within bounds of a custom resource, and these in words.
    OutOfBounds(Node<'a>, String),
}

/// How a value fails the schemas among which it may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// It fits none of them.
    None,
    /// It fits several, and may fit one.
    Several,
    /// It fits one that it may not fit.
    Excluded,
    /// It doesn't fit the schema that it is in.
    OwnSchema,
}

impl<'a> Problem<'_, 'a> {
    /// Whether it is one of keys that are there or aren't, whatever their values are.
    #[must_use]
    pub fn is_of_keys(&self) -> bool {
        matches!(
            self,
            Self::UnknownField(_) | Self::Missing(_) | Self::NoneOf(_) | Self::FilledIn(_)
        )
    }

    /// The value that is wrong by itself.
    fn value(&self) -> Option<Node<'a>> {
        match self {
            Self::WrongType(node, _)
            | Self::NotAChoice(node, _)
            | Self::OutOfRange(node, ..)
            | Self::BadFormat(node, _)
            | Self::BadQuantity(node, _)
            | Self::BadPattern(node, _)
            | Self::BadSize(node, _)
            | Self::BadForm(node, _)
            | Self::OutOfBounds(node, _) => Some(*node),
            _ => None,
        }
    }
}

impl<'a> Violation<'_, 'a> {
    /// The name of the field whose value is wrong.
    #[must_use]
    pub fn field_name(&self) -> &str {
        self.field.as_ref().map_or("", Entry::key_text)
    }

    /// The value that it may tell of; where that isn't one alone, the mapping around it.
    #[must_use]
    pub fn extent(&self, root: Node<'a>) -> Span {
        let holder = || self.trail.last().map_or(root, |place| place.node);
        self.problem.value().unwrap_or_else(holder).span()
    }

    /// Whether the API server takes the object, and warns.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        match &self.problem {
            Problem::PartOfByte(_) => true,
            Problem::Broken(broken) => broken.relation.warns.is_some(),
            _ => false,
        }
    }

    /// Whether it is of a value in the status that the API server can decode: it drops what is written there before it
    /// looks at values.
    #[must_use]
    pub fn is_of_dropped_status(&self) -> bool {
        let below = self.trail.get(1).and_then(|place| place.key);
        below.is_some_and(|key| key.key_text() == "status")
            && match &self.problem {
                Problem::UnknownField(_) | Problem::WrongType(..) => false,
                Problem::BadQuantity(node, _) => signed_quantity_fault(*node).is_none(),
                _ => true,
            }
    }

    /// Whether it is of the type of a text that all objects have in their metadata, whatever their kind; the metadata
    /// is where the walk began.
    #[must_use]
    pub fn is_of_common_metadata(&self) -> bool {
        let field = match self.trail.get(1) {
            Some(below) => below.key.as_ref().map_or("", Entry::key_text),
            None => self.field_name(),
        };
        let is_map = ["labels", "annotations"].contains(&field);
        let is_text = ["name", "generateName", "namespace"].contains(&field);
        matches!(self.problem, Problem::WrongType(..)) && (is_map || is_text)
    }

    /// The item of a list that it is about, where all of that is one key with nothing in it, or where it says what the one
    /// key is lacking.
    #[must_use]
    pub fn hollow_item(&self) -> Option<Node<'a>> {
        let own = || self.trail.last().filter(|place| place.in_list).map(|place| place.node);
        let item = match &self.problem {
            Problem::Broken(broken) if broken.list.is_some() => broken.node,
            _ => own()?,
        };
        let only = item.only_entry()?;
        (only.value.is_null() || self.absent().is_some()).then_some(item)
    }

    /// The fields that aren't written, with the mapping that lacks them, where it is about that.
    #[must_use]
    pub fn absent(&self) -> Option<(Node<'a>, Vec<&str>)> {
        let of = |names| Some((self.trail.last()?.node, names));
        match &self.problem {
            Problem::Missing(names) => of(names.clone()),
            Problem::NoneOf(names) => of(names.iter().map(|name| &**name).collect()),
            Problem::Broken(broken) => {
                let then = &broken.relation.then;
                let is_absent = !then.forbids() && then.entry(broken.node).is_none();
                is_absent.then(|| (broken.node, vec![&*then.field]))
            }
            _ => None,
        }
    }

    /// Whether it leaves open what else of the object means.
    #[must_use]
    pub fn is_of_shape(&self) -> bool {
        use Problem::{Missing, NoneOf, NotAChoice, UnknownField, WrongType};
        matches!(
            self.problem,
            UnknownField(_) | WrongType(..) | Missing(_) | NoneOf(_) | NotAChoice(..)
        )
    }

    /// The words for what is wrong: `` `args` `` for the field's value, `` an item of `args` `` for what is in it.
    #[must_use]
    pub fn what(&self, node: Node<'_>) -> String {
        match self.field {
            Some(entry) if entry.value != node => format!("an item of `{}`", entry.key_text()),
            Some(entry) if entry.key_text().is_empty() => "the value of an empty key".to_owned(),
            _ => format!("`{}`", self.field_name()),
        }
    }

    /// The label that is wrong, which a selector must repeat letter by letter: its key and its value.
    #[must_use]
    pub fn label(&self) -> Option<(&str, Option<&str>)> {
        match self.problem {
            Problem::BadFormat(node, Format::LabelValue) => Some((self.field_name(), node.text())),
            Problem::BadKey(node, Format::QualifiedName) => Some((node.text()?, None)),
            _ => None,
        }
    }

    /// Where to point at for a value of it: the value, or its key when nothing is written.
    #[must_use]
    pub fn place(&self, node: Node<'_>) -> Location {
        match self.field {
            Some(entry) if node.span().is_empty() => entry.key.location(),
            _ => node.location(),
        }
    }
}
