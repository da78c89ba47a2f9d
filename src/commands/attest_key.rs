//! `gonogo attest-key`: the public key of an attestation, as the tools that check it read one.

use std::path::PathBuf;

use super::context::Context;
use super::gate::unsealed;
use crate::commands::output::Answer;
use crate::error::CommandError;
use crate::trust::dsse::pem;
use crate::trust::signing_key::public_key;
use crate::ui::streams::setting;

/// Print the public key of an attestation as PEM, for the tools that check it
///
/// Tools that check attestations read no keys in the format of OpenSSH. Give them this one once, by a way that
/// you trust.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  gonogo attest-key attest-key.pub > attest-key.pem

Exit codes:
  0   printed
  2   the key cannot be read, or is neither Ed25519 nor ECDSA on P-256")]
pub(crate) struct AttestKeyArgs {
    /// Key: the file of the public or of the private one, or the line of the public one
    #[arg(value_name = "KEY")]
    key: String,
}

impl AttestKeyArgs {
    pub(crate) fn run(&self, context: &Context) -> Result<Answer, CommandError> {
        let home = setting("HOME").map(PathBuf::from);
        let key = public_key(&self.key, &context.folder, home.as_deref());
        let key = key.map_err(|fault| {
            CommandError::not_evaluated(fault).hinted("give the `.pub` file of the key")
        })?;
        Ok(Answer::data(pem(&key).map_err(unsealed)?))
    }
}
