//! What is generated is fresh: the rules' pages, the README's table and example, the schemas, the references; what
//! is written by hand is true. `LT_LINT_REGENERATE=1 cargo test --test it docs` writes them anew.

mod api_server;
mod cluster;
mod console;
mod older_server;
mod picture;
mod reference;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use lt_lint::discover::{Search, discover};
use lt_lint::examples::examples;
use lt_lint::fixture::Fixture;
use lt_lint::load::{Generators, generators_page};
use lt_lint::output::plan::svg;
use lt_lint::output::{RenderOptions, human};
use lt_lint::plan::plan;
use lt_lint::rule::{RuleSet, docs};
use lt_lint::{Options, lint, published};

use crate::support::schema;

/// Kinds of checks of a field, in the order in which they are explained.
const FIELD_KINDS: [&str; 8] =
    ["exists", "absent", "one-of", "matches", "contains", "minimum", "maximum", "same-as"];

const COMMAND: &str = "LT_LINT_REGENERATE=1 cargo test --test it docs";

/// Compares a file with what it should hold, or writes it when asked to.
fn check(path: &Path, wanted: &str) {
    if std::env::var_os("LT_LINT_REGENERATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, wanted).unwrap();
    }
    let actual = fs::read_to_string(path).unwrap_or_default();
    assert!(actual == wanted, "{} is stale: run `{COMMAND}`", path.display());
}

/// A text with what stands between two markers replaced.
fn between(text: &str, marker: &str, content: &str) -> String {
    let (start, end) = (format!("<!-- {marker} -->\n"), format!("<!-- /{marker} -->"));
    let (before, rest) = text.split_once(&start).unwrap_or_else(|| panic!("no {start}"));
    let (_, after) = rest.split_once(&end).unwrap_or_else(|| panic!("no {end}"));
    format!("{before}{start}{content}{end}{after}")
}

#[test]
fn every_row_of_robustness_has_its_test() {
    fn names(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                names(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(path).unwrap();
                let tests = text.split("#[test]\nfn ").skip(1);
                found.extend(tests.map(|rest| rest.split('(').next().unwrap().to_owned()));
            }
        }
    }
    let mut tests = BTreeSet::new();
    names(Path::new("tests"), &mut tests);
    let page = fs::read_to_string("docs/robustness.md").unwrap();
    let rows: Vec<&str> = page.lines().filter(|line| line.ends_with("` |")).collect();
    assert!(rows.len() > 20, "{rows:#?}");
    for row in rows {
        let test = row.trim_end_matches("` |").rsplit('`').next().unwrap();
        assert!(tests.contains(test), "{row}");
    }
}

#[test]
fn the_rules_of_policies_are_fresh() {
    let path = Path::new("docs/cluster.md");
    let text = fs::read_to_string(path).unwrap();
    check(path, &between(&text, "exported", &cluster::tables(&RuleSet::builtin().unwrap())));
}

#[test]
fn every_rule_has_a_fresh_page() {
    let rules = RuleSet::builtin().unwrap();
    for rule in rules.iter() {
        let path = format!("fixtures/{}.yaml", rule.id());
        let text = fs::read_to_string(&path).unwrap();
        let examples = examples(&Fixture::read(&path, &text, &rules).unwrap(), &rules);
        let page = docs::page(rule, Some(&examples));
        check(&Path::new("docs/rules").join(format!("{}.md", rule.id())), &page);
    }
    let pages = fs::read_dir("docs/rules").unwrap().map(|entry| entry.unwrap().path());
    let stems: BTreeSet<String> =
        pages.map(|path| path.file_stem().unwrap().display().to_string()).collect();
    let ids: BTreeSet<String> = rules.iter().map(|rule| rule.id().to_owned()).collect();
    assert_eq!(stems, ids, "a page without a rule in docs/rules");
}

#[test]
fn the_table_of_rules_is_fresh() {
    let path = Path::new("docs/rules.md");
    let table = docs::table(RuleSet::builtin().unwrap().iter(), "rules");
    check(path, &between(&fs::read_to_string(path).unwrap(), "rules", &table));
}

#[test]
fn the_readme_shows_a_real_finding_light_and_dark() {
    let rules = RuleSet::builtin().unwrap();
    let sources = discover(&["examples".into()], &Search::default(), &mut std::io::empty()).files;
    let report = lint(sources, &rules, &Options::default()).unwrap();
    let look = RenderOptions { color: true, width: 100, ..RenderOptions::default() };
    let shown = format!("\u{1b}[2m$\u{1b}[0m lt-lint examples/\n{}", human(&report, &look));
    assert!(shown.contains("low-memory-limit") && report.findings.len() == 1, "{shown}");
    for (name, colors) in [("light", &picture::LIGHT), ("dark", &picture::DARK)] {
        check(
            &Path::new("docs").join(format!("finding-{name}.svg")),
            &picture::svg(&shown, colors),
        );
    }
}

#[test]
fn the_readme_fits_on_a_screen() {
    let readme = fs::read_to_string("README.md").unwrap();
    assert!(readme.lines().count() <= 60, "{}", readme.lines().count());
    for command in ["cargo run --release --locked -- k8s/\n", "cargo test --locked\n"] {
        assert!(readme.contains(command), "no {command}");
    }
}

#[test]
fn the_page_of_fields_is_fresh() {
    let path = Path::new("docs/fields.md");
    let (page, schema) = (fs::read_to_string(path).unwrap(), schema("rule"));
    let example = fs::read_to_string("fixtures/own/rules/generator-cpu.yaml").unwrap();
    let page = between(&page, "example", &format!("```yaml\n{example}```\n"));
    let page = between(&page, "where", &reference::fields_of(&schema, "Where"));
    check(path, &between(&page, "kinds", &reference::kinds(&schema, &FIELD_KINDS)));
}

#[test]
fn the_picture_of_the_plan_is_fresh() {
    let sources = discover(&["k8s".into()], &Search::default(), &mut std::io::empty()).files;
    let session = lt_lint::Session::new(RuleSet::builtin().unwrap(), Options::default()).unwrap();
    let plan = plan(&session, &sources);
    check(Path::new("docs/plan.svg"), &svg(&plan));
}

#[test]
fn the_page_of_generators_is_fresh() {
    check(Path::new("docs/generators.md"), &generators_page(&Generators::builtin()));
}

#[test]
fn the_schemas_are_fresh_and_say_what_each_field_is() {
    for name in ["baseline", "config", "plan", "report", "rule", "settings", "test"] {
        let schema = schema(name);
        let defined = schema["$defs"].as_object().into_iter().flat_map(|defined| defined.values());
        let fields = defined.chain([&schema]).filter_map(|it| it["properties"].as_object());
        for (field, said) in fields.flatten() {
            assert!(said.get("description").is_some(), "{name}: {field} has no description");
        }
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        check(&Path::new("schemas").join(format!("{name}.schema.json")), &text);
    }
}

#[test]
fn the_references_of_settings_and_of_the_action_are_fresh() {
    let page = fs::read_to_string("docs/config.md").unwrap();
    let page = between(&page, "limits", &docs::limits(&RuleSet::builtin().unwrap()));
    check(
        Path::new("docs/config.md"),
        &between(&page, "fields", &reference::fields(&published::configuration())),
    );
    let page = fs::read_to_string("docs/ci.md").unwrap();
    let action = serde_yaml::from_str(&fs::read_to_string("action.yml").unwrap()).unwrap();
    check(Path::new("docs/ci.md"), &between(&page, "inputs", &reference::inputs(&action)));
}

/// Every Markdown file, but those that git ignores.
fn pages() -> Vec<PathBuf> {
    let walk = ignore::Walk::new(".").map(|entry| entry.unwrap().into_path());
    let pages: Vec<PathBuf> =
        walk.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    assert!(pages.len() > 30, "{pages:?}");
    pages
}

/// The anchors that GitHub makes of the headings.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let titles =
        headings.map(|line| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-"));
    titles
        .map(|title| title.replace(|c: char| !c.is_alphanumeric() && c != '-' && c != '_', ""))
        .collect()
}

#[test]
fn every_relative_link_leads_somewhere() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.starts_with("https://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file =
                if file.is_empty() { page.clone() } else { page.with_file_name("").join(file) };
            assert!(file.exists(), "{} links to {target}", page.display());
            let known = anchor.is_empty()
                || anchors(&fs::read_to_string(file).unwrap()).iter().any(|it| it == anchor);
            assert!(known, "{} links to {target}", page.display());
        }
    }
}
