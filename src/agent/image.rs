//! Which images of the agent are releases made for Kubernetes.

use serde::Deserialize;
use std::sync::LazyLock;

use crate::kube::ImageRef;
use crate::limits::Limits;
use crate::units::Version;

/// The facts of `facts/agent/images.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImageFacts {
    official: Vec<String>,
    plain_docker: Vec<String>,
    suffixes: Vec<String>,
}

static FACTS: LazyLock<ImageFacts> = LazyLock::new(|| crate::embedded::facts("agent/images"));

/// What can be said of an agent image without asking a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageVerdict {
    /// A release made for Kubernetes; the version where the tag tells one.
    Release(Option<Version>),
    /// The same image name in somebody else's repository, or another build of it.
    Repository,
    /// The agent for plain Docker, without a Kubernetes monitor.
    PlainDocker,
    /// A tag that no release has.
    Tag,
}

pub(super) fn is_agent_repository(image: &ImageRef<'_>) -> bool {
    image.name().starts_with("scalyr-k8s-agent") || is_plain_docker(image)
}

fn is_plain_docker(image: &ImageRef<'_>) -> bool {
    FACTS.plain_docker.iter().any(|known| known == image.repository())
}

/// On Docker Hub the owner counts; a private registry may keep a mirror under any path.
fn is_official(image: &ImageRef<'_>) -> bool {
    FACTS.official.iter().any(|known| {
        let name = known.rsplit('/').next().unwrap_or(known);
        image.repository() == known || (!image.is_docker_hub() && image.name() == name)
    })
}

/// Judges the image of the agent's container.
#[must_use]
pub fn judge_image(image: &ImageRef<'_>) -> ImageVerdict {
    if is_plain_docker(image) {
        return ImageVerdict::PlainDocker;
    }
    if !is_official(image) {
        return ImageVerdict::Repository;
    }
    match image.tag {
        None | Some("latest") => ImageVerdict::Release(None),
        Some(tag) => match Version::split(tag) {
            Some((version, rest))
                if rest.is_empty() || FACTS.suffixes.iter().any(|known| known == rest) =>
            {
                ImageVerdict::Release(Some(version))
            }
            _ => ImageVerdict::Tag,
        },
    }
}

/// Whether this image doesn't run without a Docker socket; unknown versions may.
#[must_use]
pub fn needs_docker_socket(image: &ImageRef<'_>, limits: &Limits) -> bool {
    let version = image.tag.and_then(Version::split);
    version.is_some_and(|(version, _)| version < limits.oldest_release_without_docker())
}

/// Whether this image is known to run without a Docker socket, and to look at Docker only where there is one.
#[must_use]
pub fn runs_without_docker(image: &ImageRef<'_>, limits: &Limits) -> bool {
    let version = image.tag.and_then(Version::split);
    version.is_some_and(|(version, _)| version >= limits.oldest_release_without_docker())
}
