//! A child process with a process group of its own, which ends as a whole.
//!
//! The child is not reaped before its group was ended: until then nobody else can be given its number.

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// The longest time between two looks at the child.
const LONGEST_NAP: Duration = Duration::from_millis(20);

/// A child and whatever it starts that stays in its group. Dropped, it is ended.
pub(super) struct Group {
    child: Child,
    is_reaped: bool,
}

impl Group {
    /// Starts a program in a group of its own.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        Ok(Self {
            child: command.spawn()?,
            is_reaped: false,
        })
    }

    /// Returns the child, for its pipes.
    pub(super) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits for the child to end, and tells whether it did; not when `is_over` says so before.
    pub(super) fn wait_unless(&mut self, is_over: impl Fn() -> bool) -> io::Result<bool> {
        let mut nap = Duration::from_millis(1);
        while !self.has_ended()? {
            if is_over() {
                return Ok(false);
            }
            std::thread::sleep(nap);
            nap = (nap * 2).min(LONGEST_NAP);
        }
        Ok(true)
    }

    /// Tells everything in the group to end, and makes it when that takes too long.
    pub(super) fn end(&mut self, patience: Duration) {
        self.ask();
        let asked = Instant::now();
        let _ = self.wait_unless(|| asked.elapsed() >= patience);
        let _ = self.finish();
    }

    /// Ends what is left of the group, and returns how the child ended.
    pub(super) fn finish(&mut self) -> io::Result<ExitStatus> {
        self.kill();
        let status = self.child.wait()?;
        self.is_reaped = true;
        Ok(status)
    }
}

#[cfg(unix)]
impl Group {
    fn has_ended(&mut self) -> io::Result<bool> {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        match waitid(WaitId::Pid(self.id()), options) {
            Ok(status) => Ok(status.is_some()),
            Err(rustix::io::Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn id(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.child)
    }

    fn ask(&self) {
        // Nobody is left in the group when this fails.
        let _ = rustix::process::kill_process_group(self.id(), rustix::process::Signal::TERM);
    }

    fn kill(&self) {
        let _ = rustix::process::kill_process_group(self.id(), rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
impl Group {
    fn has_ended(&mut self) -> io::Result<bool> {
        self.child.try_wait().map(|status| status.is_some())
    }

    fn ask(&mut self) {
        self.kill();
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.is_reaped {
            let _ = self.finish();
        }
    }
}
