use super::super::listening::{self, Network};
use super::*;
use crate::Law;
use crate::packet::rtcp::{CompoundWriter, ReportBlock};
use proptest::prelude::*;

const KINDS: [CodecKind; 4] = [
    CodecKind::G711(Law::A),
    CodecKind::G722,
    CodecKind::OpusNarrow,
    CodecKind::OpusWide,
];

/// Syllables of a voice with pauses between them.
fn speech(seconds: usize) -> Vec<i16> {
    let mut phase = 0.0;
    (0..seconds * 8000)
        .map(|n| {
            let at = n as f32 / 8000.0;
            phase += std::f32::consts::TAU * (110.0 + 25.0 * (at * 2.1).sin()) / 8000.0;
            let syllable = (at * 3.3 * std::f32::consts::TAU).sin().max(0.0);
            let voice: f32 = (1..20).map(|k| (phase * k as f32).sin() / k as f32).sum();
            (voice * 4000.0 * syllable) as i16
        })
        .collect()
}

fn settings(codec: CodecKind) -> StreamSettings {
    StreamSettings {
        codec,
        payload_types: PayloadTypes {
            voice: 8,
            event: Some(101),
            noise: Some(13),
        },
        limits: JitterLimits::default(),
        silence_suppression: false,
        ssrc: 1,
        first_sequence: 65_530,
        first_timestamp: u32::MAX - 1000,
    }
}

/// Power of a frame.
fn power(samples: &[i16]) -> f64 {
    samples.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>() / samples.len().max(1) as f64
}

#[test]
fn on_a_good_network_the_voice_comes_through_whole() {
    for kind in KINDS {
        let said = speech(4);
        let network = Network {
            loss_percent: 0.0,
            jitter_ms: 0.0,
            drift_ppm: 0.0,
            seed: 1,
        };
        let heard = listening::heard(&said, kind, &network).unwrap();
        let counters = heard.counters;
        assert_eq!(
            counters.jitter.late + counters.jitter.discarded + counters.jitter.stray,
            0,
            "{kind:?}"
        );
        assert_eq!((counters.lost, counters.loss_percent), (0, 0.0));
        let change_db = 10.0 * (power(&heard.samples) / power(&said)).log10();
        assert!(change_db.abs() < 1.5, "{kind:?}: {change_db} dB");
        assert!(
            counters.delay_ms < 60.0,
            "{kind:?}: {} ms",
            counters.delay_ms
        );
    }
}

#[test]
fn with_g711_what_is_heard_is_bit_for_bit_what_was_said_once_the_delay_has_settled() {
    let said: Vec<i16> = speech(6)
        .into_iter()
        .map(|s| Law::A.decode(Law::A.encode(s)))
        .collect();
    let network = Network {
        loss_percent: 0.0,
        jitter_ms: 8.0,
        drift_ppm: 0.0,
        seed: 1,
    };
    let heard = listening::heard(&said, CodecKind::G711(Law::A), &network).unwrap();
    let tail = &heard.samples[36_000..40_000];
    let found = (0..4000).find(|&delay| said[36_000 - delay..40_000 - delay] == *tail);
    assert!(found.is_some_and(|delay| delay < 800), "{found:?}");
}

#[test]
fn at_60_ms_of_jitter_hardly_a_packet_is_late_and_the_delay_stays_bounded() {
    for kind in KINDS {
        let network = Network {
            loss_percent: 0.0,
            jitter_ms: 60.0,
            drift_ppm: 0.0,
            seed: 3,
        };
        let heard = listening::heard(&speech(20), kind, &network).unwrap();
        let counters = heard.counters;
        assert!(
            counters.loss_percent < 1.0,
            "{kind:?}: {} %",
            counters.loss_percent
        );
        assert!(
            counters.delay_ms < 130.0,
            "{kind:?}: {} ms",
            counters.delay_ms
        );
    }
}

#[test]
fn five_percent_of_loss_are_concealed_and_nothing_else_is() {
    for kind in KINDS {
        let network = Network {
            loss_percent: 5.0,
            jitter_ms: 5.0,
            drift_ppm: 0.0,
            seed: 5,
        };
        let counters = listening::heard(&speech(20), kind, &network)
            .unwrap()
            .counters;
        assert!(
            (3.0..7.5).contains(&counters.loss_percent),
            "{kind:?}: {} %",
            counters.loss_percent
        );
        let rate = if matches!(kind, CodecKind::G722 | CodecKind::OpusWide) {
            16_000
        } else {
            8000
        };
        let concealed = counters.playout.concealed_samples as f32 / (rate * 20) as f32 * 100.0;
        assert!(
            (concealed - counters.loss_percent).abs() < 2.5,
            "{kind:?}: {concealed} % concealed"
        );
    }
}

#[test]
fn clocks_that_drift_apart_change_neither_delay_nor_loss() {
    for ppm in [-200.0, 200.0] {
        let network = Network {
            loss_percent: 0.0,
            jitter_ms: 10.0,
            drift_ppm: ppm,
            seed: 7,
        };
        let counters = listening::heard(&speech(120), CodecKind::G711(Law::A), &network)
            .unwrap()
            .counters;
        assert!(
            counters.loss_percent < 0.5,
            "{ppm}: {} %",
            counters.loss_percent
        );
        assert!(counters.delay_ms < 80.0, "{ppm}: {} ms", counters.delay_ms);
    }
}

fn with_digit(digit_hz: (f32, f32), from: usize, length: usize, count: usize) -> Vec<i16> {
    let mut sound = speech(count / 8000 + 1);
    sound.truncate(count);
    for (n, sample) in sound
        .iter_mut()
        .enumerate()
        .skip(from.saturating_sub(400))
        .take(length + 800)
    {
        let turn = |hz: f32| (std::f32::consts::TAU * hz * n as f32 / 8000.0).sin();
        let on = (from..from + length).contains(&n);
        *sample = if on {
            (6000.0 * (turn(digit_hz.0) + turn(digit_hz.1))) as i16
        } else {
            0
        };
    }
    sound
}

#[test]
fn a_digit_of_the_voice_goes_as_an_event_and_nothing_of_its_tone_is_heard() {
    for kind in KINDS {
        let sound = with_digit((770.0, 1336.0), 8013, 800, 24_000);
        let (mut from, mut to) = (
            PacketStream::new(&settings(kind)).unwrap(),
            PacketStream::new(&settings(kind)).unwrap(),
        );
        let mut digits = Vec::new();
        let mut heard = Vec::new();
        for (n, piece) in sound.chunks_exact(SAMPLES).enumerate() {
            let now = 1_000_000 + n as u64 * 5000;
            let mut tell = |digit| digits.push(digit);
            from.send(piece.try_into().unwrap(), &mut |packet| {
                to.receive(packet, now, &mut tell).unwrap()
            });
            let mut frame = [0; SAMPLES];
            to.play(now, &mut frame, &mut tell);
            heard.push(frame);
        }
        assert!(
            matches!(
                digits[..],
                [DigitHeard::Begun(b'5'), DigitHeard::Ended(b'5', _)]
            ),
            "{digits:?}"
        );
        let DigitHeard::Ended(_, ticks) = digits[1] else {
            unreachable!()
        };
        let ms = ticks as f32 * 1000.0
            / if matches!(kind, CodecKind::G711(_) | CodecKind::G722) {
                8000.0
            } else {
                48_000.0
            };
        assert!((90.0..150.0).contains(&ms), "{ms} ms");
        // From the tone's beginning to its end and the longest delay, no line of its frequencies is there.
        for hz in [770.0, 1336.0] {
            for frames in heard[207..239].chunks(4) {
                let samples: Vec<i16> = frames.iter().flatten().copied().collect();
                let turn = |n: usize| std::f32::consts::TAU * hz * n as f32 / 8000.0;
                let (re, im) = samples
                    .iter()
                    .enumerate()
                    .fold((0.0, 0.0), |(re, im), (n, &s)| {
                        (
                            re + f32::from(s) * turn(n).cos(),
                            im + f32::from(s) * turn(n).sin(),
                        )
                    });
                let amplitude = 2.0 * f32::hypot(re, im) / samples.len() as f32;
                assert!(amplitude < 150.0, "{kind:?}: {hz} Hz at {amplitude}");
            }
        }
        assert_eq!(from.counters().sending.digits, 1);
        assert_eq!(
            to.counters().loss_percent,
            0.0,
            "events are no loss of voice"
        );
    }
}

#[test]
fn digits_asked_for_are_sent_one_after_the_other() {
    let mut from = PacketStream::new(&settings(CodecKind::G711(Law::A))).unwrap();
    let mut to = PacketStream::new(&settings(CodecKind::G711(Law::A))).unwrap();
    assert!("12#".bytes().all(|digit| from.send_digit(digit, 100)));
    assert!(!from.send_digit(b'x', 100));
    let mut digits = Vec::new();
    for n in 0..200u64 {
        let mut tell = |digit| digits.push(digit);
        from.send(&[0; SAMPLES], &mut |packet| {
            to.receive(packet, n * 5000, &mut tell).unwrap()
        });
        to.play(n * 5000, &mut [0; SAMPLES], &mut tell);
    }
    let begun = |digit: &DigitHeard| matches!(digit, DigitHeard::Begun(_));
    assert_eq!(digits.iter().filter(|digit| begun(digit)).count(), 3);
    for (digit, pair) in "12#".bytes().zip(digits.chunks(2)) {
        assert_eq!(
            pair,
            [DigitHeard::Begun(digit), DigitHeard::Ended(digit, 800)]
        );
    }
}

#[test]
fn in_silence_noise_is_described_and_heard_instead_of_sent() {
    let mut settings = settings(CodecKind::G711(Law::A));
    settings.silence_suppression = true;
    let (mut from, mut to) = (
        PacketStream::new(&settings).unwrap(),
        PacketStream::new(&settings).unwrap(),
    );
    let mut state = 1u32;
    let mut packets = 0;
    let mut heard = Vec::new();
    for n in 0..1200u64 {
        let frame: [i16; SAMPLES] = std::array::from_fn(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 24) as i16 - 128) / 2
        });
        from.send(&frame, &mut |packet| {
            packets += 1;
            to.receive(packet, n * 5000, &mut |_| {}).unwrap();
        });
        let mut frame = [0; SAMPLES];
        to.play(n * 5000, &mut frame, &mut |_| {});
        heard.extend(frame);
    }
    assert!(packets < 60, "{packets} packets instead of 300");
    let loudness_db = 10.0 * (power(&heard[16_000..]) / (37.0 * 37.0)).log10();
    assert!(
        loudness_db.abs() < 3.0,
        "{loudness_db} dB against what was sent"
    );
    assert_eq!(to.counters().playout.concealed_samples, 0);
}

#[test]
fn a_report_of_the_other_side_tells_what_is_lost_there_and_how_long_the_way_is() {
    let mut stream = PacketStream::new(&settings(CodecKind::G711(Law::A))).unwrap();
    let second = 1u64 << 32;
    let of = |ssrc: u32, fraction_lost: u8| ReportBlock {
        ssrc,
        fraction_lost,
        last_sender_report: ((10 * second) >> 16) as u32,
        // Of the 1.1 s since then, in 1/65536 s.
        delay_since_last: 58_982,
        ..ReportBlock::default()
    };
    let mut bytes = [0; 200];
    let mut writer = CompoundWriter::new(&mut bytes);
    writer.report(2, None, &[of(77, 255), of(1, 64)]);
    let length = writer.finish().unwrap();
    assert!(!stream.receive_report(&bytes[..length], 11 * second + second / 10));
    let counters = stream.counters();
    assert_eq!(counters.loss_there_percent, Some(25.0));
    assert!(
        (counters.round_trip_ms.unwrap() - 200.0).abs() < 1.0,
        "{counters:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_datagrams_make_a_stream_panic_or_lose_its_way(
        datagrams in prop::collection::vec(
            (prop::sample::select(vec![8u8, 13, 101, 0]), any::<u16>(), any::<u32>(), 0u32..2,
             prop::collection::vec(any::<u8>(), 0..200), 0u64..60_000), 0..120),
        which in 0usize..4,
    ) {
        let mut stream = PacketStream::new(&settings(KINDS[which])).unwrap();
        let mut now = 0;
        for (payload_type, sequence, timestamp, ssrc, payload, step) in datagrams {
            let header = RtpHeader { marker: false, payload_type, sequence, timestamp, ssrc };
            let mut bytes = [0; 300];
            let length = header.write(&payload, &mut bytes).unwrap();
            now += step;
            let _ = stream.receive(&bytes[..length], now, &mut |_| {});
            stream.play(now, &mut [0; SAMPLES], &mut |_| {});
            stream.receive_report(&payload, now << 20);
        }
        let counters = stream.counters();
        prop_assert!((0.0..=100.0).contains(&counters.loss_percent));
    }
}
