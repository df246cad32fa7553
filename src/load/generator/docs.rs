//! The page that lists the known generators.

use std::fmt::Write;

use super::file::Generator;

/// A table of generators, in the order in which they are given.
#[must_use]
pub fn page(generators: &[Generator]) -> String {
    let mut out = String::from(
        "# Generators

lt-lint reads what these write out of their arguments and environment, by one file each in `facts/generators/`. Projects
add their own in `.lt-lint.yaml` under `generators`, in the same form. Shell loops of fixed text with a `sleep` of a
second or more, `yes` and `pv -L` are understood too, and scripts that run several of all these at once, also those that
a ConfigMap of the input holds.

| generator | known by | bytes per second | source |
|---|---|---|---|
",
    );
    for generator in generators {
        let names =
            if generator.images.is_empty() { &generator.programs } else { &generator.images };
        let known = crate::text::quoted(names);
        let source = generator.source.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {source} |",
            generator.id,
            known.join(", "),
            rates(generator)
        );
    }
    out
}

/// What a generator writes in each of its cases, once each.
fn rates(generator: &Generator) -> String {
    let mut rates: Vec<String> = Vec::new();
    for case in &generator.cases {
        let rate = match (&case.rate, &case.unlimited, &case.silent, &case.unknown) {
            (Some(rate), ..) if case.at_most => format!("at most `{}`", rate.text()),
            (Some(rate), ..) => format!("`{}`", rate.text()),
            (_, Some(_), ..) => "as fast as it can".to_owned(),
            (_, _, Some(_), _) => "nothing to standard output".to_owned(),
            (_, _, _, Some(_)) => "unknown".to_owned(),
            _ => continue,
        };
        if !rates.contains(&rate) {
            rates.push(rate);
        }
    }
    rates.join("; ")
}
