//! The same schemas in the hands of the `jsonschema` crate.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::formats;
use super::relate::Relate;
use super::relations::{self, Compare};

/// The newest version's schemas, compiled for a kind when it is first met.
pub(super) struct Oracle {
    kinds: Value,
    definitions: Value,
    compiled: BTreeMap<String, Validator>,
}

const FORMATS: [&str; 99] = [
    "group-version-or-empty",
    "unpadded",
    "sysctl-off-network",
    "sysctl-off-ipc",
    "security-version",
    "app-armor-text",
    "seccomp-text",
    "protected-group",
    "pattern",
    "dns-label",
    "dns-label-or-empty",
    "dns-subdomain",
    "dns-subdomain-or-empty",
    "qualified-name",
    "annotation-key",
    "label-value",
    "env-name",
    "config-key",
    "resource-name",
    "port-name",
    "port-name-or-empty",
    "percentage",
    "quantity",
    "byte",
    "qualified-name-or-empty",
    "percentage-of-all",
    "field-path",
    "cron-schedule",
    "time-zone",
    "env-field-path",
    "volume-field-path",
    "container-amount",
    "env-name-or-empty",
    "host-path",
    "sub-path",
    "relative-path",
    "absolute-path",
    "absolute-path-or-empty",
    "path-segment",
    "job-name",
    "cron-job-name",
    "ip",
    "cidr",
    "cluster-ip",
    "host-or-empty",
    "search-domain",
    "header-name",
    "sysctl",
    "date-time",
    "finalizer",
    "priority-class-name",
    "limit-type",
    "limit-name",
    "capacity-name",
    "quota-name",
    "whole-amount",
    "byte-amount",
    "extended-resource",
    "hugepages",
    "cpu-or-memory",
    "ingress-path",
    "ingress-host-or-empty",
    "external-name-or-empty",
    "external-ip",
    "group-version",
    "dns-label-prefix",
    "dns-subdomain-prefix",
    "whole-text",
    "domain-path",
    "json-object",
    "json-object-base64",
    "csi-driver",
    "iqn",
    "dns-name",
    "kind-name",
    "domain",
    "spec-path",
    "status-path",
    "some-text",
    "number",
    "not-blank",
    "spec-or-status-path",
    "json-path",
    "domain-of-three",
    "long-domain-path",
    "webhook-url",
    "webhook-path",
    "https-url",
    "managed-disk",
    "hosts-with-ports",
    "option-name",
    "windows-user",
    "micro-time",
    "cidr-or-empty",
    "quota-of-pods",
    "quota-of-containers",
    "pod-amount",
    "signed-quantity",
    "index-ranges",
];

/// What JSON Schema has no word for in its own words.
fn translate(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            if entries.get("x-kubernetes-int-or-string") == Some(&true.into()) {
                entries.insert("type".to_owned(), json!(["integer", "string"]));
                entries.entry("minimum").or_insert(i32::MIN.into());
                entries.entry("maximum").or_insert(i32::MAX.into());
            }
            if entries.get("format") == Some(&"int64".into()) {
                entries.entry("minimum").or_insert(i64::MIN.into());
                entries.entry("maximum").or_insert(i64::MAX.into());
            }
            if entries.get("format") == Some(&"int32".into()) {
                entries.entry("minimum").or_insert(i32::MIN.into());
                entries.entry("maximum").or_insert(i32::MAX.into());
            }
            entries.values_mut().for_each(translate);
            relations::translate(entries);
        }
        Value::Array(items) => items.iter_mut().for_each(translate),
        _ => {}
    }
}

impl Oracle {
    pub(super) fn read() -> Self {
        let text = std::fs::read_to_string("schemas/kubernetes/1.37.json").unwrap();
        let mut file: Value = serde_json::from_str(&text).unwrap();
        let (kinds, mut definitions) = (file["kinds"].take(), file["definitions"].take());
        translate(&mut definitions);
        definitions["nothing"] = relations::nothing();
        Self { kinds, definitions, compiled: BTreeMap::new() }
    }

    /// What the crate holds against an object.
    pub(super) fn opinion(&mut self, object: &Value) -> Vec<String> {
        let text = |key: &str| object[key].as_str().unwrap();
        let kind = format!("{} {}", text("apiVersion"), text("kind"));
        if !self.compiled.contains_key(&kind) {
            let name = self.kinds[&kind].as_str().unwrap();
            let schema = json!({"$ref": format!("#/$defs/{name}"), "$defs": self.definitions});
            let options = FORMATS.iter().fold(jsonschema::options(), |options, format| {
                options.with_format(*format, move |text: &str| formats::fits(format, text).unwrap())
            });
            let options = options
                .with_keyword("x-not-above", |_, asks, _| Ok(Box::new(Compare::not_above(asks))))
                .with_keyword("x-fits", |_, asks, _| Ok(Box::new(Compare::fits(asks))))
                .with_keyword("x-once", |_, asks, _| Ok(Box::new(Compare::once(asks))))
                .with_keyword("x-amounts", |_, asks, _| Ok(Box::new(Compare::amounts(asks))))
                .with_keyword("x-relate", |_, asks, _| Ok(Box::new(Relate::new(asks))))
                .with_keyword("x-unique", |_, asks, _| Ok(Box::new(Compare::unique(asks))));
            let validator = options.should_validate_formats(true).build(&schema).unwrap();
            self.compiled.insert(kind.clone(), validator);
        }
        let errors = self.compiled[&kind].iter_errors(object);
        errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}
