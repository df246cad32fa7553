//! Secrets in forms of other languages: calls, elements of XML, addresses, private keys.

use super::key::strength_of;
use super::text::{name_before, values};
use super::value::{holds, is_distinct, is_key_like, is_nothing};

/// Bytes of the shortest last part of a webhook's address that is its key.
const SHORTEST_HOOK: usize = 16;

/// The value in a call with a name in quotes before it: `define('DB_PASSWORD', 'value')`, by the comma.
pub(super) fn of_call<'t>(text: &'t str, at: usize, found: &mut Vec<&'t str>) {
    let before = text.get(..at).unwrap_or_default().trim_end();
    let Some(inner) = before.strip_suffix(['"', '\'']) else { return };
    let name = name_before(inner, inner.len());
    let opening = inner.strip_suffix(name).unwrap_or_default();
    let is_call = opening.strip_suffix(['"', '\'']).is_some_and(|rest| rest.ends_with('('));
    let value = text.get(at + 1..).unwrap_or_default().trim_start();
    let strength = strength_of(name).filter(|_| is_call && value.starts_with(['"', '\'']));
    let Some(strength) = strength else { return };
    found.extend(values(value).into_iter().filter(|value| holds(strength, true, value)));
}

/// The text of an XML element: `<apiKey>value</apiKey>`, by where its opening tag ends.
pub(super) fn of_element<'t>(text: &'t str, at: usize, found: &mut Vec<&'t str>) {
    let name = text.get(..at).and_then(|before| before.rsplit('<').next()).unwrap_or_default();
    let value = text.get(at + 1..).unwrap_or_default().split('<').next().unwrap_or_default();
    let strength = strength_of(name).filter(|_| name.len() < value.len() + 40);
    found.extend(strength.filter(|strength| holds(*strength, true, value)).map(|_| value));
}

/// The password of `user:password@host/…`, and a user that is a key.
pub(super) fn of_url(rest: &str) -> Vec<&str> {
    let end = rest.find(|c: char| c.is_whitespace() || "\"'`<>,".contains(c)).unwrap_or(rest.len());
    let address = rest.get(..end).unwrap_or_default();
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    // A password may have a slash in it; a port has none.
    let is_open = || host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_err());
    let holds_key = |at: &usize| address.get(..*at).is_some_and(is_key_like);
    let at = host.rfind('@');
    let at = at.or_else(|| address.rfind('@').filter(|at| is_open() || holds_key(at)));
    let Some(user) = at.and_then(|at| address.get(..at)) else {
        return of_hook(address, host).into_iter().collect();
    };
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let is_key = |name: &str| is_key_like(name) || (password.is_empty() && is_distinct(name));
    let mut found: Vec<&str> =
        Some(password).filter(|text| !is_nothing(text)).into_iter().collect();
    found.extend(Some(name).filter(|name| is_key(name)));
    found
}

/// The last part of a webhook's address, with which anyone may write there.
fn of_hook<'t>(address: &'t str, host: &str) -> Option<&'t str> {
    let is_hook = host.starts_with("hooks.") || address.contains("/webhook");
    let last = address.split(['?', '#']).next()?.rsplit('/').next()?;
    (is_hook && last.len() >= SHORTEST_HOOK && last.len() < address.len()).then_some(last)
}

/// The lines of private keys.
pub(super) fn of_pem<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    for part in text.split("PRIVATE KEY-----").skip(1).step_by(2) {
        let lines = part.split(['\n', '\r', ' ', '"', '\'']).flat_map(|line| line.split("\\n"));
        found.extend(lines.filter(|line| line.len() >= 16 && !line.contains("---")));
    }
}
