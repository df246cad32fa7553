//! Settings that ask for a library which the image of a tag is built without.

use crate::agent::lacks_library;
use crate::agent::settings::Effective;
use crate::kube::ImageRef;
use crate::rule::check::Hit;

use super::subject::Agent;

/// Settings whose value is the name of a library.
const LIBRARIES: [&str; 2] = ["SCALYR_COMPRESSION_TYPE", "SCALYR_JSON_LIBRARY"];

/// The settings whose library is lacking.
pub(super) fn judge(agent: &Agent<'_, '_>, settings: &Effective) -> Vec<Hit> {
    let Some(node) = agent.container.node.get("image") else {
        return Vec::new();
    };
    let image = ImageRef::parse(node.text().unwrap_or_default());
    let place = image.tag_range().map_or(node.location(), |tag| node.fragment(tag));
    let hit = |name: &str| {
        let given = settings.given(name)?;
        let value = settings.value(name)?;
        let library = value.as_str().filter(|library| lacks_library(&image, library))?;
        let hit = agent.at_value(given, "")?.var("detail", image.tag.unwrap_or_default());
        Some(hit.var("meant", without(library)).related(place, "built without it"))
    };
    LIBRARIES.into_iter().filter_map(hit).collect()
}

/// What every image has in its place.
fn without(library: &str) -> &'static str {
    if library == "orjson" { "json" } else { "deflate" }
}
