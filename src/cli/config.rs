//! `lt-lint config`: the settings that hold.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use clap_complete::ArgValueCandidates;

use super::console::{CLEAN, Outcome};
use super::guess::with_guess;
use super::settings::{Project, SettingsArgs};
use super::{LoadArgs, candidates};
use crate::config::effective;
use crate::error::Error;
use crate::kube::schema::KubernetesVersion;

/// Files whose settings to show.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Files or folders whose settings to show; those of the first one are printed.
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    settings: SettingsArgs,
    /// Kubernetes version, as for linting.
    #[arg(long, value_name = "VERSION")]
    #[arg(add = ArgValueCandidates::new(candidates::kubernetes_versions))]
    kubernetes_version: Option<KubernetesVersion>,
    #[command(flatten)]
    load: LoadArgs,
}

/// Every value with its origin.
pub(crate) fn config(args: &ConfigArgs) -> Outcome {
    if let Some(missing) = args.paths.iter().find(|path| !path.exists() && path.as_os_str() != "-")
    {
        let error = Error::new(missing.display().to_string(), "no such file or folder");
        return Err(with_guess(error));
    }
    let Project { settings, rules, .. } = Project::load(&args.settings, &args.paths)?;
    let mut out = effective(&settings, &rules, &args.load.flags, args.kubernetes_version);
    for folder in &args.settings.rules {
        let _ = writeln!(out, "rules-folder: {}  # flag --rules", folder.display());
    }
    Ok((out, CLEAN))
}
