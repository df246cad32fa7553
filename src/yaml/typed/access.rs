//! Lists, mappings and enums, item by item; each fault gets the place of the item that it is in.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::super::entry::Entry;
use super::super::items::Items;
use super::super::node::Node;
use super::fault::Fault;
use super::reader::Reader;

/// The items of a list.
pub(super) struct List<'a> {
    items: std::iter::Enumerate<Items<'a>>,
    list: Reader<'a>,
}

impl<'a> List<'a> {
    pub(super) fn new(list: Reader<'a>) -> Self {
        Self { items: list.node().items().enumerate(), list }
    }

    /// The first item that the type had no use for.
    pub(super) fn left_over(&mut self) -> Option<(usize, Node<'a>)> {
        self.items.next()
    }
}

impl<'a> SeqAccess<'a> for &mut List<'a> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'a>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some((index, item)) = self.items.next() else { return Ok(None) };
        let read = self.list.child(item).and_then(|reader| seed.deserialize(reader));
        read.map(Some).map_err(|fault| fault.in_item(index, item))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The entries of a mapping.
pub(super) struct Mapping<'a> {
    entries: std::vec::IntoIter<Entry<'a>>,
    value: Option<Entry<'a>>,
    mapping: Reader<'a>,
}

impl<'a> Mapping<'a> {
    pub(super) fn new(mapping: Reader<'a>, entries: Vec<Entry<'a>>) -> Self {
        Self { entries: entries.into_iter(), value: None, mapping }
    }
}

impl<'a> MapAccess<'a> for Mapping<'a> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'a>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        self.value = self.entries.next();
        let Some(Entry { key, .. }) = self.value else { return Ok(None) };
        let read = match key.text() {
            // A key is its text, whatever a value of this text would be.
            Some(text) => seed.deserialize(BorrowedStrDeserializer::new(text)),
            None => Err(Fault::new("a list or a mapping can't be a key")),
        };
        read.map(Some).map_err(|fault| fault.at(key.span()))
    }

    fn next_value_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let Some(Entry { key, value }) = self.value.take() else {
            return Err(Fault::new("a value was requested before its key"));
        };
        let read = self.mapping.child(value).and_then(|reader| seed.deserialize(reader));
        read.map_err(|fault| fault.behind(key, value))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// A variant: a word, or the only key of a mapping with what belongs to it as value.
pub(super) struct Variant<'a> {
    pub name: Node<'a>,
    pub value: Option<Reader<'a>>,
}

impl<'a> EnumAccess<'a> for Variant<'a> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name = BorrowedStrDeserializer::new(self.name.text().unwrap_or_default());
        let variant = seed.deserialize(name).map_err(|fault: Fault| fault.at(self.name.span()))?;
        Ok((variant, self))
    }
}

impl<'a> Variant<'a> {
    fn read<T>(self, read: impl FnOnce(Reader<'a>) -> Result<T, Fault>) -> Result<T, Fault> {
        let name = self.name.text().unwrap_or_default();
        let Some(value) = self.value else {
            let reason = format!("`{name}` needs its options: write it as a key, with them below");
            return Err(Fault::new(reason).at(self.name.span()));
        };
        read(value).map_err(|fault| fault.behind(self.name, value.node()))
    }
}

impl<'a> VariantAccess<'a> for Variant<'a> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.value {
            Some(value) if !value.node().is_null() => {
                let name = self.name.text().unwrap_or_default();
                let reason = format!("`{name}` has no options; write it as a word");
                Err(Fault::new(reason).at(self.name.span()))
            }
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<S::Value, Fault> {
        self.read(|value| seed.deserialize(value))
    }

    fn tuple_variant<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Fault> {
        self.read(|value| value.deserialize_tuple(len, visitor))
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.read(|value| value.deserialize_struct("", fields, visitor))
    }
}
