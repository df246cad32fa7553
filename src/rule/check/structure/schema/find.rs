//! The mistakes of a structure that rules tell apart, with the words that each rule may use.

use serde::Deserialize;

/// What is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Find {
    /// A field that doesn't exist in Kubernetes. Cases: `copied` (something was copied with its line), `stray` (something was typed before it), `kind` (several are those of another kind), `misspelt`, `above` and `below` (it belongs to another level),
    /// `list` (its item belongs into another list), `beside` (it belongs below another field), `map` (it is a label or
    /// the like), `pair` (name and value of a variable in one), `name` (the name of an item), `glued` (no space after its colon), `unknown`. Variables: `field`, `holder`, `owner` (the
    /// holder with the object's kind), `meant`, `place`, `gap`.
    UnknownField,
    /// A value of another type. Cases: `unquoted` (text is wanted and kubectl reads something else),
    /// `quoted` (text where a number or boolean is wanted), `labels` (a mapping of texts where one text is wanted),
    /// `glued` (a mapping without the space after its colon), `dash` (a list without the space after its first dash),
    /// `other`. Variables: `field` (in words), `field-name`, `actual`, `expected`, `write`, `gap`.
    WrongType,
    /// A field that must be there. Variables: `holder`, `fields`, `reason` (what asks for them, if anything),
    /// `write` (what to add).
    MissingField,
    /// A value or key that isn't among those allowed. Cases: `choice`, `range`, `format`, `key`, `empty` (a list of
    /// nothing), `blank` (a text of nothing), `nothing` (an item of a list), `beside` (another field doesn't let it
    /// be), `count` (so many items there may not be), and of custom resources `pattern`, `size` and `form` (`anyOf`
    /// and the like). Variables: `field` (what it
    /// is, in words), `actual`, `expected`, `write` (what is meant, else what is expected), `hint`, `reason` (the other field), `instead` (what else could be changed).
    InvalidValue,
    /// A text or number that isn't a quantity, and what was likely meant. Variables: `actual` (in backticks, or that it
    /// is empty), `reason`, `hint`.
    InvalidQuantity,
    /// More than one source of a volume. Variables: `name`, `source`, `other` (the source that exists first).
    TwoVolumeSources,
    /// A volume without a source. Cases: `unwritten`, `hollow` (its key is there, with nothing below). Variables:
    /// `name`, `source`.
    NoVolumeSource,
    /// A name that two parts of a pod share. Cases: `container` (init containers count too), `volume`, `port` (of a
    /// container). Variables: `name`, `container`.
    DuplicateName,
    /// A path at which a container mounts two volumes. Variables: `name`, `container`.
    DuplicateMountPath,
    /// A field that another one leaves no place for. Cases: `both` (only one of them may be there), `beside`
    /// (what the other says excludes it), `twice` (a key or item that may be in one of them). Variables: `holder`,
    /// `first`, `second`, `field`, `reason`, `instead`.
    ConflictingFields,
    /// An item of a list that may be there only once. Variables: `list`, `fields`.
    DuplicateItem,
    /// A kind that Kubernetes surely doesn't have. Cases: `kind`, `version`, `unknown`, `list` and
    /// `list-version` (of a list, whose objects are judged), `defined` and `defined-version`
    /// (of definitions in the input), `target` and `target-version` (of what an autoscaler scales). Variables:
    /// `kind`, `api-version`, `meant`, `kubernetes`, `later` (with which version it came, in brackets).
    MisspeltKind,
    /// A kind without a schema. Cases: `whole` (nothing of it was checked), `template` (its pod template was).
    /// Variables: `kind`, `api-version`.
    UnknownKind,
    /// An amount of memory or of a disk that isn't a whole number of bytes. Variables: `field`, `actual`, `plain` (the
    /// number of bytes), `hint`.
    PartOfByte,
    /// What the API server takes and warns of. Variables: `field` (with its value where that is meant), `reason`,
    /// `instead`.
    ServerWarning,
}

/// What the texts of a rule about a mistake may use.
pub(super) struct Words {
    pub cases: &'static [&'static str],
    /// The cases that have a fix.
    pub changes: &'static [&'static str],
    pub variables: &'static [&'static str],
    /// Whether nothing in the object has a meaning with such a mistake.
    pub of_shape: bool,
}

/// What the words of most mistakes are like.
const PLAIN: Words = Words { cases: &[], changes: &[], variables: &[], of_shape: false };

const UNKNOWN_FIELD: Words = Words {
    cases: &[
        "copied", "stray", "kind", "misspelt", "above", "below", "list", "beside", "map", "in-map",
        "pair", "name", "glued", "instead", "unknown",
    ],
    changes: &["above", "below", "beside", "map", "in-map", "pair"],
    variables: &["field", "holder", "owner", "meant", "place", "gap"],
    of_shape: true,
};

const WRONG_TYPE: Words = Words {
    cases: &[
        "unquoted",
        "quoted",
        "labels",
        "glued",
        "dash",
        "item",
        "pairs",
        "pair",
        "commented",
        "dashes",
        "deep",
        "meant",
        "other",
    ],
    changes: &["unquoted", "quoted"],
    variables: &["field", "field-name", "actual", "expected", "write", "gap", "first"],
    of_shape: true,
};

const MISSING_FIELD: Words =
    Words { variables: &["holder", "fields", "reason", "write"], of_shape: true, ..PLAIN };

const INVALID_VALUE: Words = Words {
    cases: &[
        "choice", "range", "format", "key", "empty", "blank", "nothing", "beside", "count",
        "pattern", "size", "form",
    ],
    changes: &["choice", "range", "format", "key"],
    variables: &["field", "actual", "expected", "write", "hint", "reason", "instead"],
    ..PLAIN
};

const INVALID_QUANTITY: Words = Words {
    cases: &["near", "other"],
    changes: &["near"],
    variables: &["actual", "reason", "hint", "meant"],
    ..PLAIN
};

const TWO_VOLUME_SOURCES: Words = Words { variables: &["name", "source", "other"], ..PLAIN };

const NO_VOLUME_SOURCE: Words =
    Words { cases: &["unwritten", "hollow"], variables: &["name", "source"], ..PLAIN };

const DUPLICATE_NAME: Words = Words {
    cases: &["container", "volume", "port"],
    variables: &["name", "container"],
    of_shape: true,
    ..PLAIN
};

const DUPLICATE_MOUNT_PATH: Words = Words { variables: &["name", "container"], ..PLAIN };

const CONFLICTING_FIELDS: Words = Words {
    cases: &["both", "beside", "twice"],
    variables: &["holder", "first", "second", "field", "reason", "instead"],
    ..PLAIN
};

const DUPLICATE_ITEM: Words = Words { changes: &[""], variables: &["list", "fields"], ..PLAIN };

const MISSPELT_KIND: Words = Words {
    cases: &[
        "kind",
        "version",
        "unknown",
        "list",
        "list-version",
        "defined",
        "defined-version",
        "target",
        "target-version",
    ],
    variables: &["kind", "api-version", "meant", "kubernetes", "later"],
    of_shape: true,
    ..PLAIN
};

const UNKNOWN_KIND: Words =
    Words { cases: &["whole", "template"], variables: &["kind", "api-version"], ..PLAIN };

const PART_OF_BYTE: Words = Words { variables: &["field", "actual", "plain", "hint"], ..PLAIN };

const SERVER_WARNING: Words = Words { variables: &["field", "reason", "instead"], ..PLAIN };

impl Find {
    /// What the texts of its rule may use.
    pub(super) const fn words(self) -> &'static Words {
        match self {
            Self::UnknownField => &UNKNOWN_FIELD,
            Self::WrongType => &WRONG_TYPE,
            Self::MissingField => &MISSING_FIELD,
            Self::InvalidValue => &INVALID_VALUE,
            Self::InvalidQuantity => &INVALID_QUANTITY,
            Self::TwoVolumeSources => &TWO_VOLUME_SOURCES,
            Self::NoVolumeSource => &NO_VOLUME_SOURCE,
            Self::DuplicateName => &DUPLICATE_NAME,
            Self::DuplicateMountPath => &DUPLICATE_MOUNT_PATH,
            Self::ConflictingFields => &CONFLICTING_FIELDS,
            Self::DuplicateItem => &DUPLICATE_ITEM,
            Self::MisspeltKind => &MISSPELT_KIND,
            Self::UnknownKind => &UNKNOWN_KIND,
            Self::PartOfByte => &PART_OF_BYTE,
            Self::ServerWarning => &SERVER_WARNING,
        }
    }
}
