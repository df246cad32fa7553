//! Secrets in forms of other languages: calls, elements of XML, addresses, private keys.

use super::broken::first_name;
use super::extent::{clip, values};
use super::key::strength_of;
use super::name::Strength;
use super::text::name_before;
use super::value::{holds, is_distinct, is_key_like, is_nothing};

/// Bytes of the shortest part of a webhook's address that is its key.
const SHORTEST_HOOK: usize = 11;
/// Parts of the addresses of webhooks, and of where logs and alarms are sent, before the key in them.
const HOOKS: [&str; 5] = ["/webhook", "/integration/", "/input/", "/ingest/", "/collector/"];
/// Bytes of the longest text before the value of an attribute in which its name is looked for.
const LONGEST_ELEMENT: usize = 160;
/// Bytes of the longest address that is looked through, and of the longest of a webhook.
const LONGEST_ADDRESS: usize = 2048;
const LONGEST_HOOK: usize = 512;
/// Fields of a line of `.pgpass`.
const PGPASS: usize = 5;
/// How calls are named that are given a value: `setToken(…)`, `withPassword(…)`.
const GIVING: [&str; 4] = ["set", "with", "use", "add"];

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

/// The value next to its name in elements of their own: `<name>db.password</name> <value>K</value>`.
pub(super) fn of_property<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    for (at, ending) in ["</name>", "</key>"].iter().flat_map(|end| text.match_indices(end)) {
        let name = name_before(text, at);
        let rest = text.get(at + ending.len()..).unwrap_or_default().trim_start();
        let Some(strength) = strength_of(name).filter(|_| rest.starts_with('<')) else { continue };
        let value = rest.split_once('>').map(|(_, value)| value.split('<').next());
        let value = value.flatten().map(str::trim).unwrap_or_default();
        found.extend(Some(value).filter(|value| holds(strength, true, value)));
    }
}

/// The password of `user:password@host/…`, and a user that is a key.
pub(super) fn of_url(rest: &str) -> Vec<&str> {
    let rest = clip(rest, LONGEST_ADDRESS);
    let end = rest.find(|c: char| c.is_whitespace() || "\"'`<>,".contains(c)).unwrap_or(rest.len());
    let address = rest.get(..end).unwrap_or_default();
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    // A password may have a slash in it; a port has none.
    let is_open = || host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_err());
    let holds_key = |at: &usize| address.get(..*at).is_some_and(is_key_like);
    let at = host.rfind('@');
    let at = at.or_else(|| address.rfind('@').filter(|at| is_open() || holds_key(at)));
    let Some(user) = at.and_then(|at| address.get(..at)) else {
        return of_hook(address, host);
    };
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let is_key = |name: &str| is_key_like(name) || (password.is_empty() && is_distinct(name));
    let mut found: Vec<&str> =
        Some(password).filter(|text| !is_nothing(text)).into_iter().collect();
    found.extend(Some(name).filter(|name| is_key(name)));
    found.extend(of_hook(address, host));
    found
}

/// The parts of a webhook's address with which anyone may write there: all that people don't give names to.
fn of_hook<'t>(address: &'t str, host: &str) -> Vec<&'t str> {
    let address = clip(address, LONGEST_HOOK);
    let is_hook = host.starts_with("hooks.")
        || host == "api.telegram.org"
        || HOOKS.iter().any(|part| address.contains(part));
    let path = address.split(['?', '#']).next().and_then(|it| it.get(host.len()..));
    let Some(path) = path.filter(|_| is_hook) else { return Vec::new() };
    // Base64 has slashes of its own: the key is the rest after two parts that say whose it is.
    let behind = path.trim_matches('/').splitn(4, '/').nth(3);
    let parts = path.split(['/', '@', ':']).chain(behind);
    let has_digit = |part: &str| part.contains(|c: char| c.is_ascii_digit());
    parts
        .filter(|part| part.len() >= SHORTEST_HOOK && (has_digit(part) || !part.contains('-')))
        .collect()
}

/// The lines of private keys.
pub(super) fn of_pem<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    for part in text.split("PRIVATE KEY-----").skip(1).step_by(2) {
        let lines = part.split(['\n', '\r', ' ', '"', '\'']).flat_map(|line| line.split("\\n"));
        found.extend(lines.filter(|line| !line.is_empty() && !line.contains("---")));
    }
}

/// The values in brackets after a name: `auth=("user", "value")`, `setToken('value')`.
pub(super) fn of_brackets<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    for (at, _) in text.match_indices('(') {
        let inner = text.get(at + 1..).unwrap_or_default().trim_start();
        if !inner.starts_with(['"', '\'']) {
            continue;
        }
        let Some(strength) = given_to(text, at) else { continue };
        let inner = clip(inner, LONGEST_ELEMENT).split([')', '\n']).next().unwrap_or_default();
        let given = inner.split(['"', '\'']).skip(1).step_by(2);
        found.extend(given.filter(|value| holds(strength, true, value)));
    }
}

/// How secret what a call is given is, by its name, or by the name that the brackets are assigned to.
fn given_to(text: &str, at: usize) -> Option<Strength> {
    let called = name_before(text, at);
    let method = called.rsplit('.').next().unwrap_or_default();
    let lower = method.to_ascii_lowercase();
    let gives = GIVING.iter().any(|start| lower.starts_with(start));
    let strength = strength_of(method).filter(|strength| gives && *strength >= Strength::Sure);
    strength.or_else(|| {
        let before = text.get(..at)?.trim_end().strip_suffix(called)?.trim_end();
        let assigned = before.strip_suffix('=')?;
        let name = name_before(assigned, assigned.len());
        strength_of(name).filter(|strength| *strength >= Strength::Likely)
    })
}

/// The value of an element whose name is in another attribute: `key="ApiKey" value="K"`.
pub(super) fn of_attribute<'t>(text: &'t str, at: usize, found: &mut Vec<&'t str>) {
    let before = text.get(..at).unwrap_or_default();
    let name = before.trim_end_matches([' ', '"', '\'']);
    let Some(rest) = name.strip_suffix("value") else { return };
    let from = rest.len().saturating_sub(LONGEST_ELEMENT);
    let near = (from..=rest.len()).find_map(|from| rest.get(from..)).unwrap_or_default();
    let element = near.rsplit(['\n', '<', '{', '(']).next().unwrap_or_default();
    if !element.contains(['"', '\'']) || first_name(element).is_none() {
        return;
    }
    let value = text.get(at + 1..).unwrap_or_default().trim_start();
    found.extend(values(value).into_iter().filter(|value| holds(Strength::Sure, true, value)));
}

/// The password of a line of `.pgpass`: `host:port:database:user:password`.
pub(super) fn of_pgpass<'t>(line: &'t str, found: &mut Vec<&'t str>) {
    let line = line.trim();
    if line.contains(char::is_whitespace) {
        return;
    }
    let fields: Vec<&str> = line.splitn(PGPASS, ':').collect();
    let [host, port, _, _, password] = fields.as_slice() else { return };
    // The parts of an address of a network card are below.
    let is_port = *port == "*" || port.parse::<u16>().is_ok_and(|port| port >= 100);
    if is_port && !host.is_empty() && !is_nothing(password) {
        found.push(password);
    }
}
