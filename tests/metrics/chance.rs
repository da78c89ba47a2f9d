//! Numbers that look random and are the same on every run.

/// A generator: splitmix64.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn seeded(seed: usize) -> Self {
        Self(
            u64::try_from(seed)
                .unwrap()
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ 0x5eed,
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns another generator, which goes its own way.
    pub(crate) fn split(&mut self) -> Self {
        Self(self.next())
    }

    /// Returns a number from 0 up to, and without, `end`.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    /// Returns one of these.
    pub(crate) fn one_of<'t, T>(&mut self, these: &'t [T]) -> &'t T {
        &these[usize::try_from(self.below(i64::try_from(these.len()).unwrap())).unwrap()]
    }

    /// Says yes in so many of a hundred cases.
    pub(crate) fn happens(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }
}
