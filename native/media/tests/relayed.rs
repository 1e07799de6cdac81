//! A stream whose packets somebody else passes on for a while.

use tipring_media::codec::CodecKind;
use tipring_media::packet::jitter::JitterLimits;
use tipring_media::packet::stream::{PacketStream, PayloadTypes, StreamSettings};
use tipring_media::{Law, SAMPLES};

fn settings() -> StreamSettings {
    StreamSettings {
        codec: CodecKind::G711(Law::A),
        payload_types: PayloadTypes {
            voice: 8,
            event: Some(101),
            noise: None,
        },
        limits: JitterLimits::default(),
        silence_suppression: false,
        ssrc: 1,
        first_sequence: 65_530,
        first_timestamp: u32::MAX - 1000,
    }
}

#[test]
fn relayed_meanwhile_a_stream_knows_what_was_lost_and_plays_on_at_once() {
    let mut from = PacketStream::new(&settings()).unwrap();
    let mut to = PacketStream::new(&settings()).unwrap();
    let (mut count, mut heard) = (0, Vec::new());
    // Far more packets go by than a receiver would take for the same sender.
    for n in 0..20_000u64 {
        let relayed = (400..19_600).contains(&n);
        to.relay(relayed);
        let said = std::array::from_fn(|k| {
            if (n * 40 + k as u64) % 8 < 4 {
                8000
            } else {
                -8000
            }
        });
        from.send(&said, &mut |packet| {
            count += 1;
            if count % 50 != 0 {
                to.receive(packet, n * 5000, &mut |_| {}).unwrap();
            }
        });
        if relayed {
            to.pass(n * 5000, &mut |_| {});
        } else {
            let mut frame = [0; SAMPLES];
            to.play(n * 5000, &mut frame, &mut |_| {});
            if n >= 19_600 {
                heard.extend(frame);
            }
        }
    }
    let counters = to.counters();
    assert!((counters.loss_percent - 2.0).abs() < 0.2, "{counters:?}");
    assert_eq!((counters.jitter.late, counters.jitter.stray), (0, 0));
    assert!(to.flows(20_000 * 5000) && !to.flows(21_000 * 5000));
    // 60 ms after the change the voice is there, whole.
    let loud = |samples: &[i16]| samples.iter().filter(|s| s.abs() > 7000).count();
    assert!(
        loud(&heard[480..]) > (heard.len() - 480) * 9 / 10,
        "{}",
        loud(&heard[480..])
    );
}
