//! The folders that the editor works in and its open buffers: which files are judged together, and when again.

use std::path::{Path, PathBuf};

use super::Start;
use super::document::Documents;
use super::transport::log;
use super::unit::Unit;
use super::uri;

/// What has happened to a unit since it was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Nothing.
    Judged,
    /// A text has changed.
    Changed,
    /// Files may have come or gone, or the settings are others.
    Stale,
}

/// All units with all buffers.
#[derive(Debug)]
pub(super) struct Workspace {
    start: Start,
    /// The open buffers.
    pub documents: Documents,
    units: Vec<(State, Unit)>,
    /// Whether a unit has gone, whose findings go with it.
    has_lost: bool,
}

impl Workspace {
    /// No folder and no buffer.
    pub(super) fn new(start: Start) -> Self {
        Self { start, documents: Documents::default(), units: Vec::new(), has_lost: false }
    }

    /// Adds folders of the workspace.
    pub(super) fn add(&mut self, folders: Vec<PathBuf>) {
        folders.into_iter().for_each(|folder| self.add_unit(folder, true));
    }

    /// Takes folders away, and keeps the buffers that are open in them.
    pub(super) fn remove(&mut self, folders: &[PathBuf]) {
        self.units.retain(|(_, unit)| !folders.contains(&unit.root));
        self.has_lost = true;
        let open: Vec<PathBuf> = self.documents.iter().map(|(path, _)| path.clone()).collect();
        open.iter().for_each(|path| self.opened(path));
    }

    fn add_unit(&mut self, folder: PathBuf, is_workspace: bool) {
        match Unit::new(folder, is_workspace) {
            Ok(unit) => self.units.push((State::Stale, unit)),
            Err(error) => log(&error.to_string()),
        }
    }

    /// Takes note of a buffer that was opened: one in no folder of the workspace is judged next to its neighbours.
    pub(super) fn opened(&mut self, path: &Path) {
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return;
        };
        if self.unit_at(path).is_none() {
            self.add_unit(folder.to_owned(), false);
        }
        if let Some(at) = self.unit_at(path)
            && let Some((_, Unit { named: Some(named), .. })) = self.units.get_mut(at)
        {
            named.insert(PathBuf::from(name));
        }
        self.touch(path, true);
    }

    /// Takes note of a buffer that was closed.
    pub(super) fn closed(&mut self, path: &Path) {
        if let Some(at) = self.unit_at(path)
            && let Some((_, Unit { named: Some(named), .. })) = self.units.get_mut(at)
            && let Some(name) = path.file_name()
        {
            named.remove(Path::new(name));
        }
        self.touch(path, true);
        let before = self.units.len();
        self.units.retain(|(_, unit)| unit.named.as_ref().is_none_or(|named| !named.is_empty()));
        self.has_lost |= self.units.len() < before;
    }

    /// Takes note of a text that has changed, in a buffer or, with all that is next to it, `on_disk`.
    pub(super) fn touch(&mut self, path: &Path, on_disk: bool) {
        for (state, unit) in self.units.iter_mut().filter(|(_, unit)| unit.concerns(path)) {
            let is_stale = on_disk || unit.is_news(path);
            *state = (*state).max(if is_stale { State::Stale } else { State::Changed });
        }
    }

    /// Takes note that anything may have changed.
    pub(super) fn touch_all(&mut self) {
        self.units.iter_mut().for_each(|(state, _)| *state = State::Stale);
    }

    /// Whether something has changed that wasn't judged yet.
    pub(super) fn is_behind(&self) -> bool {
        self.has_lost || self.units.iter().any(|(state, _)| *state != State::Judged)
    }

    /// Judges what has changed.
    pub(super) fn catch_up(&mut self) {
        self.has_lost = false;
        for (state, unit) in &mut self.units {
            let done = match state {
                State::Judged => Ok(()),
                State::Changed => unit.judge(&self.documents),
                State::Stale => unit
                    .refresh(&self.start, &self.documents)
                    .and_then(|()| unit.judge(&self.documents)),
            };
            if let Err(error) = done {
                log(&error.to_string());
            }
            *state = State::Judged;
        }
    }

    /// All units.
    pub(super) fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter().map(|(_, unit)| unit)
    }

    /// The unit in which a file is judged: of folders within each other, the innermost.
    pub(super) fn unit_of(&self, path: &Path) -> Option<&Unit> {
        self.units.get(self.unit_at(path)?).map(|(_, unit)| unit)
    }

    fn unit_at(&self, path: &Path) -> Option<usize> {
        let holds = |unit: &Unit| match unit.named {
            None => path.starts_with(&unit.path),
            Some(_) => path.parent() == Some(&unit.path),
        };
        let units = self.units.iter().enumerate().filter(|(_, (_, unit))| holds(unit));
        let depth = |unit: &Unit| unit.path.components().count();
        units.max_by_key(|(at, (_, unit))| (depth(unit), usize::MAX - at)).map(|(at, _)| at)
    }

    /// The address of a file of a unit: as the editor writes it where it is open there.
    pub(super) fn address(&self, unit: &Unit, name: &str) -> String {
        let open = self.documents.get(&unit.path.join(name));
        open.map_or_else(|| uri::of(&unit.root.join(name)), |document| document.uri.0.clone())
    }
}
