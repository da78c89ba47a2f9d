//! The same work for many things, on as many cores as there are; what comes of it is handed on in the order of the things.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// How few things are not worth a second thread.
const FEW: usize = 8;

/// The most threads: each holds one thing's work in memory.
const MOST_THREADS: usize = 8;

/// The most things that a thread takes at once, so that threads seldom wait for each other.
const LONGEST_RUN: usize = 16;

/// Does `work` for each of these, and hands the results to `take` in order. As many are worked on at a time as there are
/// cores; what is done early waits for those before it.
pub(super) fn in_order<I: Sync, T: Send>(
    things: &[I],
    work: impl Fn(&I) -> T + Sync,
    take: impl FnMut(T) + Send,
) {
    in_order_on(threads_for(things.len()), things, work, take);
}

fn threads_for(count: usize) -> usize {
    if count < FEW {
        return 1;
    }
    thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(MOST_THREADS)
}

fn in_order_on<I: Sync, T: Send>(
    threads: usize,
    things: &[I],
    work: impl Fn(&I) -> T + Sync,
    take: impl FnMut(T) + Send,
) {
    // Several runs a thread, so that all of them end at about the same time.
    let runs = things.chunks((things.len() / (threads * 16)).clamp(1, LONGEST_RUN));
    let next = AtomicUsize::new(0);
    let queue = Mutex::new(Queue {
        taken: 0,
        early: BTreeMap::new(),
        take,
    });
    let go_on = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(run) = runs.clone().nth(number) else {
                return;
            };
            let done = run.iter().map(&work).collect();
            // Whoever panicked with the lock ends all of it once the threads have come back.
            let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.hand_in(number, done);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // A thread that is not to be had leaves its share to the others.
            let _ = thread::Builder::new().spawn_scoped(scope, go_on);
        }
        go_on();
    });
}

/// What is done, in order up to `taken`.
struct Queue<T, F> {
    taken: usize,
    early: BTreeMap<usize, Vec<T>>,
    take: F,
}

impl<T, F: FnMut(T)> Queue<T, F> {
    fn hand_in(&mut self, number: usize, done: Vec<T>) {
        self.early.insert(number, done);
        while let Some(done) = self.early.remove(&self.taken) {
            self.taken += 1;
            done.into_iter().for_each(&mut self.take);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        for count in [0, 1, 7, 8, 100, 1_000] {
            let things: Vec<usize> = (0..count).collect();
            for threads in [1, 2, 3, 8] {
                let mut squares = Vec::new();
                in_order_on(
                    threads,
                    &things,
                    |thing| thing * thing,
                    |square| squares.push(square),
                );
                let expected: Vec<usize> = (0..count).map(|thing| thing * thing).collect();
                assert_eq!(squares, expected, "{count} on {threads}");
            }
        }
    }

    #[test]
    fn threads_work_side_by_side_and_an_early_result_waits() {
        // Neither goes on before the other has begun.
        let begun = Barrier::new(2);
        let mut order = Vec::new();
        let work = |thing: &&'static str| {
            begun.wait();
            *thing
        };
        in_order_on(2, &["first", "second"], work, |thing| order.push(thing));
        assert_eq!(order, ["first", "second"]);

        let mut queue = Queue {
            taken: 0,
            early: BTreeMap::new(),
            take: |thing| order.push(thing),
        };
        queue.hand_in(1, vec!["fourth"]);
        queue.hand_in(0, vec!["third"]);
        assert_eq!(order, ["first", "second", "third", "fourth"]);
    }
}
