//! Every kind of check, one entry each: what rule files call it, its options, why it isn't a condition in CEL, and what
//! its rules are about.

use serde::Deserialize;

use crate::error::KeyError;
use crate::rule::cel::{self, NoCel};

use super::{Check, Params, Stage, agent, field, load, relation, structure, text};

/// What the rules of a kind are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rule) enum Topic {
    /// The text of files.
    Text,
    /// Objects of Kubernetes, or what a rule's `where` chooses.
    Objects,
    /// The agent and its sidecars.
    Agent,
    /// The load test.
    Load,
    /// The suppression of findings.
    Suppressions,
}

/// What a rule file says of a kind of check.
pub(in crate::rule) trait Options {
    /// The check with its options settled, parameters by their values.
    ///
    /// # Errors
    /// Says which option doesn't fit, by its name.
    fn settled(&self, params: &Params) -> Result<Box<dyn Check>, KeyError>;
}

/// Options without parameters are the check.
impl<T: Check + Clone + 'static> Options for T {
    fn settled(&self, _: &Params) -> Result<Box<dyn Check>, KeyError> {
        Ok(Box::new(self.clone()))
    }
}

macro_rules! kinds {
    ($($(#[$about:meta])* $name:ident($options:ty): $no_cel:ident, $topic:ident;)*) => {
        /// The check of a rule: one kind with its options.
        #[derive(Debug, Clone, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        pub enum CheckFile {
            $($(#[$about])* $name($options),)*
        }

        impl CheckFile {
            /// Its name in Rust, its options, why it isn't a condition in CEL, and its topic.
            fn entry(&self) -> (&'static str, &dyn Options, NoCel, Topic) {
                match self {
                    $(Self::$name(options) => (stringify!($name), options, cel::$no_cel, Topic::$topic),)*
                }
            }
        }
    };
}

kinds! {
    /// The text isn't what YAML or kubectl makes sense of.
    Parse(text::parse::ParseFile): TEXT, Text;
    /// Variables that a container's environment needs.
    Env(agent::env::EnvFile): AGENT, Agent;
    /// Settings of the agent, as it reads them.
    Setting(agent::setting::SettingFile): AGENT, Agent;
    /// The Secret of the agent's API key.
    KeySecret(agent::key_secret::KeySecretFile): SEVERAL, Agent;
    /// ConfigMaps with settings of the agent that no pod reads.
    UnreadMap(relation::unread_map::UnreadMapFile): SEVERAL, Agent;
    /// A secret value written out in the manifests.
    InlineSecret(agent::inline_secret::InlineSecretFile): AGENT, Agent;
    /// Paths of the node that a container needs mounted.
    HostPath(agent::host_path::HostPathFile): AGENT, Agent;
    /// Names of ports in probes and hooks, which the container must declare.
    ProbePort(relation::probe_port::ProbePortFile): SEVERAL, Objects;
    /// Names in a container that refer to something the pod declares.
    References(relation::references::ReferencesFile): SEVERAL, Objects;
    /// Objects that a pod names and that must be in its namespace.
    Named(relation::named::NamedFile): SEVERAL, Objects;
    /// What the API server says of an object's structure.
    Schema(structure::schema::SchemaFile): STRUCTURE, Objects;
    /// The account under which the pod runs.
    ServiceAccount(agent::service_account::ServiceAccountFile): AGENT, Agent;
    /// What the account is allowed, by the roles and bindings of the input.
    Grants(agent::grants::GrantsFile): SEVERAL, Agent;
    /// The token with which the agent asks the API server.
    Token(agent::token::TokenFile): AGENT, Agent;
    /// The NetworkPolicies between the agent and the server.
    Egress(agent::egress::EgressFile): SEVERAL, Agent;
    /// The folders in which the agent writes.
    AgentFolder(agent::folder::AgentFolderFile): AGENT, Agent;
    /// How the agent's container is run.
    AgentContainer(agent::container::AgentContainerFile): AGENT, Agent;
    /// Probes of the agent's container.
    AgentProbe(agent::probe::AgentProbeFile): AGENT, Agent;
    /// The parser that the agent finds for each generator.
    Parser(agent::parser::ParserFile): AGENT, Agent;
    /// Annotations that the agent reads, or doesn't.
    Annotation(agent::annotation::AnnotationFile): AGENT, Agent;
    /// A field that must be there.
    Exists(field::exists::ExistsFile): OPTIONS, Objects;
    /// A field that may not be there.
    Absent(field::absent::AbsentFile): OPTIONS, Objects;
    /// A field that has one of a few values.
    OneOf(field::one_of::OneOfFile): OPTIONS, Objects;
    /// A field whose text has a certain form.
    Matches(field::matches::MatchesFile): OPTIONS, Objects;
    /// A field that has certain items, keys or parts.
    Contains(field::contains::ContainsFile): OPTIONS, Objects;
    /// An amount that has a lower bound.
    Minimum(field::minimum::MinimumFile): OPTIONS, Objects;
    /// Old name of `minimum`.
    Quantity(field::minimum::MinimumFile): OPTIONS, Objects;
    /// An amount that has an upper bound, a constant or another field.
    Maximum(field::maximum::MaximumFile): OPTIONS, Objects;
    /// Old name of `maximum`.
    Compare(field::maximum::MaximumFile): OPTIONS, Objects;
    /// A field that has the value of another one.
    SameAs(field::same_as::SameAsFile): OPTIONS, Objects;
    /// The image of the agent.
    Image(agent::image::ImageFile): AGENT, Agent;
    /// Images whose name nothing can read.
    ImageName(structure::image_name::ImageNameFile): STRUCTURE, Objects;
    /// Text that was left to be filled in.
    Placeholder(text::placeholder::PlaceholderFile): TEXT, Text;
    /// The agent and its generators must be together.
    Sidecar(agent::sidecar::SidecarFile): SEVERAL, Agent;
    /// The load that the workloads make.
    Rate(load::rate::RateFile): LOAD, Load;
    /// Whether agents can upload the load, by their settings, memory and CPU.
    Upload(load::upload::UploadFile): LOAD, Load;
    /// Whether the pods fit on their nodes.
    NodeFit(load::node_fit::NodeFitFile): LOAD, Load;
    /// What a load generator makes of its arguments, and what becomes of its lines.
    Generator(load::generator::GeneratorFile): LOAD, Load;
    /// How the pods are laid out over the nodes.
    Spread(load::spread::SpreadFile): LOAD, Load;
    /// What the agent is told of the container runtime.
    Runtime(agent::runtime::RuntimeFile): AGENT, Agent;
    /// How many pods there will be.
    Replicas(load::replicas::ReplicasFile): LOAD, Load;
    /// Annotations in which the user states the load.
    LoadFacts(load::load_facts::LoadFactsFile): LOAD, Load;
    /// Kinds that Kubernetes no longer serves, or advises against.
    ApiVersion(structure::api_version::ApiVersionFile): STRUCTURE, Objects;
    /// The selector of a workload and the labels of its own pods.
    Selector(relation::selector::SelectorFile): SEVERAL, Objects;
    /// Amounts of containers and the bounds of their namespace.
    LimitRange(relation::limit_range::LimitRangeFile): SEVERAL, Objects;
    /// What a namespace allows its pods.
    Allowance(relation::allowance::AllowanceFile): SEVERAL, Objects;
    /// Variables of a container that hide an earlier one of the same name.
    HiddenEnv(relation::hidden_env::HiddenEnvFile): OPTIONS, Objects;
    /// Variables that a value refers to and that nothing sets before it.
    EnvReference(relation::env_reference::EnvReferenceFile): OPTIONS, Objects;
    /// Ports that two of a pod's containers can't both have.
    Ports(relation::ports::PortsFile): OPTIONS, Objects;
    /// Two objects of one identity.
    DuplicateObject(relation::duplicate_object::DuplicateObjectFile): SEVERAL, Objects;
    /// Objects in files that carry what a cluster has given them.
    Exported(relation::exported::ExportedFile): STRUCTURE, Objects;
    /// Documents that aren't object, in files of objects.
    Kindless(text::kindless::KindlessFile): TEXT, Text;
    /// Values with quotes, spaces or invisible characters in them that nobody means.
    Quoted(text::quoted::QuotedFile): TEXT, Text;
    /// Scalars that aren't what they look like.
    Misread(text::misread::MisreadFile): TEXT, Text;
    /// An indentation, a dash, a marker or a line that got lost.
    Slip(text::slip::SlipFile): TEXT, Text;
    /// Comments and annotations that suppress findings.
    Suppression(text::suppression::SuppressionFile): TEXT, Suppressions;
}

impl CheckFile {
    /// Stage of the kind: that of its folder, where its mistake leaves nothing there to judge. A value that can be
    /// read and is rejected or surprising says nothing of what else it means.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self {
            Self::Misread(_) => Stage::Meaning,
            Self::Schema(file) if file.is_about_shape() => Stage::Structure,
            _ if self.topic() == Topic::Text => Stage::Text,
            _ => Stage::Meaning,
        }
    }

    /// Why a check of this kind isn't a condition in CEL.
    pub(in crate::rule) fn without_cel(&self) -> NoCel {
        self.entry().2
    }

    /// What the rules of the kind are about.
    pub(in crate::rule) fn topic(&self) -> Topic {
        self.entry().3
    }

    /// Settles the options.
    ///
    /// # Errors
    /// Says which option doesn't fit, by the kind of the check and its name.
    pub fn compile(&self, params: &Params) -> Result<Box<dyn Check>, KeyError> {
        let (name, options, ..) = self.entry();
        options.settled(params).map_err(|error| error.under(&kebab_case(name)))
    }
}

/// The name of a kind in rule files.
fn kebab_case(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
