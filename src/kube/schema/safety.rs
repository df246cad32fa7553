//! Looks of what keeps pods and clusters safe: profiles, kernel parameters, certificates; and of what is near to them.

use std::net::IpAddr;

use super::Format;
use super::looks::{is_cidr, is_sub_path};
use super::names::is_digits;
use super::special::decode;

impl Format {
    /// Whether it is one of these.
    pub(super) fn is_of_safety(self) -> bool {
        matches!(
            self,
            Self::Unpadded
                | Self::OneLine
                | Self::Identifier
                | Self::SysctlOffNetwork
                | Self::SysctlOffIpc
                | Self::CidrStart
                | Self::SecurityVersion
                | Self::AppArmorText
                | Self::SeccompText
                | Self::ProtectedGroup
                | Self::CertificatePem
                | Self::CertificatePemBase64
                | Self::KeyPem
                | Self::KeyPemBase64
                | Self::Pattern
        )
    }

    /// Whether a text looks like it.
    pub(super) fn fits_safety(self, text: &str) -> bool {
        match self {
            Self::Unpadded => text.trim() == text,
            Self::OneLine => text.is_empty() || (!text.contains('\n') && !text.trim().is_empty()),
            Self::Identifier => is_identifier(text),
            Self::SysctlOffNetwork => !is_in(text, &["net"]),
            Self::SysctlOffIpc => {
                !is_in(text, &["kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue"])
            }
            Self::CidrStart => !is_cidr(text) || begins_with_itself(text),
            Self::SecurityVersion => is_security_version(text),
            Self::AppArmorText => is_app_armor_profile(text),
            Self::SeccompText => is_seccomp_profile(text),
            Self::ProtectedGroup => is_of_kubernetes(text),
            Self::CertificatePem => has_block(text.as_bytes(), CERTIFICATE),
            Self::KeyPem => has_block(text.as_bytes(), KEY),
            Self::CertificatePemBase64 => {
                decode(text).is_none_or(|bytes| has_block(&bytes, CERTIFICATE))
            }
            Self::KeyPemBase64 => decode(text).is_none_or(|bytes| has_block(&bytes, KEY)),
            Self::Pattern => !is_broken(text),
            _ => true,
        }
    }
}

/// The ends of the lines that begin a block of PEM.
const CERTIFICATE: &[u8] = b"CERTIFICATE-----";
const KEY: &[u8] = b"PRIVATE KEY-----";

/// Whether a text begins with a letter or `_`, and goes on with these and digits.
fn is_identifier(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.bytes().all(is_part) && text.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
}

fn is_security_version(text: &str) -> bool {
    let is_minor = |minor: &str| is_digits(minor) && minor.len() < 4;
    text == "latest" || text.strip_prefix("v1.").is_some_and(is_minor)
}

fn is_app_armor_profile(text: &str) -> bool {
    ["", "runtime/default", "unconfined"].contains(&text) || text.starts_with("localhost/")
}

fn is_seccomp_profile(text: &str) -> bool {
    ["runtime/default", "docker/default", "unconfined"].contains(&text)
        || text.strip_prefix("localhost/").is_some_and(is_sub_path)
}

/// Whether a group is one of Kubernetes.
fn is_of_kubernetes(group: &str) -> bool {
    ["k8s.io", "kubernetes.io"].iter().any(|own| {
        group.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Whether a kernel parameter is one of these or below one of them, be it written with `.` or with `/`.
fn is_in(sysctl: &str, spaces: &[&str]) -> bool {
    let name = sysctl.replace('/', ".");
    // Of the kernel's own, what follows is a part of the word: `kernel.shmmax`.
    spaces.iter().any(|space| {
        name.strip_prefix(space)
            .is_some_and(|rest| space.starts_with("kernel") || rest.starts_with('.'))
    })
}

/// Whether the address in front is the range's first one.
fn begins_with_itself(text: &str) -> bool {
    let Some((address, length)) = text.trim().split_once('/') else { return true };
    let length: u32 = length.parse().unwrap_or_default();
    let rest = match address.parse() {
        Ok(IpAddr::V4(it)) => u32::from(it).checked_shl(length).unwrap_or(0) != 0,
        Ok(IpAddr::V6(it)) => u128::from(it).checked_shl(length).unwrap_or(0) != 0,
        Err(_) => false,
    };
    !rest
}

/// Whether a text in PEM has a block of a kind.
fn has_block(text: &[u8], kind: &[u8]) -> bool {
    memchr::memmem::find(text, b"-----BEGIN ").is_some_and(|at| {
        text.get(at..).is_some_and(|rest| memchr::memmem::find(rest, kind).is_some())
    })
}

/// Whether a regular expression lacks a bracket, or has what Go's engine doesn't know: references back, a look ahead, a
/// repetition of nothing. Source: regexp/syntax.
fn is_broken(text: &str) -> bool {
    // Between these marks, everything is a text; few know them.
    if text.contains("\\Q") {
        return false;
    }
    let (mut depth, mut rest, mut repeats_nothing) = (0_usize, text, true);
    while let Some(letter) = rest.chars().next() {
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        let was_begun = std::mem::replace(&mut repeats_nothing, matches!(letter, '(' | '|'));
        match letter {
            '\\' | '[' => match behind_token(letter, rest) {
                Some(behind) => rest = behind,
                None => return true,
            },
            '(' if ["?=", "?!", "?<=", "?<!"].iter().any(|look| rest.starts_with(look)) => {
                return true;
            }
            '(' => {
                depth += 1;
                // What follows are flags or a name.
                rest = rest.strip_prefix('?').unwrap_or(rest);
            }
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            '*' | '+' | '?' if was_begun => return true,
            _ => {}
        }
    }
    depth > 0
}

/// What follows an escaped letter or a class that has just begun; `None` where that is broken.
fn behind_token(begin: char, rest: &str) -> Option<&str> {
    match (begin, rest.chars().next()) {
        ('[', _) => behind_class(rest),
        (_, None | Some('1'..='9')) => None,
        (_, Some(escaped)) => Some(rest.get(escaped.len_utf8()..).unwrap_or_default()),
    }
}

/// What is behind a class of letters, whose bracket is open; none where it isn't closed.
fn behind_class(text: &str) -> Option<&str> {
    let mut rest = text.strip_prefix('^').unwrap_or(text);
    // A bracket in front is a letter of it.
    rest = rest.strip_prefix(']').unwrap_or(rest);
    loop {
        let at = rest.find(['\\', '[', ']'])?;
        let (found, behind) = rest.get(at..)?.split_at_checked(1)?;
        rest = match found {
            "]" => return Some(behind),
            "[" if behind.starts_with(':') => {
                let name = behind.find(":]").and_then(|end| behind.get(end + 2..));
                name.unwrap_or(behind)
            }
            "[" => behind,
            _ => behind.get(behind.chars().next()?.len_utf8()..)?,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kube::schema::format::check;

    #[test]
    fn what_keeps_clusters_safe_is_as_the_api_server_takes_it() {
        check(Format::Unpadded, &["a", "a b"], &[" a", "a ", " "]);
        check(Format::OneLine, &["", "a b", " a"], &[" ", "a\nb", "a\n"]);
        check(Format::Identifier, &["a", "_a1", "A_b"], &["", "1a", "a-b", "a.b", "é"]);
        check(
            Format::SysctlOffNetwork,
            &["kernel.shmmax", "netx.a"],
            &["net.core.somaxconn", "net/ipv4/ip_local_port_range"],
        );
        check(
            Format::SysctlOffIpc,
            &["net.core.somaxconn", "kernel.pid_max", "fs.file-max"],
            &["kernel.shm_rmid_forced", "kernel/msgmax", "kernel.sem", "fs.mqueue.msg_max"],
        );
        check(
            Format::CidrStart,
            &["10.0.0.0/8", "0.0.0.0/0", "1.2.3.4/32", "::/0", "2001:db8::/32", "x"],
            &["10.0.0.1/8", "1.2.3.4/0", "2001:db8::1/64"],
        );
    }

    #[test]
    fn profiles_and_groups_are_as_the_api_server_takes_them() {
        check(Format::SecurityVersion, &["latest", "v1.36"], &["1.36", "v1", "v2.1", ""]);
        check(
            Format::AppArmorText,
            &["", "runtime/default", "unconfined", "localhost/a"],
            &["default", "Unconfined"],
        );
        check(
            Format::SeccompText,
            &["runtime/default", "docker/default", "localhost/a/b"],
            &["", "RuntimeDefault", "localhost//a", "localhost/../a"],
        );
        check(
            Format::ProtectedGroup,
            &["k8s.io", "x.k8s.io", "a.kubernetes.io"],
            &["a.io", "xk8s.io"],
        );
    }

    #[test]
    fn certificates_and_patterns_are_told_from_other_texts() {
        let (certificate, key) =
            ("-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN RSA PRIVATE KEY-----\nMII");
        check(Format::CertificatePem, &[certificate], &["MII", key, "CERTIFICATE-----"]);
        check(Format::KeyPem, &[key], &["MII", certificate]);
        check(Format::CertificatePemBase64, &["not base64!"], &["eA==", ""]);
        check(Format::KeyPemBase64, &["not base64!"], &["eA=="]);
        check(
            Format::Pattern,
            &[
                "^[a-z]+$",
                r"^\d+\.\d+$",
                r"\Q(\E",
                "a{,5}",
                r"\pN+",
                "(?i)a",
                "[[:alpha:]]",
                "[](]",
                r"[\](]",
                "a*?",
                "",
            ],
            &["(", "[a", "a)", "*a", "(?=a)", r"(a)\1", "a\\", "(|+a)", "[[:alpha:]"],
        );
    }
}
