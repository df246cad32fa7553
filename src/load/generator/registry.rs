//! The generators that are known: those of the project's own data files, and the user's before them.

use std::sync::{LazyLock, OnceLock};

use crate::embedded;
use crate::error::KeyError;
use crate::kube::ImageRef;

use super::check;
use super::file::Generator;

/// Where the data files are among the embedded facts.
const FOLDER: &str = "generators/";

/// An embedded file, read when an image or a program in it is met.
struct Embedded {
    json: &'static str,
    read: OnceLock<Option<Generator>>,
}

static EMBEDDED: LazyLock<Vec<Embedded>> = LazyLock::new(|| {
    let files = embedded::all_facts().filter(|(name, _)| name.starts_with(FOLDER));
    files.map(|(_, json)| Embedded { json, read: OnceLock::new() }).collect()
});

impl Embedded {
    /// The file, if it has this text in it; most haven't and stay unread.
    fn with(&'static self, text: &str) -> Option<&'static Generator> {
        if !self.json.contains(text) {
            return None;
        }
        self.read.get_or_init(|| serde_json::from_str(self.json).ok()).as_ref()
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
        EMBEDDED.iter().filter_map(|file| serde_json::from_str(file.json).ok()).collect()
    }

    /// The generator in an image.
    pub(crate) fn in_image<'g>(&'g self, image: &ImageRef<'_>) -> Option<&'g Generator> {
        let text = end_of(image.name());
        let own = self.own.iter();
        own.chain(EMBEDDED.iter().filter_map(|file| file.with(&text))).find(|it| it.is_in(image))
    }

    /// The generator of an id.
    #[cfg(feature = "cli")]
    pub(crate) fn named(&self, id: &str) -> Option<&Generator> {
        let text = end_of(id);
        let own = self.own.iter();
        own.chain(EMBEDDED.iter().filter_map(|file| file.with(&text))).find(|it| it.id == id)
    }

    /// The generators that a command starts.
    pub(crate) fn started_by<'g>(&'g self, command: &str) -> Vec<&'g Generator> {
        let own = self.own.iter();
        let text = end_of(command.rsplit('/').next().unwrap_or_default());
        let all = own.chain(EMBEDDED.iter().filter_map(|file| file.with(&text)));
        all.filter(|generator| generator.runs(command)).collect()
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

/// How a name is at the end of a text in JSON.
fn end_of(name: &str) -> String {
    format!("{name}\"")
}

/// A name fits the last part of a command's path, a path the whole.
fn is_called(known: &str, command: &str) -> bool {
    known == command || (!known.contains('/') && command.rsplit('/').next() == Some(known))
}
