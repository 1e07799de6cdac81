use super::*;
use crate::burst::{BURST_LEN, PAYLOAD_LEN, RawEdge, encode_card};
use crate::edges::Pin;
use proptest::prelude::*;

const IDLE: [SlotFrame; SLOTS] = [[0xD5; SAMPLES]; SLOTS];

struct Bench {
    receiver: Receiver,
    count: Statistics,
    slots: [SlotFrame; SLOTS],
    edges: Vec<Edge>,
    next: u16,
}

impl Bench {
    fn new() -> Self {
        Self {
            receiver: Receiver::new(Law::A),
            count: Statistics::default(),
            slots: IDLE,
            edges: vec![],
            next: 0,
        }
    }

    fn feed(&mut self, bytes: Option<&[u8]>) -> Option<Change> {
        let edges = &mut self.edges;
        self.receiver
            .receive(bytes, &mut self.slots, &mut self.count, |edge| {
                edges.push(edge)
            })
    }

    /// The next burst of a card that is well, changed by `change` before its checks are made.
    fn burst(
        &mut self,
        code: u8,
        events: &[RawEdge],
        change: impl FnOnce(&mut CardHeader),
    ) -> [u8; BURST_LEN] {
        let mut header = CardHeader {
            seq: self.next,
            int_levels: 0xFF,
            rgdt_levels: 0xFF,
            modules: 0xFF,
            tx_queue: 2,
            ..CardHeader::default()
        };
        change(&mut header);
        self.next = header.seq.wrapping_add(1);
        let mut bytes = [0; BURST_LEN];
        encode_card(&header, events, &[code; PAYLOAD_LEN], &mut bytes);
        bytes
    }

    fn good(&mut self, code: u8) -> Option<Change> {
        let bytes = self.burst(code, &[], |_| {});
        self.feed(Some(&bytes))
    }
}

#[test]
fn the_first_good_burst_brings_the_card_up_and_its_audio_in() {
    let mut bench = Bench::new();
    assert_eq!(bench.good(0x2A), Some(Change::Up));
    assert_eq!(bench.good(0x2B), None);
    assert_eq!(bench.slots, [[0x2B; SAMPLES]; SLOTS]);
    assert_eq!(bench.count, Statistics::default());
}

#[test]
fn bad_audio_is_replaced_three_times_then_fades_and_ends_in_idle() {
    let mut bench = Bench::new();
    bench.good(0x2A);
    let mut levels = vec![];
    for frame in 0..8 {
        let mut bytes = bench.burst(0x11, &[], |_| {});
        bytes[400] ^= 1;
        let change = bench.feed(Some(&bytes));
        assert_eq!(change, (frame == 2).then_some(Change::Down));
        levels.push(Law::A.decode(bench.slots[5][7]).abs());
    }
    let full = Law::A.decode(0x2A).abs();
    assert_eq!(levels[..3], [full; 3]);
    for step in 3..6 {
        let down =
            20.0 * f64::from(levels[step]).log10() - 20.0 * f64::from(levels[step - 1]).log10();
        assert!(
            (-13.5..-10.5).contains(&down),
            "step {step} of the fade is {down} dB"
        );
    }
    assert_eq!(bench.slots, IDLE);
    assert_eq!(
        (
            bench.count.crc_errors,
            bench.count.repeated,
            bench.count.sequence_gaps
        ),
        (8, 3, 0)
    );
    assert_eq!(bench.good(0x2A), Some(Change::Up));
}

#[test]
fn a_damaged_header_makes_the_whole_frame_void_with_its_events() {
    let mut bench = Bench::new();
    bench.good(0x2A);
    let fell = RawEdge {
        position: 0,
        kind: 1,
        tick: 3,
        value: 0,
    };
    let mut bytes = bench.burst(0x11, &[fell], |header| header.int_levels = 0xFE);
    bytes[20] ^= 0x80;
    bench.feed(Some(&bytes));
    assert_eq!((bench.edges.len(), bench.count.header_errors), (0, 1));
    assert_eq!(bench.slots, [[0x2A; SAMPLES]; SLOTS]);
}

#[test]
fn an_edge_in_a_void_frame_is_found_in_the_next_header_s_levels() {
    let mut bench = Bench::new();
    bench.good(0x2A);
    bench.feed(None);
    bench.next += 1;
    let bytes = bench.burst(0x2A, &[], |header| header.int_levels = 0xFE);
    bench.feed(Some(&bytes));
    assert_eq!(
        bench.edges,
        [Edge {
            position: 0,
            pin: Pin::Int,
            level: false,
            ticks_ago: 0
        }]
    );
    assert_eq!(
        (
            bench.count.edges_lost,
            bench.count.missing,
            bench.count.sequence_gaps
        ),
        (1, 1, 1)
    );
}

#[test]
fn with_bad_audio_the_events_are_not_believed_but_the_levels_are() {
    let mut bench = Bench::new();
    bench.good(0x2A);
    let fell = RawEdge {
        position: 4,
        kind: 1,
        tick: 3,
        value: 0,
    };
    let mut bytes = bench.burst(0x11, &[fell], |header| header.int_levels = 0xFE);
    bytes[33] ^= 3;
    bench.feed(Some(&bytes));
    assert_eq!(
        bench.edges,
        [Edge {
            position: 0,
            pin: Pin::Int,
            level: false,
            ticks_ago: 0
        }]
    );
}

#[test]
fn a_hole_in_the_sequence_is_counted_and_a_long_one_asks_the_card_to_drop_its_queue() {
    let mut bench = Bench::new();
    bench.good(0x2A);
    bench.next += 3;
    bench.good(0x2A);
    assert_eq!(
        (bench.count.sequence_gaps, bench.receiver.take_stale()),
        (3, false)
    );
    bench.next += 100;
    bench.good(0x2A);
    assert_eq!((bench.count.sequence_gaps, bench.count.resyncs), (103, 1));
    assert!(bench.receiver.take_stale());
    assert!(!bench.receiver.take_stale());
}

#[test]
fn sequence_numbers_wrap_without_a_gap_and_a_reset_card_may_begin_anew() {
    let mut bench = Bench::new();
    bench.next = 0xFFFE;
    for _ in 0..4 {
        bench.good(0x2A);
    }
    assert_eq!((bench.count.sequence_gaps, bench.count.resyncs), (0, 0));
    bench.next = 0;
    let bytes = bench.burst(0x2A, &[], |header| header.flags = card_flags::AFTER_RESET);
    bench.feed(Some(&bytes));
    assert_eq!((bench.count.sequence_gaps, bench.count.resyncs), (0, 0));
    bench.next = 0;
    bench.good(0x2A);
    assert_eq!((bench.count.sequence_gaps, bench.count.resyncs), (0, 1));
}

#[test]
fn a_lost_pcm_clock_mutes_and_is_not_repeated_afterwards() {
    let mut bench = Bench::new();
    bench.good(0x2A);
    let bytes = bench.burst(0x11, &[], |header| header.flags = card_flags::CLOCK_LOST);
    assert_eq!(bench.feed(Some(&bytes)), None);
    assert_eq!(bench.slots, IDLE);
    bench.feed(None);
    assert_eq!((bench.slots, bench.count.clock_lost), (IDLE, 1));
}

#[test]
fn samples_in_a_format_that_was_not_asked_for_are_not_played() {
    let mut bench = Bench::new();
    let bytes = bench.burst(0x11, &[], |header| header.flags = card_flags::LINEAR);
    assert_eq!(bench.feed(Some(&bytes)), None);
    assert_eq!((bench.slots, bench.count.format_errors), (IDLE, 1));
}

#[test]
fn what_the_card_counted_before_we_came_is_not_ours() {
    let mut bench = Bench::new();
    for (crc_errors, lost_tx) in [(50, 9), (52, 9), (1, 0)] {
        let bytes = bench.burst(0x2A, &[], |header| {
            header.crc_errors = crc_errors;
            header.lost_tx = lost_tx;
            header.flags = card_flags::RX_OVERRUN | card_flags::TX_UNDERRUN;
        });
        bench.feed(Some(&bytes));
    }
    assert_eq!(
        (bench.count.card_crc_errors, bench.count.card_lost_frames),
        (3, 0)
    );
    assert_eq!((bench.count.overruns, bench.count.underruns), (3, 3));
}

#[test]
fn the_fade_takes_whole_steps_in_both_laws_and_ends_in_the_smallest_code() {
    for law in [Law::A, Law::Mu] {
        for code in 0..=255 {
            assert_eq!(fade(law, code, 0), code);
            let (full, less) = (law.decode(code), law.decode(fade(law, code, 1)));
            assert!(
                less.abs() <= full.abs() && (less == 0 || (less < 0) == (full < 0)),
                "{law:?} {code}"
            );
            assert!(law.decode(fade(law, code, 4)).abs() <= 8);
        }
    }
}

proptest! {
    #[test]
    fn no_sequence_of_good_bad_missing_and_random_bursts_upsets_the_receiver(
        frames in proptest::collection::vec((0u8..6, any::<u16>(), any::<[u8; 4]>()), 1..60)
    ) {
        let mut bench = Bench::new();
        for (kind, place, raw) in frames {
            let event = RawEdge { position: raw[0], kind: raw[1], tick: raw[2], value: raw[3] };
            let mut bytes = bench.burst(raw[0], &[event], |header| {
                header.flags = if kind == 4 { raw[3] } else { 0 };
                header.seq = if kind == 5 { place } else { header.seq };
            });
            let was_up = bench.receiver.is_up();
            let change = match kind {
                0 => bench.feed(None),
                1 => { bytes[usize::from(place) % BURST_LEN] ^= raw[3] | 1; bench.feed(Some(&bytes)) }
                2 => bench.feed(Some(&bytes[..usize::from(place) % BURST_LEN])),
                _ => bench.feed(Some(&bytes)),
            };
            match change {
                Some(Change::Up) => prop_assert!(!was_up && bench.receiver.is_up()),
                Some(Change::Down) => prop_assert!(was_up && !bench.receiver.is_up()),
                None => prop_assert_eq!(was_up, bench.receiver.is_up()),
            }
            prop_assert!(bench.edges.iter().all(|edge| edge.position < 8 && edge.ticks_ago <= 40));
        }
    }
}

#[test]
fn a_card_whose_clock_stood_still_fades_but_does_not_go_down() {
    let mut bench = Bench::new();
    bench.good(0x2A);
    for _ in 0..10 {
        bench.receiver.late(&mut bench.slots, &mut bench.count);
    }
    assert_eq!((bench.slots, bench.receiver.is_up()), (IDLE, true));
    assert_eq!((bench.count.missing, bench.count.repeated), (10, 10));
    assert_eq!(bench.good(0x2A), None);
}
