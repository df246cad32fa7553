//! The agent's settings: what is known of each, and what an agent of a release makes of its environment.

mod agent;
mod check;
mod convert;
mod effective;
mod facts;
mod files;
mod misread;
mod send_rate;
mod server;

pub use agent::{API_KEY, AgentSettings, is_name, is_referred_to, settings_at};
pub(in crate::agent) use check::has_underscores;
pub use check::{Fault, FaultKind, refuses_underscores};
pub(in crate::agent) use convert::{number, whole_number};
pub use effective::{
    Effective, Given, Held, NotRead, Origin, SERVER, SIDECAR_MODE, Unread, Variable,
};
pub use facts::{
    Checked, DeadSetting, Reader, SettingFact, SettingType, all_settings, dead_setting,
    known_releases, newest_release, setting_named,
};
pub use files::{
    CONFIGURATION, MONITOR_FILE, configuration_files, keys_in, may_hold_key, may_hold_monitor,
};
pub(in crate::agent) use misread::compresses;
pub use misread::{Misread, misread};
pub(in crate::agent) use send_rate::send_rate;
pub use server::{server_host, takes_host_for_scheme};
