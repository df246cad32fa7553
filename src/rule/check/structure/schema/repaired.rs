//! What a value that isn't allowed was likely meant to be.

use crate::closest::distance_within;
use crate::kube::cron;
use crate::kube::schema::{ENV_FIELDS, Format, VOLUME_FIELDS, pod_fields};
use crate::text::{did_you_mean_any, hint};
use crate::yaml::Node;

/// Whether what was likely meant by a text of this form is the only thing that can be.
pub(super) fn is_certain(format: Format) -> bool {
    matches!(
        format,
        Format::FieldPath
            | Format::EnvFieldPath
            | Format::VolumeFieldPath
            | Format::PortName
            | Format::Percentage
            | Format::TimeZone
    )
}

/// The one value that a hint names.
pub(super) fn meant_by(hint: &str) -> Option<&str> {
    let meant = hint.strip_prefix("; did you mean ")?.strip_suffix('?')?;
    (!meant.contains(" or ")).then_some(meant)
}

/// What was likely meant: a number without its quotes, or the closest text that fits.
pub(super) fn repaired(node: Node<'_>, format: Format) -> String {
    let text = node.text().unwrap_or_default();
    match format {
        Format::PortName | Format::Percentage if text.parse::<u32>().is_ok() => {
            format!("; did you mean {text} without quotes?")
        }
        Format::CronSchedule => {
            cron::fault(text).map(|fault| format!(": {}", fault.reason)).unwrap_or_default()
        }
        Format::FieldPath | Format::EnvFieldPath | Format::VolumeFieldPath => {
            field_path(text, format)
        }
        _ => did_you_mean_any(&format.repairs(text)),
    }
}

/// The most letters by which the last name of a field may be off.
const MOST_OFF: usize = 2;

/// The field of the pod that was likely meant, or the one label or annotation of it.
fn field_path(text: &str, format: Format) -> String {
    let one = ["metadata.labels", "metadata.annotations"].into_iter().find_map(|map| {
        let key = text.strip_prefix(map)?.trim_matches(['.', '[', ']', '\'', '"', ' ']);
        (!key.is_empty()).then(|| format!("{map}['{key}']"))
    });
    let fields: Vec<&str> = match format {
        Format::VolumeFieldPath => VOLUME_FIELDS.to_vec(),
        Format::EnvFieldPath => ENV_FIELDS.to_vec(),
        _ => pod_fields().collect(),
    };
    let one = one.or_else(|| same_end(text, &fields).map(str::to_owned));
    match (one, format) {
        (Some(one), _) => did_you_mean_any(&[one]),
        // Of all labels or annotations, a variable takes one.
        (None, Format::EnvFieldPath)
            if text == "metadata.labels" || text == "metadata.annotations" =>
        {
            String::new()
        }
        _ => hint(text, &fields.into_iter().filter(|it| is_end_like(text, it)).collect::<Vec<_>>()),
    }
}

/// Whether the last name of a field is nearly that of a text, or starts with it.
fn is_end_like(text: &str, field: &str) -> bool {
    let [ours, theirs] = [text, field].map(|path| path.rsplit('.').next().unwrap_or_default());
    theirs.starts_with(ours) || distance_within(ours, theirs, MOST_OFF).is_some()
}

/// The one field whose last name is that of a text, below another mapping: `spec.hostIP`.
fn same_end<'f>(text: &str, fields: &[&'f str]) -> Option<&'f str> {
    let last = |path: &str| path.rsplit('.').next().map(str::to_ascii_lowercase);
    let mut found = fields.iter().filter(|field| last(field) == last(text));
    found.next().copied().filter(|_| found.next().is_none())
}
