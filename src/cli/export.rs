//! `lt-lint export policy`: rules as policies with which the API server checks objects.

use clap::{Args, Subcommand, ValueEnum};

use super::console::{CLEAN, Outcome};
use super::groups::RULES;
use super::settings::{Project, SettingsArgs};
use crate::error::Error;
use crate::policy::{Action, exportable, obstacle, policies};
use crate::rule::{Rule, RuleSet};
use crate::text::hint;

/// What to export.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print a ValidatingAdmissionPolicy and its binding for pods, for workloads and for CronJobs.
    ///
    /// Needs Kubernetes 1.30 or newer. The policies only look at pods with an agent. Severities, limits and custom rules
    /// are those of the configuration; rules that are off are omitted.
    Policy(PolicyArgs),
}

/// Which rules, and what becomes of objects with a finding.
#[derive(Debug, Args)]
struct PolicyArgs {
    /// What the API server does with an object that has a finding.
    #[arg(long, value_enum, default_value_t = ActionArg::Warn)]
    action: ActionArg,
    /// Export only these rules (repeatable, or separated by commas) [default: all that can be exported].
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = RULES)]
    select: Vec<String>,
    #[command(flatten)]
    settings: SettingsArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ActionArg {
    /// Accept it, warn the user, and record it in the audit log.
    Warn,
    /// Accept it, and record it in the audit log.
    Audit,
    /// Reject it, and record it in the audit log.
    Deny,
}

/// The policies in YAML.
pub(crate) fn export(args: &ExportArgs) -> Outcome {
    let What::Policy(args) = &args.what;
    let Project { settings, rules, .. } = Project::load(&args.settings, &[])?;
    let images = settings.options(crate::load::Flags::default()).agent_images;
    let action = match args.action {
        ActionArg::Warn => Action::Warn,
        ActionArg::Audit => Action::Audit,
        ActionArg::Deny => Action::Deny,
    };
    let chosen: Vec<&Rule> = match args.select.as_slice() {
        [] => exportable(&rules).filter(|rule| rule.is_enabled()).collect(),
        ids => ids.iter().map(|id| named(id, &rules)).collect::<Result<_, _>>()?,
    };
    Ok((policies(chosen, &images, action), CLEAN))
}

/// The rule with an id.
fn named<'r>(id: &str, rules: &'r RuleSet) -> Result<&'r Rule, Error> {
    let Some(rule) = rules.get(id) else {
        let ids: Vec<&str> = exportable(rules).map(Rule::id).collect();
        return Err(Error::new("--select", format!("no rule `{id}`{}", hint(id, &ids))));
    };
    match obstacle(rule) {
        Some(reason) => {
            let reason = format!("rule `{id}` can't be part of a policy: {reason}");
            Err(Error::new("--select", reason))
        }
        None => Ok(rule),
    }
}
