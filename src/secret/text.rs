//! Secrets in running text: scripts, arguments, comments, `.env` files, URLs, headers.

use super::extent::{apart, clip, first_line, values};
use super::form::{
    of_attribute, of_brackets, of_call, of_element, of_pem, of_pgpass, of_property, of_url,
};
use super::key::strength_of;
use super::name::Strength;
use super::option::of_user;
use super::sequence;
use super::value::{holds, is_nothing};

/// Option of kubectl before `key=value` of a new Secret.
const LITERAL: &str = "--from-literal";
/// Words for passwords and keys in comments that aren't in English.
const OTHER_LANGUAGES: [&str; 17] = [
    "passwort",
    "kennwort",
    "schlüssel",
    "schluessel",
    "passe",
    "clé",
    "contraseña",
    "clave",
    "chiave",
    "senha",
    "wachtwoord",
    "пароль",
    "ключ",
    "密码",
    "密钥",
    "パスワード",
    "キー",
];
/// Bytes of the shortest text that can have a secret in it.
pub(super) const SHORTEST: usize = 6;
/// Bytes of the longest name of a variable, with what is around it on its line.
const LONGEST_NAME: usize = 300;
/// Words of `.netrc` and the like before a user, who is before a password.
const LOGINS: [&str; 2] = ["login", "user"];
/// Settings and options of curl that are a user with a password.
const USERS: [&str; 2] = ["user", "proxy-user"];
/// Words of the longest line that is a name and a value with no sign between them.
const LONGEST_PAIR: usize = 6;
/// Every part of a text that is a secret, in no order; the same may come twice.
pub(crate) fn secrets_in(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    if text.len() < SHORTEST {
        return found;
    }
    of_signs(text, &mut found);
    of_markup(text, &mut found);
    let before = found.len();
    sequence::of_words(text, &mut found);
    let quoted = found.iter().skip(before).filter_map(|word| in_quotes(text, word));
    let quoted: Vec<&str> = quoted.collect();
    found.extend(quoted);
    if text.contains("-u") && text.contains(':') {
        of_user(text, &mut found);
    }
    if text.contains("('") || text.contains("(\"") {
        text.match_indices(',').for_each(|(at, _)| of_call(text, at, &mut found));
        of_brackets(text, &mut found);
    }
    if text.contains('\n') || LOGINS.iter().any(|login| text.contains(login)) {
        for line in text.lines() {
            of_pair(line, &mut found);
            of_pgpass(line, &mut found);
        }
    }
    apart(text, found)
}

/// Values after `=` and `:`, and those in URLs.
fn of_signs<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    for (at, _) in text.match_indices(['=', ':']) {
        of_assignment(text, at, found);
        of_attribute(text, at, found);
    }
    for (at, option) in text.match_indices(LITERAL) {
        let rest = text.get(at + option.len()..).unwrap_or_default();
        let rest = rest.trim_start_matches(['=', ' ', '"', '\'']);
        found.extend(rest.split_once('=').into_iter().flat_map(|(_, value)| values(value)));
    }
    for (at, _) in text.match_indices("://") {
        found.extend(of_url(text.get(at + 3..).unwrap_or_default()));
    }
}

/// Private keys, and elements and properties of XML.
fn of_markup<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    if text.contains("PRIVATE KEY-----") {
        of_pem(text, found);
    }
    if text.contains("</") {
        text.match_indices('>').for_each(|(at, _)| of_element(text, at, found));
        of_property(text, found);
    }
}

/// A name and a value alone on a line, with no sign between them, as some programs read their settings; after a login, as
/// `.netrc` has it.
fn of_pair<'t>(line: &'t str, found: &mut Vec<&'t str>) {
    let words: Vec<&str> = line.split_whitespace().take(LONGEST_PAIR).collect();
    let pair = match words.as_slice() {
        [name, value] => Some((*name, *value)),
        [.., login, _, name, value] if LOGINS.contains(login) => Some((*name, *value)),
        // A header or a variable of nginx.
        [_, name, value] if value.ends_with(';') && !name.contains('=') => {
            Some((*name, value.trim_end_matches(';')))
        }
        _ => None,
    };
    let named = pair.filter(|(name, _)| strength_of(name) >= Some(Strength::Sure));
    found.extend(named.map(|(_, value)| value).filter(|it| holds(Strength::Sure, true, it)));
}

/// `NAME=value`, `name: value`, `"name": "value"`.
fn of_assignment<'t>(text: &'t str, at: usize, found: &mut Vec<&'t str>) {
    let name = name_before(text, at);
    let Some(strength) = strength_of(name) else {
        // `user = "u:K"` of curl's own settings.
        if USERS.contains(&name) && text.as_bytes().get(at) == Some(&b'=') {
            found.extend(passwords(text.get(at + 1..).unwrap_or_default().trim_start()));
        }
        return;
    };
    let value =
        text.get(at + 1..).unwrap_or_default().trim_start_matches(['=', ':', '>', ' ', '\t']);
    let mut candidates = values(value);
    // A passphrase has several words.
    let line = first_line(value);
    let is_prose = (text.as_bytes().get(at) == Some(&b':')
        || is_alone(text, at) && !line.contains(" -"))
        && !value.starts_with(['"', '\'', '{', '[', '\\']);
    let is_plain = !line.contains(['"', '\'', '{', '=']);
    if is_prose && line.len() >= 12 && line.contains(' ') && is_plain {
        candidates.push(line);
    }
    found.extend(candidates.into_iter().filter(|value| holds(strength, true, value)));
}

/// Of values such as `user:password`.
fn passwords(users: &str) -> impl Iterator<Item = &str> {
    let passwords = values(users).into_iter().filter_map(|user| user.split_once(':'));
    passwords.map(|(_, password)| password).filter(|it| !is_nothing(it))
}

/// What follows a word for a password or a key in another language.
pub(super) fn of_other_languages(text: &str) -> impl Iterator<Item = &str> {
    let ends = text.match_indices([':', '：', '=']);
    ends.flat_map(|(at, mark)| {
        let before = text.get(..at).unwrap_or_default();
        let is_word = |word: &str| {
            let lower = word.to_lowercase();
            OTHER_LANGUAGES.iter().any(|known| lower.ends_with(known))
        };
        let is_named = before.split_whitespace().rev().take(2).any(is_word);
        let value = text.get(at + mark.len()..).filter(|_| is_named).unwrap_or_default();
        values(value).into_iter().filter(|value| holds(Strength::Likely, true, value))
    })
}

/// Whether only a name is before an offset on its line, as in an `.env` file.
fn is_alone(text: &str, at: usize) -> bool {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let length = before.iter().rev().take(LONGEST_NAME).take_while(|byte| **byte != b'\n').count();
    let line = text.get(at - length..at).filter(|_| length < LONGEST_NAME).unwrap_or_default();
    let name = line.trim().trim_start_matches("export ").trim_start();
    !name.is_empty() && !name.contains(char::is_whitespace)
}

/// The name that ends before an offset, quotes and spaces between them omitted.
pub(super) fn name_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let before = before.trim_end_matches([' ', '\t', '"', '\'', '\\', ']', '?']);
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let length: usize =
        before.bytes().rev().take(200).take_while(|byte| is_part(char::from(*byte))).count();
    before.get(before.len() - length..).unwrap_or_default().trim_start_matches(['-', '.', '/'])
}

/// What is in the quotes that a word of a text is the first of.
fn in_quotes<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let at = (word.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let quote = text.get(..at)?.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let (inner, _) = clip(text.get(at..)?, LONGEST_NAME).split_once(quote)?;
    (inner.len() > word.len() && !inner.contains('\n')).then_some(inner)
}

/// Whether words are separated by this.
pub(super) fn is_end_of_word(c: char) -> bool {
    c.is_whitespace() || "\"',[]{}()`\\".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::value::is_distinct;

    const KEY: &str = "0Zz9PlantedKey4711";

    /// Fails unless the key in a form, at its `@`, is found; `@@` is the key before an `@`.
    fn assert_found(form: &str) {
        let text = form.replacen("@@", "KEY@", 1).replace("KEY@", "\u{1}@").replacen('@', KEY, 0);
        let text = if text.contains('\u{1}') {
            text.replace('\u{1}', KEY)
        } else {
            text.replace('@', KEY)
        };
        assert!(secrets_in(&text).contains(&KEY), "{text}: {:?}", secrets_in(&text));
    }

    const FORMS: [&str; 44] = [
        "SCALYR_API_KEY=@",
        "export SCALYR_API_KEY=@ && run",
        "SCALYR_API_KEY: @",
        "--api-key=@",
        "--api-key @",
        "{\"api_key\": \"@\"}",
        "{\\\"api_key\\\":\\\"@\\\"}",
        "Authorization: Bearer @",
        "-H 'X-Api-Key: @'",
        "curl -u user:@ x",
        "https://user:@@host/x",
        "https://@@host",
        "postgres://u:@@db:5432/x?y=z",
        "the api key is @",
        "SCALYR_API_KEY @",
        "mysql -p@",
        "redis-cli -h db -a @ ping",
        "/usr/bin/sshpass -p @ ssh host",
        "api_key = '@'",
        "bearer @",
        "?token=@&x=y",
        "password=@;x",
        "Basic @",
        "[\"--token\", \"@\"]",
        "api_key => @",
        "user:@@host",
        "-k @ --api-key @",
        "api_key: [\"@\"]",
        "# SCALYR_API_KYE: @",
        "<apiKey>@</apiKey>",
        "kubectl create secret generic x --from-literal=k=@",
        "--from-literal key=@",
        "key -> @",
        "machine h login u password @",
        "define('DB_PASSWORD', '@');",
        "aws configure set aws_secret_access_key @",
        "docker login -u u -p @ registry",
        "sshpass -p@ ssh host",
        "https://hooks.slack.com/services/T0/B0/@",
        "https://x.webhook.office.com/webhookb2/3f2504e0-4f89-11d3-9a0c@3f2504e0-4f89/IncomingWebhook/@/1",
        "https://api.telegram.org/bot123456789:@/sendMessage",
        "https://events.pagerduty.com/integration/@/enqueue",
        "https://x/y?sv=1&sig=@&a=b",
        "the password is \"@\" for all",
    ];

    #[test]
    fn a_key_is_found_in_every_form() {
        for form in FORMS {
            assert_found(form);
        }
    }

    #[test]
    fn a_key_is_found_by_what_is_around_it() {
        for form in [
            "token = \"\"\"@\"\"\"",
            "<add key=\"ApiKey\" value=\"@\" />",
            "a\nproxy_set_header X-Api-Key @;",
            "a\ndb:5432:*:app:@",
            "user = \"u:@\"",
            "http.setToken('@');",
            "get('/', auth=('u', \"@\"))",
            "echo -n @ | base64",
        ] {
            assert_found(form);
        }
    }

    const ORDINARY: [&str; 24] = [
        "The secret scalyr-api-key isn't in these files; create it yourself.",
        "bearer token",
        "basic auth",
        "max_tokens: 1",
        "bearer_token_file: /var/run/token",
        "secretName: scalyr-api-key",
        "auth: basic",
        "scalyr/flog:v1@sha256:0123456789abcdef",
        "http://proxy:3128/",
        "password: $(PASSWORD)",
        "token: true",
        "apiVersion: v1",
        "key: scalyr-api-key",
        "image: a/b:1.2",
        "git@github.com:org/repo",
        "docker run -p 8080:80 nginx",
        "https://hooks.example.com/services/general-channel?x",
        "a\nlimit_req zone=token burst=5;",
        "a\nproxy_set_header Host $host;",
        "00:50:56:ab:cd:ef",
        "echo hello | tee /x",
        "client.get('/', auth=None)",
        "user = \"system\"",
        "<add key=\"Region\" value=\"eu-west-1\" />",
    ];

    #[test]
    fn ordinary_text_holds_none() {
        for text in ORDINARY {
            let found: Vec<_> = secrets_in(text).into_iter().filter(|it| is_distinct(it)).collect();
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_passphrase_of_several_words_is_found_on_its_line() {
        for text in
            ["a=1\nexport API_KEY=correct horse battery\nb=1", "API_KEY=correct horse battery"]
        {
            assert!(secrets_in(text).contains(&"correct horse battery"), "{text}");
        }
        let script = "API_KEY=0Zz9 flog -m 5 x";
        assert!(!secrets_in(script).contains(&"0Zz9 flog -m 5 x"));
    }

    #[test]
    fn comments_in_other_languages_name_their_secrets() {
        for text in ["Passwort: hX9qTz", "clé API : hX9qTz", "mot de passe: hX9qTz", "密钥：hX9qTz"]
        {
            assert!(of_other_languages(text).any(|found| found == "hX9qTz"), "{text}");
        }
        assert_eq!(of_other_languages("Hinweis: hX9qTz").count(), 0);
    }

    #[test]
    fn private_keys_are_found_line_by_line() {
        let text =
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n";
        assert!(secrets_in(text).contains(&"MIIEowIBAAKCAQEA"));
    }
}
