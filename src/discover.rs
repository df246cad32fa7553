//! Finds and reads the files to lint. All input happens here.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::bounded::{read_bounded, read_bytes, reason};
use crate::error::Error;
use crate::parallel;
use crate::paths::{self, FileSet, KUSTOMIZATIONS, PathSet};
use crate::source::SourceFile;

pub use crate::source::STDIN;

/// Endings of files that may hold manifests.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// How to look for files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Search<'s> {
    /// Files and folders that are omitted when folders are searched.
    pub exclude: Option<&'s PathSet>,
    /// Files of rules, which aren't manifests: omitted like those of `exclude`, but where their folder is named.
    pub rule_files: Option<&'s FileSet>,
    /// Whether files that are named are omitted too, where `exclude` says so.
    pub force_exclude: bool,
    /// Whether the files next to a named file are read as context.
    pub context: bool,
    /// The file whose text comes through standard input: its name, its place, and what is next to it are those of
    /// standard input then.
    pub stdin_name: Option<&'s Path>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovered {
    /// The files, sorted by name.
    pub files: Vec<SourceFile>,
    /// Paths that could not be read. The other files are still there.
    pub errors: Vec<Error>,
    /// Whether context is missing that could not be read.
    pub lacks_context: bool,
    /// Files that would have been read but for a `.gitignore`, and folders that weren't entered for the same reason.
    pub ignored: usize,
}

/// Reads what `paths` name: files as they are, folders by their `.yaml`, `.yml` and `.json` files
/// (hidden, git-ignored and excluded ones omitted), `-` for standard input. Each file comes once.
#[must_use]
pub fn discover(paths: &[PathBuf], search: &Search<'_>, stdin: &mut dyn Read) -> Discovered {
    let is_single = matches!(paths, [only] if only.is_dir());
    let (seen, waiting, discovered) = (HashSet::new(), Vec::new(), Discovered::default());
    let mut reader = Reader { search, is_single, seen, waiting, discovered };
    let (mut beside, mut folders) = (BTreeSet::new(), BTreeSet::new());
    let is_stdin = |path: &&PathBuf| path.as_os_str() == "-";
    // First, since it means a file that a folder may hold.
    for path in paths.iter().filter(is_stdin).chain(paths.iter().filter(|path| !is_stdin(path))) {
        if is_stdin(&path) {
            reader.read_stdin(stdin);
            let folder = search.stdin_name.map(folder_of);
            beside.extend(folder.filter(|folder| folder.as_os_str().is_empty() || folder.is_dir()));
        } else if path.is_dir() {
            reader.read_folder(path);
            folders.insert(path.clone());
        } else {
            beside.extend(reader.read_named(path));
        }
    }
    reader.read_waiting();
    for folder in beside.iter().filter(|_| search.context) {
        reader.read_context(folder);
    }
    for folder in beside.iter().chain(&folders).filter(|_| search.context) {
        reader.read_kustomization_above(folder);
    }
    let mut discovered = reader.discovered;
    discovered.files.sort_by(|a, b| a.name.cmp(&b.name));
    discovered
}

struct Reader<'s> {
    search: &'s Search<'s>,
    /// Whether one folder is all that there is to read.
    is_single: bool,
    /// What was read, by its one true path.
    seen: HashSet<PathBuf>,
    /// Files of folders, found and still to be read.
    waiting: Vec<PathBuf>,
    discovered: Discovered,
}

impl Reader<'_> {
    /// Reads a file that is named by itself, and gives the folder with what is next to it; what doesn't exist has
    /// nothing there.
    fn read_named(&mut self, path: &Path) -> Option<PathBuf> {
        if self.search.force_exclude && (self.is_excluded(path) || self.is_of_rules(path)) {
            return None;
        }
        let before = self.discovered.errors.len();
        self.read(path);
        (self.discovered.errors.len() == before).then(|| folder_of(path))
    }

    fn read_stdin(&mut self, stdin: &mut dyn Read) {
        let named = self.search.stdin_name;
        let path = named.map(|path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
        let is_left_out =
            named.is_some_and(|path| self.search.force_exclude && self.is_excluded(path));
        if !self.seen.insert(path.unwrap_or_else(|| PathBuf::from(STDIN))) || is_left_out {
            return;
        }
        let name = named.map_or_else(|| STDIN.to_owned(), shown);
        match read_bounded(stdin) {
            Ok(bytes) => self.discovered.files.push(SourceFile::new(name, bytes, true)),
            Err(error) => self.discovered.errors.push(Error::new(name, reason(&error))),
        }
    }

    fn read_folder(&mut self, folder: &Path) {
        let (mut walked, mut links) = (Walked::default(), BTreeSet::new());
        for entry in walk(folder).build() {
            match entry {
                Ok(entry) => {
                    walked.note(&entry);
                    let is_manifest = self.is_wanted(entry.path(), entry.file_type())
                        && !(entry.depth() > 1 && self.is_of_rules(entry.path()));
                    if self.is_dangling(&entry) {
                        self.take(read_file(entry.path()));
                    } else if is_manifest && entry.path_is_symlink() {
                        links.insert(entry.into_path());
                    } else if is_manifest && self.is_new(entry.path()) {
                        self.waiting.push(entry.into_path());
                    }
                }
                Err(error) => {
                    self.discovered.errors.push(Error::new(shown(folder), error.to_string()));
                }
            }
        }
        self.follow(links);
        self.discovered.ignored += self.count_ignored(&walked);
    }

    /// Reads files after links: those that are read under their own name too are merely context in this folder.
    fn follow(&mut self, links: BTreeSet<PathBuf>) {
        if links.is_empty() {
            return;
        }
        let target = |path: &PathBuf| fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let mut targets: HashSet<PathBuf> = self.waiting.iter().map(target).collect();
        targets.extend(self.seen.iter().cloned());
        for link in links {
            if targets.insert(target(&link)) {
                self.seen.insert(target(&link));
                self.waiting.push(link);
            } else if let Ok(bytes) = read_bytes(&link) {
                self.discovered.files.push(SourceFile::new(shown(&link), bytes, false));
            }
        }
    }

    /// What is in the walked folders and wasn't met there: a `.gitignore` has left it out.
    fn count_ignored(&self, walked: &Walked) -> usize {
        let entries =
            walked.folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
        let is_left_out = |entry: &fs::DirEntry| {
            let path = entry.path();
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            let kind = entry.file_type().ok();
            let counts = kind.is_some_and(|kind| kind.is_dir()) || self.is_wanted(&path, kind);
            !is_hidden && counts && !self.is_excluded(&path) && !walked.met.contains(&path)
        };
        entries.filter_map(Result::ok).filter(is_left_out).count()
    }

    /// Reads a file that was named.
    fn read(&mut self, path: &Path) {
        if self.is_new(path) {
            self.take(read_file(path));
        }
    }

    /// Reads the files of the folders that were searched.
    fn read_waiting(&mut self) {
        let paths = std::mem::take(&mut self.waiting);
        for file in parallel::map(&paths, paths.len(), |_, path| read_file(path)) {
            self.take(file);
        }
    }

    fn take(&mut self, file: Result<SourceFile, Error>) {
        match file {
            Ok(file) => self.discovered.files.push(file),
            Err(error) => self.discovered.errors.push(error),
        }
    }

    /// The files of the folder itself; those below it may be other sets of manifests.
    fn read_context(&mut self, folder: &Path) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        for entry in walk(folder).max_depth(Some(1)).build() {
            match entry {
                Ok(entry) if self.is_wanted(entry.path(), entry.file_type()) => {
                    self.read_beside(entry.path());
                }
                Ok(_) => {}
                // Nobody asked for this file: not knowing it only makes the rules more careful.
                Err(_) => self.discovered.lacks_context = true,
            }
        }
    }

    /// Reads a file as context.
    fn read_beside(&mut self, path: &Path) {
        if !self.is_new(path) {
            return;
        }
        match read_bytes(path) {
            Ok(bytes) => self.discovered.files.push(SourceFile::new(shown(path), bytes, false)),
            Err(_) => self.discovered.lacks_context = true,
        }
    }

    /// The closest kustomization above a folder that has none: it may say that what is below are patches.
    fn read_kustomization_above(&mut self, folder: &Path) {
        for (level, folder) in folders_up(folder).enumerate() {
            let found = KUSTOMIZATIONS.iter().map(|name| folder.join(name)).find(|it| it.is_file());
            if let Some(path) = found {
                // That of the folder itself has been read with it.
                if level > 0 {
                    self.read_beside(&path);
                }
            } else if !folder.join(".git").exists() {
                continue;
            }
            break;
        }
    }

    fn is_wanted(&self, path: &Path, kind: Option<fs::FileType>) -> bool {
        let name = path.file_name().and_then(|name| name.to_str());
        let is_kustomization = name.is_some_and(|name| KUSTOMIZATIONS.contains(&name));
        // kubectl reads files after links, and goes into no folders after them.
        let is_file = |kind: fs::FileType| kind.is_file() || (kind.is_symlink() && path.is_file());
        (is_kustomization || has_ending(path))
            && kind.is_some_and(is_file)
            && !self.is_excluded(path)
    }

    /// Whether an entry is named like a manifest, and is a link to nothing.
    fn is_dangling(&self, entry: &DirEntry) -> bool {
        let path = entry.path();
        entry.path_is_symlink() && has_ending(path) && !self.is_excluded(path) && !path.exists()
    }

    fn is_excluded(&self, path: &Path) -> bool {
        self.search.exclude.is_some_and(|exclude| exclude.includes(path))
    }

    fn is_of_rules(&self, path: &Path) -> bool {
        self.search.rule_files.is_some_and(|files| files.includes(path))
    }

    /// Whether a file wasn't read before, under whatever name. A single folder shows each of its files once.
    fn is_new(&mut self, path: &Path) -> bool {
        self.is_single
            || self.seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
    }
}

/// The folder that a file is in; empty for the current one.
fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}

/// The path as reports name it; standard input has a name of its own.
#[must_use]
pub fn named(path: &Path) -> String {
    if path.as_os_str() == "-" { STDIN.to_owned() } else { shown(path) }
}

/// Paths as reports name them, in one text.
#[must_use]
pub fn all_named(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| named(path)).collect::<Vec<_>>().join(", ")
}

/// Whether a file has the ending of one that may hold manifests.
pub(crate) fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// A walk in which only the `.gitignore` files of the repository have a say: everybody gets the same then.
fn walk(folder: &Path) -> WalkBuilder {
    let mut walk = WalkBuilder::new(folder);
    walk.ignore(false).git_global(false).git_exclude(false);
    walk
}

/// A folder and those above it, as far as they can be named without leaving the given path's notation.
fn folders_up(folder: &Path) -> impl Iterator<Item = PathBuf> {
    const MOST: usize = 16;
    let mut next = Some(folder.to_owned());
    std::iter::from_fn(move || {
        let folder = next.take()?;
        next = match folder.components().next_back() {
            None | Some(Component::CurDir | Component::ParentDir) => Some(folder.join("..")),
            Some(Component::Normal(_)) => folder.parent().map(Path::to_owned),
            Some(Component::RootDir | Component::Prefix(_)) => None,
        };
        Some(folder)
    })
    .take(MOST)
}

/// What a walk has met.
#[derive(Debug, Default)]
struct Walked {
    folders: Vec<PathBuf>,
    met: HashSet<PathBuf>,
}

impl Walked {
    fn note(&mut self, entry: &DirEntry) {
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            self.folders.push(entry.path().to_owned());
        }
        self.met.insert(entry.path().to_owned());
    }
}

fn read_file(path: &Path) -> Result<SourceFile, Error> {
    match read_bytes(path) {
        Ok(bytes) => Ok(SourceFile::new(shown(path), bytes, true)),
        Err(error) => Err(Error::new(shown(path), reason(&error))),
    }
}

/// The path as people write it.
pub(crate) fn shown(path: &Path) -> String {
    paths::shown(&path.to_string_lossy())
}
