//! The library as a web page uses it: a request and its answer are both one JSON document, so that a program in another
//! language needs nothing else. The same session judges as everywhere.

mod answer;
mod request;

use std::sync::Arc;

use serde::Serialize;

use crate::error::Error;
use crate::fix::Applicability;
use crate::fixer;
use crate::output::plan::{description, svg};
use crate::output::record::ReportRecord;
use crate::plan::plan;
use crate::report::Report;
use crate::rule::RuleSet;
use crate::session::Session;
use crate::source::SourceFile;

use answer::{FixAnswer, PlanAnswer, errors};
use request::{Request, Wanted};

/// Answers requests one after the other, and remembers what it read for the next one.
#[derive(Debug, Default)]
pub struct Service {
    /// The last session, with what it was made for.
    session: Option<(Wanted, Session)>,
    /// The files of the last request.
    files: Vec<SourceFile>,
}

impl Service {
    /// Lints the files of a request. The answer is a report by `schemas/report.schema.json`, also where the request
    /// can't be read: then `errors` has the reason.
    pub fn lint(&mut self, request: &[u8]) -> String {
        let report = self.session(request).map(|(session, files)| report(session, files));
        text(&report.unwrap_or_else(failed))
    }

    /// Applies the safe fixes of the files of a request. The answer has the fixed files and the report of them.
    pub fn fix(&mut self, request: &[u8]) -> String {
        let fixed = self.session(request).map(|(session, files)| {
            let report = session.lint(files);
            let safe: &fixer::Choice<'_> = &|finding| fixer::best(finding, Applicability::Safe);
            FixAnswer::new(fixer::fix(session, report, safe), &session.rules)
        });
        fixed.map_or_else(|error| errors(&error), |answer| text(&answer))
    }

    /// Plans the files of a request, or its target alone where it has no files. The answer has the plan by
    /// `schemas/plan.schema.json`, and its picture.
    pub fn plan(&mut self, request: &[u8]) -> String {
        let planned = self.session(request).map(|(session, files)| plan(session, &files));
        let answer = planned.map(|plan| PlanAnswer {
            svg: svg(&plan),
            description: description(&plan),
            plan,
        });
        answer.map_or_else(|error| errors(&error), |answer| text(&answer))
    }

    /// The session that a request asks for, and the files.
    fn session(&mut self, request: &[u8]) -> Result<(&Session, Vec<SourceFile>), Error> {
        let Request { files, wanted } = Request::read(request)?;
        let files: Vec<SourceFile> = files
            .into_iter()
            .map(|file| self.remembered(SourceFile::new(file.name, file.text.into_bytes(), true)))
            .collect();
        self.files.clone_from(&files);
        let session = match self.session.take() {
            Some((known, session)) if known == wanted => session,
            _ => Session::new(RuleSet::builtin()?, wanted.options()?)?.remembering(),
        };
        let (_, session) = self.session.insert((wanted, session));
        Ok((session, files))
    }

    /// The file of the last request, where it is the same: what was read of its very text is known then.
    fn remembered(&self, file: SourceFile) -> SourceFile {
        let mut known = self.files.iter();
        match known.find(|known| known.name == file.name && known.text == file.text) {
            Some(known) => SourceFile { text: Arc::clone(&known.text), ..file },
            None => file,
        }
    }
}

fn report(session: &Session, files: Vec<SourceFile>) -> ReportRecord {
    ReportRecord::new(&session.lint(files), &session.rules)
}

/// Report of a request that could not be met.
fn failed(error: Error) -> ReportRecord {
    let report = Report { errors: vec![error], ..Report::default() };
    ReportRecord::new(&report, &RuleSet::default())
}

fn text(answer: &impl Serialize) -> String {
    // The records have string keys and no maps of other kinds, so that writing them can't fail.
    serde_json::to_string(answer).unwrap_or_default()
}
