//! The formats of the schemas as regular expressions, written from the API server's own rather than from
//! lt-lint's code.

use regex_lite::Regex;

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const NAME: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

/// Whether a text is of a format; `None` for names that aren't formats of lt-lint.
pub fn fits(format: &str, text: &str) -> Option<bool> {
    let is = |pattern: &str| Regex::new(&format!("^({pattern})$")).unwrap().is_match(text);
    let subdomain = format!("{LABEL}(\\.{LABEL})*");
    let qualified = |text: &str| {
        let (prefix, name) = text.split_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
        let pattern = Regex::new(&format!("^{subdomain}$")).unwrap();
        let named = Regex::new(&format!("^{NAME}$")).unwrap().is_match(name) && name.len() <= 63;
        named && prefix.is_none_or(|prefix| pattern.is_match(prefix) && prefix.len() <= 253)
    };
    Some(match format {
        "dns-label" => is(LABEL) && text.len() <= 63,
        "dns-label-or-empty" => text.is_empty() || (is(LABEL) && text.len() <= 63),
        "dns-subdomain" => is(&subdomain) && text.len() <= 253,
        "dns-subdomain-or-empty" => text.is_empty() || (is(&subdomain) && text.len() <= 253),
        "qualified-name" => qualified(text),
        "annotation-key" => qualified(&text.to_lowercase()),
        "label-value" => text.is_empty() || (is(NAME) && text.len() <= 63),
        "env-name" => is("[ -<>-~]+"),
        "config-key" => is("[-._a-zA-Z0-9]+") && text.len() <= 253 && text != "." && !text.starts_with(".."),
        "port-name-or-empty" => text.is_empty() || fits("port-name", text)?,
        "port-name" => {
            is("[a-z0-9-]{1,15}") && is(".*[a-z].*") && !text.contains("--") && is("[^-].*") && is(".*[^-]")
        }
        "percentage" => is("[0-9]+%"),
        "quantity" => is(" *[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)? *"),
        "byte" => is("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"),
        "mount-path" => is("[^:]+"),
        _ => return None,
    })
}
