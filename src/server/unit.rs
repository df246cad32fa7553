//! A unit: files that are judged together. It is a folder of the workspace, as `lt-lint .` judges it from there, or the
//! files that are open next to each other in no folder of the workspace, as `lt-lint FILE` judges each.

use std::collections::BTreeSet;
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{FILE_NAME, find_by};
use crate::discover::{Search, discover, has_ending};
use crate::error::Error;
use crate::fixer::{Choice, Fixed, fix};
use crate::load::Flags;
use crate::options::Options;
use crate::paths::{FileSet, PathSet};
use crate::project::{self, Project, Wanted};
use crate::report::Report;
use crate::rule::RuleSet;
use crate::session::Session;
use crate::source::SourceFile;

use super::Start;
use super::document::Documents;
use super::uri;

/// Files that are judged together.
#[derive(Debug)]
pub(super) struct Unit {
    /// The folder as the editor names it.
    pub root: PathBuf,
    /// The same by its one true path.
    pub path: PathBuf,
    /// The files that are judged, by their names in the folder; none where all of them are.
    pub named: Option<BTreeSet<PathBuf>>,
    /// The outcome for the texts as they are now.
    pub report: Report,
    /// What is wrong with the settings or the rules, while the last good ones stay.
    pub problem: Option<Error>,
    /// The rules and options.
    pub session: Session,
    exclude: Option<PathSet>,
    rule_files: FileSet,
    disk: Vec<SourceFile>,
}

impl Unit {
    /// A folder whose files nobody has read yet.
    pub(super) fn new(root: PathBuf, is_workspace: bool) -> Result<Self, Error> {
        Ok(Self {
            path: uri::true_path(&root),
            root,
            named: (!is_workspace).then(BTreeSet::new),
            report: Report::default(),
            problem: None,
            session: Session::new(RuleSet::builtin()?, Options::default())?,
            exclude: None,
            rule_files: FileSet::default(),
            disk: Vec::new(),
        })
    }

    /// The name of a file in the folder; `None` for one that isn't in it.
    pub(super) fn name_of(&self, path: &Path) -> Option<String> {
        let name = path.strip_prefix(&self.path).ok()?;
        let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
        Some(parts.join("/"))
    }

    /// Whether a change of a file is more than one of a text that is judged: of the settings, the rules, or a new file.
    pub(super) fn is_news(&self, path: &Path) -> bool {
        let name = self.name_of(path);
        self.problem.is_some() || !self.disk.iter().any(|file| Some(&file.name) == name.as_ref())
    }

    /// Whether a file is judged here, or says how.
    pub(super) fn concerns(&self, path: &Path) -> bool {
        // The settings and the rules of a folder may be above it.
        self.name_of(path).is_some()
            || path.file_name().is_some_and(|name| name == FILE_NAME)
            || self.rule_files.includes(path)
    }

    /// Reads settings, rules and files again.
    pub(super) fn refresh(&mut self, start: &Start, documents: &Documents) -> Result<(), Error> {
        self.enter()?;
        match self.load(start, documents) {
            Ok(()) => self.problem = None,
            Err(error) => self.problem = Some(error),
        }
        let paths: Vec<PathBuf> = match &self.named {
            None => vec![PathBuf::from(".")],
            Some(named) => named.iter().filter(|path| path.is_file()).cloned().collect(),
        };
        let search = Search {
            exclude: self.exclude.as_ref(),
            rule_files: Some(&self.rule_files),
            force_exclude: true,
            context: true,
            stdin_name: None,
        };
        let found = discover(&paths, &search, &mut io::empty());
        self.session.options.incomplete = found.lacks_context || !found.errors.is_empty();
        self.disk = found.files;
        Ok(())
    }

    /// Judges the texts as they are now.
    pub(super) fn judge(&mut self, documents: &Documents) -> Result<(), Error> {
        self.report = self.try_out(self.sources(documents))?;
        Ok(())
    }

    /// The outcome for other texts.
    pub(super) fn try_out(&self, sources: Vec<SourceFile>) -> Result<Report, Error> {
        self.enter()?;
        Ok(self.session.lint(sources))
    }

    /// What comes of fixes that are chosen.
    pub(super) fn mended(&self, choice: &Choice<'_>) -> Result<Fixed, Error> {
        self.enter()?;
        Ok(fix(&self.session, self.report.clone(), choice))
    }

    /// Names are those that `lt-lint .` shows in the folder, and the patterns of the settings start from it.
    fn enter(&self) -> Result<(), Error> {
        let entered = env::set_current_dir(&self.path);
        entered.map_err(|error| Error::new(self.root.display().to_string(), error.to_string()))
    }

    /// The settings and rules as `lt-lint` finds them in the folder.
    fn load(&mut self, start: &Start, documents: &Documents) -> Result<(), Error> {
        let opened = |path: &Path| {
            let document = documents.get(&uri::true_path(path))?;
            Some(document.text.to_string())
        };
        let config = match &start.config {
            Some(file) => Some(file.clone()),
            None if start.no_config => None,
            None => find_by(Path::new("."), &|file| {
                file.is_file() || documents.get(&uri::true_path(file)).is_some()
            }),
        };
        let wanted = Wanted { config, rules: &start.rules, opened: &opened };
        let Project { settings, rules, rule_files } = project::load(&wanted)?;
        let exclude = settings.exclude.clone();
        let options = Options { pedantic: start.pedantic, ..settings.options(Flags::default()) };
        self.session = Session::new(rules, options)?.remembering();
        (self.exclude, self.rule_files) = (exclude, rule_files);
        Ok(())
    }

    /// The files, with the texts of open buffers instead of those of the disk.
    fn sources(&self, documents: &Documents) -> Vec<SourceFile> {
        let mut sources = self.disk.clone();
        for (path, document) in documents.iter() {
            let Some(name) = self.name_of(path) else {
                continue;
            };
            let text = Arc::clone(&document.text);
            if let Some(file) = sources.iter_mut().find(|file| file.name == name) {
                (file.text, file.invalid_at) = (text, None);
            } else if self.is_new_manifest(path, &name) {
                sources.push(SourceFile { name, text, invalid_at: None, judged: true });
            }
        }
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        sources
    }

    /// Whether a buffer that was never saved would be found, were it saved.
    fn is_new_manifest(&self, path: &Path, name: &str) -> bool {
        let is_hidden = name.split('/').any(|part| part.starts_with('.'));
        let is_excluded = self.exclude.as_ref().is_some_and(|it| it.includes(Path::new(name)));
        let is_judged = self.named.as_ref().is_none_or(|named| named.contains(Path::new(name)));
        has_ending(path) && !is_hidden && !is_excluded && is_judged && !path.exists()
    }
}
