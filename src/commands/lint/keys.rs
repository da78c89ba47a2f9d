//! The files of keys beside a playbook: their lines that count for nothing are problems like any other.

use std::path::Path;

use crate::commands::signing::{ALLOWED, REVOKED, read};
use crate::definition::advice::Advice;
use crate::definition::check::Checked;
use crate::definition::fault::Fault;
use crate::definition::problem::Problem;
use crate::trust::allowed_signers::AllowedSigners;
use crate::trust::revoked_keys::{RevocationFault, RevokedKeys};

/// Adds what is wrong with the files of keys in a folder. One that is not there has no problems.
pub(super) fn check(folder: &Path, checked: &mut Checked) {
    let path = folder.join(ALLOWED);
    if let Ok(bytes) = read(&path) {
        let signers = AllowedSigners::parse(&bytes);
        let at = |number, fault| Problem::in_line(path.clone(), Some(number), &bytes, fault);
        let void = signers.void.iter();
        let void = void.map(|line| at(line.number, Fault::VoidKeyLine(line.fault.to_string())));
        checked.problems.extend(void);
        let advice = || Fault::Advice(Advice::UpperCasePrincipal);
        let upper = signers.upper_case.iter();
        checked
            .advice
            .extend(upper.map(|number| at(*number, advice())));
    }
    let path = folder.join(REVOKED);
    if let Ok(bytes) = read(&path)
        && let RevokedKeys::Unreadable(fault) = RevokedKeys::parse(&bytes)
    {
        let number = match fault {
            RevocationFault::Line(number) => Some(number),
            RevocationFault::List | RevocationFault::Disk(_) => None,
        };
        let fault = Fault::UnreadableRevocation(fault.to_string());
        checked
            .problems
            .push(Problem::in_line(path, number, &bytes, fault));
    }
}
