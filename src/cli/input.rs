//! The input of a command that shows what files say, and doesn't judge them.

use std::path::PathBuf;

use crate::discover::{Search, all_named, discover};
use crate::error::Error;
use crate::load::Flags;
use crate::options::Options;
use crate::session::Session;
use crate::source::SourceFile;

use super::console::{self, Console, warn};
use super::settings::{Project, SettingsArgs};

/// What was read, with a session of the project's settings.
pub(super) struct Input {
    pub session: Session,
    pub files: Vec<SourceFile>,
    all_read: bool,
}

impl Input {
    /// Reads the paths. Those that can't be read are complained about.
    pub(super) fn read(
        paths: &[PathBuf],
        args: &SettingsArgs,
        flags: Flags,
        context: bool,
        console: &mut Console<'_>,
    ) -> Result<Self, Error> {
        let Project { settings, rules, rule_files } = Project::load(args, paths)?;
        let search = Search {
            exclude: settings.exclude.as_ref(),
            rule_files: Some(&rule_files),
            force_exclude: false,
            context,
            ..Search::default()
        };
        let discovered = discover(paths, &search, console.stdin);
        discovered.errors.iter().for_each(|error| warn(console, error));
        let all_read = discovered.errors.is_empty();
        let incomplete = discovered.lacks_context || !all_read;
        let options = Options { incomplete, ..settings.options(flags) };
        Ok(Self { session: Session::new(rules, options)?, files: discovered.files, all_read })
    }

    /// Complains that nothing was found, unless what is missing may be in what can't be read.
    pub(super) fn complain(
        &self,
        paths: &[PathBuf],
        reason: &str,
        advice: Option<&str>,
        console: &mut Console<'_>,
    ) {
        if self.all_read {
            let error = Error::new(all_named(paths), reason);
            let error = advice.into_iter().fold(error, |error, it| error.with_advice(it));
            warn(console, &error);
        }
    }

    /// The text for standard output and the exit code.
    pub(super) fn outcome(&self, text: String, is_empty: bool) -> (String, u8) {
        match (self.all_read, is_empty) {
            (false, _) => (text, console::FAILED),
            (true, true) => (String::new(), console::NOTHING),
            (true, false) => (text, console::CLEAN),
        }
    }
}
