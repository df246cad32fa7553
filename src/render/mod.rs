//! Renders charts and kustomizations with the programs that are made for it, and leads what is found back to the files
//! that were rendered, where that is certain.

mod field;
mod lines;
mod locate;
mod run;
mod template;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::config::RenderPaths;
use crate::error::Error;
use crate::paths::{KUSTOMIZATIONS, clean};
use crate::report::{Renderer, Rendering};
use crate::secret::Redactor;
use crate::secret::Secrets;
use crate::source::{FileId, SourceFile};
use crate::triage::{Renderable, renderables, unread_bases};

use run::{Failure, run};

/// How long a program may take.
const LIMIT: Duration = Duration::from_secs(30);
/// How many bases are above each other at most.
const MOST_BASES: usize = 32;
/// How much of a program's own words is shown.
const MOST_WORDS: usize = 2_000;

/// What was rendered.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    made: Vec<Made>,
    /// The files that went into it, which aren't judged by themselves.
    files: Vec<SourceFile>,
}

/// A rendered folder.
#[derive(Debug)]
struct Made {
    /// The name of the text among the files that are judged.
    name: String,
    rendering: Rendering,
    /// Which files went into it.
    files: Vec<usize>,
    /// Files with values, that which counts before all others first.
    values: Vec<usize>,
}

/// Puts what charts and kustomizations render to instead of their files. A folder that can't be rendered is an
/// error, and its files stay.
pub(crate) fn render(
    files: &mut Vec<SourceFile>,
    errors: &mut Vec<Error>,
    paths: &RenderPaths,
) -> Rendered {
    let chosen: BTreeSet<_> =
        paths.overlays.iter().filter_map(|it| fs::canonicalize(it).ok()).collect();
    let wanted = |folder: &str| true_path(folder).is_some_and(|path| chosen.contains(&path));
    let given = files.len();
    read_bases(files);
    let all = renderables(files, (!chosen.is_empty()).then_some(&wanted as &dyn Fn(&str) -> bool));
    let mut rendered = Rendered::default();
    let (mut gone, mut new) = (BTreeSet::new(), Vec::new());
    for one in all {
        match output(&one, paths) {
            Ok(bytes) => {
                let name = format!("<{}>", one.rendering);
                new.push(SourceFile::new(name.clone(), bytes, true));
                gone.extend(one.files.iter().copied());
                rendered.add(name, one, files, paths);
            }
            Err(error) if errors.contains(&error) => {}
            Err(error) => errors.push(error),
        }
    }
    // What was read only to know what it is stays out of the input.
    files.truncate(given);
    replace(files, &gone, new);
    rendered
}

/// Puts what was rendered into the files, and takes out what it was made from.
fn replace(files: &mut Vec<SourceFile>, gone: &BTreeSet<FileId>, new: Vec<SourceFile>) {
    let mut at = 0..;
    files.retain(|_| at.next().is_none_or(|at| !gone.contains(&FileId(at))));
    files.extend(new);
    files.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Reads what kustomizations build on outside of the input: whether it is to be fetched, and where findings lead.
fn read_bases(files: &mut Vec<SourceFile>) {
    let mut known = BTreeSet::new();
    for _ in 0..MOST_BASES {
        let unread = unread_bases(files).into_iter().filter(|path| known.insert(path.clone()));
        let read = unread.filter_map(|path| {
            let within = |name: &&&str| Path::new(&path).join(name).is_file();
            let file = match KUSTOMIZATIONS.iter().find(within) {
                Some(name) => clean(&format!("{path}/{name}")),
                None => path,
            };
            // The program says itself what it can't read.
            let bytes = fs::read(&file).ok()?;
            Some(SourceFile::new(file, bytes, false))
        });
        let read: Vec<SourceFile> = read.collect();
        if read.is_empty() {
            break;
        }
        files.extend(read);
    }
}

impl Rendered {
    /// Takes note of a folder and the files that went into it.
    fn add(&mut self, name: String, one: Renderable, files: &[SourceFile], paths: &RenderPaths) {
        let own = one.files.iter().filter_map(|file| files.get(file.0));
        let own: Vec<usize> = own.map(|file| self.place(file)).collect();
        let mut values = Vec::new();
        for path in values_of(&one.rendering, paths).iter().rev() {
            // What Helm has read is there; without it nothing is led back to it.
            if let Ok(bytes) = fs::read(path) {
                values.push(self.place(&SourceFile::new(path.clone(), bytes, false)));
            }
        }
        let default = clean(&format!("{}/values.yaml", one.rendering.folder));
        values.extend(self.files.iter().position(|file| clean(&file.name) == default));
        self.made.push(Made { name, rendering: one.rendering, files: own, values });
    }

    /// The place of a file among those that were rendered.
    fn place(&mut self, file: &SourceFile) -> usize {
        let known = self.files.iter().position(|known| known.name == file.name);
        known.unwrap_or_else(|| {
            self.files.push(SourceFile { judged: false, ..file.clone() });
            self.files.len() - 1
        })
    }
}

/// What the program of a folder prints.
fn output(one: &Renderable, paths: &RenderPaths) -> Result<Vec<u8>, Error> {
    let folder = one.rendering.folder.clone();
    if let Some(remote) = &one.remote {
        let mut reason = format!("it builds on `{remote}`, and `--render` fetches nothing");
        Redactor::within(&reason).redact(&mut reason);
        let advice = format!("pipe the output of `{}` to `lt-lint -`", one.rendering);
        return Err(Error::new(folder, reason).with_advice(advice));
    }
    let values = values_of(&one.rendering, paths);
    let mut command: Vec<&str> = one.rendering.command().to_vec();
    command.extend(values.iter().flat_map(|path| ["--values", path.as_str()]));
    run(&command, LIMIT).map_err(|failure| failed(failure, &one.rendering))
}

/// What the failure of a program means for the folder that it was to render.
fn failed(failure: Failure, rendering: &Rendering) -> Error {
    let (folder, [program, verb, _]) = (rendering.folder.clone(), rendering.command());
    match failure {
        Failure::Missing => {
            Error::new(program, "there is no such program, and `--render` needs it")
                .with_advice("install it, or omit `--render`")
        }
        Failure::Unusable(error) => Error::new(program, format!("it can't be run: {error}")),
        Failure::Slow => {
            let seconds = LIMIT.as_secs();
            Error::new(folder, format!("`{program} {verb}` was stopped after {seconds} s"))
        }
        Failure::Refused(said) => {
            Error::new(folder, format!("`{program} {verb}` failed: {}", words(&said)))
        }
    }
}

/// A program's own words in a line, without secrets.
fn words(said: &str) -> String {
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut words = lines.collect::<Vec<_>>().join("; ");
    Secrets::of_settings(said).redactor().redact(&mut words);
    match words.char_indices().nth(MOST_WORDS) {
        Some((end, _)) => words.get(..end).unwrap_or_default().to_owned() + "…",
        None => words,
    }
}

/// The files with values of a chart, in the order in which they count.
fn values_of(rendering: &Rendering, paths: &RenderPaths) -> Vec<String> {
    let own = true_path(&rendering.folder).filter(|_| rendering.renderer == Renderer::Helm);
    let is_own = |chart: &Path| own.is_some() && fs::canonicalize(chart).ok() == own;
    let named = paths.values.iter().filter(|(chart, _)| is_own(chart));
    named.flat_map(|(_, files)| files).map(|path| crate::discover::shown(path)).collect()
}

fn true_path(folder: &str) -> Option<std::path::PathBuf> {
    fs::canonicalize(if folder.is_empty() { "." } else { folder }).ok()
}
