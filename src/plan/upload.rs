//! The most that the agent of a pod uploads, against what it gets.

use crate::agent::upload::{CeilingRecord, Conditions, lag};
use crate::load::Load;
use crate::model::{Model, Upload};

use super::UploadRecord;

/// The ceiling of the agent that uploads a load, in the newest release that it may be.
pub(super) fn record<'a>(load: &Load, model: &Model<'a>) -> Option<UploadRecord> {
    let agents = model.uploaders(load);
    let settings = agents.first()?.told(model).last()?;
    let upload = Upload::new(load, model.sharing(load));
    let on = upload.map_or_else(|| Conditions::usual(None, 1), |upload| upload.usual());
    let ceiling = CeilingRecord::new(settings, &on)?;
    let most = [ceiling.bytes_per_second, ceiling.cpu_bytes_per_second];
    let most = most.into_iter().flatten().min();
    let (_, behind) = lag(settings)?;
    Some(UploadRecord {
        holds: upload.map(|upload| most.is_none_or(|most| upload.least.bytes() <= most)),
        skips_after_seconds: upload.map(|upload| behind / upload.file.bytes().max(1)),
        ceiling,
    })
}
