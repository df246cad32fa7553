//! The generators that are known: those of the project's own data files, and the user's before them.

use std::sync::{LazyLock, OnceLock};

use crate::embedded::{self, Stored};
use crate::error::KeyError;
use crate::kube::ImageRef;

use super::check;
use super::file::Generator;

/// Where the data files are among the embedded facts.
const FOLDER: &str = "generators";

/// An embedded file, read when an image or a program in it is met.
struct Embedded {
    file: Stored,
    read: OnceLock<Option<Generator>>,
}

static EMBEDDED: LazyLock<Vec<Embedded>> = LazyLock::new(|| {
    let files = embedded::facts_in(FOLDER);
    files.map(|(_, file)| Embedded { file, read: OnceLock::new() }).collect()
});

impl Embedded {
    /// The file, if a text of this field ends with a name; of most none does, and they stay unread.
    fn with(&'static self, field: &str, name: &str) -> Option<&'static Generator> {
        let texts = self.file.get(field)?;
        let mut texts = texts.items().chain([texts]).filter_map(Stored::text);
        if !texts.any(|text| text.ends_with(name)) {
            return None;
        }
        self.read.get_or_init(|| self.file.read().ok()).as_ref()
    }
}

/// The generators of the user's own.
#[derive(Debug, Clone, Default)]
pub struct Generators {
    own: Vec<Generator>,
}

impl Generators {
    /// Those of a configuration, which are asked before lt-lint's.
    ///
    /// # Errors
    /// For one that isn't whole: its position in the list, its id, and what is missing.
    pub fn new(own: Vec<Generator>) -> Result<Self, KeyError> {
        for (index, one) in own.iter().enumerate() {
            check::check(one).map_err(|error| error.under(&index))?;
        }
        Ok(Self { own })
    }

    /// The generators that are part of lt-lint.
    #[must_use]
    pub fn builtin() -> Vec<Generator> {
        EMBEDDED.iter().filter_map(|file| file.file.read().ok()).collect()
    }

    /// The generator in an image.
    pub(crate) fn in_image<'g>(&'g self, image: &ImageRef<'_>) -> Option<&'g Generator> {
        let known = EMBEDDED.iter().filter_map(|file| file.with("images", image.name()));
        self.own.iter().chain(known).find(|it| it.is_in(image))
    }

    /// The generator of an id.
    #[cfg(feature = "cli")]
    pub(crate) fn named(&self, id: &str) -> Option<&Generator> {
        let known = EMBEDDED.iter().filter_map(|file| file.with("id", id));
        self.own.iter().chain(known).find(|it| it.id == id)
    }

    /// The generators that a command starts.
    pub(crate) fn started_by<'g>(&'g self, command: &str) -> Vec<&'g Generator> {
        let name = command.rsplit('/').next().unwrap_or_default();
        let known = EMBEDDED.iter().filter_map(|file| file.with("programs", name));
        self.own.iter().chain(known).filter(|generator| generator.runs(command)).collect()
    }
}

impl Generator {
    fn is_in(&self, image: &ImageRef<'_>) -> bool {
        is_one_of(&self.images, image)
    }

    /// Whether all flags of the program in an image are known.
    pub(super) fn is_whole_in(&self, image: Option<&ImageRef<'_>>) -> bool {
        image.is_some_and(|image| is_one_of(&self.whole_in, image))
    }

    /// Whether a command starts this program, wherever it is.
    pub(crate) fn runs(&self, command: &str) -> bool {
        self.programs.iter().any(|known| is_called(known, command))
    }

    /// Whether a command starts this program in one of its own images.
    pub(crate) fn is_entrypoint(&self, command: &str) -> bool {
        self.runs(command) || self.entrypoint.iter().any(|known| is_called(known, command))
    }
}

/// Whether an image is one of these repositories, or a mirror of one.
fn is_one_of(repositories: &[String], image: &ImageRef<'_>) -> bool {
    repositories.iter().map(|known| ImageRef::parse(known)).any(|known| {
        // Mirrors keep the last two parts of a path; a single part alone is too common for that.
        let mirrored = known.path.contains('/') && known.repository() == image.repository();
        mirrored || known.is_same_repository(image)
    })
}

/// A name fits the last part of a command's path, a path the whole.
fn is_called(known: &str, command: &str) -> bool {
    known == command || (!known.contains('/') && command.rsplit('/').next() == Some(known))
}
