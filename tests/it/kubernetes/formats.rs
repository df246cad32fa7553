//! The formats of the schemas as regular expressions, written from the API server's own rather than from
//! lt-lint's code.

use std::cell::RefCell;
use std::collections::HashMap;

use regex_lite::Regex;

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const NAME: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

thread_local! {
    /// Patterns that were met before: making one takes longer than all that it is asked.
    static MET: RefCell<HashMap<String, Regex>> = RefCell::default();
}

/// Whether a pattern fits a whole text.
fn is_match(pattern: &str, text: &str) -> bool {
    MET.with_borrow_mut(|met| {
        if !met.contains_key(pattern) {
            met.insert(pattern.to_owned(), Regex::new(&format!("^({pattern})$")).unwrap());
        }
        met[pattern].is_match(text)
    })
}

/// Whether a text is of a format; `None` for names that aren't formats of lt-lint.
pub(super) fn fits(format: &str, text: &str) -> Option<bool> {
    let is = |pattern: &str| is_match(pattern, text);
    let subdomain = format!("{LABEL}(\\.{LABEL})*");
    let qualified = |text: &str| {
        let (prefix, name) =
            text.split_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
        let named = is_match(NAME, name) && name.len() <= 63;
        named && prefix.is_none_or(|prefix| is_match(&subdomain, prefix) && prefix.len() <= 253)
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
        "config-key" => {
            is("[-._a-zA-Z0-9]+") && text.len() <= 253 && text != "." && !text.starts_with("..")
        }
        "resource-name" => {
            is("cpu|memory|ephemeral-storage|hugepages-.+")
                || (text.contains('/') && qualified(text))
        }
        "port-name-or-empty" => text.is_empty() || fits("port-name", text)?,
        "port-name" => {
            is("[a-z0-9-]{1,15}")
                && is(".*[a-z].*")
                && !text.contains("--")
                && is("[^-].*")
                && is(".*[^-]")
        }
        "percentage" => is("[0-9]+%"),
        "signed-quantity" => fits("quantity", text.trim_start().trim_start_matches('-'))?,
        "quantity" => {
            is(" *[+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)? *")
        }
        "byte" => is("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"),
        "qualified-name-or-empty" => text.is_empty() || qualified(text),
        "percentage-of-all" => is("0*([0-9]|[1-9][0-9]|100)%"),
        "field-path" => {
            is("metadata[.](name|namespace|uid|labels|annotations)")
                || is("metadata[.](labels|annotations)\\['.*'\\]")
                || is("spec[.](host|nodeName|serviceAccountName)|status[.](host|pod)IPs?")
        }
        "cron-schedule" => is(&cron()),
        "time-zone" => {
            let zones = std::fs::read_to_string("schemas/kubernetes/time-zones.txt").unwrap();
            zones.lines().any(|zone| zone == text) || is("UTC|GMT|[CEMW]ET")
        }
        "env-field-path" => {
            is("metadata[.](name|namespace|uid)|metadata[.](labels|annotations)\\['.*'\\]")
                || is("spec[.](host|nodeName|serviceAccountName)|status[.](host|pod)IPs?")
        }
        "volume-field-path" => {
            is("metadata[.](name|namespace|uid)|metadata[.](labels|annotations)(\\['.*'\\])?")
        }
        _ => return fits_too(format, text),
    })
}

/// The formats of places and addresses.
fn fits_too(format: &str, text: &str) -> Option<bool> {
    let is = |pattern: &str| is_match(pattern, text);
    let subdomain = format!("{LABEL}(\\.{LABEL})*");
    Some(match format {
        "container-amount" => is("(limits|requests)[.](cpu|memory|ephemeral-storage|hugepages-.*)"),
        "env-name-or-empty" => is("[ -<>-~]*"),
        "host-path" => is(".+") && !is("(.*/)?[.][.](/.*)?"),
        "sub-path" => !is("/.*") && !is("(.*/)?[.][.](/.*)?"),
        "relative-path" => is("[^/].*") && !is("(.*/)?[.][.](/.*)?") && !is("[.][.].*"),
        "absolute-path" => is("/.*"),
        "absolute-path-or-empty" => is("(/.*)?"),
        "path-segment" => is("[^/%]+") && !is("[.]{1,2}"),
        "job-name" => is(&subdomain) && text.len() <= 63,
        "cron-job-name" => is(&subdomain) && text.len() <= 52,
        "ip" => is(&ip()),
        "cidr" => is(&format!(" *({})/[0-9]{{1,3}} *", ip())),
        "cluster-ip" => is(&format!("None|({})?", ip())),
        "host-or-empty" => text.is_empty() || is(&format!("([*][.])?{subdomain}")),
        "search-domain" => {
            let part = format!("_?{}", LABEL.replace("[-a-z0-9]", "[-_a-z0-9]"));
            is(&format!("[.]|{part}([.]{part})*[.]?"))
        }
        "header-name" => is("[-A-Za-z0-9]+"),
        "sysctl" => {
            let part = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
            is(&format!("({part}[./])*{part}")) && text.len() <= 253
        }
        "date-time" => {
            is("[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}([.][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})")
        }
        _ => return fits_one_field(format, text),
    })
}

/// The formats of single fields.
fn fits_one_field(format: &str, text: &str) -> Option<bool> {
    let is = |pattern: &str| is_match(pattern, text);
    let subdomain = format!("{LABEL}(\\.{LABEL})*");
    let with_domain = text.contains('/') && fits("qualified-name", text)?;
    let started = |format: &str| {
        let text = Regex::new("(.)-$").unwrap().replace(text, "${1}a").into_owned();
        text.is_empty() || fits(format, &text).unwrap()
    };
    Some(match format {
        "finalizer" => is("kubernetes|orphan|foregroundDeletion") || with_domain,
        "priority-class-name" => {
            fits("dns-subdomain", text)?
                && (!is("system-.*") || is("system-(cluster|node)-critical"))
        }
        "ingress-path" => is("/.*") && !is("(?i).*(//|/[.]/|/[.][.]/|%2f).*") && !is(".*/[.]{1,2}"),
        "ingress-host-or-empty" => fits("host-or-empty", text)? && !is(&ip()),
        "external-name-or-empty" => text.is_empty() || is(&format!("{subdomain}[.]?")),
        "external-ip" => {
            is(&ip())
                && !is("0[.]0[.]0[.]0|127[.].*|169[.]254[.].*|224[.]0[.]0[.].*|::1?|fe[89ab].*")
        }
        "group-version" => is("[^/]+(/[^/]+)?"),
        "dns-label-prefix" => started("dns-label"),
        "dns-subdomain-prefix" => started("dns-subdomain"),
        "whole-text" => is("-?(0|[1-9][0-9]{0,8})"),
        "domain-path" => {
            is(&format!("{subdomain}/[-A-Za-z0-9/._~%!$&'()*+,;=:]+")) && text.len() <= 63
        }
        "json-object" => {
            let value = serde_json::from_str::<serde_json::Value>(text);
            value.is_ok_and(|it| it.is_object() || it.is_null())
        }
        "json-object-base64" => {
            let bytes = data_encoding::BASE64.decode(text.replace('\n', "").as_bytes());
            bytes.is_err() || fits("json-object", &String::from_utf8(bytes.ok()?).ok()?)?
        }
        "csi-driver" => is(&format!("(?i){subdomain}")) && text.len() <= 63,
        "iqn" => {
            is("iqn[.][0-9]{4}-[0-9]{2}[.][-.A-Za-z0-9]+:[^,;*&$|\\s]+")
                || is("eui[.][A-Za-z0-9]{16}|naa[.][A-Za-z0-9]{32}")
        }
        "dns-name" => is("[a-z]([-a-z0-9]*[a-z0-9])?") && text.len() <= 63,
        "kind-name" => is("(?i)[a-z]([-a-z0-9]*[a-z0-9])?") && text.len() <= 63,
        "domain" => is(&format!("{LABEL}(\\.{LABEL})+")),
        "spec-path" => is("[.]spec[.].*"),
        "status-path" => is("[.]status[.].*"),
        "some-text" => !text.is_empty(),
        "number" => is("[-+]?[0-9]+"),
        _ => {
            return fits_address(format, text).or_else(|| fits_resource(format, text, with_domain));
        }
    })
}

/// The formats of addresses and paths.
fn fits_address(format: &str, text: &str) -> Option<bool> {
    let is = |pattern: &str| is_match(pattern, text);
    let subdomain = format!("{LABEL}(\\.{LABEL})*");
    Some(match format {
        "not-blank" => is("(?s).*\\S.*"),
        "spec-or-status-path" => is("[.](spec|status)[.].*"),
        "json-path" => is("[.].*"),
        "domain-of-three" => is(&format!("{LABEL}(\\.{LABEL}){{2,}}")) && text.len() <= 253,
        "long-domain-path" => {
            is(&format!("{subdomain}/[-A-Za-z0-9/._~%!$&'()*+,;=:]+")) && text.len() <= 250
        }
        "webhook-url" => is("https://[^@?# ]+"),
        "webhook-path" => is(&format!("/?|(/{subdomain})+/?")),
        "https-url" => is("https://.*"),
        "managed-disk" => is("/subscriptions/.*"),
        "hosts-with-ports" => is("[^,:]*:[^,:]*(,[^,:]*:[^,:]*)*"),
        "option-name" => !is("(?i)(.*[.])?(kubernetes|k8s)[.]io(/.*)?"),
        "windows-user" => {
            is("([^\\\\]{1,255}\\\\)?[^\"/\\\\:;|=,+*?<>@\\[\\]]{1,104}") && !is("(.*\\\\)?[. ]*")
        }
        "micro-time" => {
            is("[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}[.][0-9]{6}(Z|[-+][0-9]{2}:[0-9]{2})")
        }
        "index-ranges" => {
            let numbers = text.split([',', '-']).map(|it| it.parse::<u64>().ok());
            let numbers: Option<Vec<u64>> = numbers.collect();
            is("[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*")
                && numbers?.windows(2).all(|pair| pair[0] < pair[1])
        }
        "cidr-or-empty" => text.is_empty() || fits("cidr", text)?,
        "group-version-or-empty" => text.is_empty() || fits("group-version", text)?,
        _ => return fits_safety(format, text),
    })
}

/// The formats of profiles, kernel parameters and patterns; of what the server only warns of, any text.
fn fits_safety(format: &str, text: &str) -> Option<bool> {
    let is = |pattern: &str| is_match(pattern, text);
    let path = |text: &str| fits("sub-path", text).unwrap();
    Some(match format {
        "unpadded" => !is("(?s)\\s.*|.*\\s"),
        "sysctl-off-network" => !is("net[./].*"),
        "sysctl-off-ipc" => !is("kernel[./](shm|msg|sem).*|fs[./]mqueue[./].*"),
        "security-version" => is("latest|v1[.][0-9]{1,3}"),
        "app-armor-text" => is("(runtime/default|unconfined|localhost/.*)?"),
        "seccomp-text" => {
            is("(runtime|docker)/default|unconfined")
                || text.strip_prefix("localhost/").is_some_and(path)
        }
        "protected-group" => is("(.*[.])?(k8s|kubernetes)[.]io"),
        // `regex-lite` knows no classes of Unicode.
        "pattern" => Regex::new(&text.replace("\\pL", "x")).is_ok(),
        "cidr-start"
        | "certificate-pem"
        | "certificate-pem-base64"
        | "key-pem"
        | "key-pem-base64" => true,
        _ => return None,
    })
}

/// The formats of resources.
fn fits_resource(format: &str, text: &str, with_domain: bool) -> Option<bool> {
    let is = |pattern: &str| is_match(pattern, text);
    let objects = "pods|services|replicationcontrollers|resourcequotas|secrets|configmaps|persistentvolumeclaims|services[.](nodeports|loadbalancers)";
    let amounts = "cpu|memory|ephemeral-storage";
    let quota = format!(
        "((requests|limits)[.])?({amounts})|requests[.]storage|(requests[.])?hugepages-.+|{objects}"
    );
    let is_extended = text.contains('/') && !is(".*kubernetes[.]io/.*") && !is("requests[.].*");
    Some(match format {
        "limit-type" => is("Pod|Container|PersistentVolumeClaim") || with_domain,
        "limit-name" => is("storage") || is(&quota) || with_domain,
        "quota-name" => is(&quota) || with_domain,
        "capacity-name" => is("storage"),
        "whole-amount" => is(objects) || is_extended,
        "byte-amount" => is("memory|(ephemeral-)?storage"),
        "extended-resource" => is_extended || is("hugepages-.+"),
        "hugepages" => is("hugepages-.+"),
        "cpu-or-memory" => is("cpu|memory"),
        "pod-amount" => is("cpu|memory|hugepages-.+"),
        "quota-of-pods" => is("pods|.*/.*"),
        "quota-of-containers" => is("pods|.*/.*|((requests|limits)[.])?(cpu|memory)"),
        _ => return None,
    })
}

/// An address, as far as the corpus goes.
fn ip() -> String {
    "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])|[0-9a-f]*(:[0-9a-f]*){2,7}".to_owned()
}

/// A schedule of five fields or one of the words, as far as the corpus goes: no ranges that end before they start.
fn cron() -> String {
    let field = |number: &str, names: &str| {
        let one = format!("([*?]|(({number})|{names})(-(({number})|{names}))?)(/0*[1-9][0-9]*)?");
        format!("{one}(,{one})*")
    };
    let fields = [
        field("0?[0-9]|[1-5][0-9]", "_"),
        field("0?[0-9]|1[0-9]|2[0-3]", "_"),
        field("0?[1-9]|[12][0-9]|3[01]", "_"),
        field("0?[1-9]|1[0-2]", "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"),
        field("0?[0-6]", "(?i:sun|mon|tue|wed|thu|fri|sat)"),
    ];
    let words = "@(yearly|annually|monthly|weekly|daily|midnight|hourly)";
    format!("\\s*{}\\s*|{words}|@every ([0-9.]+(h|m|s|ms|us|ns))+", fields.join("\\s+"))
}
