//! Takes secrets out of the settings of agents.

use serde_json::Value;

use crate::secret::Redactor;

use super::{AgentRecord, SettingsRecord};

impl SettingsRecord {
    /// Replaces every secret in its texts, names and values.
    pub(super) fn hide(&mut self, secrets: &Redactor) {
        self.agents.iter_mut().for_each(|agent| agent.hide(secrets));
    }
}

impl AgentRecord {
    fn hide(&mut self, secrets: &Redactor) {
        self.object.hide(secrets);
        let texts = [&mut self.container].into_iter().chain(&mut self.exits);
        let texts = texts.chain(&mut self.monitor_fails).chain(&mut self.not_read);
        texts.for_each(|text| secrets.redact(text));
        for setting in self.settings.values_mut() {
            setting.unknown.iter_mut().for_each(|text| secrets.redact(text));
            let values = setting.value.iter_mut().chain(&mut setting.before);
            values.for_each(|value| hide(value, secrets));
        }
    }
}

fn hide(value: &mut Value, secrets: &Redactor) {
    match value {
        Value::String(text) => {
            secrets.redact(text);
            Redactor::within(text).redact(text);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, secrets)),
        Value::Object(fields) => fields.values_mut().for_each(|field| hide(field, secrets)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
