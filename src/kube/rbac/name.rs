//! Names of accounts, roles and bindings, and whether they belong together.

use crate::text::did_you_mean;

/// Words that only say what a thing is.
const GENERIC: [&str; 20] = [
    "account",
    "agent",
    "binding",
    "cluster",
    "clusterrole",
    "clusterrolebinding",
    "crb",
    "k8s",
    "kubernetes",
    "monitor",
    "rb",
    "reader",
    "role",
    "rolebinding",
    "sa",
    "service",
    "serviceaccount",
    "sidecar",
    "viewer",
    "view",
];

/// The words of a name that tell it from others of its kind, `scalyr` of `scalyr-clusterrole`; the name itself
/// where it has no such word.
#[must_use]
pub fn stem(name: &str) -> Vec<&str> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let own: Vec<&str> = words.filter(|word| !word.is_empty() && !GENERIC.contains(word)).collect();
    if own.is_empty() { vec![name] } else { own }
}

/// Whether two names belong together.
#[must_use]
pub fn belong_together(one: &str, other: &str) -> bool {
    stem(one) == stem(other)
}

/// Whether two names have all long words in common, as `load-eu` and `load-us`.
fn are_siblings(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> { name.split(['-', '.']).map(str::to_owned).collect() };
    let (one, other) = (words(one), words(other));
    let is_short =
        |(one, other): (&String, &String)| one == other || one.len().max(other.len()) < 4;
    one.len() == other.len() && one.iter().zip(&other).all(is_short)
}

/// Whether one of two names may be the other, misspelt: numbers and short words tell siblings apart.
#[must_use]
pub fn is_slip(written: &str, meant: &str) -> bool {
    let without_numbers = |name: &str| name.replace(|c: char| c.is_ascii_digit(), "");
    written != meant
        && !are_siblings(written, meant)
        && without_numbers(written) != without_numbers(meant)
        && did_you_mean(written, &[meant]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_belong_together_by_the_words_that_tell_them_apart() {
        assert!(belong_together("scalyr-clusterrole", "scalyr-service-account"));
        assert!(belong_together("load-test-agent", "load-test-role"));
        assert!(belong_together("agent", "agent"));
        assert!(!belong_together("prometheus", "scalyr-service-account"));
        assert!(!belong_together("agent", "cluster-reader"));
        assert!(!belong_together("scalyr-prometheus", "scalyr-service-account"));
    }

    #[test]
    fn a_slip_changes_letters_and_not_only_numbers() {
        assert!(is_slip("scalyr-service-acount", "scalyr-service-account"));
        assert!(!is_slip("load-1", "load-2"));
        assert!(!is_slip("load-agent-eu", "load-agent-us"));
        assert!(!is_slip("prometheus", "scalyr-service-account"));
        assert!(!is_slip("agent", "agent"));
    }
}
