//! A command that a definition names.

use crate::domain::digest::Canonical;
use crate::domain::schema::block;

block! {
    /// A command that a definition names: an argument vector, never a shell line.
    pub struct Program {
        /// The program and its arguments.
        pub run: Vec<String> as "run",
        /// How long it may take, in seconds.
        pub timeout: Option<u64> as "timeout-seconds",
    }
}

impl Program {
    /// Adds the command to a canonical form.
    pub(super) fn push_to(&self, form: &mut Canonical) {
        form.list("run", &self.run);
        form.list("timeout", self.timeout.map(|seconds| seconds.to_string()));
    }
}
