//! The kinds of checks that rule files choose from. Each kind is one file here, with typed options.

pub(super) mod agent;
pub(super) mod field;
mod hit;
pub(super) mod load;
mod params;
pub(super) mod relation;
pub(super) mod structure;
pub(super) mod text;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::error::KeyError;
use crate::model::Model;

use super::cel::{self, NoCel};
use super::context::{Shared, Subject};

pub use hit::Hit;
pub(super) use hit::Missing;
pub(super) use params::{Params, Texts};
pub use text::suppression::SuppressionFault;

use params::{lookup, resolve, resolve_as};

/// What a check is asked about, one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The input as a whole.
    Input,
    /// Each chosen object.
    Object,
    /// Each chosen pod.
    Pod,
    /// Each chosen container.
    Container,
}

/// The narrowest part of the input that each of a check's hits is in, and by which `where` can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Files: there may be no object.
    File,
    /// Objects.
    Object,
    /// Objects, and containers where a hit is in one.
    Container,
}

/// When a kind of check speaks: what an earlier stage reports at a place is the cause of what a later one would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The text, as YAML, kubectl and lt-lint itself read it.
    Text,
    /// The structure of one object, as the API server takes it.
    Structure,
    /// What the objects mean: for each other, the agent, the load, or by a field of their own.
    Meaning,
}

/// A check with its options settled.
pub trait Check: std::fmt::Debug + Send + Sync {
    /// What it looks at.
    fn scope(&self) -> Scope;

    /// What `where` can choose by.
    fn reach(&self) -> Reach {
        match self.scope() {
            Scope::Container => Reach::Container,
            Scope::Input | Scope::Object | Scope::Pod => Reach::Object,
        }
    }

    /// The cases that message texts may distinguish; empty when there is just one.
    fn cases(&self) -> &'static [&'static str] {
        &[]
    }

    /// The cases of which it makes a change by itself, where it can; that of a check with just one case is "".
    fn changes(&self) -> &'static [&'static str] {
        &[]
    }

    /// The variables that message texts may use.
    fn variables(&self) -> &'static [&'static str];

    /// The check as a condition in CEL, true where nothing is wrong: of the container `c` where it looks at containers,
    /// else of the `variables` of a pod; `None` where CEL can't say it.
    fn cel(&self) -> Option<String> {
        None
    }

    /// Tries the options that it settles only where they are needed, as those of a user's rule are tried.
    ///
    /// # Errors
    /// Says which option doesn't fit, by the kind of the check and its name.
    fn verify(&self) -> Result<(), KeyError> {
        Ok(())
    }

    /// The mistake in the suppression of findings that it is about; those are judged after everything else.
    fn suppression_fault(&self) -> Option<SuppressionFault> {
        None
    }

    /// Does what it shares with others, before any check is run; the only place for work on all cores.
    fn prepare(&self, _: &Model<'_>, _: &Shared) {}

    /// Looks at one subject and adds what it finds.
    fn run<'a>(&self, subject: &Subject<'_, 'a>, model: &Model<'a>, hits: &mut Vec<Hit>);
}

/// The check of a rule: one kind with its options.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckFile {
    /// The text isn't what YAML or kubectl makes sense of.
    Parse(text::parse::ParseFile),
    /// Variables that a container's environment needs.
    Env(agent::env::EnvFile),
    /// Settings of the agent, as it reads them.
    Setting(agent::setting::SettingFile),
    /// The Secret of the agent's API key.
    KeySecret(agent::key_secret::KeySecretFile),
    /// ConfigMaps with settings of the agent that no pod reads.
    UnreadMap(relation::unread_map::UnreadMapFile),
    /// A secret value written out in the manifests.
    InlineSecret(agent::inline_secret::InlineSecretFile),
    /// Paths of the node that a container needs mounted.
    HostPath(agent::host_path::HostPathFile),
    /// Names in a container that refer to something the pod declares.
    References(relation::references::ReferencesFile),
    /// Objects that a pod names and that must be in its namespace.
    Named(relation::named::NamedFile),
    /// What the API server says of an object's structure.
    Schema(structure::schema::SchemaFile),
    /// The account under which the pod runs.
    ServiceAccount(agent::service_account::ServiceAccountFile),
    /// What the account is allowed, by the roles and bindings of the input.
    Grants(agent::grants::GrantsFile),
    /// The token with which the agent asks the API server.
    Token(agent::token::TokenFile),
    /// The folders in which the agent writes.
    AgentFolder(agent::folder::AgentFolderFile),
    /// How the agent's container is run.
    AgentContainer(agent::container::AgentContainerFile),
    /// Probes of the agent's container.
    AgentProbe(agent::probe::AgentProbeFile),
    /// The parser that the agent finds for each generator.
    Parser(agent::parser::ParserFile),
    /// Annotations that the agent reads, or doesn't.
    Annotation(agent::annotation::AnnotationFile),
    /// A field that must be there.
    Exists(field::exists::ExistsFile),
    /// A field that may not be there.
    Absent(field::absent::AbsentFile),
    /// A field that has one of a few values.
    OneOf(field::one_of::OneOfFile),
    /// A field whose text has a certain form.
    Matches(field::matches::MatchesFile),
    /// A field that has certain items, keys or parts.
    Contains(field::contains::ContainsFile),
    /// An amount that has a lower bound.
    Minimum(field::minimum::MinimumFile),
    /// Old name of `minimum`.
    Quantity(field::minimum::MinimumFile),
    /// An amount that has an upper bound, a constant or another field.
    Maximum(field::maximum::MaximumFile),
    /// Old name of `maximum`.
    Compare(field::maximum::MaximumFile),
    /// A field that has the value of another one.
    SameAs(field::same_as::SameAsFile),
    /// The image of the agent.
    Image(agent::image::ImageFile),
    /// Images whose name nothing can read.
    ImageName(structure::image_name::ImageNameFile),
    /// Text that was left to be filled in.
    Placeholder(text::placeholder::PlaceholderFile),
    /// The agent and its generators must be together.
    Sidecar(agent::sidecar::SidecarFile),
    /// The load that the workloads make.
    Rate(load::rate::RateFile),
    /// Whether agents can upload the load, by their settings, memory and CPU.
    Upload(load::upload::UploadFile),
    /// Whether the pods fit on their nodes.
    NodeFit(load::node_fit::NodeFitFile),
    /// What a load generator makes of its arguments, and what becomes of its lines.
    Generator(load::generator::GeneratorFile),
    /// How the pods are laid out over the nodes.
    Spread(load::spread::SpreadFile),
    /// What the agent is told of the container runtime.
    Runtime(agent::runtime::RuntimeFile),
    /// How many pods there will be.
    Replicas(load::replicas::ReplicasFile),
    /// Annotations in which the user states the load.
    LoadFacts(load::load_facts::LoadFactsFile),
    /// Kinds that Kubernetes no longer serves, or advises against.
    ApiVersion(structure::api_version::ApiVersionFile),
    /// The selector of a workload and the labels of its own pods.
    Selector(relation::selector::SelectorFile),
    /// Amounts of containers and the bounds of their namespace.
    LimitRange(relation::limit_range::LimitRangeFile),
    /// What a namespace allows its pods.
    Allowance(relation::allowance::AllowanceFile),
    /// Variables of a container that hide an earlier one of the same name.
    HiddenEnv(relation::hidden_env::HiddenEnvFile),
    /// Variables that a value refers to and that nothing sets before it.
    EnvReference(relation::env_reference::EnvReferenceFile),
    /// Ports that two of a pod's containers can't both have.
    Ports(relation::ports::PortsFile),
    /// Two objects of one identity.
    DuplicateObject(relation::duplicate_object::DuplicateObjectFile),
    /// Objects in files that carry what a cluster has given them.
    Exported(relation::exported::ExportedFile),
    /// Documents that aren't object, in files of objects.
    Kindless(text::kindless::KindlessFile),
    /// Values with quotes, spaces or invisible characters in them that nobody means.
    Quoted(text::quoted::QuotedFile),
    /// Scalars that aren't what they look like.
    Misread(text::misread::MisreadFile),
    /// An indentation, a dash, a marker or a line that got lost.
    Slip(text::slip::SlipFile),
    /// Comments and annotations that suppress findings.
    Suppression(text::suppression::SuppressionFile),
}

impl CheckFile {
    /// Stage of the kind: that of its folder, where its mistake leaves nothing there to judge. A value that can be
    /// read and is rejected or surprising says nothing of what else it means.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self {
            Self::Parse(_)
            | Self::Placeholder(_)
            | Self::Quoted(_)
            | Self::Kindless(_)
            | Self::Slip(_) => Stage::Text,
            Self::Schema(file) if file.is_about_shape() => Stage::Structure,
            _ => Stage::Meaning,
        }
    }

    /// Why a check of this kind isn't a condition in CEL.
    pub(super) fn without_cel(&self) -> NoCel {
        match self {
            Self::Parse(_)
            | Self::Placeholder(_)
            | Self::Quoted(_)
            | Self::Kindless(_)
            | Self::Slip(_)
            | Self::Misread(_)
            | Self::Suppression(_) => cel::TEXT,
            Self::Schema(_) | Self::ImageName(_) | Self::ApiVersion(_) | Self::Exported(_) => {
                cel::STRUCTURE
            }
            Self::Rate(_)
            | Self::Upload(_)
            | Self::NodeFit(_)
            | Self::Generator(_)
            | Self::Spread(_)
            | Self::Replicas(_)
            | Self::LoadFacts(_) => cel::LOAD,
            Self::KeySecret(_)
            | Self::UnreadMap(_)
            | Self::References(_)
            | Self::Named(_)
            | Self::Grants(_)
            | Self::Selector(_)
            | Self::LimitRange(_)
            | Self::Allowance(_)
            | Self::DuplicateObject(_)
            | Self::Sidecar(_) => cel::SEVERAL,
            Self::Setting(_)
            | Self::AgentFolder(_)
            | Self::AgentContainer(_)
            | Self::AgentProbe(_)
            | Self::Annotation(_)
            | Self::Runtime(_)
            | Self::HostPath(_)
            | Self::Parser(_)
            | Self::Image(_)
            | Self::Env(_)
            | Self::Token(_)
            | Self::ServiceAccount(_)
            | Self::InlineSecret(_) => cel::AGENT,
            Self::HiddenEnv(_)
            | Self::EnvReference(_)
            | Self::Ports(_)
            | Self::Exists(_)
            | Self::Absent(_)
            | Self::OneOf(_)
            | Self::Matches(_)
            | Self::Contains(_)
            | Self::Minimum(_)
            | Self::Quantity(_)
            | Self::Maximum(_)
            | Self::Compare(_)
            | Self::SameAs(_) => cel::OPTIONS,
        }
    }

    /// Settles the options.
    ///
    /// # Errors
    /// Says which option doesn't fit, by the kind of the check and its name.
    pub fn compile(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let of = |kind: &'static str| move |error: KeyError| error.under(kind);
        Ok(match self {
            Self::Parse(options) => Box::new(options.clone()),
            Self::Env(options) => Box::new(options.clone()),
            Self::Setting(options) => Box::new(options.clone()),
            Self::InlineSecret(options) => Box::new(options.clone()),
            Self::HostPath(options) => Box::new(options.clone()),
            Self::References(options) => Box::new(options.clone()),
            Self::Named(options) => Box::new(options.clone()),
            Self::Schema(options) => Box::new(options.clone()),
            Self::ServiceAccount(options) => {
                Box::new(options.compile(params).map_err(of("service-account"))?)
            }
            Self::Grants(options) => Box::new(options.clone()),
            Self::Token(options) => Box::new(options.clone()),
            Self::KeySecret(options) => Box::new(options.clone()),
            Self::UnreadMap(options) => Box::new(options.clone()),
            Self::AgentFolder(options) => Box::new(options.clone()),
            Self::AgentContainer(options) => Box::new(options.clone()),
            Self::AgentProbe(options) => Box::new(options.clone()),
            Self::Parser(options) => Box::new(options.clone()),
            Self::Annotation(options) => Box::new(options.clone()),
            Self::Exists(options) => Box::new(options.compile(params).map_err(of("exists"))?),
            Self::Absent(options) => Box::new(options.compile(params).map_err(of("absent"))?),
            Self::OneOf(options) => Box::new(options.compile(params).map_err(of("one-of"))?),
            Self::Matches(options) => Box::new(options.compile(params).map_err(of("matches"))?),
            Self::Contains(options) => Box::new(options.compile(params).map_err(of("contains"))?),
            Self::Minimum(options) => Box::new(options.compile(params).map_err(of("minimum"))?),
            Self::Quantity(options) => Box::new(options.compile(params).map_err(of("quantity"))?),
            Self::Compare(options) => Box::new(options.compile(params).map_err(of("compare"))?),
            Self::Maximum(options) => Box::new(options.compile(params).map_err(of("maximum"))?),
            Self::SameAs(options) => Box::new(options.compile(params).map_err(of("same-as"))?),
            Self::Image(options) => Box::new(options.clone()),
            Self::ImageName(options) => Box::new(options.clone()),
            Self::Placeholder(options) => Box::new(options.compile()),
            Self::Sidecar(options) => Box::new(options.clone()),
            Self::Rate(options) => Box::new(options.compile(params).map_err(of("rate"))?),
            Self::Upload(options) => Box::new(options.clone()),
            Self::NodeFit(options) => Box::new(options.compile(params).map_err(of("node-fit"))?),
            Self::Generator(options) => Box::new(options.clone()),
            Self::Spread(options) => Box::new(options.clone()),
            Self::Runtime(options) => Box::new(options.clone()),
            Self::Replicas(options) => Box::new(options.clone()),
            Self::LoadFacts(options) => Box::new(options.clone()),
            Self::ApiVersion(options) => Box::new(options.clone()),
            Self::Selector(options) => Box::new(options.clone()),
            Self::LimitRange(options) => Box::new(options.clone()),
            Self::Allowance(options) => Box::new(options.clone()),
            Self::HiddenEnv(options) => Box::new(options.clone()),
            Self::EnvReference(options) => Box::new(options.clone()),
            Self::Ports(options) => Box::new(options.clone()),
            Self::DuplicateObject(options) => Box::new(options.clone()),
            Self::Exported(options) => Box::new(options.clone()),
            Self::Kindless(options) => Box::new(options.clone()),
            Self::Quoted(options) => Box::new(options.clone()),
            Self::Misread(options) => Box::new(options.clone()),
            Self::Slip(options) => Box::new(options.clone()),
            Self::Suppression(options) => Box::new(options.clone()),
        })
    }
}
