//! The verdict as an in-toto statement (in-toto/attestation, Statement v1), with the predicate of a simple verification result
//! (`svr` v0.2, `spec/predicates/svr.md` of 2026-06-01).
//!
//! It has no fields beside those of the specification, and no numbers: PyPI's in-toto-attestation 0.9.3 refuses the one and changes the
//! other (`findings/in-toto-attestation-python-has-no-room-for-extension-fields.sh`).

use serde::Serialize;

use super::json::Time;

/// What vouches: the rules of `gonogo gate`. The number rises when a property comes to say something else. The domain is
/// reserved: no one else can own it.
const VERIFIER: &str = "https://gonogo.invalid/gate/v1";

/// A statement about artifacts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Statement {
    /// The version of the statement.
    #[serde(rename = "_type")]
    version: &'static str,
    /// What was verified: the candidate and its artifacts.
    subject: Vec<Resource>,
    /// What kind of predicate it has.
    predicate_type: &'static str,
    /// What is said of the artifacts.
    predicate: Predicate,
}

/// What was verified, by whom and when.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Predicate {
    verifier: VerifierReport,
    /// When it was verified.
    time_created: Time,
    /// The properties that were verified.
    properties: Vec<String>,
}

#[derive(Debug, Serialize)]
struct VerifierReport {
    /// Whose rules they are.
    id: &'static str,
    /// What it was verified by: the record, and the files of the policy.
    policies: Vec<Resource>,
}

/// Something with a digest: in-toto's `ResourceDescriptor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Resource {
    /// What it is called.
    pub(crate) name: String,
    /// Its digests.
    pub(crate) digest: DigestSet,
}

/// The digest of a thing, by its algorithm, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum DigestSet {
    /// A commit of git.
    GitCommit(String),
    Sha256(String),
}

impl Statement {
    /// Says that the subjects have these properties, by these policies.
    pub(crate) fn new(
        subject: Vec<Resource>,
        policies: Vec<Resource>,
        properties: Vec<String>,
        now: Time,
    ) -> Self {
        Self {
            version: "https://in-toto.io/Statement/v1",
            subject,
            predicate_type: "https://in-toto.io/attestation/svr/v0.2",
            predicate: Predicate {
                verifier: VerifierReport {
                    id: VERIFIER,
                    policies,
                },
                time_created: now,
                properties,
            },
        }
    }

    /// Returns it as JSON.
    ///
    /// # Errors
    ///
    /// Never, as the types are: a text always becomes one.
    pub(crate) fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Returns what is said of the subjects alone, as JSON: for tools that make the statement and the signature themselves.
    ///
    /// # Errors
    ///
    /// Never, as the types are: a text always becomes one.
    pub(crate) fn predicate_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.predicate)
    }
}
