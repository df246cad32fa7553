//! Words that a machine made at random: they are keys whatever is written around them.

/// Bytes of the shortest word that is known as random by itself.
pub(super) const SHORTEST_RANDOM: usize = 16;

/// Whether a word was made by a machine at random, so that it is a secret whatever is written around it. Names and
/// digests are in one case, or have few digits.
#[must_use]
pub(crate) fn is_random(word: &str) -> bool {
    is_random_of_two_cases(word)
        || is_random_of_letters(word)
        || is_random_of_one_case(word.trim_end_matches('='))
}

/// The same for a long word in two cases with few digits, of letters that nobody can pronounce and that change their case
/// more often than the words of a name begin.
fn is_random_of_letters(word: &str) -> bool {
    const SHORTEST: usize = 24;
    const FEWEST_OF_CASE: usize = 4;
    const BYTES_BETWEEN_SIGNS: usize = 8;
    let is_sign = |byte: &u8| matches!(byte, b'-' | b'_' | b'=');
    if word.len() < SHORTEST || !word.bytes().all(|c| c.is_ascii_alphanumeric() || is_sign(&c)) {
        return false;
    }
    let count = |class: fn(&u8) -> bool| word.bytes().filter(class).count();
    let (capitals, small) = (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase));
    let signs = word.bytes().filter(is_sign).count();
    capitals >= FEWEST_OF_CASE
        && small >= FEWEST_OF_CASE
        && count(u8::is_ascii_digit) > 0
        && signs * BYTES_BETWEEN_SIGNS <= word.len()
        // No name ends with a sign, as many keys do.
        && (word.ends_with(['-', '_'])
            || is_jumbled(changes(word), vowels(word), word.len(), capitals + small))
}

/// Whether the share of changes is so much above that of vowels among the letters. Names have words, with a vowel for each
/// change.
const fn is_jumbled(changes: usize, vowels: usize, bytes: usize, letters: usize) -> bool {
    changes * letters * 4 >= vowels * bytes * 4 + bytes * letters
}

fn vowels(word: &str) -> usize {
    word.bytes().filter(|byte| b"aeiouAEIOU".contains(byte)).count()
}

fn is_random_of_two_cases(word: &str) -> bool {
    const FEWEST_CHANGES: usize = 8;
    if word.len() < SHORTEST_RANDOM || !word.is_ascii() {
        return false;
    }
    let count = |class: fn(&u8) -> bool| word.bytes().filter(class).count();
    count(u8::is_ascii_digit) >= 4
        && count(u8::is_ascii_uppercase) >= 2
        && count(u8::is_ascii_lowercase) >= 2
        && changes(word) >= FEWEST_CHANGES
}

/// How often a digit, a capital and anything else follow one another.
fn changes(word: &str) -> usize {
    let class = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    let pairs = word.as_bytes().windows(2).filter_map(|pair| pair.first().zip(pair.last()));
    pairs.filter(|(a, b)| class(**a) != class(**b)).count()
}

/// The same for base64 with a slash in it. A path has neither `+` nor `=`, and its parts are words.
#[must_use]
pub(crate) fn is_random_base64(word: &str) -> bool {
    let digits = word.trim_end_matches('=');
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let is_signed = || word.len() > digits.len() || digits.contains('+');
    let is_block =
        || word.len() >= 32 && word.len().is_multiple_of(4) && changes(word) * 2 >= word.len();
    digits.contains('/')
        && digits.bytes().all(is_part)
        && is_random_of_two_cases(word)
        && (is_signed() || is_block())
}

/// The parts of a word that are such base64: what is joined to a name by `=`, `-` and the like isn't the name.
pub(super) fn base64_in(word: &str) -> impl Iterator<Item = &str> {
    let parts = word.split(['-', '_', '~']).filter(|part| part.contains('/'));
    let parts = parts.map(|part| match part.split_once('=') {
        Some((_, value)) if !value.trim_matches('=').is_empty() => value,
        _ => part,
    });
    parts.filter(|part| is_random_base64(part))
}

/// The same for a long word in one case without anything between its parts: letters that nobody can pronounce, or letters
/// and digits in turn. Digests have digits and the letters up to `f`.
fn is_random_of_one_case(word: &str) -> bool {
    const SHORTEST: usize = 28;
    const FEWEST_CHANGES: usize = 6;
    const LONGEST_OF_CONSONANTS: usize = 4;
    if word.len() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let count = |class: fn(&u8) -> bool| word.bytes().filter(class).count();
    if count(u8::is_ascii_lowercase) > 0 && count(u8::is_ascii_uppercase) > 0
        || word.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return false;
    }
    let digits = count(u8::is_ascii_digit);
    if digits > 0 {
        let bytes = word.as_bytes().windows(2);
        let pairs = bytes.filter_map(|pair| pair.first().zip(pair.last()));
        let turns = pairs.filter(|(a, b)| a.is_ascii_digit() != b.is_ascii_digit()).count();
        return digits < word.len() && turns >= FEWEST_CHANGES;
    }
    let parts = word.split(|c: char| "aeiouAEIOU".contains(c));
    let longest = parts.map(str::len).max().unwrap_or_default();
    vowels(word) * 7 < word.len() * 2 && longest > LONGEST_OF_CONSONANTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_made_is_told_without_its_name() {
        for key in [
            "0Zz9PlantedKey4711",
            "0aB1cD2eF3gH4iJ5kL6mN7oP8",
            "Kx93LmQ72Rt8vBn4",
            "pvrnykosoljhzfwyhcsjqpkxojtcdqnfykep",
            "QNSPUQ2IDW52IJB4LAJLJ6HDU6GDPMRC",
            "x7q2m9v4k1t8w3z6r5y0p2n7b4c9d1f8",
            "0iPffYjwntyYbWtN8RKLhStlSDFDDGiTvMEPp-",
            "qWmTzKrB4sYdHnXcPvGj_LfQt",
            "0bBQJPQzbT4MjiLYPRbNLJT4EHlvbvySVUgkIMKP-Y",
            "0RK5GOzE8qhxtmskQpcnavZASkayZFLeVLorj-",
        ] {
            assert!(is_random(key), "{key}");
        }
        for word in [
            "sha256:0123456789abcdef0123456789abcdef",
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "SCALYR_K8S_KUBELET_HOST_IP",
            "ValidatingWebhookConfiguration",
            "flowcontrol.apiserver.k8s.io/v1beta3",
            "2006-01-02T15:04:05Z07:00",
            "Standard_D16s_v3",
            "x-amzn-oidc-accesstoken",
            "LogLoadTestParserV2",
            "SetupDiGetHwProfileListExA2",
            "ExpectColumnValuesToNotBeIn3Sets",
            "X-B3-TraceId-X-B3-SpanId-X-Ot",
            "requiredduringschedulingignoredduringexecution",
            "0123456789abcdef0123456789abcdef01234567",
            "topologyspreadconstraintslabelselector",
        ] {
            assert!(!is_random(word), "{word}");
        }
    }

    #[test]
    fn base64_is_told_from_paths() {
        for key in [
            "kX4+bQ/9rYz2mD8w=",
            "Ab3/Xy9+Kq7Lm2Zp0Wv",
            "tQ8/bN3vR7kLx2Pz9aWdE4yU/1hM6jCf",
            "7sJ/f0Wq+Lk2Pz9xYd3==",
        ] {
            assert!(is_random_base64(key), "{key}");
        }
        for path in [
            "/var/lib/docker/containers",
            "AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/02",
            "i386/x86_64/AMD64/Win32/ARM64/v7",
            "Microsoft.Network/loadBalancers/LB01/frontendIPConfigurations/IP02",
            "refs/heads/Feature/ABC-1234",
            "apis/batch/v1/namespaces/X1/jobs/Y2",
        ] {
            assert!(!is_random_base64(path), "{path}");
        }
    }
}
