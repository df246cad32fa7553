//! What the action verifies of a file that it downloads from GitHub.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::Runner;

#[test]
fn what_comes_from_github_is_attested_for_the_repository_that_it_comes_from() {
    for repository in ["owner/lt-lint", ""] {
        let inputs = [("version", "v9.9.9"), ("path", "k8s/"), ("token", "secret")];
        let runner = inputs.iter().fold(Runner::new(), |all, (name, value)| all.with(name, value));
        let runner = Runner { repository, without: &["wget"], ..runner };
        runner.release("v9.9.9");
        let (programs, log) = (runner.file("programs"), runner.file("gh.log"));
        fs::create_dir_all(&programs).unwrap();
        let server = runner.server.path().display();
        let curl = format!(
            "url=${{!#}}; [[ $url = https://github.com/* ]] && cp \"{server}/${{url#https://github.com/}}\" \"${{@: -2:1}}\""
        );
        let gh = format!("echo \"$*\" >> \"{}\"", log.display());
        for (name, script) in [("curl", curl), ("gh", gh)] {
            let path = programs.join(name);
            fs::write(&path, format!("#!/bin/bash\n{script}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let done = runner.run();
        assert_eq!(done.code, 0, "{repository}: {}", done.text);
        let said =
            "attestation verify lt-lint-x86_64-unknown-linux-musl.tar.gz --repo owner/lt-lint\n";
        assert!(fs::read_to_string(&log).unwrap().ends_with(said), "{repository}: {}", done.text);
    }
}
