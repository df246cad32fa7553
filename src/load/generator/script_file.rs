//! Scripts in files that a ConfigMap of the input holds.

use crate::kube::ContainerView;
use crate::load::shell::Shell;

use super::argument::Word;
use super::command::SHELLS;

/// The script that a shell reads: its first argument that isn't an option names the file.
///
/// # Errors
/// Says why the script isn't known.
pub(super) fn script_of<'a>(
    view: &ContainerView<'_, 'a>,
    shell: &str,
    arguments: &[Word<'a>],
) -> Result<(Word<'a>, Shell), String> {
    let path = arguments.iter().find(|word| !word.text.starts_with(['-', '+']));
    let path = path.ok_or("a shell without a script")?;
    if let Some(reason) = &path.unknown {
        return Err(reason.clone());
    }
    script_at(view, shell, &path.text)
        .ok_or_else(|| format!("its script {} isn't in the files", path.text))
}

/// The script of a shell that is started by the name of its file; `None` where the file isn't known or is another's.
pub(super) fn started_script<'a>(
    view: &ContainerView<'_, 'a>,
    path: &str,
) -> Option<Result<(Word<'a>, Shell), String>> {
    let text = view.file(path)?.text()?;
    let line = text.strip_prefix("#!")?.lines().next()?;
    let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let interpreter = words.find(|word| *word != "env")?;
    let script = script_at(view, interpreter, path).filter(|_| SHELLS.contains(&interpreter));
    script.map(Ok)
}

fn script_at<'a>(
    view: &ContainerView<'_, 'a>,
    shell: &str,
    path: &str,
) -> Option<(Word<'a>, Shell)> {
    let file = view.file(path)?;
    let text = file.text()?;
    let script = Word::written(text.to_owned(), file, 0..text.len());
    Some((script, Shell { is_bash: shell == "bash", in_file: true }))
}
