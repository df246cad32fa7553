//! What `--render` renders, under `render`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::Error;
use crate::settings_file::SettingsFile;

/// What `--render` renders, and with which values.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    deny_unknown_fields,
    expecting = "a mapping of `values` and `overlays`",
    rename_all = "kebab-case"
)]
pub struct RenderConfig {
    /// Files with values for charts, by the folders of the charts; all relative to this file. Of two that set a value,
    /// the later one counts.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
    /// The folders of the kustomizations to render, relative to this file; by default those that no other
    /// one builds on.
    #[serde(default)]
    pub overlays: Vec<String>,
}

/// The same with paths from the current folder.
#[derive(Debug, Clone, Default)]
pub struct RenderPaths {
    /// Files with values, by the folders of charts.
    pub values: Vec<(PathBuf, Vec<PathBuf>)>,
    /// The folders of kustomizations.
    pub overlays: Vec<PathBuf>,
}

impl RenderConfig {
    /// Settles the paths, which start from `folder`.
    ///
    /// # Errors
    /// For a folder without a chart, a file that isn't there, and a folder without a kustomization, at its place.
    pub(super) fn settle(
        &self,
        source: &SettingsFile,
        folder: &Path,
    ) -> Result<RenderPaths, Error> {
        let mut paths = RenderPaths::default();
        for (chart, files) in &self.values {
            paths.values.push(values(source, folder, chart, files)?);
        }
        for (index, overlay) in self.overlays.iter().enumerate() {
            let at = folder.join(overlay);
            let mut names = crate::paths::KUSTOMIZATIONS.iter();
            if !names.any(|name| at.join(name).is_file()) {
                let reason = format!("there is no kustomization in `{}`", at.display());
                return Err(source.error(&["render", "overlays", &index.to_string()], reason));
            }
            paths.overlays.push(at);
        }
        Ok(paths)
    }
}

/// The folder of a chart, and its files of values.
fn values(
    source: &SettingsFile,
    folder: &Path,
    chart: &str,
    files: &[String],
) -> Result<(PathBuf, Vec<PathBuf>), Error> {
    let at = folder.join(chart);
    if !at.join("Chart.yaml").is_file() {
        let reason = format!("there is no chart in `{}`", at.display());
        return Err(source.key_error(&["render", "values", chart], reason));
    }
    let files: Vec<PathBuf> = files.iter().map(|file| folder.join(file)).collect();
    let missing = files.iter().enumerate().find(|(_, file)| !file.is_file());
    match missing {
        Some((index, file)) => {
            let reason = format!("there is no file `{}`", file.display());
            Err(source.error(&["render", "values", chart, &index.to_string()], reason))
        }
        None => Ok((at, files)),
    }
}
