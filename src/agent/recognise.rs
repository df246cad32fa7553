//! Which container of a pod is the agent.

use crate::kube::{Container, ContainerRole, ImageRef};

use super::image::{is_agent_repository, official_repositories, plain_docker};

/// The name that the agent looks itself up under in its pod's status.
pub const AGENT_CONTAINER_NAME: &str = "scalyr-agent";

/// Image repositories that hold the agent under a name of their own, as the user says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentImages {
    repositories: Vec<String>,
}

impl AgentImages {
    /// Repositories as they are in front of tags.
    #[must_use]
    pub fn new(repositories: Vec<String>) -> Self {
        Self { repositories }
    }

    /// Whether the user says that this image is the agent.
    #[must_use]
    pub fn include(&self, image: &ImageRef<'_>) -> bool {
        self.repositories.iter().any(|known| ImageRef::parse(known).is_same_repository(image))
    }

    /// Regular expressions of RE2 that the agent's images match, each as a whole.
    #[must_use]
    pub fn patterns(&self) -> Vec<String> {
        let own = self.repositories.iter().map(|known| {
            let image = ImageRef::parse(known);
            let registry = match image.registry.filter(|_| !image.is_docker_hub()) {
                Some(registry) => format!("{}/", literal(registry)),
                None => {
                    let names = ImageRef::DOCKER_HUB.map(literal).join("|");
                    format!("(({names})/)?")
                }
            };
            format!("^{registry}{}([:@].*)?$", literal(image.path))
        });
        let known = ["^(.*/)?scalyr-k8s-agent[^/]*$".to_owned(), pattern_of(plain_docker())];
        known.into_iter().chain(own).collect()
    }

    /// Whether an image is the agent's, by its repository or as the user says.
    #[must_use]
    pub fn has_agent(&self, image: &ImageRef<'_>) -> bool {
        is_agent_repository(image) || self.include(image)
    }

    /// Whether a container is the agent: by its image, else by the name that the agent needs.
    #[must_use]
    pub fn is_agent(&self, container: &Container<'_>) -> bool {
        let by_image = || {
            let image = container.node.get_text("image").map(ImageRef::parse);
            image.is_some_and(|image| self.has_agent(&image))
        };
        container.role != ContainerRole::Init
            && (container.name() == AGENT_CONTAINER_NAME || by_image())
    }
}

/// A regular expression of RE2 that the releases made for Kubernetes match, by the last two parts of their path.
#[must_use]
pub fn official_pattern() -> String {
    pattern_of(official_repositories())
}

/// A regular expression that images match whose path ends in one of some repositories.
fn pattern_of(repositories: impl Iterator<Item = &'static str>) -> String {
    let names = repositories.map(literal).collect::<Vec<_>>().join("|");
    format!("^(.*/)?({names})([:@].*)?$")
}

/// A part of an image's name as a regular expression.
fn literal(name: &str) -> String {
    name.replace('.', "[.]")
}
