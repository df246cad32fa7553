//! Image references: registry, repository, tag, digest. Source: the distribution reference grammar.

use std::ops::Range;

/// An image reference in its parts, each with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageRef<'a> {
    text: &'a str,
    /// The registry's host with its port, where one is written.
    pub registry: Option<&'a str>,
    /// The path in the registry: `scalyr/scalyr-k8s-agent`.
    pub path: &'a str,
    /// The tag, if there is one.
    pub tag: Option<&'a str>,
    /// The digest, if there is one: `sha256:…`.
    pub digest: Option<&'a str>,
}

impl<'a> ImageRef<'a> {
    /// The names of Docker Hub's registry.
    pub const DOCKER_HUB: [&'static str; 4] =
        ["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"];

    /// Takes a reference apart. Whether the registry would accept it isn't judged.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let split = |text: &'a str, at: char| match text.split_once(at) {
            Some((before, after)) => (before, Some(after)),
            None => (text, None),
        };
        let (name, digest) = split(text, '@');
        let (registry, path) = match name.split_once('/') {
            Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => {
                (Some(host), path)
            }
            _ => (None, name),
        };
        let (path, tag) = split(path, ':');
        Self { text, registry, path, tag, digest }
    }

    /// The last part of the path: `scalyr-k8s-agent`.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// The last two parts of the path, the way Docker Hub names repositories.
    #[must_use]
    pub fn repository(&self) -> &'a str {
        let mut slashes = self.path.rmatch_indices('/');
        slashes.next();
        slashes.next().and_then(|(at, _)| self.path.get(at + 1..)).unwrap_or(self.path)
    }

    /// Whether it comes from Docker Hub, under any of the names that its registry has.
    #[must_use]
    pub fn is_docker_hub(&self) -> bool {
        self.registry.is_none_or(|registry| Self::DOCKER_HUB.contains(&registry))
    }

    /// Whether both name the same repository, whatever the tags.
    #[must_use]
    pub fn is_same_repository(&self, other: &Self) -> bool {
        let registry = |image: &Self| image.registry.filter(|_| !image.is_docker_hub());
        (registry(self), self.path) == (registry(other), other.path)
    }

    /// Place of the tag in the text.
    #[must_use]
    pub fn tag_range(&self) -> Option<Range<usize>> {
        self.tag.map(|tag| self.range_of(tag))
    }

    /// Place of the registry and path, what is before tag and digest.
    #[must_use]
    pub fn name_range(&self) -> Range<usize> {
        0..self.range_of(self.path).end
    }

    /// All of it, as written.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Place of one of its parts.
    pub(super) fn range_of(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        start..start + part.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_references() {
        let image =
            ImageRef::parse("registry.corp:5000/team/scalyr/scalyr-k8s-agent:2.1.1@sha256:ab");
        assert_eq!(image.registry, Some("registry.corp:5000"));
        assert_eq!(image.path, "team/scalyr/scalyr-k8s-agent");
        assert_eq!(image.repository(), "scalyr/scalyr-k8s-agent");
        assert_eq!((image.tag, image.digest), (Some("2.1.1"), Some("sha256:ab")));
        assert_eq!(image.text.get(image.tag_range().unwrap()), Some("2.1.1"));
        let image = ImageRef::parse("localhost:5000/flog");
        assert_eq!((image.registry, image.path, image.tag), (Some("localhost:5000"), "flog", None));
        let image = ImageRef::parse("scalyr/scalyr-k8s-agent");
        assert_eq!((image.registry, image.name(), image.tag), (None, "scalyr-k8s-agent", None));
        let image = ImageRef::parse("a/b:c/d@e@f:g");
        assert_eq!((image.path, image.tag, image.digest), ("a/b", Some("c/d"), Some("e@f:g")));
        assert!(ImageRef::parse("docker.io/scalyr/x").is_docker_hub());
        assert_eq!(ImageRef::parse("busybox").repository(), "busybox");
    }
}
