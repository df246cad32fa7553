//! The Python wheel, built by maturin and installed by pip.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{ROOT, Tools, build_quickly, edit, finish, project, succeed};

#[test]
fn the_wheel_brings_lt_lint_into_a_fresh_environment() {
    let Some(tools) = Tools::find("maturin") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (wheels, venv) = (folder.path().join("wheels"), folder.path().join("venv"));
    let mut maturin = tools.command("maturin", Path::new(ROOT));
    let build = ["build", "--release", "--locked", "--quiet", "--out"];
    build_quickly(maturin.args(build).arg(&wheels));
    let built: Vec<_> = fs::read_dir(&wheels).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [wheel] = &built[..] else { panic!("{built:?}") };
    let name = wheel.file_name().unwrap().display().to_string();
    assert!(
        name.starts_with(concat!("lt_lint-", env!("CARGO_PKG_VERSION"), "-py3-none-")),
        "{name}"
    );

    let mut python = tools.command("python", folder.path());
    succeed(python.args(["-m", "venv"]).arg(&venv));
    let mut pip = Command::new(venv.join("bin/pip"));
    succeed(pip.args(["install", "--quiet", "--no-index", "--no-deps"]).arg(wheel));
    let project = project();
    let lint =
        || finish(Command::new(venv.join("bin/lt-lint")).arg("k8s/").current_dir(project.path()));
    let good = lint();
    assert_eq!((good.code, good.text.as_str()), (0, "no problems in 3 files (5 objects)\n"));
    let mut module = Command::new(venv.join("bin/python"));
    module.args(["-m", "lt_lint", "k8s/"]).current_dir(project.path());
    assert_eq!(succeed(&mut module), good.text);
    edit(project.path(), "k8s/scalyr-sidecar.yaml", "memory: 150Mi", "memory: 150M");
    let bad = lint();
    assert!(bad.code == 1 && bad.text.contains("error[low-memory-limit]"), "{}", bad.text);
}

#[test]
fn the_source_distribution_holds_what_the_build_embeds() {
    let Some(tools) = Tools::find("maturin sdist") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut maturin = tools.command("maturin", Path::new(ROOT));
    succeed(maturin.args(["sdist", "--out"]).arg(folder.path()));
    let archive = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let listed = succeed(Command::new("tar").arg("-tzf").arg(archive));
    for name in [
        "build.rs",
        "build/store.rs",
        "Cargo.lock",
        "rules/low-memory-limit.yaml",
        "facts/agent/images.yaml",
        "LICENSE",
        "docs/rules/low-memory-limit.md",
        "python/lt_lint/__main__.py",
    ] {
        assert!(
            listed.lines().any(|line| line.ends_with(&format!("/{name}"))),
            "no {name} in {listed}"
        );
    }
}
