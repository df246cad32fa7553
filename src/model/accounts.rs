//! The service accounts that pods run under.

use std::collections::{HashMap, HashSet};

use crate::kube::rbac::{Account, account_of};

use super::{Model, Workload};

/// The pods by the accounts that they run under.
#[derive(Debug, Default)]
pub(super) struct Accounts<'a> {
    users: HashMap<Account<'a>, Vec<usize>>,
    names: HashSet<&'a str>,
}

impl<'a> Accounts<'a> {
    fn new(workloads: &[Workload<'a>]) -> Self {
        let mut accounts = Self::default();
        for (at, workload) in workloads.iter().enumerate() {
            let Some((account, _)) = account_of(&workload.pod) else {
                continue;
            };
            accounts.users.entry(account).or_default().push(at);
            accounts.names.insert(account.name);
        }
        accounts
    }
}

impl<'a> Model<'a> {
    /// The pods that run under an account whose namespace is written in the same way.
    pub fn users_of<'s>(
        &'s self,
        account: Account<'_>,
    ) -> impl Iterator<Item = &'s Workload<'a>> + use<'s, 'a> {
        let users = self.accounts().users.get(&account).cloned().unwrap_or_default();
        users.into_iter().filter_map(|at| self.workloads.get(at))
    }

    /// Whether a pod runs under it, or may.
    #[must_use]
    pub fn is_used(&self, account: Account<'_>) -> bool {
        let accounts = self.accounts();
        match account.namespace {
            None => accounts.names.contains(account.name),
            Some(_) => [account.namespace, None].into_iter().any(|namespace| {
                accounts.users.contains_key(&Account { namespace, name: account.name })
            }),
        }
    }

    fn accounts(&self) -> &Accounts<'a> {
        self.accounts.get_or_init(|| Accounts::new(&self.workloads))
    }
}
