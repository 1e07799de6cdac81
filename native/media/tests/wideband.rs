//! Packet legs at the plane, of both rates: who hears what of whom, digits, and the quality of their way.

mod common;

use common::tone;
use serde_json::{Value, json};
use tipring_media::codec::CodecKind;
use tipring_media::packet::jitter::JitterLimits;
use tipring_media::packet::stream::{PacketStream, PayloadTypes, StreamSettings};
use tipring_media::{Command, Event, Law, Plane, SAMPLES, WIDE_RATE, WIDE_SAMPLES, prepare};

const CARDS: usize = 2;
/// Peak of a sine of −15 dBm0.
const PEAK: f64 = 22460.0 * 0.177_83;

/// The other end of a leg, with a microphone and an ear of its own rate.
struct Far {
    stream: PacketStream,
    heard: Vec<i16>,
}

/// A plane of two timeslots of cards and as many packet legs as there are far ends.
struct Office {
    plane: Plane,
    far: Vec<Far>,
    heard: Vec<Vec<i16>>,
    events: Vec<Event>,
    frames: u64,
    /// Packets toward us that are lost: every so many.
    lost_each: Option<u64>,
    packets: u64,
}

fn json_codec(codec: CodecKind) -> &'static str {
    match codec {
        CodecKind::G711(Law::A) => "pcma",
        CodecKind::G711(Law::Mu) => "pcmu",
        CodecKind::G722 => "g722",
        CodecKind::OpusNarrow => "opusNarrow",
        CodecKind::OpusWide => "opusWide",
    }
}

impl Office {
    fn new(codecs: &[CodecKind], event: Option<u8>) -> Self {
        let far = |&codec: &CodecKind| {
            let settings = StreamSettings {
                codec,
                payload_types: PayloadTypes {
                    voice: 96,
                    event,
                    noise: None,
                },
                limits: JitterLimits::default(),
                silence_suppression: false,
                ssrc: 7,
                first_sequence: 65_500,
                first_timestamp: 4_294_900_000,
            };
            Far {
                stream: PacketStream::new(&settings).unwrap(),
                heard: Vec::new(),
            }
        };
        let mut office = Self {
            plane: Plane::with_packets(CARDS, codecs.len()),
            far: codecs.iter().map(far).collect(),
            heard: vec![Vec::new(); CARDS],
            events: Vec::new(),
            frames: 0,
            lost_each: None,
            packets: 0,
        };
        office.command(json!({
            "op": "configure", "law": "a", "tones": { "dial": tone(&[(&[450.0], 0)]) },
            "dtmf": { "lowDbm0": -9, "highDbm0": -7, "onMs": 70, "offMs": 70 },
        }));
        for (at, &codec) in codecs.iter().enumerate() {
            office.command(json!({ "op": "packets", "slot": CARDS + at, "stream": {
                "codec": json_codec(codec), "voice": 96, "event": event, "ssrc": 9, "firstSequence": 1, "firstTimestamp": 2,
            } }));
        }
        assert_eq!(office.json_events(), [] as [Value; 0]);
        office
    }

    fn command(&mut self, command: Value) {
        let command: Command = serde_json::from_value(command).unwrap();
        let slots = CARDS + self.far.len();
        match prepare(command, slots) {
            Ok(ready) => {
                let events = &mut self.events;
                drop(
                    self.plane
                        .apply(ready, &mut |raw| events.push(raw.into_event())),
                );
            }
            Err(refused) => self.events.push(refused),
        }
    }

    fn json_events(&mut self) -> Vec<Value> {
        let told = self.events.drain(..);
        told.map(|event| serde_json::to_value(event).unwrap())
            .collect()
    }

    /// Time passes; `say` is what each timeslot's far end says at a time in seconds, over a sine of peak 1.
    fn run_ms(&mut self, ms: u64, say: &dyn Fn(usize, f64) -> f64) {
        for _ in 0..ms / 5 {
            let now_us = self.frames * 5000;
            let sample = |slot: usize, n: usize, rate: f64| {
                let at = self.frames as f64 * 0.005 + n as f64 / rate;
                (PEAK * say(slot, at)).round() as i16
            };
            for (at, far) in self.far.iter_mut().enumerate() {
                let length = far.stream.frame_samples();
                let slot = CARDS + at;
                let mut frame: Vec<i16> = (0..length)
                    .map(|n| sample(slot, n, length as f64 * 200.0))
                    .collect();
                let (plane, events) = (&mut self.plane, &mut self.events);
                let (packets, lost_each) = (&mut self.packets, self.lost_each);
                far.stream.send_own(&mut frame, &mut |packet| {
                    *packets += 1;
                    if lost_each.is_none_or(|each| *packets % each != 0) {
                        plane
                            .receive(slot as u16, packet, now_us, &mut |raw| {
                                events.push(raw.into_event())
                            })
                            .unwrap();
                    }
                });
            }
            let from: Vec<_> = (0..CARDS)
                .map(|slot| std::array::from_fn(|n| Law::A.encode(sample(slot, n, 8000.0))))
                .collect();
            let mut to = vec![[0; SAMPLES]; CARDS];
            let (events, far) = (&mut self.events, &mut self.far);
            self.plane.process_packets(
                now_us,
                &from,
                &mut to,
                &mut |raw| events.push(raw.into_event()),
                &mut |slot, packet| {
                    let far = &mut far[usize::from(slot) - CARDS];
                    far.stream.receive(packet, now_us, &mut |_| {}).unwrap();
                },
            );
            for (heard, frame) in self.heard.iter_mut().zip(&to) {
                heard.extend(frame.map(|code| Law::A.decode(code)));
            }
            for far in &mut self.far {
                let mut frame = [0; WIDE_SAMPLES];
                let length = far.stream.frame_samples();
                far.stream
                    .play_own(now_us, &mut frame[..length], &mut |_| {});
                far.heard.extend(&frame[..length]);
            }
            self.frames += 1;
        }
    }

    /// Level over −15 dBm0 of a frequency in the last second that a timeslot's far end has heard, dB.
    fn level_db(&self, slot: usize, hz: f64) -> f64 {
        let (all, rate) = match slot.checked_sub(CARDS) {
            None => (&self.heard[slot], 8000),
            Some(at) => (
                &self.far[at].heard,
                self.far[at].stream.frame_samples() * 200,
            ),
        };
        let last = &all[all.len() - rate..];
        let turn = |n: usize| std::f64::consts::TAU * hz * n as f64 / rate as f64;
        let part = |of: fn(f64) -> f64| -> f64 {
            let of_all = last.iter().enumerate();
            of_all.map(|(n, &s)| f64::from(s) * of(turn(n))).sum()
        };
        let peak = part(f64::cos).hypot(part(f64::sin)) * 2.0 / rate as f64;
        20.0 * (peak / PEAK).max(1e-9).log10()
    }

    fn conference(&mut self, members: &[usize]) {
        let members: Vec<Value> = members
            .iter()
            .map(|slot| json!({ "slot": slot, "gainDb": 0 }))
            .collect();
        self.command(json!({ "op": "conference", "id": 1, "members": members }));
    }
}

fn sine(hz: f64, at: f64) -> f64 {
    (std::f64::consts::TAU * hz * at).sin()
}

const WIDE: [CodecKind; 2] = [CodecKind::G722, CodecKind::OpusWide];

/// 6 kHz would be heard at 2 kHz where it is not filtered out.
const ALIAS_HZ: f64 = 2000.0;

#[test]
fn in_a_conference_wideband_members_hear_each_other_in_full_and_others_without_aliases() {
    for codec in WIDE {
        let mut office = Office::new(&[codec, codec, CodecKind::G711(Law::A)], None);
        office.conference(&[0, 2, 3, 4]);
        let six = |slot: usize, at: f64| if slot == 2 { sine(6000.0, at) } else { 0.0 };
        office.run_ms(2000, &six);
        let level = office.level_db(3, 6000.0);
        assert!(level.abs() < 1.0, "{codec:?}: {level} dB");
        for narrow in [0, 4] {
            let alias = office.level_db(narrow, ALIAS_HZ);
            assert!(alias < -40.0, "{codec:?}, timeslot {narrow}: {alias} dB");
        }
        let own = office.level_db(2, 6000.0);
        assert!(own < -40.0, "{codec:?}: hears itself at {own} dB");
    }
}

#[test]
fn speech_band_passes_between_all_members_of_a_mixed_conference() {
    let codecs = [CodecKind::G722, CodecKind::G722, CodecKind::G711(Law::Mu)];
    let mut office = Office::new(&codecs, None);
    office.conference(&[0, 2, 3, 4]);
    for talker in [0, 2, 4] {
        office.run_ms(2000, &|slot, at| {
            if slot == talker {
                sine(1000.0, at)
            } else {
                0.0
            }
        });
        for listener in [0, 2, 3, 4].into_iter().filter(|&slot| slot != talker) {
            let level = office.level_db(listener, 1000.0);
            assert!(level.abs() < 0.5, "{talker} to {listener}: {level} dB");
        }
        if talker != 2 {
            let image = office.level_db(3, 7000.0);
            assert!(image < -40.0, "{image} dB of a mirror image");
        }
    }
}

#[test]
fn two_wideband_legs_that_are_connected_keep_16_khz_and_a_telephone_beside_them_its_own() {
    for codec in WIDE {
        let mut office = Office::new(&[codec, codec], None);
        for (from, to) in [(2, 3), (3, 2), (2, 0)] {
            office.command(json!({ "op": "connect", "from": from, "to": to, "gainDb": 0 }));
        }
        office.run_ms(2000, &|slot, at| {
            if slot == 2 { sine(6000.0, at) } else { 0.0 }
        });
        let level = office.level_db(3, 6000.0);
        assert!(level.abs() < 1.0, "{codec:?}: {level} dB");
        assert!(office.level_db(0, ALIAS_HZ) < -40.0);
    }
}

#[test]
fn tones_and_a_telephone_reach_a_wideband_leg_with_one_filter_of_two_milliseconds() {
    let mut office = Office::new(&[CodecKind::G722], None);
    office.command(json!({ "op": "tone", "slot": 2, "tone": "dial" }));
    office.run_ms(2000, &|_, _| 0.0);
    // The tone is of −10 dBm0.
    let level = office.level_db(2, 450.0);
    assert!((level - 5.0).abs() < 0.5, "{level} dB");
    let delay = tipring_media::resample::Resampler::new(8000, WIDE_RATE)
        .unwrap()
        .delay_s(8000, WIDE_RATE);
    assert!((delay - 0.002).abs() < 0.0001, "{delay} s");
}

#[test]
fn digits_go_as_events_both_ways_and_leave_no_tone_in_wideband_voice() {
    let mut office = Office::new(&[CodecKind::G722, CodecKind::G722], Some(101));
    office.command(json!({ "op": "connect", "from": 2, "to": 3, "gainDb": 0 }));
    office.run_ms(1000, &|_, _| 0.0);
    office.far[0].stream.send_digit(b'7', 100);
    office.run_ms(500, &|_, _| 0.0);
    let digit = json!({ "kind": "dtmf", "slot": 2, "digit": "7" });
    assert_eq!(office.json_events(), [digit]);
    let before = office.far[1].heard.len();
    office.command(json!({ "op": "sendDigits", "slot": 3, "digits": "5", "id": 4 }));
    office.run_ms(1000, &|_, _| 0.0);
    assert_eq!(office.plane.packet_counters(3).unwrap().sending.digits, 1);
    let loudest = office.far[1].heard[before..].iter().map(|s| s.abs()).max();
    assert!(loudest.unwrap() < 300, "{loudest:?}");
}

#[test]
fn the_rest_of_a_digit_that_was_meant_for_the_exchange_goes_to_nobody_and_the_next_one_does() {
    let mut office = Office::new(&[CodecKind::G711(Law::A), CodecKind::OpusWide], Some(101));
    // 5, for the exchange until somebody answers in the middle of it, and 5 for who has answered.
    let say = |slot: usize, at: f64| {
        let sounds = slot == 0 && ((0.2..0.3).contains(&at) || (0.5..0.6).contains(&at));
        if sounds {
            sine(770.0, at) + sine(1336.0, at)
        } else {
            0.0
        }
    };
    let digits =
        |office: &mut Office, slot| office.plane.packet_counters(slot).unwrap().sending.digits;
    office.run_ms(250, &say);
    office.command(json!({ "op": "connect", "from": 0, "to": 2, "gainDb": 0 }));
    office.conference(&[0, 3]);
    office.run_ms(150, &say);
    assert_eq!([2, 3].map(|slot| digits(&mut office, slot)), [0, 0]);
    office.run_ms(300, &say);
    assert_eq!([2, 3].map(|slot| digits(&mut office, slot)), [1, 1]);
}

#[test]
fn the_quality_of_a_packet_leg_has_its_loss_jitter_and_delay_without_being_told() {
    let quality = |lost_each| {
        let mut office = Office::new(&[CodecKind::G711(Law::A)], None);
        office.lost_each = lost_each;
        office.command(json!({ "op": "quality", "slot": 2, "report": "start" }));
        office.command(json!({ "op": "quality", "slot": 0, "report": "start" }));
        office.run_ms(10_000, &|_, at| sine(500.0, at));
        office.command(json!({ "op": "quality", "slot": 2, "report": "end" }));
        office.command(json!({ "op": "quality", "slot": 0, "report": "end" }));
        office.json_events()
    };
    let good = quality(None);
    let bad = quality(Some(20));
    let share = |told: &[Value]| told[0]["quality"]["lossShare"].as_f64().unwrap();
    assert_eq!(share(&good), 0.0);
    assert!((share(&bad) - 0.05).abs() < 0.005, "{}", share(&bad));
    assert_eq!(bad[0]["quality"]["burstRatio"], 1.0);
    let mos = |told: &Value| told["quality"]["mos"].as_f64().unwrap();
    assert!(mos(&bad[0]) < mos(&good[0]) - 0.3);
    let delay = |told: &Value| told["quality"]["delayMs"].as_f64().unwrap();
    assert!(delay(&good[0]) > delay(&good[1]) + 20.0);
    assert_eq!(good[1]["quality"]["lossShare"], 0.0);
}

#[test]
fn what_is_impossible_for_a_leg_is_refused_with_its_reason() {
    let mut office = Office::new(&[CodecKind::G722], None);
    let stream = |voice: u8, event: u8, delay: u32| {
        json!({
            "codec": "g722", "voice": voice, "event": event, "ssrc": 9, "firstSequence": 1, "firstTimestamp": 2,
            "delayMsMax": delay,
        })
    };
    for (slot, stream, code) in [
        (0, stream(9, 101, 100), "slot-of-a-card"),
        (3, stream(9, 101, 100), "slot-unknown"),
        (2, stream(9, 9, 100), "payload-types-impossible"),
        (2, stream(200, 101, 100), "payload-types-impossible"),
        (2, stream(9, 101, 501), "delay-out-of-range"),
        (2, stream(9, 101, 1), "delay-out-of-range"),
    ] {
        office.command(json!({ "op": "packets", "slot": slot, "stream": stream }));
        assert_eq!(office.json_events()[0]["code"], code, "timeslot {slot}");
    }
    office.command(json!({ "op": "echo", "slot": 2, "on": true }));
    assert_eq!(office.json_events()[0]["code"], "slot-of-packets");
    // A leg that closes takes along what was to be sent there.
    office.command(json!({ "op": "sendDigits", "slot": 2, "digits": "123", "id": 5 }));
    office.command(json!({ "op": "packets", "slot": 2, "stream": null }));
    assert_eq!(
        office.json_events(),
        [json!({ "kind": "sent", "slot": 2, "id": 5 })]
    );
    assert!(office.plane.packet_counters(2).is_none());
}
