//! The few colours of the picture, each with a meaning, for light and for dark pages.

use super::super::Standing;

/// What a colour is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    /// The picture's own background.
    Page,
    /// Frame and dividers.
    Rule,
    /// What isn't filled of a bar.
    Track,
    /// Text that says something.
    Ink,
    /// Text that names something.
    Muted,
    /// A limit that is kept, a target that is reached.
    Kept,
    /// A limit that is close, or what isn't known.
    Close,
    /// A limit that is broken, a target that is missed.
    Missed,
}

const ALL: [Paint; 8] = [
    Paint::Page,
    Paint::Rule,
    Paint::Track,
    Paint::Ink,
    Paint::Muted,
    Paint::Kept,
    Paint::Close,
    Paint::Missed,
];

impl Paint {
    pub(super) fn of(standing: Standing) -> Self {
        match standing {
            Standing::Kept => Self::Kept,
            Standing::Close => Self::Close,
            Standing::Missed => Self::Missed,
        }
    }

    /// Its name in the style sheet, which would hold for a whole page where the picture is inside of one.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Page => "lt-page",
            Self::Rule => "lt-rule",
            Self::Track => "lt-track",
            Self::Ink => "lt-ink",
            Self::Muted => "lt-muted",
            Self::Kept => "lt-kept",
            Self::Close => "lt-close",
            Self::Missed => "lt-missed",
        }
    }

    /// On light pages, and where no style sheet is read.
    pub(super) fn light(self) -> &'static str {
        match self {
            Self::Page => "#ffffff",
            Self::Rule => "#d1d9e0",
            Self::Track => "#e6eaef",
            Self::Ink => "#1f2328",
            Self::Muted => "#59636e",
            Self::Kept => "#1a7f37",
            Self::Close => "#9a6700",
            Self::Missed => "#cf222e",
        }
    }

    fn dark(self) -> &'static str {
        match self {
            Self::Page => "#0d1117",
            Self::Rule => "#3d444d",
            Self::Track => "#262c36",
            Self::Ink => "#f0f6fc",
            Self::Muted => "#9198a1",
            Self::Kept => "#3fb950",
            Self::Close => "#d29922",
            Self::Missed => "#f85149",
        }
    }
}

/// The style sheet, which speaks of dark pages alone: light ones have their colours in the elements.
pub(super) fn style() -> String {
    let rules = ALL.map(|paint| format!(".{}{{fill:{}}}", paint.class(), paint.dark()));
    format!("@media (prefers-color-scheme: dark){{{}}}", rules.concat())
}
