//! Signatures: a record of 10,000 signed events, beside the same signatures checked by the crate alone.

use std::num::NonZero;
use std::path::Path;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gonogo::domain::event::Event;
use gonogo::trust::Trust;
use ssh_key::encoding::Encode as _;
use ssh_key::private::Ed25519Keypair;
use ssh_key::{HashAlg, PrivateKey, PublicKey, SshSig};

use super::generated::{release_of, signer, start};
use super::{Goals, worked};

const NAMESPACE: &str = "gonogo@event";

/// An event as it was signed.
struct Signed {
    message: Vec<u8>,
    signature: SshSig,
}

pub(super) fn verified(goals: &mut Goals, _: &Path) {
    let key = PrivateKey::from(Ed25519Keypair::from_seed(&[7; 32]));
    let public = PublicKey::from(&key);
    let release = release_of("2.4.0", 100, 100);
    let id = release.header().id.clone();
    let mut events = Vec::new();
    let mut signed = Vec::new();
    for event in release.events() {
        let message = event.canonical(&id);
        let signature = key
            .sign(NAMESPACE, HashAlg::Sha512, &message)
            .expect("a key that signs");
        let blob = signature.encode_vec().expect("a signature");
        events.push(Event {
            signature: Some(STANDARD.encode(blob)),
            ..event.clone()
        });
        signed.push(Signed { message, signature });
    }
    let line = public.to_openssh().expect("a public key");
    let trust = Trust::of_files(format!("{} {line}", signer().key()).as_bytes(), None);
    let ours = || worked(|| trust.standings(&events, &id, true, start()));
    let raw = || worked(|| by_the_crate(&public, &signed));
    let all = trust.standings(&events, &id, true, start());
    assert!(events.iter().all(|event| all.of(&event.id).is_verified()));
    let what = format!("{} signed events / the crate alone", events.len());
    goals.hold_ratio(&what, 1.3, 3, ours, raw);
}

/// Checks signatures that are read already over bytes that are at hand, on all cores.
fn by_the_crate(public: &PublicKey, signed: &[Signed]) {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        for part in signed.chunks(signed.len().div_ceil(cores)) {
            scope.spawn(move || {
                for one in part {
                    public
                        .verify(NAMESPACE, &one.message, &one.signature)
                        .expect("a signature that checks");
                }
            });
        }
    });
}
