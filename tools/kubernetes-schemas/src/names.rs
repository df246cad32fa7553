//! Objects need a name, and the names of some kinds have a look of their own; the metadata of a pod template is
//! of the same type and needs none.

use std::error::Error;

use serde_json::{Value, json};

/// Formats that names have, as the overlay lists them.
const LOOKS: [&str; 8] = [
    "dns-label",
    "dns-subdomain",
    "job-name",
    "cron-job-name",
    "path-segment",
    "priority-class-name",
    "custom",
    "free-path",
];
const META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/// Gives every kind's own `metadata` a definition that asks for a name.
pub fn name(names: &Value, kinds: &Value, definitions: &mut Value) -> Result<(), Box<dyn Error>> {
    let lists = |look: &str, kind: &str| {
        names[look].as_array().into_iter().flatten().any(|known| known == kind)
    };
    for (kind, definition) in kinds.as_object().ok_or("no kinds")? {
        let definition = definition.as_str().ok_or("a kind without a definition")?;
        let group = kind.split(['/', ' ']).next().unwrap_or_default();
        if lists("unnamed", group) {
            let required = definitions[definition]["required"].as_array_mut();
            required.into_iter().for_each(|required| required.retain(|name| name != "metadata"));
            continue;
        }
        let metadata = &definitions[definition]["properties"]["metadata"];
        if metadata["$ref"] != format!("#/$defs/{META}") {
            continue;
        }
        let look = LOOKS.into_iter().find(|look| lists(look, kind)).unwrap_or("any");
        definitions[definition]["properties"]["metadata"] =
            json!({"$ref": format!("#/$defs/{META}.named-{look}")});
    }
    for look in LOOKS.into_iter().chain(["any"]) {
        let mut named = definitions[META].clone();
        named["anyOf"] = json!([{"required": ["name"]}, {"required": ["generateName"]}]);
        let fields = &mut named["properties"];
        let (name, beginning) = forms(look);
        for (field, form) in [("name", name), ("generateName", beginning)] {
            if let Some(form) = form {
                fields[field]["format"] = form.into();
            }
        }
        if !["any", "custom", "free-path"].contains(&look) {
            fields["finalizers"]["items"]["format"] = "finalizer".into();
        }
        definitions[format!("{META}.named-{look}")] = named;
    }
    Ok(())
}

/// The formats of a name and of the beginning of one.
fn forms(look: &str) -> (Option<&str>, Option<&'static str>) {
    match look {
        "any" => (None, None),
        "path-segment" | "free-path" => (Some("path-segment"), None),
        "dns-label" => (Some(look), Some("dns-label-prefix")),
        "custom" => (Some("dns-subdomain"), Some("dns-subdomain-prefix")),
        _ => (Some(look), Some("dns-subdomain-prefix")),
    }
}
