//! What an amount is an amount of, and what was likely meant by one that is none.

use super::Quantity;

/// What a resource is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Cores of a CPU.
    Cores,
    /// Bytes of memory, which everybody counts in powers of 1024.
    Memory,
    /// Bytes of a disk, which are counted in either.
    Disk,
    /// Pieces of something else.
    Count,
}

impl Measure {
    /// That of a resource or a field, by its name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "cpu" => Self::Cores,
            "memory" => Self::Memory,
            _ if name.starts_with("hugepages-") => Self::Memory,
            "storage" | "ephemeral-storage" | "sizeLimit" => Self::Disk,
            _ => Self::Count,
        }
    }

    /// The amounts that a text most likely means, without its usual slips: spaces, a comma for the point,
    /// a unit in other letters. None where nothing comes close.
    #[must_use]
    pub fn repairs(self, text: &str) -> Vec<String> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let end = compact.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(compact.len());
        let (number, unit) = compact.split_at_checked(end).unwrap_or((&compact, ""));
        let number = with_point(number);
        if Quantity::parse(&number).is_ok_and(|amount| !amount.is_negative()) {
            let units = self.units(&unit.to_ascii_lowercase());
            units.iter().map(|unit| format!("{number}{unit}")).collect()
        } else {
            Vec::new()
        }
    }

    fn units(self, written: &str) -> &'static [&'static str] {
        match (self, written) {
            (_, "") => &[""],
            (
                Self::Cores,
                "m" | "mi" | "mc" | "mcpu" | "mcore" | "mcores" | "millicore" | "millicores"
                | "millicpu",
            ) => &["m"],
            (Self::Cores, "c" | "core" | "cores" | "cpu" | "cpus" | "vcpu" | "vcpus") => &[""],
            (Self::Memory, _) => match big(written) {
                Some((_, two)) => two,
                None => &[],
            },
            (Self::Disk, _) => match big(written) {
                Some((_, two)) if written.contains('i') => two,
                Some((either, _)) => either,
                None => &[],
            },
            (Self::Cores | Self::Count, _) => &[],
        }
    }
}

/// A unit of bytes that a word begins with: both that it may means, and the one in powers of 1024.
fn big(written: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match written {
        "b" | "byte" | "bytes" => (&[""], &[""]),
        "k" | "ki" | "kb" | "kib" => (&["k", "Ki"], &["Ki"]),
        "m" | "mi" | "mb" | "mib" | "meg" | "mega" | "mbytes" | "megabytes" => {
            (&["M", "Mi"], &["Mi"])
        }
        "g" | "gi" | "gb" | "gib" | "gig" | "giga" | "gbytes" | "gigabytes" => {
            (&["G", "Gi"], &["Gi"])
        }
        "t" | "ti" | "tb" | "tib" => (&["T", "Ti"], &["Ti"]),
        _ => return None,
    })
}

/// A comma before exactly three digits parts thousands, another one means the point.
fn with_point(number: &str) -> String {
    match number.split_once(',') {
        Some((whole, rest)) if rest.len() == 3 && !matches!(whole, "" | "0") => {
            format!("{whole}{rest}")
        }
        Some((whole, rest)) => format!("{whole}.{rest}"),
        None => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_by_what_is_measured() {
        for (resource, text, meant) in SLIPS {
            assert_eq!(Measure::of(resource).repairs(text), meant, "{resource}: {text}");
        }
    }

    const SLIPS: [(&str, &str, &[&str]); 26] = [
        ("cpu", "300mi", &["300m"]),
        ("cpu", "500 m", &["500m"]),
        ("cpu", "0,5", &["0.5"]),
        ("cpu", "0,500", &["0.500"]),
        ("cpu", "1 core", &["1"]),
        ("cpu", "2cores", &["2"]),
        ("cpu", "500M i", &["500m"]),
        ("cpu", "1Gb", &[]),
        ("memory", "150MB", &["150Mi"]),
        ("memory", "150mi", &["150Mi"]),
        ("memory", "1 Gi", &["1Gi"]),
        ("memory", "1,5Gi", &["1.5Gi"]),
        ("memory", "1,024Mi", &["1024Mi"]),
        ("memory", "1gb", &["1Gi"]),
        ("memory", "1024mb", &["1024Mi"]),
        ("memory", "1K", &["1Ki"]),
        ("memory", "100 bytes", &["100"]),
        ("storage", "10GB", &["10G", "10Gi"]),
        ("storage", "10GiB", &["10Gi"]),
        ("ephemeral-storage", "1gb", &["1G", "1Gi"]),
        ("sizeLimit", "1 TB", &["1T", "1Ti"]),
        ("example.com/gpu", "1 ", &["1"]),
        ("memory", "lots", &[]),
        ("memory", "-1Gib", &[]),
        ("memory", "", &[]),
        ("cpu", "1,5,0", &[]),
    ];
}
