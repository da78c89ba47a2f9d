//! A model of a power cut: what was not synced may be gone, wholly or in part. It shows that each sync is needed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use gonogo::record::disk::{Disk, RealDisk};
use gonogo::record::read;
use gonogo::record::store::{Store, StoreError, Stored};

use crate::support::{Scratch, Teller, header, version, wide_plan};

/// Which of its promises the disk breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Promises {
    AllKept,
    FileSyncBroken,
    FolderSyncBroken,
}

/// A change to the names in a folder.
#[derive(Clone, Debug)]
enum Naming {
    Link(PathBuf, u64),
    Unlink(PathBuf),
    Rename(PathBuf, PathBuf),
}

/// What is safe, and what is only on its way.
#[derive(Default)]
struct Model {
    /// The content of files, by inode: what was synced, and what was written last.
    synced: BTreeMap<u64, Vec<u8>>,
    written: BTreeMap<u64, Vec<u8>>,
    /// The names that survive, and the changes that may or may not.
    names: BTreeMap<PathBuf, u64>,
    pending: Vec<Naming>,
    /// What the record may be after a power cut at some moment so far.
    outcomes: BTreeSet<Option<Vec<u8>>>,
}

impl Model {
    /// Collects what a power cut right now could leave of `record`.
    fn outcomes_of(&self, record: &Path) -> BTreeSet<Option<Vec<u8>>> {
        let mut names = self.names.clone();
        let mut found = BTreeSet::new();
        for applied in 0..=self.pending.len() {
            if let Some(change) = applied.checked_sub(1).map(|last| &self.pending[last]) {
                apply(&mut names, change);
            }
            let Some(inode) = names.get(record) else {
                found.insert(None);
                continue;
            };
            let safe = self.synced.get(inode).cloned().unwrap_or_default();
            let whole = self
                .written
                .get(inode)
                .cloned()
                .unwrap_or_else(|| safe.clone());
            found.extend(
                [
                    Some(safe),
                    Some(whole[..whole.len() / 2].to_vec()).filter(|_| !self.is_synced(*inode)),
                    Some(whole),
                ]
                .into_iter()
                .flatten()
                .map(Some),
            );
        }
        found
    }

    fn is_synced(&self, inode: u64) -> bool {
        self.written
            .get(&inode)
            .is_none_or(|written| self.synced.get(&inode) == Some(written))
    }
}

fn apply(names: &mut BTreeMap<PathBuf, u64>, change: &Naming) {
    match change {
        Naming::Link(path, inode) => {
            names.insert(path.clone(), *inode);
        }
        Naming::Unlink(path) => {
            names.remove(path);
        }
        Naming::Rename(from, to) => {
            if let Some(inode) = names.remove(from) {
                names.insert(to.clone(), inode);
            }
        }
    }
}

/// A disk that remembers what a power cut could leave after each operation.
#[derive(Clone)]
struct Watched {
    promises: Promises,
    record: PathBuf,
    model: Rc<RefCell<Model>>,
}

impl Watched {
    fn new(promises: Promises, scratch: &Scratch) -> Self {
        let mut model = Model::default();
        if let Ok(known) = fs::metadata(scratch.record()) {
            model.names.insert(scratch.record(), known.ino());
            model.synced.insert(known.ino(), scratch.bytes());
        }
        Self {
            promises,
            record: scratch.record(),
            model: Rc::new(RefCell::new(model)),
        }
    }

    fn note(&self, change: impl FnOnce(&mut Model)) {
        let mut model = self.model.borrow_mut();
        change(&mut model);
        let now = model.outcomes_of(&self.record);
        model.outcomes.extend(now);
    }
}

impl Disk for Watched {
    fn open(&self, path: &Path) -> io::Result<(File, u64)> {
        RealDisk.open(path)
    }
    fn read(&self, file: &mut File, bytes: &mut [u8]) -> io::Result<usize> {
        RealDisk.read(file, bytes)
    }
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        RealDisk.make_folder(path)
    }
    fn lock(&self, path: &Path, patience: Duration) -> io::Result<File> {
        RealDisk.lock(path, patience)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        RealDisk.remove(path)?;
        self.note(|model| model.pending.push(Naming::Unlink(path.to_owned())));
        Ok(())
    }
    fn create(&self, path: &Path, like: &Path) -> io::Result<File> {
        let file = RealDisk.create(path, like)?;
        let inode = file.metadata()?.ino();
        self.note(|model| {
            model.synced.insert(inode, Vec::new());
            model.written.insert(inode, Vec::new());
            model.pending.push(Naming::Link(path.to_owned(), inode));
        });
        Ok(file)
    }
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        RealDisk.write(file, bytes)?;
        let inode = file.metadata()?.ino();
        self.note(|model| {
            model
                .written
                .entry(inode)
                .or_default()
                .extend_from_slice(bytes);
        });
        Ok(())
    }
    fn sync(&self, file: &File) -> io::Result<()> {
        let inode = file.metadata()?.ino();
        if self.promises != Promises::FileSyncBroken {
            self.note(|model| {
                let written = model.written.get(&inode).cloned().unwrap_or_default();
                model.synced.insert(inode, written);
            });
        }
        Ok(())
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.rename(from, to)?;
        self.note(|model| {
            model
                .pending
                .push(Naming::Rename(from.to_owned(), to.to_owned()));
        });
        Ok(())
    }
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        if self.promises != Promises::FolderSyncBroken {
            self.note(|model| {
                for change in std::mem::take(&mut model.pending) {
                    apply(&mut model.names, &change);
                }
            });
        }
        Ok(())
    }
}

/// What a power cut could do to a write.
#[derive(Debug, PartialEq, Eq)]
struct Damage {
    /// At some moment the record could have become neither the old nor the new one.
    is_broken: bool,
    /// After success was reported, the new record could still have been lost.
    is_lost: bool,
}

const NONE: Damage = Damage {
    is_broken: false,
    is_lost: false,
};

fn damage(
    promises: Promises,
    old: &Scratch,
    write: impl FnOnce(&Store<Watched>) -> Result<Stored, StoreError>,
) -> Damage {
    let before = fs::read(old.record()).ok();
    let disk = Watched::new(promises, old);
    write(&Store::on(
        disk.clone(),
        old.releases(),
        Duration::from_secs(5),
    ))
    .expect("the disk itself works");
    let after = Some(old.bytes());
    read::record(&String::from_utf8(old.bytes()).expect("UTF-8")).expect("a record");
    let model = disk.model.borrow();
    assert!(
        model.outcomes.contains(&after) && model.outcomes.contains(&before),
        "the model has seen the write"
    );
    Damage {
        is_broken: model
            .outcomes
            .iter()
            .any(|outcome| *outcome != before && *outcome != after),
        is_lost: model
            .outcomes_of(&old.record())
            .iter()
            .any(|outcome| *outcome != after),
    }
}

fn damage_to_an_append(promises: Promises) -> Damage {
    let scratch = Scratch::with_plan(wide_plan(3));
    damage(promises, &scratch, |store| {
        store.update(&version(), None, |release| {
            let mut story = Teller::resume(release, 0);
            story.sign("Grace", "pre-release/item-000", "developer");
            Ok((story.release, true))
        })
    })
}

fn damage_to_a_start(promises: Promises) -> Damage {
    let release = Teller::start(header(&[]), wide_plan(3), None).release;
    damage(promises, &Scratch::new(), |store| store.create(release))
}

#[test]
fn a_power_cut_leaves_the_old_record_or_the_new_one_and_never_undoes_what_was_reported() {
    assert_eq!(damage_to_an_append(Promises::AllKept), NONE);
    assert_eq!(damage_to_a_start(Promises::AllKept), NONE);
}

#[test]
fn without_the_sync_before_the_rename_a_power_cut_destroys_the_record() {
    assert!(damage_to_an_append(Promises::FileSyncBroken).is_broken);
    assert!(damage_to_a_start(Promises::FileSyncBroken).is_broken);
}

#[test]
fn without_the_sync_of_the_folder_a_power_cut_undoes_what_was_reported() {
    let lost = Damage {
        is_broken: false,
        is_lost: true,
    };
    assert_eq!(damage_to_an_append(Promises::FolderSyncBroken), lost);
    assert_eq!(damage_to_a_start(Promises::FolderSyncBroken), lost);
}
