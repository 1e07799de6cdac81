//! What the switching core relies on, through the JSON that it sends and gets.

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use common::{Bench, level_dbm0, silence, sine};
use proptest::prelude::*;
use serde_json::{Value, json};
use tipring_media::{Law, wav};

#[test]
fn a_slot_that_nobody_speaks_to_hears_the_idle_code_of_its_law() {
    for law in [Law::A, Law::Mu] {
        let mut bench = Bench::new(3, law);
        bench.frame(&mut silence);
        assert!(bench.to.iter().flatten().all(|&code| code == law.idle()));
    }
}

#[test]
fn a_connection_at_zero_db_passes_every_bit_and_only_one_way() {
    let mut bench = Bench::new(2, Law::Mu);
    bench.command(json!({ "op": "connect", "from": 0, "to": 1, "gainDb": 0 }));
    for (n, code) in bench.from[0].iter_mut().enumerate() {
        // 0x7F, the negative zero, would not survive decoding.
        *code = 0x58 + n as u8;
    }
    bench.plane.process(&bench.from, &mut bench.to, &mut |_| {});
    assert_eq!(bench.to[1], bench.from[0]);
    assert!(bench.to[0].iter().all(|&code| code == Law::Mu.idle()));
}

#[test]
fn the_gain_of_a_connection_is_heard_and_replaced() {
    let mut bench = Bench::new(2, Law::A);
    for (gain, expected) in [(-6.0, -16.0), (3.0, -7.0), (0.0, -10.0)] {
        bench.command(json!({ "op": "connect", "from": 0, "to": 1, "gainDb": gain }));
        let start = bench.heard[1].len();
        bench.run_ms(100, &mut |slot, n| {
            if slot == 0 { sine(1000.0, -10.0, n) } else { 0 }
        });
        assert!((level_dbm0(&bench.heard[1][start..], 1000.0) - expected).abs() < 0.1);
    }
    assert_eq!(bench.plane.paths(), 1);
    bench.command(json!({ "op": "disconnect", "from": 0, "to": 1 }));
    bench.command(json!({ "op": "disconnect", "from": 0, "to": 1 }));
    assert_eq!(bench.plane.paths(), 0);
}

#[test]
fn several_sources_are_summed_and_the_seventeenth_is_refused() {
    let mut bench = Bench::new(20, Law::A);
    for from in 1..=17 {
        bench.command(json!({ "op": "connect", "from": from, "to": 0, "gainDb": 0 }));
    }
    assert_eq!(bench.plane.paths(), 16);
    let refused = bench.json_events();
    assert_eq!(
        (&refused[0]["kind"], &refused[0]["code"]),
        (&json!("refused"), &json!("full"))
    );
    bench.run_ms(100, &mut |slot, n| match slot {
        1 => sine(500.0, -20.0, n),
        16 => sine(1500.0, -20.0, n),
        _ => 0,
    });
    assert!((level_dbm0(&bench.heard[0], 500.0) + 20.0).abs() < 0.1);
    assert!((level_dbm0(&bench.heard[0], 1500.0) + 20.0).abs() < 0.1);
}

#[test]
fn dial_tone_is_450_hz_at_minus_ten_until_it_is_stopped() {
    let mut bench = Bench::new(1, Law::A);
    bench.command(json!({ "op": "tone", "slot": 0, "tone": "dial" }));
    bench.run_ms(1000, &mut silence);
    assert!((level_dbm0(&bench.heard[0], 450.0) + 10.0).abs() < 0.1);
    bench.command(json!({ "op": "tone", "slot": 0, "tone": null }));
    bench.frame(&mut silence);
    assert!(bench.to[0].iter().all(|&code| code == 0xD5));
    bench.command(json!({ "op": "tone", "slot": 0, "tone": "nonsense" }));
    assert_eq!(
        bench.json_events(),
        [
            json!({ "kind": "refused", "op": "tone", "code": "tone-unknown", "what": "there is no tone “nonsense”" })
        ]
    );
}

#[test]
fn digits_go_out_in_order_with_their_pauses_and_end_with_sent() {
    let mut bench = Bench::new(2, Law::A);
    let detectors = json!({ "dtmf": true, "progress": true, "fax": true, "callerId": "bell202" });
    bench.command(json!({ "op": "detect", "slot": 1, "detectors": detectors }));
    bench.command(json!({ "op": "sendDigits", "slot": 0, "digits": "159d,#", "id": 7 }));
    bench.command(json!({ "op": "sendDigits", "slot": 0, "digits": "00", "id": 8 }));
    bench.loop_ms(2400, 0, 1);
    let events = bench.json_events();
    let digits: String = events
        .iter()
        .filter_map(|event| event["digit"].as_str())
        .collect();
    assert_eq!(digits, "159D#00");
    let sent: Vec<&Value> = events
        .iter()
        .filter(|event| event["kind"] == "sent")
        .collect();
    assert_eq!(
        sent,
        [
            &json!({ "kind": "sent", "slot": 0, "id": 7 }),
            &json!({ "kind": "sent", "slot": 0, "id": 8 })
        ]
    );
    // Four digits of 140 ms, then the pause of 1 s.
    let pause = &bench.heard[0][4 * 1120 + 10..4 * 1120 + 7990];
    assert!(pause.iter().all(|sample| sample.abs() <= 8));
    assert!((level_dbm0(&bench.heard[0][..560], 697.0) + 9.0).abs() < 0.2);
    assert!((level_dbm0(&bench.heard[0][..560], 1209.0) + 7.0).abs() < 0.2);
}

#[test]
fn sending_can_be_stopped_and_tells_the_end_of_every_job() {
    let mut bench = Bench::new(1, Law::A);
    for id in 0..9 {
        bench.command(json!({ "op": "sendDigits", "slot": 0, "digits": "123456", "id": id }));
    }
    bench.frame(&mut silence);
    bench.command(json!({ "op": "stopSend", "slot": 0 }));
    bench.frame(&mut silence);
    let events = bench.json_events();
    assert_eq!(events[0]["code"], "full");
    assert_eq!(
        events
            .iter()
            .filter(|event| event["kind"] == "sent")
            .count(),
        8
    );
    assert!(bench.to[0].iter().all(|&code| code == 0xD5));
}

#[test]
fn a_digit_over_dial_tone_is_told_within_50_ms_and_once() {
    for (law, dial) in [(Law::A, [450.0, 450.0]), (Law::Mu, [350.0, 440.0])] {
        let mut bench = Bench::new(1, law);
        let detectors = json!({ "dtmf": true, "progress": true, "fax": true, "callerId": null });
        bench.command(json!({ "op": "detect", "slot": 0, "detectors": detectors }));
        let mut told_at = None;
        for frame in 0..200 {
            bench.frame(&mut |_, n| {
                let digit = (4000..4800).contains(&n);
                let pair = if digit {
                    sine(770.0, -12.0, n) + sine(1336.0, -10.0, n)
                } else {
                    0
                };
                pair + sine(dial[0], -13.0, n) / 2 + sine(dial[1], -13.0, n) / 2
            });
            for event in bench.json_events() {
                if event["kind"] == "dtmf" {
                    assert_eq!(event["digit"], "5");
                    assert_eq!(told_at.replace(frame), None);
                }
            }
        }
        let latency_ms = (told_at.unwrap() + 1) * 5 - 500;
        assert!(latency_ms <= 50, "{latency_ms} ms");
    }
}

#[test]
fn caller_id_sent_to_a_phone_is_read_from_a_line_in_every_format() {
    let message = json!({ "number": "075588880123", "name": "LI WEI", "dateTime": "11302359", "absence": "" });
    let plain = json!({ "number": "075588880123", "name": "", "dateTime": "", "absence": "" });
    let fsk = |standard: &str, format: &str| json!({ "signal": "fsk", "standard": standard, "format": format });
    let dtmf = |start: &str, end: &str| json!({ "signal": "dtmf", "start": start, "end": end });
    let mut no_name = message.clone();
    no_name["name"] = json!("");
    let cases = [
        (fsk("bell202", "mdmf"), "bell202", &message),
        (fsk("bell202", "sdmf"), "bell202", &no_name),
        (fsk("v23", "mdmf"), "v23", &message),
        (fsk("v23", "sdmf"), "v23", &no_name),
        (dtmf("D", "C"), "dtmf", &plain),
        (dtmf("A", "#"), "dtmf", &plain),
        (dtmf("", "#"), "dtmf", &plain),
    ];
    for law in [Law::A, Law::Mu] {
        for alert in [false, true] {
            for (format, receiver, expected) in &cases {
                let mut bench = Bench::new(2, law);
                let detectors =
                    json!({ "dtmf": false, "progress": true, "fax": true, "callerId": receiver });
                bench.command(json!({ "op": "detect", "slot": 1, "detectors": detectors }));
                bench.command(json!({
                    "op": "sendCallerId", "slot": 0, "format": format, "message": message, "alert": alert, "id": 3
                }));
                bench.loop_ms(4000, 0, 1);
                let events = bench.json_events();
                assert!(events.contains(&json!({ "kind": "sent", "slot": 0, "id": 3 })));
                let told: Vec<&Value> = events
                    .iter()
                    .filter(|event| event["kind"] != "sent")
                    .collect();
                assert_eq!(
                    told,
                    [&json!({ "kind": "callerId", "slot": 1, "message": expected })]
                );
            }
        }
    }
}

#[test]
fn progress_tones_come_and_go() {
    for (tone, within_ms) in [
        ("dial", 1700),
        ("busy", 1700),
        ("congestion", 3200),
        ("ringback", 3200),
    ] {
        let mut bench = Bench::new(2, Law::A);
        let detectors = json!({ "dtmf": false, "progress": true, "fax": false, "callerId": null });
        bench.command(json!({ "op": "detect", "slot": 1, "detectors": detectors }));
        bench.command(json!({ "op": "tone", "slot": 0, "tone": tone }));
        bench.loop_ms(within_ms, 0, 1);
        let on = json!({ "kind": "progress", "slot": 1, "tone": tone, "on": true });
        assert_eq!(bench.json_events(), [on], "{tone}");
        bench.loop_ms(15_000, 0, 1);
        assert_eq!(bench.json_events(), [] as [Value; 0], "{tone} must stay");
        bench.command(json!({ "op": "tone", "slot": 0, "tone": null }));
        bench.loop_ms(6000, 0, 1);
        let off = json!({ "kind": "progress", "slot": 1, "tone": tone, "on": false });
        assert_eq!(bench.json_events(), [off], "{tone}");
    }
}

fn load(bench: &mut Bench, samples: &[i16]) {
    let wav = BASE64.encode(wav::write_linear(samples));
    bench.command(json!({ "op": "loadSound", "name": "music", "wavBase64": wav }));
    let loaded = &bench.json_events()[0];
    assert_eq!(
        (&loaded["kind"], &loaded["name"]),
        (&json!("loaded"), &json!("music"))
    );
}

#[test]
fn a_sound_is_played_to_its_end_or_round_and_round() {
    let mut bench = Bench::new(1, Law::A);
    let sound: Vec<i16> = (0..1000).map(|n| sine(400.0, -10.0, n)).collect();
    load(&mut bench, &sound);
    let play = |repeat: bool, id: u32| json!({ "op": "play", "slot": 0, "sound": "music", "loop": repeat, "gainDb": -3, "id": id });
    bench.command(play(false, 1));
    bench.run_ms(150, &mut silence);
    assert!((level_dbm0(&bench.heard[0][..1000], 400.0) + 13.0).abs() < 0.1);
    assert!(
        bench.heard[0][1000..]
            .iter()
            .all(|sample| sample.abs() <= 8)
    );
    assert_eq!(
        bench.json_events(),
        [json!({ "kind": "played", "slot": 0, "id": 1 })]
    );
    bench.command(play(true, 2));
    bench.run_ms(1000, &mut silence);
    assert!((level_dbm0(&bench.heard[0][1200..], 400.0) + 13.0).abs() < 0.1);
    assert!(bench.events.is_empty());
    // Another load of that name does not cut who is listening.
    load(&mut bench, &[0; 80]);
    bench.command(json!({ "op": "stopPlay", "slot": 0 }));
    assert_eq!(
        bench.json_events(),
        [json!({ "kind": "played", "slot": 0, "id": 2 })]
    );
}

#[test]
fn a_recording_holds_what_came_from_the_slot_bit_by_bit() {
    for law in [Law::A, Law::Mu] {
        let mut bench = Bench::new(1, law);
        bench.command(json!({ "op": "record", "slot": 0, "msMax": 100, "id": 5 }));
        bench.run_ms(150, &mut |_, n| sine(700.0, -10.0, n));
        let events = bench.json_events();
        assert_eq!(
            (&events[0]["kind"], &events[0]["id"]),
            (&json!("recorded"), &json!(5))
        );
        let bytes = BASE64
            .decode(events[0]["wavBase64"].as_str().unwrap())
            .unwrap();
        let expected: Vec<i16> = (0..800)
            .map(|n| law.decode(law.encode(sine(700.0, -10.0, n))))
            .collect();
        assert_eq!(wav::read(&bytes).unwrap(), expected);
        assert_eq!(events.len(), 1);
    }
}

#[test]
fn what_cannot_be_done_is_refused_with_its_code() {
    let mut bench = Bench::new(4, Law::A);
    let tones = json!({ "dial": { "levelDbm0": -10, "repeat": true, "steps": [] } });
    let dtmf = json!({ "lowDbm0": -9, "highDbm0": -7, "onMs": 70, "offMs": 70 });
    let number = json!({ "number": "1", "name": "", "dateTime": "99", "absence": "" });
    let fsk = json!({ "signal": "fsk", "standard": "v23", "format": "sdmf" });
    let cases = [
        (
            json!({ "op": "connect", "from": 4, "to": 0, "gainDb": 0 }),
            "slot-unknown",
        ),
        (
            json!({ "op": "connect", "from": 0, "to": 1, "gainDb": 99 }),
            "gain-out-of-range",
        ),
        (
            json!({ "op": "sendDigits", "slot": 0, "digits": "12x", "id": 1 }),
            "digit-unknown",
        ),
        (
            json!({ "op": "sendDigits", "slot": 0, "digits": "1".repeat(129), "id": 1 }),
            "too-many-digits",
        ),
        (
            json!({ "op": "configure", "law": "a", "tones": tones, "dtmf": dtmf }),
            "tone-impossible",
        ),
        (
            json!({ "op": "loadSound", "name": "x", "wavBase64": "?" }),
            "base64-invalid",
        ),
        (
            json!({ "op": "loadSound", "name": "x", "wavBase64": "AAAA" }),
            "wav-none",
        ),
        (
            json!({ "op": "play", "slot": 0, "sound": "x", "loop": true, "gainDb": 0, "id": 1 }),
            "sound-unknown",
        ),
        (
            json!({ "op": "record", "slot": 0, "msMax": 600_001, "id": 1 }),
            "length-out-of-range",
        ),
        (
            json!({ "op": "sendCallerId", "slot": 0, "format": fsk, "message": number, "alert": false, "id": 1 }),
            "caller-id-impossible",
        ),
        (
            json!({ "op": "conference", "id": 1, "members": [{ "slot": 1, "gainDb": 0 }, { "slot": 1, "gainDb": 0 }] }),
            "member-twice",
        ),
    ];
    for (command, code) in cases {
        bench.command(command.clone());
        let events = bench.json_events();
        assert_eq!(events.len(), 1, "{command}");
        assert_eq!(
            (&events[0]["code"], &events[0]["op"]),
            (&json!(code), &command["op"]),
            "{events:?}"
        );
    }
    assert_eq!(bench.plane.paths(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Connections come and go in any order; the count of paths is always that of a plain set.
    #[test]
    fn no_path_leaks(steps in prop::collection::vec((any::<bool>(), 0u16..5, 0u16..5), 0..60)) {
        let mut bench = Bench::new(5, Law::A);
        let mut model = std::collections::BTreeSet::new();
        for (connect, from, to) in steps {
            if connect {
                bench.command(json!({ "op": "connect", "from": from, "to": to, "gainDb": 0 }));
                model.insert((from, to));
            } else {
                bench.command(json!({ "op": "disconnect", "from": from, "to": to }));
                model.remove(&(from, to));
            }
            prop_assert_eq!(bench.plane.paths() as usize, model.len());
        }
        for (from, to) in model {
            bench.command(json!({ "op": "disconnect", "from": from, "to": to }));
        }
        bench.run_ms(5, &mut |_, n| sine(1000.0, 0.0, n));
        prop_assert!(bench.to.iter().flatten().all(|&code| code == 0xD5));
    }
}
