//! Takes secrets out of a plan.

use crate::finding::ObjectName;
use crate::secret::Redactor;

use super::{ContainerRecord, GoalRecord, PlanRecord, WorkloadRecord};

impl PlanRecord {
    /// Replaces every secret in its texts and names.
    pub(super) fn hide(&mut self, secrets: &Redactor) {
        self.workloads.iter_mut().for_each(|workload| workload.hide(secrets));
        let named = |goal: &mut GoalRecord| hide_all(&mut goal.workloads, secrets);
        self.goals.iter_mut().for_each(named);
    }
}

impl WorkloadRecord {
    fn hide(&mut self, secrets: &Redactor) {
        self.object.hide(secrets);
        self.containers.iter_mut().for_each(|container| container.hide(secrets));
        if let Some(pod) = &mut self.pod {
            secrets.redact(&mut pod.arithmetic);
        }
        for unknown in &mut self.unknown {
            for text in [&mut unknown.what, &mut unknown.why, &mut unknown.how] {
                secrets.redact(text);
            }
        }
        let price = &mut self.price;
        let names = price.without_memory.iter_mut().chain(&mut price.without_cpu);
        names.for_each(|name| secrets.redact(name));
        for image in &mut price.images {
            secrets.redact(image);
            Redactor::within(image).redact(image);
        }
    }
}

impl ContainerRecord {
    fn hide(&mut self, secrets: &Redactor) {
        let texts = [&mut self.name, &mut self.writes].into_iter().chain(&mut self.generator);
        texts.chain(&mut self.steps).for_each(|text| secrets.redact(text));
    }
}

fn hide_all(names: &mut [ObjectName], secrets: &Redactor) {
    names.iter_mut().for_each(|name| name.hide(secrets));
}
