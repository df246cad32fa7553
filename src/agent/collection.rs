//! Which containers of a pod the agent collects, by its own variables and by the pod's annotations. Source:
//! scalyr-agent-2, kubernetes_monitor.py and monitor_utils/k8s.py: globs first, then include and exclude over
//! `SCALYR_K8S_INCLUDE_ALL_CONTAINERS`.

use crate::kube::{EnvVar, Environment};
use crate::source::Location;

use super::LogSettings;

const GLOBS: &str = "SCALYR_CONTAINER_GLOBS";
const INCLUDE_ALL: &str = "SCALYR_K8S_INCLUDE_ALL_CONTAINERS";
/// The variables by which agents choose among the containers of their pods.
pub const CHOICES: [&str; 2] = [GLOBS, INCLUDE_ALL];

/// The agent's choice among the containers of its pod.
#[derive(Debug)]
pub struct Collection<'a> {
    settings: LogSettings<'a>,
    /// What happens to a container without annotations; `None` where the input doesn't tell.
    otherwise: Option<bool>,
    /// The variable that says so, with its place.
    decided: Option<(&'static str, Location)>,
    globs: Option<Globs>,
    /// Where the globs are written.
    globs_at: Option<Location>,
}

/// A list of globs; `None` where the input doesn't have its text.
#[derive(Debug)]
struct Globs(Option<Vec<String>>);

impl<'a> Collection<'a> {
    /// The choice of agents with these environments in a pod with these annotations.
    #[must_use]
    pub fn new(settings: LogSettings<'a>, environments: &[&Environment<'_>]) -> Self {
        let find = |name: &str| {
            let lower = name.to_lowercase();
            environments.iter().find_map(|it| it.get(name).or_else(|| it.get(&lower)))
        };
        let includes =
            |var: &EnvVar<'_>| var.literal().map(|(text, _)| text.eq_ignore_ascii_case("true"));
        let decided = find(INCLUDE_ALL).and_then(EnvVar::literal);
        Self {
            settings,
            decided: decided.map(|(_, at)| (INCLUDE_ALL, at)),
            otherwise: find(INCLUDE_ALL).map_or(Some(true), includes),
            globs: find(GLOBS).and_then(Globs::new),
            globs_at: find(GLOBS).and_then(EnvVar::literal).map(|(_, at)| at),
        }
    }

    /// Whether a container's log is collected; `None` where the input doesn't tell. Globs are matched against another
    /// name with Docker than with other runtimes, and releases read them in different ways.
    #[must_use]
    pub fn takes(&self, container: &str) -> Option<bool> {
        if self.is_missed(container) {
            return Some(false);
        }
        let is_chosen = self.globs.as_ref().is_none_or(|globs| globs.match_any(container));
        if !is_chosen {
            return None;
        }
        self.settings.choice(container).or(self.otherwise)
    }

    /// Whether no glob can choose a container, whatever the runtime and the pod's name are.
    fn is_missed(&self, container: &str) -> bool {
        self.globs.as_ref().is_some_and(|globs| !globs.may_match(container))
    }

    /// The variable that decides of a container without annotations, where one does.
    #[must_use]
    pub fn decided_by(&self, container: &str) -> Option<(&'static str, Location)> {
        if self.is_missed(container) {
            return self.globs_at.map(|at| (GLOBS, at));
        }
        self.decided
    }

    /// The variable that leaves open which containers are collected.
    #[must_use]
    pub fn left_open_by(&self) -> Option<&'static str> {
        let open = [(self.globs.is_some(), GLOBS), (self.otherwise.is_none(), INCLUDE_ALL)];
        open.into_iter().find_map(|(is_open, name)| is_open.then_some(name))
    }
}

impl Globs {
    /// Globs of a variable, unless it is an empty list.
    fn new(var: &EnvVar<'_>) -> Option<Self> {
        let Some((text, _)) = var.literal() else {
            return Some(Self(None));
        };
        let list = text.trim();
        let list = list.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(list);
        let items = list.split(',').map(|item| item.trim().trim_matches(['"', '\'']).to_owned());
        let globs: Vec<String> = items.filter(|item| !item.is_empty()).collect();
        (!globs.is_empty()).then_some(Self(Some(globs)))
    }

    /// Whether any of them matches a container's own name, or may match the one that Docker gives it in some pod.
    fn may_match(&self, container: &str) -> bool {
        let Some(globs) = &self.0 else { return true };
        let of_docker = format!("k8s_{container}_");
        globs.iter().any(|glob| {
            let fixed = glob.split(['*', '?', '[']).next().unwrap_or_default();
            let is_open = fixed.len() < glob.len();
            matches(glob, container)
                || fixed.starts_with(&of_docker)
                || (is_open && of_docker.starts_with(fixed))
        })
    }

    /// Whether a container may be meant by any of them, under its own name or under the one that Docker gives it.
    fn match_any(&self, container: &str) -> bool {
        let Some(globs) = &self.0 else { return true };
        let of_docker = format!("k8s_{container}_pod_namespace_uid_0");
        globs.iter().any(|glob| matches(glob, container) || matches(glob, &of_docker))
    }
}

/// Whether a shell's glob matches a text as a whole. A set of letters, `[…]`, is taken to match any one of them.
fn matches(glob: &str, text: &str) -> bool {
    let glob: Vec<char> = glob.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut next) = (0, 0);
    // After the last star, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while next < text.len() {
        let wanted = glob.get(at).copied();
        if wanted == Some('*') {
            star = Some((at + 1, next));
            at += 1;
        } else if wanted == Some('[') {
            let closed = glob.iter().skip(at).position(|c| *c == ']').unwrap_or(0);
            (at, next) = (at + closed + 1, next + 1);
        } else if wanted == Some('?') || (wanted.is_some() && wanted == text.get(next).copied()) {
            (at, next) = (at + 1, next + 1);
        } else if let Some((behind, taken)) = star {
            star = Some((behind, taken + 1));
            (at, next) = (behind, taken + 1);
        } else {
            return false;
        }
    }
    glob.iter().skip(at).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs_match_whole_names() {
        for (glob, text, wanted) in [
            ("flog", "flog", true),
            ("flog", "flogger", false),
            ("flog*", "flog", true),
            ("*exporter*", "statsd-exporter", true),
            ("*-exporter", "exporter", false),
            ("k8s_flog_*", "k8s_flog_pod_namespace_uid_0", true),
            ("fl?g", "flog", true),
            ("fl?g", "flg", false),
            ("load-[ab]", "load-a", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("", "flog", false),
        ] {
            assert_eq!(matches(glob, text), wanted, "{glob} on {text}");
        }
    }
}
