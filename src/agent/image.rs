//! Which images of the agent are releases made for Kubernetes.

use serde::Deserialize;
use std::sync::LazyLock;

use crate::closest::distance_within;
use crate::kube::ImageRef;
use crate::limits::Limits;
use crate::units::Version;

/// Letters by which a name may be off: the owner's and the image's have more than that in common with no other.
const MOST_SLIPS: usize = 2;

/// The facts of `facts/agent/images.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImageFacts {
    official: Vec<Official>,
    plain_docker: Vec<String>,
    suffixes: Vec<Suffix>,
    health_since: Version,
    releases: Vec<Version>,
    defects: Vec<Defect>,
}

/// An image made for Kubernetes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Official {
    name: String,
    since: Version,
    /// What its tags may have after the release, where that isn't everything that some tag of its time has.
    suffixes: Option<Vec<String>>,
}

/// What is after the release number in some tags.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suffix {
    suffix: String,
    /// The first release with it; none where no tag ever had it.
    since: Option<Version>,
    until: Option<Version>,
    #[serde(default)]
    lacks: Vec<String>,
}

/// A defect of some releases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defect {
    since: Option<Version>,
    /// Whether it is one to be reported first.
    #[serde(default)]
    pub grave: bool,
    /// The first release without it.
    pub fixed: Version,
    /// What happens, as a sentence about the agent.
    pub what: String,
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

/// The images of the agent for Kubernetes, by the last two parts of their path.
pub(super) fn official_repositories() -> impl Iterator<Item = &'static str> {
    FACTS.official.iter().map(|image| image.name.as_str())
}

/// The image of the agent for Kubernetes whose name an image on Docker Hub has but for a slip.
#[must_use]
pub fn official_repository_near(image: &ImageRef<'_>) -> Option<&'static str> {
    let is_near = |name: &&str| distance_within(image.repository(), name, MOST_SLIPS).is_some();
    official_repositories().filter(|_| image.is_docker_hub()).find(is_near)
}

/// The images of the agent for plain Docker, by the last two parts of their path.
pub(super) fn plain_docker() -> impl Iterator<Item = &'static str> {
    FACTS.plain_docker.iter().map(String::as_str)
}

fn is_plain_docker(image: &ImageRef<'_>) -> bool {
    FACTS.plain_docker.iter().any(|known| known == image.repository())
}

/// On Docker Hub the owner counts; a private registry may keep a mirror under any path.
fn official(image: &ImageRef<'_>) -> Option<&'static Official> {
    FACTS.official.iter().find(|known| {
        let name = known.name.rsplit('/').next().unwrap_or(&known.name);
        image.repository() == known.name || (!image.is_docker_hub() && image.name() == name)
    })
}

/// Judges the image of the agent's container.
#[must_use]
pub fn judge_image(image: &ImageRef<'_>) -> ImageVerdict {
    if is_plain_docker(image) {
        return ImageVerdict::PlainDocker;
    }
    if official(image).is_none() {
        return ImageVerdict::Repository;
    }
    match image.tag {
        None | Some("latest") => ImageVerdict::Release(None),
        Some(tag) => match Version::split(tag) {
            // What was never a tag is told as that.
            Some((version, rest))
                if rest.is_empty()
                    || suffix(rest).is_some_and(|known| known.since.is_some())
                    || unpublished(image) == Some(Unpublished::Suffix) =>
            {
                ImageVerdict::Release(Some(version))
            }
            _ => ImageVerdict::Tag,
        },
    }
}

fn suffix(text: &str) -> Option<&'static Suffix> {
    FACTS.suffixes.iter().find(|known| known.suffix == text)
}

/// Why a release's tag was never published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpublished {
    /// No release has the number, though there are older and newer ones.
    Number,
    /// The release was published, and not with this suffix.
    Suffix,
    /// The release is older than this image.
    Image,
}

/// Why a tag on Docker Hub was never published. What is newer than all that is known may be there by now, and other
/// registries may have builds of their own.
#[must_use]
pub fn unpublished(image: &ImageRef<'_>) -> Option<Unpublished> {
    let known = official(image).filter(|_| image.is_docker_hub())?;
    let (version, rest) = image.tag.and_then(Version::split)?;
    let is_known = FACTS.releases.contains(&version);
    let (oldest, newest) = (FACTS.releases.first()?, FACTS.releases.last()?);
    if !is_known {
        return (oldest < &version && &version < newest).then_some(Unpublished::Number);
    }
    if version < known.since {
        return Some(Unpublished::Image);
    }
    let suffix = suffix(rest)?;
    let has = suffix.since.is_some_and(|since| since <= version)
        && suffix.until.is_none_or(|until| version <= until)
        && known.suffixes.as_ref().is_none_or(|all| all.iter().any(|it| it == rest));
    (!has).then_some(Unpublished::Suffix)
}

/// The releases of the agent, newest first.
pub fn releases() -> impl Iterator<Item = Version> {
    FACTS.releases.iter().rev().copied()
}

/// The release closest to a number that no release has.
#[must_use]
pub fn closest_release(version: Version) -> Option<Version> {
    let newer = FACTS.releases.iter().find(|known| **known > version);
    newer.or(FACTS.releases.last()).copied()
}

/// What the image of a tag is built without.
#[must_use]
pub fn lacks_library(image: &ImageRef<'_>, library: &str) -> bool {
    let rest = image.tag.and_then(Version::split).map(|(_, rest)| rest);
    let suffix = rest.and_then(suffix).filter(|_| official(image).is_some());
    suffix.is_some_and(|suffix| suffix.lacks.iter().any(|known| known == library))
}

/// The defects of a release.
pub fn defects_of(release: Version) -> impl Iterator<Item = &'static Defect> {
    let has = move |defect: &&Defect| {
        defect.since.is_none_or(|since| since <= release) && release < defect.fixed
    };
    FACTS.defects.iter().filter(has)
}

/// Whether the `status` command of a release tells of the agent's health.
#[must_use]
pub fn tells_health(release: Version) -> bool {
    release >= FACTS.health_since
}

/// Whether this image doesn't run without a Docker socket; unknown versions may.
#[must_use]
pub fn needs_docker_socket(image: &ImageRef<'_>, limits: &Limits) -> bool {
    let version = image.tag.and_then(Version::split);
    version.is_some_and(|(version, _)| version < limits.oldest_release_without_docker())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(text: &str) -> Option<Unpublished> {
        unpublished(&ImageRef::parse(text))
    }

    #[test]
    fn the_file_is_read_whole_and_in_order() {
        assert!(FACTS.releases.is_sorted() && FACTS.releases.len() > 80);
        for suffix in &FACTS.suffixes {
            assert!(
                suffix.since.is_none_or(|since| FACTS.releases.contains(&since)),
                "{}",
                suffix.suffix
            );
            assert!(suffix.until.is_none_or(|until| FACTS.releases.contains(&until)));
        }
        for defect in &FACTS.defects {
            assert!(FACTS.releases.contains(&defect.fixed), "{}", defect.what);
            assert!(!defect.what.ends_with('.') && defect.what.starts_with(char::is_lowercase));
        }
        let release = |text: &str| text.parse::<Version>().unwrap();
        assert!(defects_of(release("2.1.1")).count() > 10);
        assert_eq!(defects_of(release("2.2.22")).count(), 0);
        assert!(defects_of(release("2.1.14")).all(|it| it.fixed > release("2.1.14")));
    }

    #[test]
    fn tags_are_compared_with_what_was_published() {
        let image = |tag: &str| format!("scalyr/scalyr-k8s-agent:{tag}");
        for tag in ["2.1.1", "2.1.26-alpine", "2.1.29-buster", "2.2.3-debian", "2.2.22-ubuntu"] {
            assert_eq!(why(&image(tag)), None, "{tag}");
        }
        for tag in [
            "2.1.1-alpine",
            "2.2.18-buster",
            "2.1.29-debian",
            "2.2.3-ubuntu",
            "2.1.1-slim",
            "2.2.22-fips",
        ] {
            assert_eq!(why(&image(tag)), Some(Unpublished::Suffix), "{tag}");
        }
        for tag in ["2.1.0", "2.1.41", "2.2.0", "2.2.5", "2.2.5-alpine", "2.0.60"] {
            assert_eq!(why(&image(tag)), Some(Unpublished::Number), "{tag}");
        }
        for tag in ["2.2.23", "3.0.0-alpine", "latest", "2.0.30", "2.2.23-slim", "2.1.1-custom"] {
            assert_eq!(why(&image(tag)), None, "{tag}");
        }
        let release = |text: &str| text.parse::<Version>().unwrap();
        assert_eq!(closest_release(release("2.2.5")), Some(release("2.2.6")));
    }

    #[test]
    fn other_repositories_have_tags_of_their_own() {
        let fips = |tag: &str| why(&format!("scalyr/scalyr-k8s-agent-fips:{tag}"));
        assert_eq!(fips("2.2.4"), Some(Unpublished::Image));
        assert_eq!(fips("2.2.8-alpine"), Some(Unpublished::Suffix));
        assert_eq!((fips("2.2.8"), fips("2.2.8-ubuntu")), (None, None));
        assert_eq!(why("registry.corp/scalyr/scalyr-k8s-agent:2.1.1-alpine"), None);
        let of_docker = "docker.io/scalyr/scalyr-k8s-agent:2.1.1-alpine";
        assert_eq!(why(of_docker), Some(Unpublished::Suffix));
    }
}
