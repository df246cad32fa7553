//! The recipes of docs/editors.md, in the editors that are here.

use std::process::{Command, Stdio};

use super::{FAULTY, Folder, finish};

/// The page.
const PAGE: &str = include_str!("../../../docs/editors.md");

#[test]
fn vim_jumps_to_the_place_and_keeps_the_rule() {
    let folder = Folder::new(&[("k8s/a.yaml", FAULTY)]);
    let recipe = PAGE.split("```vim\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(recipe.contains("makeprg") && recipe.contains("errorformat"), "{recipe}");
    folder.write("recipe.vim", recipe.as_bytes());
    let script = "source recipe.vim\nsilent make\n\
                  let s:it = getqflist()[0]\n\
                  call writefile([join([bufname(s:it.bufnr), s:it.lnum, s:it.col, s:it.type, s:it.text], '|')], 'out')\n\
                  qall!\n";
    folder.write("script.vim", script.as_bytes());
    let built = std::path::Path::new(env!("CARGO_BIN_EXE_lt-lint")).parent().unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", built.display());
    let mut vim = Command::new("vim");
    vim.current_dir(folder.path()).env_clear().env("PATH", path).env("HOME", folder.path());
    vim.args(["-u", "NONE", "-N", "-es", "-S", "script.vim"]).stdin(Stdio::null());
    if Command::new("vim").arg("--version").output().is_err() {
        return eprintln!("skipped: no vim here");
    }
    finish(&mut vim);
    let out = std::fs::read_to_string(folder.path().join("out")).unwrap();
    let wanted =
        "k8s/a.yaml|10|27|e|[invalid-quantity] `1Zi` isn't a valid quantity: unknown unit\n";
    assert_eq!(out, wanted);
}

#[test]
fn every_recipe_hands_over_text_and_name() {
    let uses = PAGE.matches("--stdin-filename").count();
    assert!(uses >= 5, "{uses}");
    let folder = Folder::new(&[
        ("k8s/a.yaml", super::CLEAN),
        ("k8s/.lt-lint.yaml", "rules: {invalid-quantity: warning}\n"),
    ]);
    let ran = folder
        .pipe(FAULTY.as_bytes(), &["--format", "concise", "--stdin-filename", "k8s/a.yaml", "-"]);
    let wanted =
        "k8s/a.yaml:10:27: warning[invalid-quantity] `1Zi` isn't a valid quantity: unknown unit\n";
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, wanted, ""));
}
