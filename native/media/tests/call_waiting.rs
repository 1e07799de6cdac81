//! Caller ID of a second call, told during the first.

mod common;

use common::{Bench, silence, sine};
use serde_json::{Value, json};
use tipring_media::Law;

const EXCHANGE: u16 = 0;
const TELEPHONE: u16 = 1;

fn kinds(events: &[Value]) -> Vec<&Value> {
    events.iter().map(|event| &event["kind"]).collect()
}

/// Both ends of one line in one plane: what goes toward the telephone's slot comes from the exchange's.
fn conversation(bench: &mut Bench, standard: &str) -> Vec<Value> {
    let listen = json!({ "dtmf": false, "progress": false, "fax": false, "callerId": standard, "callWaitingAlert": true });
    bench.command(json!({ "op": "detect", "slot": EXCHANGE, "detectors": listen }));
    bench.command(json!({ "op": "sendAlert", "slot": TELEPHONE, "id": 1 }));
    bench.loop_ms(200, TELEPHONE.into(), EXCHANGE.into());
    let mut events = bench.json_events();
    let message =
        json!({ "number": "802", "name": "LI WEI", "dateTime": "01020304", "absence": "" });
    let format =
        json!({ "signal": "fsk", "standard": standard, "format": "mdmf", "offHook": true });
    bench.command(json!({
        "op": "sendCallerId", "slot": TELEPHONE, "format": format, "message": message, "alert": false, "id": 2,
    }));
    bench.loop_ms(600, TELEPHONE.into(), EXCHANGE.into());
    events.extend(bench.json_events());
    events
}

#[test]
fn a_waiting_call_is_announced_by_the_alert_and_its_number_is_read() {
    for standard in ["bell202", "v23"] {
        for law in [Law::A, Law::Mu] {
            let events = conversation(&mut Bench::new(2, law), standard);
            assert_eq!(
                kinds(&events),
                ["sent", "alert", "callerId", "sent"],
                "{standard} {law:?}"
            );
            assert_eq!(events[1], json!({ "kind": "alert", "slot": EXCHANGE }));
            assert_eq!(events[2]["message"]["number"], "802");
            assert_eq!(events[2]["message"]["name"], "LI WEI");
        }
    }
}

#[test]
fn the_message_in_a_conversation_is_as_short_as_a_listener_is_muted() {
    let mut bench = Bench::new(2, Law::A);
    conversation(&mut bench, "bell202");
    // From the command on, 200 ms in: 80 marks and a message of 30 bytes at 1200 bit/s.
    let heard = &bench.heard[usize::from(TELEPHONE)][1600..];
    let last = heard.iter().rposition(|sample| sample.abs() > 100).unwrap();
    assert!((1600..3600).contains(&last), "{} ms", last / 8);
}

#[test]
fn the_alert_takes_80_ms_and_has_both_tones() {
    let mut bench = Bench::new(2, Law::A);
    bench.command(json!({ "op": "sendAlert", "slot": TELEPHONE, "id": 1 }));
    bench.run_ms(200, &mut silence);
    let heard = &bench.heard[usize::from(TELEPHONE)];
    let loud = |sample: &i16| sample.abs() > 100;
    let (first, last) = (
        heard.iter().position(loud).unwrap(),
        heard.iter().rposition(loud).unwrap(),
    );
    assert!(
        (630..=640).contains(&(last - first + 1)),
        "{} samples",
        last - first
    );
    for hz in [2130.0, 2750.0] {
        let level = common::level_dbm0(&heard[first..first + 600], hz);
        assert!((level + 15.0).abs() < 1.0, "{hz} Hz: {level} dBm0");
    }
}

#[test]
fn a_detector_that_was_not_asked_for_tells_nothing() {
    let mut bench = Bench::new(1, Law::A);
    let none = json!({ "dtmf": true, "progress": true, "fax": true, "callerId": null });
    bench.command(json!({ "op": "detect", "slot": 0, "detectors": none }));
    bench.run_ms(80, &mut |_, n| {
        sine(2130.0, -15.0, n) + sine(2750.0, -15.0, n)
    });
    bench.run_ms(100, &mut silence);
    assert_eq!(bench.json_events(), [] as [Value; 0]);
}
