//! `lt-lint config`: the settings that hold.

use std::fmt::Write;

use super::check::CheckArgs;
use super::console::{CLEAN, Outcome};
use super::settings::Project;
use crate::config::effective;

/// Every value with its origin.
pub(crate) fn config(args: &CheckArgs) -> Outcome {
    let Project { settings, rules, .. } = Project::load(&args.settings, &args.paths)?;
    let mut out = effective(&settings, &rules, &args.load.flags, args.kubernetes_version);
    for folder in &args.settings.rules {
        let _ = writeln!(out, "rules-folder: {}  # flag --rules", folder.display());
    }
    Ok((out, CLEAN))
}
