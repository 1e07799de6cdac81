//! Calls between two packet legs that nobody else listens to: their packets go from socket to socket as they are.

#[allow(dead_code, reason = "some of it is for other tests of legs")]
#[path = "support/legs.rs"]
mod legs;
#[path = "support/phone.rs"]
mod phone;

use legs::{Exchange, both_ways, tone_db};
use phone::{Phone, keys};
use serde_json::json;
use tipring_engine::frame_loop::EngineEvent;
use tipring_engine::rtp::{Agreement, Family};
use tipring_media::Event;
use tipring_media::srtp::Suite;

/// Two telephones in a conversation over the exchange.
struct Talk {
    exchange: Exchange,
    one: Phone,
    other: Phone,
}

impl Talk {
    fn new(port_first: u16, suites: [Option<Suite>; 2]) -> Self {
        let mut exchange = Exchange::new(port_first, "127.0.0.1");
        let [one, other] = [(1, suites[0]), (2, suites[1])].map(|(ssrc, suite)| {
            let leg = exchange.open(Family::V4);
            Phone::new(leg, ssrc, suite)
        });
        let mut talk = Self {
            exchange,
            one,
            other,
        };
        talk.agree();
        let (one, other) = (talk.one.slot, talk.other.slot);
        talk.exchange.connect(one, other);
        talk.exchange.connect(other, one);
        talk
    }

    fn agreement(phone: &Phone) -> Agreement {
        Agreement {
            srtp: phone.suite.map(|suite| keys(suite, phone.ssrc as u8)),
            ..both_ways(Some(phone.address()), u32::from(phone.slot) + 1000)
        }
    }

    fn agree(&mut self) {
        for phone in [&self.one, &self.other] {
            self.exchange.agree(phone.slot, &Self::agreement(phone));
        }
    }

    /// Both say their tones: 1000 Hz and 600 Hz.
    fn run(&mut self, ms: u32) {
        for frame in 0..ms / 5 {
            if frame % 4 == 0 {
                self.one.say(1000.0);
                self.other.say(600.0);
            }
            self.exchange.frame();
            self.one.listen();
            self.other.listen();
        }
    }

    fn relayed(&self) -> [u64; 2] {
        [&self.one, &self.other]
            .map(|phone| self.exchange.pool.counters(phone.slot).unwrap().relayed)
    }

    /// How many of the packets of the next half second are relayed to each.
    fn relays_now(&mut self) -> [u64; 2] {
        let before = self.relayed();
        self.run(500);
        let after = self.relayed();
        [after[0] - before[0], after[1] - before[1]]
    }

    fn command(&mut self, command: serde_json::Value) {
        self.exchange
            .command(serde_json::from_value(command).unwrap());
    }

    /// Keys that were told since the last look, and whether they were passed on.
    fn digits(&mut self) -> Vec<(char, bool)> {
        let told = self.exchange.told.drain(..);
        told.filter_map(|event| match event {
            EngineEvent::Media(raw) => match raw.into_event() {
                Event::Dtmf { digit, passed, .. } => Some((digit, passed)),
                _ => None,
            },
            _ => None,
        })
        .collect()
    }
}

#[test]
fn a_conversation_of_two_telephones_is_passed_on_bit_by_bit_and_counted() {
    let mut talk = Talk::new(24_000, [None, None]);
    talk.run(200);
    assert_eq!(talk.relays_now(), [25, 25]);
    assert_eq!(talk.other.last_payload(), talk.one.last_said());
    assert!(tone_db(&talk.other.heard(400), 1000.0).abs() < 0.2);
    assert!(tone_db(&talk.one.heard(400), 600.0).abs() < 0.2);
    for phone in [&talk.one, &talk.other] {
        phone.assert_one_stream();
        let ssrc = u32::from(phone.slot) + 1000;
        assert!(phone.headers().all(|header| header.ssrc == ssrc));
    }
}

#[test]
fn a_telephone_of_any_suite_talks_to_one_without_or_of_another() {
    let suites = [
        Some(Suite::AES_CM_128_HMAC_SHA1_80),
        Some(Suite::AES_CM_128_HMAC_SHA1_32),
        Some(Suite::AES_256_CM_HMAC_SHA1_80),
        Some(Suite::AEAD_AES_128_GCM),
        Some(Suite::AEAD_AES_256_GCM),
        None,
    ];
    for (n, suite) in (0u16..).zip(suites) {
        let mut talk = Talk::new(
            24_100 + 100 * n,
            [suite, Some(Suite::AES_CM_128_HMAC_SHA1_80)],
        );
        talk.run(200);
        assert_eq!(talk.relays_now(), [25, 25], "{suite:?}");
        assert!(tone_db(&talk.other.heard(400), 1000.0).abs() < 0.2);
        assert!(tone_db(&talk.one.heard(400), 600.0).abs() < 0.2);
        // The same call, mixed: somebody listens in.
        talk.command(detect(talk.one.slot, true));
        talk.run(20);
        assert_eq!(talk.relays_now(), [0, 0]);
        talk.run(500);
        assert!(
            tone_db(&talk.other.heard(400), 1000.0).abs() < 0.5,
            "{suite:?}"
        );
        talk.one.assert_one_stream();
        talk.other.assert_one_stream();
        assert_eq!((talk.one.unauthentic, talk.other.unauthentic), (0, 0));
    }
}

fn detect(slot: u16, dtmf: bool) -> serde_json::Value {
    let detectors = json!({ "dtmf": dtmf, "progress": false, "fax": false, "callerId": null });
    json!({ "op": "detect", "slot": slot, "detectors": detectors })
}

#[test]
fn whoever_listens_in_or_plays_something_makes_it_a_mixed_call_until_he_is_gone() {
    let mut talk = Talk::new(24_800, [None, None]);
    let (one, other) = (talk.one.slot, talk.other.slot);
    talk.run(200);
    let member = |slot: u16| json!({ "slot": slot, "gainDb": 0.0 });
    let cases = [
        (detect(one, true), detect(one, false)),
        (
            json!({ "op": "connect", "from": one, "to": 3, "gainDb": 0.0 }),
            json!({ "op": "disconnect", "from": one, "to": 3 }),
        ),
        (
            json!({ "op": "connect", "from": one, "to": other, "gainDb": -6.0 }),
            json!({ "op": "connect", "from": one, "to": other, "gainDb": 0.0 }),
        ),
        (
            json!({ "op": "connect", "from": 0, "to": other, "gainDb": 0.0 }),
            json!({ "op": "disconnect", "from": 0, "to": other }),
        ),
        (
            json!({ "op": "recordCall", "left": one, "right": other, "msMax": 60_000, "id": 1 }),
            json!({ "op": "stopRecordCall", "id": 1 }),
        ),
        (
            json!({ "op": "conference", "id": 1, "members": [member(one), member(2)] }),
            json!({ "op": "conference", "id": 1, "members": [] }),
        ),
        (
            json!({ "op": "disconnect", "from": other, "to": one }),
            json!({ "op": "connect", "from": other, "to": one, "gainDb": 0.0 }),
        ),
    ];
    for (begin, end) in cases {
        assert_eq!(talk.relays_now(), [25, 25], "before {begin}");
        talk.command(begin.clone());
        talk.run(20);
        assert_eq!(talk.relays_now(), [0, 0], "{begin}");
        talk.command(end);
        talk.run(20);
    }
    // To measure a call is not to listen to it.
    talk.command(json!({ "op": "quality", "slot": one, "report": "start" }));
    assert_eq!(talk.relays_now(), [25, 25]);
    talk.one.assert_one_stream();
    talk.other.assert_one_stream();
}

#[test]
fn legs_of_different_codecs_packet_lengths_or_events_are_mixed() {
    type Change = fn(&mut Agreement);
    let changes: [Change; 4] = [
        |agreement| agreement.stream.codec = tipring_media::PacketCodec::Pcmu,
        |agreement| agreement.stream.event = None,
        |agreement| agreement.ptime_ms = 30,
        |agreement| agreement.sends = false,
    ];
    let mut talk = Talk::new(24_900, [None, None]);
    talk.run(200);
    for change in changes {
        assert_eq!(talk.relays_now(), [25, 25]);
        let mut agreement = Talk::agreement(&talk.other);
        change(&mut agreement);
        talk.exchange.agree(talk.other.slot, &agreement);
        assert_eq!(talk.relays_now(), [0, 0], "{agreement:?}");
        talk.agree();
        talk.run(100);
    }
}

#[test]
fn payload_numbers_differ_on_both_sides_and_keys_arrive_and_are_told() {
    let mut talk = Talk::new(25_000, [None, None]);
    let mut agreement = Talk::agreement(&talk.other);
    agreement.stream.event = Some(97);
    talk.exchange.agree(talk.other.slot, &agreement);
    talk.run(200);
    for n in 0..8 {
        talk.one.press(b'5', n);
        talk.run(20);
    }
    assert_eq!(talk.digits(), [('5', true)], "a key is told once");
    let keys = talk.other.packets_of(97).count();
    assert_eq!(
        keys, 8,
        "and every packet of it arrives under the other's number"
    );
    assert_eq!(talk.other.packets_of(101).count(), 0);
    talk.command(detect(talk.one.slot, true));
    talk.run(500);
    for n in 0..8 {
        talk.one.press(b'6', n);
        talk.run(20);
    }
    assert_eq!(talk.digits(), [('6', false)]);
}

#[test]
fn a_telephone_that_falls_silent_is_replaced_by_our_silence_and_comes_back() {
    let mut talk = Talk::new(25_100, [None, None]);
    talk.run(400);
    let silent = |talk: &mut Talk, frames: u32| {
        for frame in 0..frames {
            if frame % 4 == 0 {
                talk.other.say(600.0);
            }
            talk.exchange.frame();
            talk.one.listen();
            talk.other.listen();
        }
    };
    silent(&mut talk, 200);
    let before = talk.other.headers().count();
    silent(&mut talk, 200);
    assert_eq!(
        talk.other.headers().count() - before,
        50,
        "50 packets a second go on"
    );
    talk.run(40);
    assert_eq!(talk.relays_now(), [25, 25]);
    talk.other.assert_one_stream_of_gaps(240);
}

#[test]
fn where_nobody_talks_few_packets_tell_that_we_are_there_and_the_first_word_is_heard_whole() {
    let mut talk = Talk::new(25_500, [None, None]);
    let wait = |talk: &mut Talk, ms: u32| {
        for _ in 0..ms / 5 {
            talk.exchange.frame();
            talk.one.listen();
            talk.other.listen();
        }
        [talk.one.headers().count(), talk.other.headers().count()]
    };
    assert_eq!(wait(&mut talk, 200), [10, 10], "the first 200 ms whole");
    let before = wait(&mut talk, 1000);
    let after = wait(&mut talk, 1600);
    assert_eq!(
        [after[0] - before[0], after[1] - before[1]],
        [10, 10],
        "then one in 160 ms"
    );
    // One of them talks: the other hears it, and he is sent silence without a gap.
    for frame in 0..100 {
        if frame % 4 == 0 {
            talk.one.say(1000.0);
        }
        talk.exchange.frame();
        talk.one.listen();
        talk.other.listen();
    }
    assert!(tone_db(&talk.other.heard(400), 1000.0).abs() < 0.5);
    let told = [talk.one.headers().count(), talk.other.headers().count()];
    let more = [told[0] - after[0], told[1] - after[1]];
    assert!(more.iter().all(|more| (24..=26).contains(more)), "{more:?}");
    talk.run(400);
    assert_eq!(talk.relays_now(), [25, 25]);
    // What was not sent has used up no number: to the peer nothing was lost.
    talk.one.assert_one_stream_of_gaps(200);
    talk.other.assert_one_stream_of_gaps(200);
}

#[test]
fn forged_packets_lock_no_source_and_replays_are_heard_once() {
    let suite = Some(Suite::AES_CM_128_HMAC_SHA1_80);
    let mut talk = Talk::new(25_200, [suite, None]);
    let mut stranger = Phone::new((talk.one.slot, talk.one.port), 77, suite);
    for _ in 0..8 {
        stranger.say(700.0);
    }
    talk.exchange.frame();
    let counters = |talk: &Talk| talk.exchange.pool.counters(talk.one.slot).unwrap();
    assert_eq!(
        (counters(&talk).unauthentic, counters(&talk).received),
        (8, 0)
    );
    talk.run(200);
    assert_eq!(
        (counters(&talk).strangers, counters(&talk).received),
        (0, 10)
    );
    talk.one.say_again();
    talk.exchange.frame();
    assert_eq!(
        (counters(&talk).unauthentic, counters(&talk).received),
        (9, 10)
    );
    // Once it is locked, a stranger costs no cryptography.
    stranger.say(700.0);
    talk.exchange.frame();
    assert_eq!(
        (counters(&talk).strangers, counters(&talk).unauthentic),
        (1, 9)
    );
    assert_eq!(stranger.listen(), 0);
}

#[test]
fn a_new_key_in_mid_call_is_followed_by_both_directions() {
    let suite = Some(Suite::AEAD_AES_128_GCM);
    let mut talk = Talk::new(25_300, [suite, suite]);
    talk.run(300);
    let mut agreement = Talk::agreement(&talk.one);
    let other_keys = keys(Suite::AES_CM_128_HMAC_SHA1_80, 99);
    agreement.srtp = Some(other_keys.clone());
    talk.exchange.agree(talk.one.slot, &agreement);
    talk.one.rekey(&other_keys);
    talk.run(300);
    assert_eq!(talk.relays_now(), [25, 25]);
    assert_eq!((talk.one.unauthentic, talk.other.unauthentic), (0, 0));
    talk.one.assert_one_stream();
    // The same agreement again keeps what was counted: an old packet stays old.
    talk.exchange.agree(talk.one.slot, &agreement);
    talk.one.say_again();
    let before = talk
        .exchange
        .pool
        .counters(talk.one.slot)
        .unwrap()
        .unauthentic;
    talk.exchange.frame();
    let after = talk
        .exchange
        .pool
        .counters(talk.one.slot)
        .unwrap()
        .unauthentic;
    assert_eq!(after - before, 1);
}

#[test]
fn a_relayed_call_has_its_quality_from_its_packets() {
    let mut talk = Talk::new(25_400, [None, None]);
    talk.run(200);
    talk.command(json!({ "op": "quality", "slot": talk.one.slot, "report": "start" }));
    for round in 0..50 {
        if round % 10 == 9 {
            talk.one.skip();
        }
        talk.run(20);
    }
    talk.command(json!({ "op": "quality", "slot": talk.one.slot, "report": "end" }));
    let quality = talk.exchange.told.drain(..).find_map(|event| match event {
        EngineEvent::Media(raw) => match raw.into_event() {
            Event::Quality { quality, .. } => Some(serde_json::to_value(quality).unwrap()),
            _ => None,
        },
        _ => None,
    });
    let quality = quality.expect("a report");
    let share = quality["lossShare"].as_f64().unwrap();
    assert!((0.05..0.12).contains(&share), "{quality}");
    assert_eq!(quality["ms"], 1000);
}
