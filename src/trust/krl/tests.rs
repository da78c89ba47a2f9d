use super::*;

fn string(bytes: &[u8]) -> Vec<u8> {
    let count = u32::try_from(bytes.len()).unwrap();
    [&count.to_be_bytes(), bytes].concat()
}

/// A section of the certificates of every authority, with one part.
fn certificates(kind: u8, part: &[u8]) -> Option<Certificates> {
    let bytes = [string(b""), string(b""), vec![kind], string(part)].concat();
    Certificates::parse(Bytes(&bytes))
}

fn bitmap(from: u64, bits: &[u8]) -> Option<Certificates> {
    certificates(
        SERIAL_BITMAP,
        &[&from.to_be_bytes()[..], &string(bits)].concat(),
    )
}

#[test]
fn a_bitmap_takes_no_more_memory_than_its_bits() {
    const BYTES: usize = 1 << 17;
    let count = u64::try_from(BYTES).unwrap() * 8;
    // All set, and every other one.
    for (byte, is_every) in [(0xff, true), (0x55, false)] {
        let found = bitmap(7, &vec![byte; BYTES]).unwrap();
        assert!(found.serials.is_empty());
        assert_eq!(found.bitmaps[0].bits.len(), BYTES);
        for (serial, expected) in [
            (6, false),
            (7, true),
            (8, is_every),
            (count + 5, true),
            (count + 6, is_every),
            (count + 7, false),
            (u64::MAX, false),
        ] {
            assert_eq!(found.has_serial(serial), expected, "{byte:x} {serial}");
        }
    }
}

#[test]
fn serials_that_follow_each_other_are_one_range() {
    let serials: Vec<u8> = (1..=1000_u64).flat_map(u64::to_be_bytes).collect();
    let found = certificates(SERIALS, &serials).unwrap();
    assert_eq!(found.serials, [1..=1000]);
    let serials: Vec<u8> = [3, 1, 2, u64::MAX]
        .into_iter()
        .flat_map(u64::to_be_bytes)
        .collect();
    let found = certificates(SERIALS, &serials).unwrap();
    assert_eq!(found.serials, [3..=3, 1..=2, u64::MAX..=u64::MAX]);
}

#[test]
fn a_bitmap_beyond_the_last_serial_is_not_understood() {
    for (from, bits, is_read) in [
        (u64::MAX, &[1][..], true),
        (u64::MAX, &[2], false),
        (u64::MAX - 7, &[0, 0x80], true),
        (u64::MAX - 7, &[1, 0x80], false),
        (u64::MAX, &[0, 0], true),
        (5, &[], true),
    ] {
        assert_eq!(bitmap(from, bits).is_some(), is_read, "{from} {bits:?}");
    }
}
