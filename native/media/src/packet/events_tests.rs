use super::*;
use proptest::prelude::*;

/// Packets of a digit that lasts so many 5 ms frames.
fn packets(digit: u8, timestamp: u32, frames: usize) -> Vec<EventPacket> {
    let mut sender = EventSender::new(40);
    sender.begin(event_of(digit).unwrap(), 10, timestamp, 0);
    let mut out: Vec<EventPacket> = (0..frames).filter_map(|_| sender.frame()).collect();
    sender.end();
    while sender.is_active() {
        out.extend(sender.frame());
    }
    out
}

fn heard(packets: &[EventPacket]) -> Vec<DigitHeard> {
    let mut receiver = EventReceiver::new(8000);
    let mut out = Vec::new();
    let mut at = 0;
    for packet in packets {
        at += 160;
        receiver.receive(
            packet.timestamp,
            &packet.payload.write(),
            at,
            &mut |digit| out.push(digit),
        );
        receiver.tick(at, &mut |digit| out.push(digit));
    }
    receiver.tick(at + 100_000, &mut |digit| out.push(digit));
    out
}

#[test]
fn a_digit_is_marked_once_grows_and_ends_three_times() {
    let sent = packets(b'5', 1000, 20);
    assert_eq!(sent.iter().filter(|packet| packet.marker).count(), 1);
    assert!(sent[0].marker && sent.iter().all(|packet| packet.timestamp == 1000));
    let ends = sent.iter().filter(|packet| packet.payload.is_end);
    assert_eq!(
        ends.map(|packet| packet.payload.duration)
            .collect::<Vec<_>>(),
        [800; 3]
    );
    assert!(
        sent.windows(2)
            .all(|pair| pair[0].payload.duration <= pair[1].payload.duration)
    );
    assert_eq!(
        heard(&sent),
        [DigitHeard::Begun(b'5'), DigitHeard::Ended(b'5', 800)]
    );
}

#[test]
fn all_sixteen_keys_have_an_event() {
    for (event, &digit) in b"0123456789*#ABCD".iter().enumerate() {
        assert_eq!(event_of(digit), Some(event as u8));
    }
    assert_eq!(event_of(b'x'), None);
    let mut receiver = EventReceiver::new(8000);
    assert!(!receiver.receive(0, &[16, 0, 0, 0], 0, &mut |_| panic!("flash is no digit")));
    assert!(!receiver.receive(0, &[1, 0, 0], 0, &mut |_| panic!("cut")));
}

#[test]
fn a_key_held_for_half_a_minute_is_one_digit() {
    let sent = packets(b'0', 0xFFFF_0000, 6000);
    let segments = sent
        .windows(2)
        .filter(|pair| pair[0].timestamp != pair[1].timestamp);
    assert_eq!(segments.count(), 3);
    assert_eq!(
        heard(&sent),
        [DigitHeard::Begun(b'0'), DigitHeard::Ended(b'0', 240_000)]
    );
}

#[test]
fn the_same_key_twice_is_two_digits_even_if_all_ends_are_lost() {
    let mut sent = packets(b'7', 1000, 16);
    sent.retain(|packet| !packet.payload.is_end);
    sent.extend(packets(b'7', 1000 + 1280, 16));
    let digits: Vec<_> = heard(&sent)
        .into_iter()
        .filter(|digit| matches!(digit, DigitHeard::Begun(_)))
        .collect();
    assert_eq!(digits, [DigitHeard::Begun(b'7'); 2]);
}

#[test]
fn a_sender_that_moves_the_timestamp_with_every_update_sends_one_digit() {
    let mut sent = packets(b'3', 0, 20);
    for (k, packet) in sent.iter_mut().enumerate().take(5) {
        packet.timestamp = 160 * k as u32;
    }
    let last = sent[4].timestamp;
    sent[5..]
        .iter_mut()
        .for_each(|packet| packet.timestamp = last);
    let begun = heard(&sent)
        .into_iter()
        .filter(|digit| matches!(digit, DigitHeard::Begun(_)));
    assert_eq!(begun.count(), 1);
}

proptest! {
    #[test]
    fn whatever_is_lost_doubled_or_swapped_each_digit_is_told_once_in_its_order(
        digits in prop::collection::vec(prop::sample::select(b"0123456789*#ABCD".to_vec()), 1..8),
        fate in prop::collection::vec(0u8..8, 200),
        start: u32,
    ) {
        let mut all = Vec::new();
        for (k, &digit) in digits.iter().enumerate() {
            let sent = packets(digit, start.wrapping_add(k as u32 * 1600), 16);
            let mut kept: Vec<EventPacket> = Vec::new();
            for (n, packet) in sent.iter().enumerate() {
                match fate[(k * 25 + n) % 200] {
                    0 | 1 if n > 0 => {}
                    2 => kept.extend([*packet, *packet]),
                    3 if !kept.is_empty() => kept.insert(kept.len() - 1, *packet),
                    _ => kept.push(*packet),
                }
            }
            all.extend(kept);
        }
        let told = heard(&all);
        let begun: Vec<u8> = told.iter().filter_map(|digit| match digit {
            DigitHeard::Begun(digit) => Some(*digit),
            DigitHeard::Ended(..) => None,
        }).collect();
        prop_assert_eq!(begun, digits);
        prop_assert_eq!(told.len() % 2, 0);
    }

    #[test]
    fn no_bytes_make_it_panic(
        packets in prop::collection::vec((any::<u32>(), prop::collection::vec(any::<u8>(), 0..7), any::<i32>()), 0..50),
    ) {
        let mut receiver = EventReceiver::new(8000);
        let mut told = 0i32;
        for (timestamp, payload, at) in packets {
            let tell = &mut |digit: DigitHeard| told += if matches!(digit, DigitHeard::Begun(_)) { 1 } else { -1 };
            receiver.receive(timestamp, &payload, i64::from(at), tell);
            receiver.tick(i64::from(at), tell);
        }
        prop_assert!((0..=1).contains(&told));
    }
}
