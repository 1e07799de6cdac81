//! The audio thread must not allocate or free: an allocator that counts says whether it does.

mod common;
#[path = "common/counting.rs"]
mod counting;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use counting::calls;
use serde_json::{Value, json};
use tipring_media::codec::CodecKind;
use tipring_media::packet::jitter::JitterLimits;
use tipring_media::packet::rtcp::{CompoundWriter, ReportBlock, SenderInfo};
use tipring_media::packet::stream::{PacketStream, PayloadTypes, StreamSettings};
use tipring_media::{Command, Law, Plane, RawEvent, SAMPLES, prepare, wav};

fn commands() -> Vec<Value> {
    let all = json!({ "dtmf": true, "progress": true, "fax": true, "callerId": "bell202", "callWaitingAlert": true });
    let wav = BASE64.encode(wav::write_linear(&[100; 900]));
    let message =
        json!({ "number": "802", "name": "LI WEI", "dateTime": "01020304", "absence": "" });
    let fsk = json!({ "signal": "fsk", "standard": "bell202", "format": "mdmf" });
    let tones = json!({
        "dial": common::tone(&[(&[450.0], 0)]),
        "busy": common::tone(&[(&[450.0], 350), (&[], 350)]),
    });
    let dtmf = json!({ "lowDbm0": -9, "highDbm0": -7, "onMs": 70, "offMs": 70 });
    let configure = json!({ "op": "configure", "law": "a", "tones": tones, "dtmf": dtmf });
    let members = |count: u32| -> Vec<Value> {
        (0..count)
            .map(|slot| json!({ "slot": slot, "gainDb": -1 }))
            .collect()
    };
    vec![
        configure.clone(),
        json!({ "op": "detect", "slot": 0, "detectors": all }),
        json!({ "op": "detect", "slot": 3, "detectors": all }),
        json!({ "op": "echo", "slot": 0, "on": true }),
        json!({ "op": "echo", "slot": 1, "on": true, "bulkDelayFrames": 1 }),
        json!({ "op": "echo", "slot": 1, "on": true, "bulkDelayFrames": 2 }),
        json!({ "op": "connect", "from": 0, "to": 1, "gainDb": 0 }),
        json!({ "op": "connect", "from": 2, "to": 1, "gainDb": -3 }),
        json!({ "op": "conference", "id": 1, "members": members(8) }),
        json!({ "op": "conference", "id": 1, "members": members(3) }),
        json!({ "op": "conference", "id": 1, "members": [] }),
        json!({ "op": "tone", "slot": 0, "tone": "busy" }),
        json!({ "op": "tone", "slot": 0, "tone": "none such" }),
        json!({ "op": "sendDigits", "slot": 0, "digits": "19", "id": 1 }),
        json!({ "op": "sendCallerId", "slot": 3, "format": fsk, "message": message, "alert": true, "id": 2 }),
        json!({ "op": "sendAlert", "slot": 0, "id": 7 }),
        json!({ "op": "loadSound", "name": "music", "wavBase64": wav }),
        json!({ "op": "play", "slot": 2, "sound": "music", "loop": true, "gainDb": 0, "id": 3 }),
        json!({ "op": "loadSound", "name": "music", "wavBase64": wav }),
        json!({ "op": "play", "slot": 2, "sound": "music", "loop": false, "gainDb": 0, "id": 4 }),
        json!({ "op": "record", "slot": 0, "msMax": 300, "id": 5 }),
        json!({ "op": "record", "slot": 1, "msMax": 3000, "id": 6 }),
        configure,
        json!({ "op": "disconnect", "from": 2, "to": 1 }),
        json!({ "op": "echo", "slot": 0, "on": false }),
        json!({ "op": "stopRecord", "slot": 1 }),
        json!({ "op": "conference", "id": 2, "members": members(5), "matrix": [{ "from": 0, "to": 1, "gainDb": null }] }),
        json!({ "op": "conference", "id": 2, "members": members(4), "matrix": [{ "from": 0, "to": 1, "gainDb": 3 }] }),
        json!({ "op": "quality", "slot": 0, "report": "start" }),
        json!({ "op": "quality", "slot": 0, "report": "now" }),
        json!({ "op": "quality", "slot": 0, "report": "start" }),
        json!({ "op": "recordCall", "left": 0, "right": 1, "msMax": 3000, "id": 1 }),
        json!({ "op": "recordCall", "left": 0, "right": 1, "msMax": 60_000, "id": 2 }),
        json!({ "op": "recordCall", "left": 1, "right": 0, "msMax": 60_000, "id": 2 }),
        json!({ "op": "conference", "id": 2, "members": [] }),
        json!({ "op": "stopRecordCall", "id": 2 }),
        json!({ "op": "quality", "slot": 0, "report": "end" }),
    ]
}

#[test]
fn neither_commands_nor_frames_allocate_or_free() {
    let slots = 8;
    let mut plane = Plane::new(slots);
    let mut from = vec![[0xD5u8; SAMPLES]; slots];
    let mut to = from.clone();
    let mut events: Vec<RawEvent> = Vec::with_capacity(4096);
    let mut frames = |plane: &mut Plane, events: &mut Vec<RawEvent>, count: usize| {
        calls(|| {
            for _ in 0..count {
                plane.process(&from, &mut to, &mut |event| events.push(event));
                // What is sent comes back, so that detectors find digits, tones and caller ID.
                from.copy_from_slice(&to);
            }
        })
    };
    for command in commands() {
        let op = command["op"].clone();
        let command: Command = serde_json::from_value(command).unwrap();
        let ready = prepare(command, slots).unwrap();
        let mut garbage = None;
        let applied = calls(|| garbage = plane.apply(ready, &mut |event| events.push(event)));
        assert_eq!(applied, 0, "{op}");
        drop(garbage);
        assert_eq!(frames(&mut plane, &mut events, 4), 0, "frames after {op}");
    }
    assert_eq!(frames(&mut plane, &mut events, 1000), 0);
    let kinds: Vec<Value> = events
        .into_iter()
        .map(|raw| serde_json::to_value(raw.into_event()).unwrap()["kind"].clone())
        .collect();
    for kind in [
        "dtmf",
        "progress",
        "callerId",
        "alert",
        "sent",
        "played",
        "recorded",
        "loaded",
        "refused",
        "talking",
        "quality",
        "recording",
    ] {
        assert!(
            kinds.contains(&json!(kind)),
            "{kind} was not among the events"
        );
    }
}

#[test]
fn streams_of_packets_do_not_allocate_or_free() {
    for codec in [
        CodecKind::G711(Law::A),
        CodecKind::G722,
        CodecKind::OpusNarrow,
        CodecKind::OpusWide,
    ] {
        let settings = StreamSettings {
            codec,
            payload_types: PayloadTypes {
                voice: 96,
                event: Some(101),
                noise: Some(13),
            },
            limits: JitterLimits::default(),
            silence_suppression: true,
            ssrc: 1,
            first_sequence: 0,
            first_timestamp: 0,
        };
        let mut from = PacketStream::new(&settings).unwrap();
        let mut to = PacketStream::new(&settings).unwrap();
        let (mut packets, mut digits) = (0u64, 0u64);
        let count = calls(|| {
            for n in 0..3000u64 {
                // Voice, a digit in it, a digit asked for, silence; every 13th packet is lost, every 7th late.
                let turn = |hz: f32| (n as f32 * 0.005 * hz * std::f32::consts::TAU).sin();
                let frame = std::array::from_fn(|k| {
                    let at = |hz: f32| (k as f32 / 8000.0 * hz * std::f32::consts::TAU).sin();
                    match n % 600 {
                        0..300 => (3000.0 * (at(200.0) + turn(3.0))) as i16,
                        300..330 => (5000.0 * (at(800.0) + at(1400.0))) as i16,
                        _ => 0,
                    }
                });
                if n % 600 == 400 {
                    from.send_digit(b'5', 80);
                }
                let mut tell = |_| digits += 1;
                from.send(&frame, &mut |packet| {
                    packets += 1;
                    if packets % 13 != 0 {
                        let late = if packets % 7 == 0 { 70_000 } else { 0 };
                        let _ = to.receive(packet, n * 5000 + late, &mut tell);
                    }
                });
                to.play(n * 5000, &mut [0; SAMPLES], &mut tell);
                if n % 500 == 499 {
                    let mut report = [0; 200];
                    let mut writer = CompoundWriter::new(&mut report);
                    writer.report(2, Some(&SenderInfo::default()), &[ReportBlock::default()]);
                    let length = writer.finish().unwrap();
                    from.receive_report(&report[..length], n << 24);
                }
                std::hint::black_box(to.counters());
            }
        });
        assert_eq!(count, 0, "{codec:?}");
        assert!(
            packets > 300 && digits > 5,
            "{codec:?}: {packets} packets, {digits} digits"
        );
    }
}

/// A conference of a telephone, two wideband legs and one of 8 kHz, while legs come and go and packets are lost.
#[test]
fn packet_legs_of_both_rates_in_a_conference_do_not_allocate_or_free() {
    let (cards, slots) = (2, 6);
    let mut plane = Plane::with_packets(cards, slots - cards);
    let stream = |codec: &str| json!({ "codec": codec, "voice": 96, "event": 101, "ssrc": 9, "firstSequence": 1, "firstTimestamp": 2 });
    let packets =
        |slot: u16, codec: &str| json!({ "op": "packets", "slot": slot, "stream": stream(codec) });
    let members = |gain_db: i32| -> Vec<Value> {
        [0, 2, 3, 4]
            .iter()
            .map(|slot| json!({ "slot": slot, "gainDb": gain_db }))
            .collect()
    };
    let matrix =
        json!([{ "from": 0, "to": 2, "gainDb": null }, { "from": 3, "to": 2, "gainDb": 3 }]);
    let conference = |gain_db: i32, matrix: Value| json!({ "op": "conference", "id": 1, "members": members(gain_db), "matrix": matrix });
    let commands = [
        packets(2, "g722"),
        packets(3, "opusWide"),
        packets(4, "pcma"),
        conference(0, json!([])),
        conference(-3, matrix),
        conference(0, json!([])),
        json!({ "op": "connect", "from": 2, "to": 3, "gainDb": -1 }),
        json!({ "op": "sendDigits", "slot": 3, "digits": "19", "id": 1 }),
        json!({ "op": "quality", "slot": 2, "report": "start" }),
        json!({ "op": "quality", "slot": 2, "report": "now" }),
        packets(2, "opusNarrow"),
        json!({ "op": "packets", "slot": 3, "stream": null }),
    ];
    let mut events: Vec<RawEvent> = Vec::with_capacity(4096);
    let mut wire: Vec<(u16, Vec<u8>)> = (0..4096).map(|_| (0, Vec::with_capacity(1500))).collect();
    let from = vec![[0x55u8; SAMPLES]; cards];
    let mut to = from.clone();
    let mut frame = 0u64;
    for command in commands {
        let op = command["op"].clone();
        let command: Command = serde_json::from_value(command).unwrap();
        let ready = prepare(command, slots).unwrap();
        let mut garbage = None;
        let applied = calls(|| garbage = plane.apply(ready, &mut |event| events.push(event)));
        assert_eq!(applied, 0, "{op}");
        drop(garbage);
        let work = calls(|| {
            for _ in 0..200 {
                let mut sent = 0;
                plane.process_packets(
                    frame * 5000,
                    &from,
                    &mut to,
                    &mut |event| events.push(event),
                    &mut |slot, packet| {
                        let (to, bytes) = &mut wire[sent];
                        *to = slot;
                        bytes.clear();
                        bytes.extend_from_slice(packet);
                        sent += 1;
                    },
                );
                // What is sent comes back; one in eleven is lost.
                for (slot, packet) in wire[..sent].iter().filter(|_| frame % 11 != 0) {
                    let _ =
                        plane.receive(*slot, packet, frame * 5000, &mut |event| events.push(event));
                }
                frame += 1;
            }
        });
        assert_eq!(work, 0, "frames after {op}");
    }
    assert!(plane.packet_counters(4).unwrap().jitter.received > 300);
}
