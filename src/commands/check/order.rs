//! Several checks at once: they begin in order, end as they like, and are recorded in order.

/// Which check begins next, and which is recorded next; `R` is what one shows.
#[derive(Debug)]
pub(super) struct Order<R> {
    slots: Vec<Slot<R>>,
    jobs: usize,
    /// How many have begun or were passed over: the first so many.
    begun: usize,
    running: usize,
    /// How many are recorded or were passed over: the first so many.
    done: usize,
    is_held: bool,
    is_over: bool,
}

#[derive(Debug)]
enum Slot<R> {
    /// It has not begun, or runs.
    Open,
    PassedOver,
    Ended(R),
    Recorded,
}

/// What is to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// To begin this check.
    Begin(usize),
    /// To wait for one that runs.
    Wait,
    /// Nothing.
    Nothing,
}

impl<R> Order<R> {
    /// Begins with so many checks, of which at most `jobs` run at once.
    pub(super) fn of(count: usize, jobs: usize) -> Self {
        Self {
            slots: (0..count).map(|_| Slot::Open).collect(),
            jobs,
            begun: 0,
            running: 0,
            done: 0,
            is_held: false,
            is_over: false,
        }
    }

    /// Returns what is to do next.
    pub(super) fn next(&self) -> Next {
        let has_more = self.begun < self.slots.len() && !self.is_over && !self.is_held;
        if has_more && self.running < self.jobs {
            Next::Begin(self.begun)
        } else if self.running > 0 {
            Next::Wait
        } else {
            Next::Nothing
        }
    }

    /// Tells whether everything before the next check is recorded.
    pub(super) fn is_settled(&self) -> bool {
        self.done == self.begun
    }

    /// Tells whether every check is recorded or was passed over.
    pub(super) fn is_complete(&self) -> bool {
        self.done == self.slots.len()
    }

    /// Returns the checks that run, in order.
    pub(super) fn running(&self) -> impl Iterator<Item = usize> {
        let begun = self.slots.iter().enumerate().take(self.begun);
        begun.filter_map(|(index, slot)| matches!(slot, Slot::Open).then_some(index))
    }

    /// Notes that the next check runs.
    pub(super) fn begin(&mut self) {
        self.begun += 1;
        self.running += 1;
    }

    /// Notes that the next check does not run.
    pub(super) fn pass_over(&mut self) {
        self.slots[self.begun] = Slot::PassedOver;
        self.begun += 1;
        self.settle();
    }

    /// Begins no check before everything before it is recorded.
    pub(super) fn hold(&mut self) {
        self.is_held = true;
    }

    /// Begins no further check.
    pub(super) fn stop(&mut self) {
        self.is_over = true;
    }

    /// Notes what a check that ran has shown.
    pub(super) fn end(&mut self, index: usize, shown: R) {
        self.slots[index] = Slot::Ended(shown);
        self.running -= 1;
    }

    /// Returns the check that is recorded next, with what it has shown; `None` while one before it runs.
    pub(super) fn take(&mut self) -> Option<(usize, R)> {
        let index = self.done;
        let slot = self.slots.get_mut(index)?;
        if !matches!(slot, Slot::Ended(_)) {
            return None;
        }
        let Slot::Ended(shown) = std::mem::replace(slot, Slot::Recorded) else {
            return None;
        };
        self.done += 1;
        self.settle();
        Some((index, shown))
    }

    fn settle(&mut self) {
        while matches!(self.slots.get(self.done), Some(Slot::PassedOver)) {
            self.done += 1;
        }
        self.is_held &= !self.is_settled();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs checks that end in this order, each as soon as it may, and returns in which order they began and were recorded.
    fn story(jobs: usize, ending: &[usize]) -> (Vec<usize>, Vec<usize>) {
        let mut order = Order::of(ending.len(), jobs);
        let (mut begun, mut recorded) = (Vec::new(), Vec::new());
        loop {
            match order.next() {
                Next::Begin(index) => {
                    begun.push(index);
                    order.begin();
                }
                Next::Wait => {
                    let is_running = |index: &&usize| {
                        matches!(order.slots[**index], Slot::Open) && **index < order.begun
                    };
                    let index = *ending.iter().find(is_running).unwrap();
                    order.end(index, index * 10);
                    while let Some((index, shown)) = order.take() {
                        assert_eq!(shown, index * 10);
                        recorded.push(index);
                    }
                }
                Next::Nothing => return (begun, recorded),
            }
        }
    }

    #[test]
    fn whatever_ends_first_the_order_stays() {
        let all = vec![0, 1, 2, 3];
        for jobs in [1, 2, 3, 9] {
            for ending in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
                assert_eq!(
                    story(jobs, &ending),
                    (all.clone(), all.clone()),
                    "{jobs} {ending:?}"
                );
            }
        }
    }

    #[test]
    fn no_more_run_at_once_than_may() {
        let mut order: Order<()> = Order::of(3, 2);
        order.begin();
        assert_eq!(order.next(), Next::Begin(1));
        order.begin();
        assert_eq!(order.next(), Next::Wait);
        order.end(1, ());
        assert_eq!((order.take(), order.next()), (None, Next::Begin(2)));
        assert_eq!(order.running().collect::<Vec<_>>(), [0]);
        order.stop();
        assert_eq!(order.next(), Next::Wait);
        order.end(0, ());
        assert_eq!(order.next(), Next::Nothing);
        assert_eq!(
            (order.take(), order.take(), order.take()),
            (Some((0, ())), Some((1, ())), None)
        );
    }

    #[test]
    fn one_that_may_depend_on_those_before_waits_for_them() {
        let mut order: Order<()> = Order::of(3, 3);
        order.begin();
        assert!(!order.is_settled());
        order.hold();
        assert_eq!(order.next(), Next::Wait);
        order.end(0, ());
        assert!(order.take().is_some() && order.is_settled());
        assert_eq!(order.next(), Next::Begin(1));
        order.pass_over();
        assert!(order.is_settled());
        order.begin();
        order.end(2, ());
        assert_eq!(order.take(), Some((2, ())));
        assert_eq!(order.next(), Next::Nothing);
    }
}
