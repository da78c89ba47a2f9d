//! A command that a definition names.

use crate::domain::digest::Canonical;
use crate::domain::schema::block;

/// How long a program may take when its definition does not say, in seconds.
pub(super) const TIMEOUT: u64 = 60;

block! {
    /// A command that a definition names: an argument vector, never a shell line.
    pub struct Program {
        /// The program and its arguments.
        pub run: Vec<String> as "run",
        /// How long it may take, in seconds.
        pub timeout: Option<u64> as "timeout-seconds",
        /// The environment variables that it is given beside those that every program gets.
        pub env: Vec<String> as "env",
    }
}

impl Program {
    /// Returns how long it may take, in seconds.
    pub fn seconds(&self) -> u64 {
        self.timeout.unwrap_or(TIMEOUT)
    }

    /// Adds the command to a canonical form.
    pub(super) fn push_to(&self, form: &mut Canonical) {
        form.list("run", &self.run);
        form.list("timeout", self.timeout.map(|seconds| seconds.to_string()));
        // Adds nothing when there are none, so that the digests of older plans stay.
        form.list("env", &self.env);
    }
}
