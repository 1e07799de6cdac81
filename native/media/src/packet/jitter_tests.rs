use super::super::rtp::RtpHeader;
use super::*;
use proptest::prelude::*;

const TICKS: u32 = 160;
const FRAME: i64 = 40;

fn packet(number: u32, start: u32, at: i64) -> ([u8; 4], RtpHeader, i64) {
    let header = RtpHeader {
        marker: number == 0,
        payload_type: 8,
        sequence: (start.wrapping_add(number)) as u16,
        timestamp: start.wrapping_mul(977).wrapping_add(number * TICKS),
        ssrc: 7,
    };
    (number.to_be_bytes(), header, at)
}

fn insert(
    buffer: &mut JitterBuffer,
    (payload, header, at): &([u8; 4], RtpHeader, i64),
) -> Inserted {
    buffer.insert(&Arrival {
        header: *header,
        payload,
        content: Content::Audio,
        ticks: TICKS,
        at: *at,
    })
}

/// What was heard: packet numbers with their skipped ticks, and 40-tick pieces of anything else.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Heard {
    Packet(u32, u32),
    Lost,
    Starved,
    Pause,
}

/// Plays packets that come at their times, frame by frame, until none is left.
fn play(
    buffer: &mut JitterBuffer,
    mut packets: Vec<([u8; 4], RtpHeader, i64)>,
) -> (Vec<Heard>, Vec<Inserted>) {
    packets.sort_by_key(|packet| packet.2);
    let end = packets.last().map_or(0, |packet| packet.2) + 16_000;
    let (mut heard, mut inserted) = (Vec::new(), Vec::new());
    let mut coming = packets.iter().peekable();
    let mut queued = 0;
    for now in (packets[0].2..end).step_by(FRAME as usize) {
        while let Some(packet) = coming.next_if(|packet| packet.2 <= now) {
            inserted.push(insert(buffer, packet));
            assert!(buffer.waiting() <= PLACES);
        }
        if queued == 0 {
            match buffer.next(now) {
                Next::Packet {
                    place, skip, ticks, ..
                } => {
                    // What a flood has left behind has no number.
                    let number = buffer.payload(place).try_into();
                    let number = number.map_or(u32::MAX, u32::from_be_bytes);
                    heard.push(Heard::Packet(number, skip));
                    queued = i64::from(ticks - skip);
                }
                Next::Lost { ticks, .. } => {
                    heard.push(Heard::Lost);
                    buffer.concealed(ticks.min(FRAME as u32));
                }
                Next::Starved => {
                    heard.push(Heard::Starved);
                    buffer.waited(FRAME as u32);
                }
                Next::Pause => heard.push(Heard::Pause),
                Next::Noise { .. } => {}
            }
        }
        queued = (queued - FRAME).max(0);
        if coming.peek().is_none() && buffer.waiting() == 0 && queued == 0 {
            break;
        }
    }
    (heard, inserted)
}

fn numbers(heard: &[Heard]) -> Vec<u32> {
    let number = |heard: &Heard| match heard {
        Heard::Packet(number, _) => Some(*number),
        _ => None,
    };
    heard.iter().filter_map(number).collect()
}

fn limits(delay_ms: u32) -> JitterLimits {
    JitterLimits {
        delay_ms_min: delay_ms,
        ..JitterLimits::default()
    }
}

proptest! {
    #[test]
    fn jitter_within_the_delay_loses_nothing_whatever_the_order_and_the_doubles(
        start: u32,
        fates in prop::collection::vec((0i64..60 * 8, 0u8..6), 2..300),
    ) {
        let mut packets = Vec::new();
        for (number, &(late, double)) in fates.iter().enumerate() {
            let at = 1_000_000 + number as i64 * 160 + late;
            packets.push(packet(number as u32, start, at));
            if double == 0 {
                packets.push(packet(number as u32, start, at + 100));
            }
        }
        // The first to come tells where time begins: let it be an ordinary one.
        packets[0].2 = 1_000_000;
        let doubles = packets.len() - fates.len();
        let mut buffer = JitterBuffer::new(8000, limits(80));
        let (heard, inserted) = play(&mut buffer, packets);
        prop_assert_eq!(numbers(&heard), (0..fates.len() as u32).collect::<Vec<_>>());
        prop_assert!(heard.iter().all(|what| !matches!(what, Heard::Lost | Heard::Packet(_, 1..))));
        prop_assert_eq!(inserted.iter().filter(|&&what| what == Inserted::Duplicate).count(), doubles);
        prop_assert_eq!(buffer.counters().late, 0);
    }

    #[test]
    fn what_came_before_its_time_had_passed_is_played_and_in_order(
        start: u32,
        fates in prop::collection::vec((0i64..250 * 8, 0u8..10), 2..300),
    ) {
        let mut packets = Vec::new();
        for (number, &(late, fate)) in fates.iter().enumerate() {
            if fate > 0 {
                packets.push(packet(number as u32, start, 1_000_000 + number as i64 * 160 + late));
            }
        }
        prop_assume!(!packets.is_empty());
        let came = packets.len();
        let mut buffer = JitterBuffer::new(8000, JitterLimits::default());
        let (heard, inserted) = play(&mut buffer, packets);
        let played = numbers(&heard);
        prop_assert!(played.windows(2).all(|pair| pair[0] < pair[1]));
        let queued = inserted.iter().filter(|what| matches!(what, Inserted::Queued(_))).count();
        let counters = buffer.counters();
        let stray = counters.stray as usize;
        // Each packet was played, or its time had passed, or it was before any known sender's.
        prop_assert_eq!(played.len() + counters.late as usize + counters.discarded as usize + stray, came);
        prop_assert!(played.len() <= queued);
    }

    #[test]
    fn no_flood_makes_it_grow_and_it_goes_on_afterwards(
        headers in prop::collection::vec((any::<u16>(), any::<u32>(), 0u32..3, any::<i32>(), 0usize..1400, 0u32..2000), 0..400),
        plays in 0usize..4,
    ) {
        let mut buffer = JitterBuffer::new(8000, JitterLimits::default());
        let payload = [0; 1400];
        let mut now = 0i64;
        for (sequence, timestamp, ssrc, step, length, ticks) in headers {
            now += i64::from(step.unsigned_abs() % 4000);
            let header = RtpHeader { marker: false, payload_type: 8, sequence, timestamp, ssrc };
            let content = match ssrc { 0 => Content::Audio, 1 => Content::Noise, _ => Content::Event };
            buffer.insert(&Arrival { header, payload: &payload[..length], content, ticks, at: now });
            for _ in 0..plays {
                match buffer.next(now) {
                    Next::Lost { ticks, .. } => buffer.concealed(ticks.min(40)),
                    Next::Starved => buffer.waited(40),
                    Next::Packet { skip, ticks, .. } => prop_assert!(skip <= ticks),
                    Next::Noise { .. } | Next::Pause => {}
                }
            }
            prop_assert!(buffer.waiting() <= PLACES);
        }
        // Whatever came before, an ordinary stream is heard again within 3 s.
        let late: Vec<_> = (0..200).map(|n| packet(n, 99, now + 20_000 + i64::from(n) * 160)).collect();
        let (heard, _) = play(&mut buffer, late);
        let played = numbers(&heard);
        prop_assert!(played.ends_with(&(150..200).collect::<Vec<_>>()), "{:?}", played);
    }
}

#[test]
fn a_clock_that_is_faster_or_slower_loses_nothing() {
    for ppm in [-300i64, 300] {
        let mut buffer = JitterBuffer::new(8000, JitterLimits::default());
        let at = |n: i64| 5000 + n * 160 + n * 160 * ppm / 1_000_000 + n * 7919 % 80;
        let packets = (0..3000)
            .map(|n| packet(n, 65_000, at(i64::from(n))))
            .collect();
        let (heard, _) = play(&mut buffer, packets);
        // A slow sender leaves gaps, a fast one lets packets wait: both is for who plays to even out.
        assert_eq!(numbers(&heard), (0..3000).collect::<Vec<_>>(), "{ppm} ppm");
        let starved = heard.iter().filter(|&&what| what == Heard::Starved).count();
        assert!(starved < 40, "{ppm} ppm: {starved} starved");
    }
}

#[test]
fn a_lost_packet_is_a_gap_of_its_length_and_a_pause_is_none() {
    let mut buffer = JitterBuffer::new(8000, limits(40));
    let mut packets: Vec<_> = (0..20)
        .map(|n| packet(n, 0, 1000 + i64::from(n) * 160))
        .collect();
    packets.remove(10);
    let (heard, _) = play(&mut buffer, packets);
    assert_eq!(heard.iter().filter(|&&what| what == Heard::Lost).count(), 4);

    // The sender is silent for a second; sequence numbers go on.
    let mut buffer = JitterBuffer::new(8000, limits(40));
    let mut packets: Vec<_> = (0..20)
        .map(|n| packet(n, 0, 1000 + i64::from(n) * 160))
        .collect();
    for packet in &mut packets[10..] {
        packet.1.timestamp += 8000;
        packet.2 += 8000;
    }
    let (heard, _) = play(&mut buffer, packets);
    assert_eq!(numbers(&heard), (0..20).collect::<Vec<_>>());
    assert!(!heard.contains(&Heard::Lost));
}

#[test]
fn another_sender_is_heard_at_its_second_packet_and_a_stray_packet_never() {
    let mut buffer = JitterBuffer::new(8000, limits(40));
    let mut packets: Vec<_> = (0..40)
        .map(|n| packet(n, 0, 1000 + i64::from(n) * 160))
        .collect();
    for packet in &mut packets[20..] {
        packet.1.ssrc = 8;
        packet.1.sequence = packet.1.sequence.wrapping_add(40_000);
        packet.1.timestamp = packet.1.timestamp.wrapping_add(3_000_000_000);
    }
    let mut stray = packet(5, 0, 1000 + 10 * 160 + 3);
    stray.1.ssrc = 99;
    packets.push(stray);
    let (heard, inserted) = play(&mut buffer, packets);
    let mut expected: Vec<u32> = (0..20).collect();
    expected.extend(21..40);
    assert_eq!(numbers(&heard), expected);
    assert_eq!(
        inserted
            .iter()
            .filter(|&&what| what == Inserted::Stray)
            .count(),
        2
    );
}
