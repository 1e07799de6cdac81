//! Recording, sounds and quality, through the JSON that the firmware sends and gets.

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use common::{Bench, level_dbm0, silence, sine};
use serde_json::{Value, json};
use tipring_media::{Law, wav};

/// The file that the parts make, each written where it belongs.
fn file_of(events: &[Value]) -> Vec<u8> {
    let mut file = Vec::new();
    for part in events.iter().filter(|event| event["kind"] == "recording") {
        let bytes = BASE64
            .decode(part["bytesBase64"].as_str().unwrap())
            .unwrap();
        let at = part["at"].as_u64().unwrap() as usize;
        file.resize(file.len().max(at + bytes.len()), 0);
        file[at..at + bytes.len()].copy_from_slice(&bytes);
    }
    file
}

fn legs(law: Law, file: &[u8]) -> [Vec<i16>; 2] {
    let codes = &file[46..];
    [0, 1].map(|leg| {
        codes
            .iter()
            .skip(leg)
            .step_by(2)
            .map(|&code| law.decode(code))
            .collect()
    })
}

#[test]
fn both_legs_of_a_call_are_recorded_in_step_and_bit_by_bit() {
    for law in [Law::A, Law::Mu] {
        let mut bench = Bench::new(2, law);
        bench.command(
            json!({ "op": "recordCall", "left": 0, "right": 1, "msMax": 60_000, "id": 9 }),
        );
        let voice = |slot: usize, n: usize| sine(300.0 + 400.0 * slot as f64, -12.0, n);
        bench.run_ms(2505, &mut |slot, n| voice(slot, n));
        bench.command(json!({ "op": "stopRecordCall", "id": 9 }));
        bench.run_ms(50, &mut silence);
        let events = bench.json_events();
        let ends: Vec<bool> = events
            .iter()
            .map(|event| event["last"].as_bool().unwrap())
            .collect();
        assert_eq!(ends, [false, false, false, true]);
        let file = file_of(&events);
        assert_eq!(file.len(), 46 + 2 * 20_040);
        assert_eq!(&file[38..42], b"data");
        assert_eq!(
            u32::from_le_bytes(file[42..46].try_into().unwrap()),
            2 * 20_040
        );
        assert_eq!(u16::from_le_bytes([file[22], file[23]]), 2);
        assert_eq!(
            u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize + 8,
            file.len()
        );
        for (slot, leg) in legs(law, &file).iter().enumerate() {
            let expected: Vec<i16> = (0..20_040)
                .map(|n| law.decode(law.encode(voice(slot, n))))
                .collect();
            assert_eq!(leg, &expected);
        }
    }
}

#[test]
fn a_recording_changes_nothing_of_the_call() {
    let heard = |record: bool| {
        let mut bench = Bench::new(2, Law::A);
        bench.command(json!({ "op": "connect", "from": 0, "to": 1, "gainDb": -2 }));
        bench.command(json!({ "op": "connect", "from": 1, "to": 0, "gainDb": 0 }));
        if record {
            bench.command(
                json!({ "op": "recordCall", "left": 0, "right": 1, "msMax": 500, "id": 1 }),
            );
        }
        bench.run_ms(1000, &mut |slot, n| sine(500.0 + slot as f64, -9.0, n));
        (bench.heard.clone(), bench.json_events())
    };
    let (with, events) = heard(true);
    assert_eq!(with, heard(false).0);
    // It ended by itself after half a second.
    assert_eq!(file_of(&events).len(), 46 + 8000);
    assert_eq!(events.last().unwrap()["last"], true);
}

#[test]
fn a_day_of_recording_needs_no_more_memory_than_eight_seconds_and_loses_nothing() {
    let mut bench = Bench::new(2, Law::A);
    bench.command(
        json!({ "op": "recordCall", "left": 1, "right": 0, "msMax": 86_400_000, "id": 4 }),
    );
    bench.run_ms(60_000, &mut |slot, n| {
        sine(200.0, if slot == 0 { -20.0 } else { -30.0 }, n)
    });
    bench.command(json!({ "op": "stopRecordCall", "id": 4 }));
    let events = bench.json_events();
    assert_eq!(events.len(), 61);
    assert!(events.iter().all(|event| event["lostMs"] == 0));
    let [left, right] = legs(Law::A, &file_of(&events));
    assert_eq!(left.len(), 480_000);
    assert!(
        (level_dbm0(&left, 200.0) + 30.0).abs() < 0.1
            && (level_dbm0(&right, 200.0) + 20.0).abs() < 0.1
    );
}

fn load(bench: &mut Bench, samples: &[i16], loudness: Value) -> Value {
    let wav = BASE64.encode(wav::write_linear(samples));
    bench.command(
        json!({ "op": "loadSound", "name": "music", "wavBase64": wav, "loudnessDbm0": loudness }),
    );
    bench.json_events().remove(0)
}

#[test]
fn a_sound_is_brought_to_its_level_but_not_into_clipping() {
    let mut bench = Bench::new(1, Law::A);
    let quiet: Vec<i16> = (0..16_000).map(|n| sine(400.0, -31.0, n)).collect();
    let loaded = load(&mut bench, &quiet, json!(-18.0));
    assert_eq!(
        (&loaded["kind"], &loaded["lengthMs"]),
        (&json!("loaded"), &json!(2000))
    );
    let close = |value: &Value, expected: f64| (value.as_f64().unwrap() - expected).abs() < 0.7;
    assert!(
        close(&loaded["gainDb"], 13.0) && close(&loaded["levelDbm0"], -18.0),
        "{loaded}"
    );
    bench.command(
        json!({ "op": "play", "slot": 0, "sound": "music", "loop": true, "gainDb": 0, "id": 1 }),
    );
    bench.run_ms(500, &mut silence);
    assert!((level_dbm0(&bench.heard[0], 400.0) + 18.0).abs() < 0.7);
    // One click at the end of the range among quiet music: the music stays as it is.
    let mut clicking = quiet.clone();
    clicking[77] = 32_000;
    assert_eq!(load(&mut bench, &clicking, json!(-18.0))["gainDb"], 0.0);
    assert_eq!(load(&mut bench, &quiet, Value::Null)["gainDb"], 0.0);
    assert_eq!(
        load(&mut bench, &quiet, json!(3.0))["code"],
        "loudness-out-of-range"
    );
    assert_eq!(
        load(&mut bench, &[0; 800], json!(-18.0))["levelDbm0"],
        Value::Null
    );
}

#[test]
fn a_sound_begins_where_it_is_told_to_and_goes_round_without_a_gap() {
    let mut bench = Bench::new(2, Law::A);
    let ramp: Vec<i16> = (0..840).map(|n| (n as i16 - 420) * 64).collect();
    load(&mut bench, &ramp, Value::Null);
    let play = |slot: u16, repeat: bool, start: u32| json!({ "op": "play", "slot": slot, "sound": "music", "loop": repeat, "startMs": start, "gainDb": 0, "id": slot });
    bench.command(play(0, true, 265));
    bench.command(play(1, false, 100));
    bench.run_ms(300, &mut silence);
    let expected = |n: usize| Law::A.decode(Law::A.encode(ramp[n % 840]));
    // 265 ms is 55 ms into the third round of 105 ms.
    assert!((0..2400).all(|n| bench.heard[0][n] == expected(2120 + n)));
    assert!((0..40).all(|n| bench.heard[1][n] == expected(800 + n)));
    assert!(bench.heard[1][40..].iter().all(|s| s.abs() <= 8));
    assert_eq!(
        bench.json_events(),
        [json!({ "kind": "played", "slot": 1, "id": 1 })]
    );
}

#[test]
fn quality_is_told_live_and_at_the_end() {
    let mut bench = Bench::new(2, Law::A);
    let quality = |report: &str| json!({ "op": "quality", "slot": 0, "report": report });
    bench.command(quality("now"));
    assert_eq!(bench.json_events()[0]["code"], "not-measured");
    bench.command(quality("start"));
    bench.run_ms(4000, &mut |_, n| {
        if n % 16_000 < 8000 {
            sine(500.0, -16.0, n)
        } else {
            sine(90.0, -50.0, n)
        }
    });
    bench.command(quality("now"));
    let live = bench.json_events().remove(0);
    assert_eq!(
        (&live["kind"], &live["last"], &live["slot"]),
        (&json!("quality"), &json!(false), &json!(0))
    );
    let near =
        |value: &Value, expected: f64, by: f64| (value.as_f64().unwrap() - expected).abs() <= by;
    let told = &live["quality"];
    assert!(
        near(&told["levelDbm0"], -16.0, 1.5) && near(&told["noiseDbm0"], -50.0, 3.0),
        "{told}"
    );
    assert!(
        near(&told["mos"], 4.4, 0.05) && told["echoReturnLossDb"].is_null(),
        "{told}"
    );
    let packets = json!({ "lossShare": 0.05, "burstRatio": 1, "jitterMs": 20, "delayMs": 120, "codec": { "ie": 0, "bpl": 25.1 } });
    let mut end = quality("end");
    end["packets"] = packets;
    bench.command(end);
    let last = bench.json_events().remove(0);
    assert_eq!(
        (&last["last"], &last["quality"]["ms"]),
        (&json!(true), &json!(4000))
    );
    assert!(near(&last["quality"]["r"], 73.0, 3.0), "{last}");
    bench.command(quality("end"));
    assert_eq!(bench.json_events()[0]["code"], "not-measured");
}
