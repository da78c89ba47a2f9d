//! Every operation of an append made to fail in turn: the record is the old or the new one, and the next command works.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use gonogo::domain::rules::hint::Hint;
use gonogo::record::disk::{Disk, RealDisk};
use gonogo::record::store::{Store, StoreError, Stored};

use crate::support::{Scratch, Teller, header, version, wide_plan};

const PATIENCE: Duration = Duration::from_secs(5);

/// What befalls the operation.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// It fails with this error; later ones work.
    Error(i32),
    /// The process ends there: nothing happens any more, not even clearing away.
    Killed,
    /// As killed, with half of the bytes written.
    KilledHalfWritten,
    /// Half of the bytes are written, then the disk is full.
    Short,
}

/// A disk on which the `at`th operation meets a fault.
#[derive(Clone)]
struct Faulty {
    fault: Fault,
    at: usize,
    steps: Rc<Cell<usize>>,
}

impl Faulty {
    fn new(fault: Fault, at: usize) -> Self {
        Self {
            fault,
            at,
            steps: Rc::default(),
        }
    }

    /// Counts an operation, and fails when it is its turn.
    fn step(&self) -> io::Result<()> {
        self.steps.set(self.steps.get() + 1);
        match self.fault {
            Fault::Error(errno) if self.steps.get() == self.at => {
                Err(io::Error::from_raw_os_error(errno))
            }
            Fault::Short if self.steps.get() == self.at => {
                Err(io::Error::from_raw_os_error(ENOSPC))
            }
            Fault::Killed | Fault::KilledHalfWritten if self.steps.get() >= self.at => {
                Err(io::Error::other("killed"))
            }
            _ => Ok(()),
        }
    }

    fn was_clean(&self) -> bool {
        self.steps.get() < self.at
    }
}

impl Disk for Faulty {
    fn open(&self, path: &Path) -> io::Result<(File, u64)> {
        self.step().and_then(|()| RealDisk.open(path))
    }
    fn read(&self, file: &mut File, bytes: &mut [u8]) -> io::Result<usize> {
        self.step().and_then(|()| RealDisk.read(file, bytes))
    }
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| RealDisk.make_folder(path))
    }
    fn lock(&self, path: &Path, patience: Duration) -> io::Result<File> {
        self.step().and_then(|()| RealDisk.lock(path, patience))
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| RealDisk.remove(path))
    }
    fn create(&self, path: &Path, like: &Path) -> io::Result<File> {
        self.step().and_then(|()| RealDisk.create(path, like))
    }
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let stepped = self.step();
        if stepped.is_err()
            && self.steps.get() == self.at
            && matches!(self.fault, Fault::Short | Fault::KilledHalfWritten)
        {
            file.write_all(&bytes[..bytes.len() / 2])?;
        }
        stepped.and_then(|()| RealDisk.write(file, bytes))
    }
    fn sync(&self, file: &File) -> io::Result<()> {
        self.step().and_then(|()| RealDisk.sync(file))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().and_then(|()| RealDisk.rename(from, to))
    }
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| RealDisk.sync_folder(path))
    }
}

const EIO: i32 = 5;
const EACCES: i32 = 13;
const EXDEV: i32 = 18;
const ENOSPC: i32 = 28;
/// What a disk without locks answers.
const ENOLCK: i32 = 37;

const FAULTS: [Fault; 8] = [
    Fault::Error(EIO),
    Fault::Error(EACCES),
    Fault::Error(EXDEV),
    Fault::Error(ENOSPC),
    Fault::Error(ENOLCK),
    Fault::Killed,
    Fault::KilledHalfWritten,
    Fault::Short,
];

/// Meets each fault at each operation of `write`, until a run meets none.
fn at_every_step(mut case: impl FnMut(Faulty, &str)) {
    for fault in FAULTS {
        for at in 1.. {
            let disk = Faulty::new(fault, at);
            case(disk.clone(), &format!("{fault:?} at operation {at}"));
            if disk.was_clean() {
                assert!(at > 8, "an append takes more operations than {at}");
                break;
            }
            assert!(at < 100, "an append ends");
        }
    }
}

fn sign_next<D: Disk>(store: &Store<D>) -> Result<Stored, StoreError> {
    store.update(&version(), None, |release| {
        let place = release.events().len() - 1;
        let role = release.plan().items[place].roles[0].to_string();
        let item = release.plan().items[place].id.to_string();
        let mut story = Teller::resume(release, 100);
        story.sign("Grace", &item, &role);
        Ok((story.release, true))
    })
}

#[test]
fn a_failed_append_leaves_the_old_record_or_the_new_one() {
    at_every_step(|disk, case| {
        let scratch = Scratch::with_plan(wide_plan(3));
        let old = scratch.bytes();
        let result = sign_next(&Store::on(disk.clone(), scratch.releases(), PATIENCE));
        let is_new = scratch.bytes() != old;
        assert_eq!(
            scratch.release().events().len(),
            if is_new { 2 } else { 1 },
            "{case}"
        );
        assert_eq!(
            result.is_ok(),
            disk.was_clean() || result.is_ok() && is_new,
            "{case}: {result:?}"
        );
        match &result {
            Ok(stored) => assert_eq!(
                scratch.release().record(),
                stored.release.record(),
                "{case}: success means saved"
            ),
            Err(StoreError::NotDurable { .. }) => assert!(is_new, "{case}"),
            Err(_) => assert!(!is_new, "{case}: nothing was saved, as it says"),
        }
        next_command_works(&scratch, case, if is_new { 3 } else { 2 });
    });
}

#[test]
fn a_failed_start_leaves_no_record_or_the_whole_one() {
    at_every_step(|disk, case| {
        let scratch = Scratch::new();
        let release = Teller::start(header(&[]), wide_plan(3), None).release;
        let result = Store::on(disk.clone(), scratch.releases(), PATIENCE).create(release.clone());
        let is_there = scratch.record().exists();
        assert_eq!(
            is_there,
            matches!(result, Ok(_) | Err(StoreError::NotDurable { .. })),
            "{case}: {result:?}"
        );
        if !is_there {
            scratch
                .store()
                .create(release)
                .unwrap_or_else(|error| panic!("{case}: {error}"));
        }
        next_command_works(&scratch, case, 2);
    });
}

#[track_caller]
fn next_command_works(scratch: &Scratch, case: &str, events: usize) {
    sign_next(&scratch.store()).unwrap_or_else(|error| panic!("{case}: then {error}"));
    assert_eq!(scratch.release().events().len(), events, "{case}");
    let names = std::fs::read_dir(scratch.releases())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(
        names,
        [".gonogo", "2.4.0.toml"],
        "{case}: nothing is left lying about"
    );
}

#[test]
fn only_a_killed_process_leaves_its_half_written_file_behind() {
    for fault in [Fault::Error(EIO), Fault::Short] {
        for at in 1..20 {
            let scratch = Scratch::with_plan(wide_plan(1));
            let _ = sign_next(&Store::on(
                Faulty::new(fault, at),
                scratch.releases(),
                PATIENCE,
            ));
            assert!(
                !scratch.releases().join(".2.4.0.toml.new").exists(),
                "{fault:?} at {at}"
            );
        }
    }
}

/// A disk whose records cannot be read, though they are there.
struct Unreadable {
    errno: i32,
    /// Whether they can be opened at least.
    opens: bool,
}

impl Disk for Unreadable {
    fn open(&self, path: &Path) -> io::Result<(File, u64)> {
        if self.opens {
            RealDisk.open(path)
        } else {
            Err(io::Error::from_raw_os_error(self.errno))
        }
    }
    fn read(&self, _: &mut File, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::from_raw_os_error(self.errno))
    }
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        RealDisk.make_folder(path)
    }
    fn lock(&self, path: &Path, patience: Duration) -> io::Result<File> {
        RealDisk.lock(path, patience)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        RealDisk.remove(path)
    }
    fn create(&self, path: &Path, like: &Path) -> io::Result<File> {
        RealDisk.create(path, like)
    }
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        RealDisk.write(file, bytes)
    }
    fn sync(&self, file: &File) -> io::Result<()> {
        RealDisk.sync(file)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.rename(from, to)
    }
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        RealDisk.sync_folder(path)
    }
}

#[test]
fn a_record_that_cannot_be_read_is_never_taken_for_none() {
    for (errno, opens) in [(EIO, false), (EACCES, false), (EIO, true)] {
        let scratch = Scratch::with_plan(wide_plan(1));
        let old = scratch.bytes();
        let disk = || Unreadable { errno, opens };
        let store = || Store::on(disk(), scratch.releases(), PATIENCE);
        let again = Teller::start(header(&[]), wide_plan(1), None).release;
        assert!(
            matches!(store().create(again), Err(StoreError::Read { .. })),
            "start, error {errno}"
        );
        assert!(
            matches!(sign_next(&store()), Err(StoreError::Read { .. })),
            "sign, error {errno}"
        );
        assert_eq!(scratch.bytes(), old, "error {errno}");
    }
}

#[test]
fn a_lock_that_stays_held_is_waited_for_and_then_named() {
    let scratch = Scratch::with_plan(wide_plan(1));
    let lock = scratch.releases().join(".gonogo/2.4.0.lock");
    let held = File::options().write(true).open(&lock).unwrap();
    held.lock().unwrap();
    let hasty = Store::on(RealDisk, scratch.releases(), Duration::from_millis(30));
    let error = sign_next(&hasty).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{} is locked by another gonogo", lock.display())
    );
    let answer = gonogo::error::CommandError::from(error);
    assert_eq!(answer.kind.code(), 3);
    assert_eq!(
        answer.hints,
        [Hint::from(
            "try again; the lock is freed when the other process ends"
        )]
    );
    assert!(hasty.read(&version()).is_ok(), "reading needs no lock");
    drop(held);
    sign_next(&hasty).unwrap();
}

#[cfg(unix)]
#[test]
fn a_lock_file_of_another_user_is_named_with_its_owner() {
    use std::os::unix::fs::MetadataExt as _;

    let scratch = Scratch::with_plan(wide_plan(1));
    let lock = scratch.releases().join(".gonogo/2.4.0.lock");
    let owner = lock.metadata().unwrap().uid();
    // The folder of the lock is made first, then the lock is taken.
    let disk = Faulty::new(Fault::Error(EACCES), 2);
    let error = sign_next(&Store::on(disk, scratch.releases(), PATIENCE)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} belongs to another user (number {owner}); nothing was saved",
            lock.display()
        )
    );
    let answer = gonogo::error::CommandError::from(error);
    assert_eq!(answer.kind.code(), 3);
}
