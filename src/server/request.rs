//! Requests of the editor about a file, each with its answer.

use gen_lsp_types::{CodeActionParams, Hover, InlayHintParams, TextDocumentPositionParams, Uri};
use lsp_server::{ErrorCode, RequestId, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::Client;
use super::markdown::content;
use super::scene::Scene;
use super::workspace::Workspace;
use super::{action, completion, definition, hint, hover};

/// What goes wrong with a request.
type Failure = (ErrorCode, String);

/// Answers a request. Of a file that isn't judged nothing is known, and the answer is null.
pub(super) fn answer(
    id: RequestId,
    method: &str,
    params: Value,
    workspace: &Workspace,
    client: &Client,
) -> Response {
    let asked = Asked { params, workspace, client };
    let answer = match method {
        "textDocument/hover" => asked.at(hover_at),
        "textDocument/completion" => asked.at(|scene, at| Some(completion::complete(scene, at))),
        "textDocument/definition" => {
            asked.at(|scene, at| scene.location(definition::definition(scene, at)?))
        }
        "textDocument/codeAction" => asked.about(
            |params: &CodeActionParams| &params.text_document.uri,
            |scene, params| Some(action::actions(scene, workspace, params)),
        ),
        "textDocument/inlayHint" => asked.about(
            |params: &InlayHintParams| &params.text_document.uri,
            |scene, params| Some(hint::hints(scene, scene.lines.span(params.range))),
        ),
        _ => Err((ErrorCode::MethodNotFound, format!("there is no method `{method}`"))),
    };
    match answer {
        Ok(value) => Response::new_ok(id, value),
        Err((code, reason)) => Response::new_err(id, code as i32, reason),
    }
}

fn hover_at(scene: &Scene<'_>, at: usize) -> Option<Hover> {
    let (markdown, span) = hover::hover(scene, at)?;
    let range = span.map(|span| scene.lines.range(span));
    Some(Hover::new(content(markdown).into(), range))
}

/// A request that is being answered.
struct Asked<'s> {
    params: Value,
    workspace: &'s Workspace,
    client: &'s Client,
}

impl<'s> Asked<'s> {
    /// The answer about a place, a byte offset of its file.
    fn at<R: Serialize>(
        self,
        answer: impl FnOnce(&Scene<'s>, usize) -> Option<R>,
    ) -> Result<Value, Failure> {
        self.about(
            |params: &TextDocumentPositionParams| &params.text_document.uri,
            |scene, params| answer(scene, scene.lines.offset(params.position)),
        )
    }

    /// The answer about the file at an address.
    fn about<P: DeserializeOwned, R: Serialize>(
        self,
        uri: fn(&P) -> &Uri,
        answer: impl FnOnce(&Scene<'s>, &P) -> Option<R>,
    ) -> Result<Value, Failure> {
        let params: P = serde_json::from_value(self.params)
            .map_err(|error| (ErrorCode::InvalidParams, error.to_string()))?;
        let scene = Scene::new(self.workspace, self.client, uri(&params));
        let answer = scene.and_then(|scene| answer(&scene, &params));
        serde_json::to_value(answer).map_err(|error| (ErrorCode::InternalError, error.to_string()))
    }
}
