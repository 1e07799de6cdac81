//! Calls between two packet legs that nobody else listens to: their packets go from socket to socket as they are.

#[allow(dead_code, reason = "some of it is for other tests of legs")]
#[path = "support/legs.rs"]
mod legs;
#[allow(dead_code, reason = "some of it is for other tests of legs")]
#[path = "support/phone.rs"]
mod phone;
#[allow(dead_code, reason = "some of it is for other tests of conversations")]
#[path = "support/talk.rs"]
mod talk;

use legs::tone_db;
use serde_json::json;
use talk::{Talk, detect};
use tipring_engine::frame_loop::EngineEvent;
use tipring_engine::rtp::Agreement;
use tipring_media::Event;

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
