//! `image-name`: images whose name nothing can read.

use serde::Deserialize;

use crate::kube::{FaultKind, ImageFault, image_fault};
use crate::yaml::{Node, Scalar};

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// ImageNameFile of `image-name`: there are none. Cases: `capitals`, `blank` (white space), `scheme` (that of an address in front),
/// `form`. Variables: `image`,
/// `part` (what is wrong), `container`, `reason`, `meant` (the name that was likely meant).
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ImageNameFile {}

impl Check for ImageNameFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        &["capitals", "blank", "scheme", "form"]
    }

    fn changes(&self) -> &'static [&'static str] {
        &["capitals", "blank", "scheme"]
    }

    fn variables(&self) -> &'static [&'static str] {
        &["image", "part", "container", "reason", "meant"]
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, _: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(container) = subject.container() else {
            return;
        };
        let hit = container.node.get("image").and_then(judge);
        hits.extend(hit.map(|hit| hit.var("container", container.name())));
    }
}

/// What is wrong with a name, and what was likely meant.
struct Slip<'t> {
    case: &'static str,
    /// Why its form is wrong.
    reason: &'static str,
    /// The whole name as it should be, where that is known.
    meant: String,
    /// What of it is wrong.
    part: &'t str,
}

impl<'t> Slip<'t> {
    fn new(text: &'t str, fault: &ImageFault) -> Self {
        let part = text.get(fault.at.clone()).unwrap_or_default();
        let (case, reason, meant) = match fault.kind {
            FaultKind::Capitals => ("capitals", "", with_small_letters(text)),
            FaultKind::Blank => {
                ("blank", "", with_small_letters(&text.split_whitespace().collect::<String>()))
            }
            FaultKind::Form(reason) if part.ends_with("://") => {
                ("scheme", reason, text.get(fault.at.end..).unwrap_or_default().to_owned())
            }
            FaultKind::Form(reason) => ("form", reason, String::new()),
        };
        Self { case, reason, meant, part }
    }

    /// The same, unless what would be left is wrong in another way too, and so isn't fixed by that.
    fn or_lasting(self) -> Self {
        let left = image_fault(&self.meant).filter(|_| self.case != "form");
        match left.map(|fault| fault.kind) {
            Some(FaultKind::Form(reason)) => {
                Self { case: "form", reason, meant: String::new(), ..self }
            }
            _ => self,
        }
    }
}

/// A name that is empty is the schema's matter, and one to fill in that of the placeholders.
fn judge(node: Node<'_>) -> Option<Hit> {
    let Some(Scalar::String(text)) = node.scalar() else {
        return None;
    };
    // ko builds what its scheme names, and writes the image in its place.
    if text.trim().is_empty() || text.starts_with("ko://") {
        return None;
    }
    let fault = image_fault(text)?;
    let Slip { case, reason, meant, part } = Slip::new(text, &fault).or_lasting();
    let hit = Hit::new(node.fragment(fault.at), case).var("image", text).var("part", part);
    let change = if meant.is_empty() { None } else { node.rewritten(&meant) };
    Some(hit.var("reason", reason).var("meant", meant).mended_by(change))
}

/// The image with the whole of its repository in small letters; a tag may have others.
fn with_small_letters(text: &str) -> String {
    let name = text.rfind('/').map_or(0, |slash| slash + 1);
    let tag =
        text.get(name..).and_then(|rest| rest.find([':', '@'])).map_or(text.len(), |at| name + at);
    let (repository, rest) = text.split_at_checked(tag).unwrap_or((text, ""));
    format!("{}{rest}", repository.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::with_small_letters;

    #[test]
    fn all_of_the_repository_is_mended_and_nothing_else() {
        assert_eq!(with_small_letters("Scalyr/Flog:V1"), "scalyr/flog:V1");
        assert_eq!(with_small_letters("Host:5000/Flog@sha256:ab"), "host:5000/flog@sha256:ab");
        assert_eq!(with_small_letters("FLOG"), "flog");
    }
}
