//! Findings that the baseline knows.

use crate::baseline::{Baseline, Seen};
use crate::report::{By, Report, Suppressed};

/// Moves what the baseline knows to what is suppressed; of several alike, the first ones are the known.
pub(crate) fn forgive_known(report: &mut Report, mut baseline: Baseline, seen: &Seen) {
    for finding in std::mem::take(&mut report.findings) {
        if baseline.take(&finding, &report.sources) {
            let reason = "in the baseline".to_owned();
            report.suppressed.push(Suppressed { finding, reason, by: By::Baseline });
        } else {
            report.findings.push(finding);
        }
    }
    (report.stale, report.unseen) = baseline.split(seen);
}
