//! What was likely meant by a text that doesn't look as it has to.

use crate::text::did_you_mean;

use super::Format;
use super::names::time_zones;
use super::resources::RESOURCES;

impl Format {
    /// The closest texts that fit, each as it would be written; none where that is anybody's guess.
    #[must_use]
    pub fn repairs(self, text: &str) -> Vec<String> {
        let repaired =
            self.repaired(text).filter(|repaired| !repaired.is_empty() && self.fits(repaired));
        repaired.into_iter().collect()
    }

    fn repaired(self, text: &str) -> Option<String> {
        // Nobody knows how a letter that doesn't fit would be spelt.
        if !text.is_ascii() {
            return None;
        }
        // What a namespace or a folder is in front of is a name of its own.
        let (
            Self::DnsLabel | Self::DnsLabelOrEmpty | Self::DnsSubdomain | Self::DnsSubdomainOrEmpty,
            Some((_, name)),
        ) = (self, text.rsplit_once('/'))
        else {
            return self.respelt(text);
        };
        self.respelt(if name.is_empty() { text } else { name })
    }

    fn respelt(self, text: &str) -> Option<String> {
        match self {
            Self::DnsLabel | Self::DnsLabelOrEmpty => Some(joined(&text.to_lowercase(), "-", "-")),
            Self::DnsSubdomain | Self::DnsSubdomainOrEmpty => {
                Some(joined(&text.to_lowercase(), "-.", "-"))
            }
            Self::LabelValue => Some(joined(text, "-_.", "-")),
            Self::QualifiedName | Self::AnnotationKey => Some(match text.split_once('/') {
                Some((domain, name)) => {
                    // An item of a list, as a program would write it.
                    let name = name.replace('[', ".").replace(']', "");
                    format!("{}/{}", domain.to_lowercase(), joined(&name, "-_.", "-"))
                }
                None => joined(text, "-_.", "-"),
            }),
            Self::ConfigKey => {
                let is_variable = !text.bytes().any(|byte| byte.is_ascii_lowercase());
                Some(joined(&text.replace('/', "."), "-_.", if is_variable { "_" } else { "-" }))
            }
            Self::ResourceName => did_you_mean(text, &RESOURCES).map(str::to_owned),
            Self::TimeZone => time_zone(text).map(str::to_owned),
            _ => None,
        }
    }
}

/// The text with `link` for each run of what isn't a letter, a digit or `kept`, and none of these at its ends.
fn joined(text: &str, kept: &str, link: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || kept.contains(c);
    let parts: Vec<&str> = text.split(|c: char| !fits(c)).filter(|part| !part.is_empty()).collect();
    parts.join(link).trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
}

/// The time zone of nearly a name.
fn time_zone(text: &str) -> Option<&'static str> {
    let spelt = text.replace(' ', "_");
    let zones: Vec<&str> = time_zones().collect();
    let same = zones.iter().find(|zone| zone.eq_ignore_ascii_case(&spelt)).copied();
    same.or_else(|| did_you_mean(&spelt, &zones))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended() {
        let table = [
            (Format::LabelValue, "load test", "load-test"),
            (Format::LabelValue, "-a", "a"),
            (Format::QualifiedName, "my app", "my-app"),
            (Format::QualifiedName, "Example.com/app", "example.com/app"),
            (Format::AnnotationKey, "example.com/rules[0].rate", "example.com/rules.0.rate"),
            (Format::ConfigKey, "my/key", "my.key"),
            (Format::ConfigKey, "SCALYR SERVER", "SCALYR_SERVER"),
            (Format::ConfigKey, "a: b", "a-b"),
            (Format::DnsLabel, "Load_Test", "load-test"),
            (Format::DnsLabel, "scalyr.test", "scalyr-test"),
            (Format::DnsSubdomain, "Load Test.a", "load-test.a"),
            (Format::ResourceName, "Memory", "memory"),
            (Format::ResourceName, "CPU", "cpu"),
            (Format::TimeZone, "Europe/berlin", "Europe/Berlin"),
            (Format::TimeZone, "America/New York", "America/New_York"),
            (Format::TimeZone, "Europe/Berln", "Europe/Berlin"),
        ];
        for (format, text, meant) in table {
            assert_eq!(format.repairs(text), [meant], "{format:?} {text}");
        }
    }

    #[test]
    fn guesses_are_not_made() {
        for (format, text) in [
            (Format::LabelValue, "größe"),
            (Format::DnsLabel, "__"),
            (Format::EnvName, "A=B"),
            (Format::ResourceName, "storages"),
            (Format::TimeZone, "Mars/Olympus"),
        ] {
            assert_eq!(format.repairs(text), [""; 0], "{format:?} {text}");
        }
    }
}
