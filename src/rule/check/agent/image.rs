//! `image`: the release of the agent that a container runs.

use serde::Deserialize;

use crate::agent::settings::newest_release;
use crate::agent::{
    ImageVerdict, Unpublished, closest_release, defects_of, judge_image, official_repository_near,
    unpublished,
};
use crate::kube::ImageRef;
use crate::text::count;
use crate::units::Version;
use crate::yaml::Node;

use crate::model::Model;
use crate::rule::check::{Check, Hit, Scope, Subject};

/// The most defects that are reported one by one.
const MOST_TOLD: usize = 4;

/// ImageFile of `image`. Variables: `image`, `repository`, `tag`, `container`, `hint`, `meant` (a release
/// that will do), `count` and `defects`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ImageFile {
    /// Which mistake.
    report: Find,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Find {
    /// An image that changes under its name. Cases: `untagged`, `latest`.
    Floating,
    /// No release made for Kubernetes. Cases: `repository`, `near-repository` (`meant` is the official one), `plain-docker`, `tag`, `near-tag` (`meant` is the release).
    Unofficial,
    /// A tag that was never published. Cases: `number`, `suffix` (of a release that never had it), `image` (of a release
    /// that is older than the image).
    Unpublished,
    /// A release with known defects that distort a test.
    Defects,
}

impl Check for ImageFile {
    fn scope(&self) -> Scope {
        Scope::Container
    }

    fn cases(&self) -> &'static [&'static str] {
        match self.report {
            Find::Floating => &["untagged", "latest"],
            Find::Unofficial => {
                &["repository", "near-repository", "plain-docker", "tag", "near-tag"]
            }
            Find::Unpublished => &["number", "suffix", "image"],
            Find::Defects => &[],
        }
    }

    fn changes(&self) -> &'static [&'static str] {
        match self.report {
            Find::Floating => self.cases(),
            Find::Unofficial => &["near-tag"],
            Find::Unpublished | Find::Defects => &[],
        }
    }

    fn variables(&self) -> &'static [&'static str] {
        &["image", "repository", "tag", "container", "hint", "meant", "count", "defects"]
    }

    fn cel(&self) -> Option<String> {
        (self.report == Find::Floating).then(|| {
            "!has(c.image) || c.image == '' || c.image.contains('@') || \
             c.image.matches(':[^/]+$') && !c.image.endsWith(':latest')"
                .to_owned()
        })
    }

    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>) {
        let Some(container) = subject.container() else {
            return;
        };
        let Some(node) = container.node.get("image") else {
            return;
        };
        let Some(text) = node.text().filter(|text| !text.is_empty()) else {
            return;
        };
        let image = ImageRef::parse(text);
        let hit = match self.report {
            Find::Floating => floating(node, &image),
            Find::Unofficial if model.agent_images.include(&image) => None,
            Find::Unofficial => unofficial(node, &image),
            Find::Unpublished => never_published(node, &image),
            Find::Defects => defects(node, &image),
        };
        hits.extend(hit.map(|hit| {
            let hit = hit.var("image", text).var("repository", image.repository());
            hit.var("tag", image.tag.unwrap_or_default()).var("container", container.name())
        }));
    }
}

fn floating(node: Node<'_>, image: &ImageRef<'_>) -> Option<Hit> {
    let text = node.text()?;
    let (at, case, name) = match (image.tag, image.digest) {
        (None, None) => (image.name_range(), "untagged", text),
        (Some("latest"), None) => (image.tag_range()?, "latest", text.strip_suffix(":latest")?),
        _ => return None,
    };
    let change = node.rewritten(&format!("{name}:{}", newest_release()));
    Some(Hit::new(node.fragment(at), case).mended_by(change))
}

/// What was meant by a release's tag with a `v` in front.
fn without_v<'t>(image: &ImageRef<'t>) -> Option<&'t str> {
    let tag = image.tag?.strip_prefix(['v', 'V'])?;
    let mut meant = image.clone();
    meant.tag = Some(tag);
    let is_release = matches!(judge_image(&meant), ImageVerdict::Release(Some(_)));
    is_release.then_some(tag)
}

fn unofficial(node: Node<'_>, image: &ImageRef<'_>) -> Option<Hit> {
    let name = || node.fragment(image.name_range());
    match judge_image(image) {
        ImageVerdict::Release(_) => None,
        ImageVerdict::Repository => {
            let meant = official_repository_near(image);
            let case = if meant.is_some() { "near-repository" } else { "repository" };
            Some(Hit::new(name(), case).var("meant", meant.unwrap_or_default()))
        }
        ImageVerdict::PlainDocker => Some(Hit::new(name(), "plain-docker")),
        ImageVerdict::Tag => {
            let at = node.fragment(image.tag_range()?);
            let meant = without_v(image);
            let hint = meant.map(|tag| format!("; did you mean `{tag}`?")).unwrap_or_default();
            let change = meant.and_then(|tag| node.rewritten_at(at.span, tag));
            let case = if meant.is_some() { "near-tag" } else { "tag" };
            let hit = Hit::new(at, case).var("hint", hint).mended_by(change);
            Some(hit.var("meant", meant.unwrap_or_default()))
        }
    }
}

fn never_published(node: Node<'_>, image: &ImageRef<'_>) -> Option<Hit> {
    let (version, _) = Version::split(image.tag?)?;
    let (case, meant) = match unpublished(image)? {
        Unpublished::Number => ("number", closest_release(version)?),
        Unpublished::Suffix => ("suffix", version),
        Unpublished::Image => ("image", version),
    };
    Some(Hit::new(node.fragment(image.tag_range()?), case).var("meant", meant))
}

fn defects(node: Node<'_>, image: &ImageRef<'_>) -> Option<Hit> {
    let ImageVerdict::Release(Some(version)) = judge_image(image) else {
        return None;
    };
    let mut defects: Vec<_> = defects_of(version).collect();
    let last = defects.iter().map(|defect| defect.fixed).max()?;
    defects.sort_by_key(|defect| !defect.grave);
    let mut texts: Vec<String> =
        defects.iter().take(MOST_TOLD).map(|defect| defect.what.clone()).collect();
    let rest = defects.len() - texts.len();
    texts.extend((rest > 0).then(|| format!("and {rest} more")));
    let hit = Hit::new(node.fragment(image.tag_range()?), "").var("meant", last);
    let number = count(defects.len(), "known defect");
    Some(hit.var("count", number).var("defects", texts.join("; ")))
}
