//! Fingerprints of findings: the same for the same mistake, wherever its lines go.

use std::collections::BTreeMap;

use crate::finding::{Finding, ObjectName};

use super::record::LabelRecord;

/// How often each identity has been seen, so that equal ones are still told apart.
#[derive(Default)]
pub(super) struct Counters {
    seen: BTreeMap<String, usize>,
}

impl Counters {
    /// Fingerprint, made from what doesn't change when lines move.
    pub(super) fn fingerprint(&mut self, finding: &Finding, primary: &LabelRecord) -> String {
        let object = primary.object.as_ref().map(ObjectName::to_string).unwrap_or_default();
        let file = primary.origin.as_ref().unwrap_or(&primary.path);
        let parts = [finding.rule.as_str(), finding.case, file, &object, &primary.field];
        let identity = parts.join("\0");
        let count = self.seen.entry(identity.clone()).and_modify(|count| *count += 1).or_insert(1);
        format!("{:016x}", fnv(&format!("{identity}\0{count}")))
    }
}

/// FNV-1a, 64 bits: the same everywhere and forever, which the hasher of the standard library isn't.
pub(super) fn fnv(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}
