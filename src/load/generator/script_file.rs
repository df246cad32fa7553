//! Scripts in files that a ConfigMap of the input holds.

use crate::kube::ContainerView;

use super::argument::Word;
use super::command::SHELLS;

/// The script that a shell reads: its first argument that isn't an option names the file.
///
/// # Errors
/// Says why the script isn't known.
pub(super) fn script_of<'a>(
    view: &ContainerView<'_, 'a>,
    arguments: &[Word<'a>],
) -> Result<Word<'a>, String> {
    let path = arguments.iter().find(|word| !word.text.starts_with(['-', '+']));
    let path = path.ok_or("a shell without a script")?;
    if let Some(reason) = &path.unknown {
        return Err(reason.clone());
    }
    script_at(view, &path.text)
        .unwrap_or_else(|| Err(format!("its script {} isn't in the files", path.text)))
}

/// The script of a shell that is started by the name of its file; `None` where the file isn't known or is another's.
pub(super) fn started_script<'a>(
    view: &ContainerView<'_, 'a>,
    path: &str,
) -> Option<Result<Word<'a>, String>> {
    let text = view.file(path)?.text()?;
    let line = text.strip_prefix("#!")?.lines().next()?;
    let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let interpreter = words.find(|word| *word != "env")?;
    SHELLS.contains(&interpreter).then(|| script_at(view, path)).flatten()
}

fn script_at<'a>(view: &ContainerView<'_, 'a>, path: &str) -> Option<Result<Word<'a>, String>> {
    let file = view.file(path)?;
    let text = file.text()?;
    // The kubelet replaces nothing in files: to the shell this is a program.
    if text.contains("$(") {
        return Some(Err("the output of a program isn't known".to_owned()));
    }
    Some(Ok(Word::written(text.to_owned(), file, 0..text.len())))
}
