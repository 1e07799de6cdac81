//! Conferences and supervision: who hears whom, how loud, and who is told to talk.

mod common;

use common::{Bench, level_dbm0, silence, sine};
use proptest::prelude::*;
use serde_json::{Value, json};
use tipring_media::Law;

/// Three voices of which no one is a harmonic of another: companding makes harmonics.
const HZ: [f64; 3] = [530.0, 1010.0, 1470.0];

fn voices(level_dbm0: f64) -> impl FnMut(usize, usize) -> i16 {
    move |slot, n| HZ.get(slot).map_or(0, |&hz| sine(hz, level_dbm0, n))
}

/// Level at which `listener` hears `speaker`, who talks at −15 dBm0.
fn heard(bench: &Bench, listener: usize, speaker: usize) -> f64 {
    let all = &bench.heard[listener];
    level_dbm0(&all[all.len() - 8000..], HZ[speaker])
}

#[test]
fn in_a_conference_each_member_hears_all_others_but_not_itself() {
    let mut bench = Bench::new(4, Law::A);
    let members = json!([{ "slot": 0, "gainDb": 0 }, { "slot": 1, "gainDb": -6 }, { "slot": 2, "gainDb": 0 }]);
    bench.command(json!({ "op": "conference", "id": 70_000, "members": members }));
    assert_eq!(bench.plane.paths(), 3);
    // No one is a harmonic of another: companding makes harmonics.
    let hz = [530.0, 1010.0, 1470.0];
    bench.run_ms(1000, &mut |slot, n| {
        if slot < 3 {
            sine(hz[slot], -15.0, n)
        } else {
            0
        }
    });
    for listener in 0..3 {
        for (speaker, &hz) in hz.iter().enumerate() {
            let level = level_dbm0(&bench.heard[listener], hz);
            let expected = if speaker == 1 { -21.0 } else { -15.0 };
            if listener == speaker {
                assert!(level < -45.0, "{listener} hears itself at {level}");
            } else {
                assert!(
                    (level - expected).abs() < 0.1,
                    "{listener} hears {speaker} at {level}"
                );
            }
        }
    }
    assert!(bench.heard[3].iter().all(|&sample| sample.abs() <= 8));
    bench.command(json!({ "op": "conference", "id": 70_000, "members": [] }));
    assert_eq!(bench.plane.paths(), 0);
}

#[test]
fn conferences_that_ended_leave_their_place_to_others() {
    let mut bench = Bench::new(2, Law::A);
    let members = json!([{ "slot": 0, "gainDb": 0 }, { "slot": 1, "gainDb": 0 }]);
    for id in 0..200 {
        bench.command(json!({ "op": "conference", "id": id, "members": members }));
        bench.command(json!({ "op": "conference", "id": id, "members": [] }));
    }
    for id in 0..65 {
        bench.command(json!({ "op": "conference", "id": id, "members": members }));
    }
    assert_eq!(bench.plane.paths(), 128);
    assert_eq!(bench.json_events().len(), 1);
}

#[test]
fn a_muted_member_hears_all_and_is_heard_by_nobody() {
    let mut bench = Bench::new(3, Law::A);
    let members = json!([{ "slot": 0, "gainDb": 0, "muted": true }, { "slot": 1, "gainDb": 0 }, { "slot": 2, "gainDb": 0, "hearsDb": -10 }]);
    bench.command(json!({ "op": "conference", "id": 1, "members": members }));
    bench.run_ms(1100, &mut voices(-15.0));
    assert!(heard(&bench, 1, 0) < -50.0);
    assert!(heard(&bench, 2, 0) < -55.0);
    assert!((heard(&bench, 0, 1) + 15.0).abs() < 0.1);
    assert!((heard(&bench, 2, 1) + 25.0).abs() < 0.1);
    // He is told to talk all the same: “you are muted”.
    assert!(
        bench
            .json_events()
            .contains(&json!({ "kind": "talking", "slot": 0, "on": true }))
    );
}

/// Agent 0, customer 1, supervisor 2.
#[test]
fn a_supervisor_listens_then_whispers_to_the_agent_then_barges_in() {
    let supervise = |muted: bool, matrix: Value| {
        let members = json!([
            { "slot": 0, "gainDb": 0 }, { "slot": 1, "gainDb": 0 }, { "slot": 2, "gainDb": 0, "muted": muted }
        ]);
        json!({ "op": "conference", "id": 1, "members": members, "matrix": matrix })
    };
    let whisper = json!([{ "from": 2, "to": 0, "gainDb": -3 }]);
    let cases = [
        (supervise(true, json!([])), None, None),
        (supervise(true, whisper), Some(-18.0), None),
        (supervise(false, json!([])), Some(-15.0), Some(-15.0)),
    ];
    let mut bench = Bench::new(3, Law::A);
    for (command, agent_hears, customer_hears) in cases {
        bench.command(command);
        bench.run_ms(1100, &mut voices(-15.0));
        for (listener, expected) in [(0, agent_hears), (1, customer_hears)] {
            let level = heard(&bench, listener, 2);
            match expected {
                Some(expected) => assert!((level - expected).abs() < 0.1f64, "{listener}: {level}"),
                None => assert!(level < -50.0, "{listener}: {level}"),
            }
        }
        for (listener, speaker) in [(0, 1), (1, 0), (2, 0), (2, 1)] {
            assert!((heard(&bench, listener, speaker) + 15.0).abs() < 0.1);
        }
    }
}

#[test]
fn the_matrix_can_keep_one_member_from_one_other() {
    let mut bench = Bench::new(3, Law::A);
    let members =
        json!([{ "slot": 0, "gainDb": 0 }, { "slot": 1, "gainDb": 6 }, { "slot": 2, "gainDb": 0 }]);
    let matrix = json!([{ "from": 1, "to": 0, "gainDb": null }]);
    bench.command(json!({ "op": "conference", "id": 1, "members": members, "matrix": matrix }));
    bench.run_ms(1100, &mut voices(-20.0));
    assert!(heard(&bench, 0, 1) < -55.0);
    assert!((heard(&bench, 2, 1) + 14.0).abs() < 0.1);
    for matrix in [
        json!([{ "from": 1, "to": 3, "gainDb": 0 }]),
        json!([{ "from": 1, "to": 0, "gainDb": 0 }, { "from": 1, "to": 0, "gainDb": 3 }]),
        json!([{ "from": 1, "to": 1, "gainDb": 0 }]),
    ] {
        bench.events.clear();
        bench.command(json!({ "op": "conference", "id": 1, "members": members, "matrix": matrix }));
        assert_eq!(bench.json_events()[0]["kind"], "refused");
    }
}

#[test]
fn muting_does_not_click() {
    let mut bench = Bench::new(2, Law::A);
    let members = |muted: bool| json!([{ "slot": 0, "gainDb": 0, "muted": muted }, { "slot": 1, "gainDb": 0 }]);
    let mut steepest = 0;
    for muted in [false, true, false, true] {
        bench.command(json!({ "op": "conference", "id": 1, "members": members(muted) }));
        let start = bench.heard[1].len().max(1);
        // 100 Hz at its crest when the command comes.
        bench.run_ms(52, &mut |slot, n| {
            if slot == 0 {
                sine(100.0, -10.0, n + 20)
            } else {
                0
            }
        });
        let steps = bench.heard[1][start - 1..]
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).abs());
        steepest = steepest.max(steps.skip(2).max().unwrap());
    }
    // A step from the crest would be 7100; the sine itself moves 560 a sample at most.
    assert!(steepest < 1200, "{steepest}");
}

#[test]
fn three_who_shout_are_turned_down_and_never_clipped() {
    for law in [Law::A, Law::Mu] {
        let mut bench = Bench::new(4, law);
        let members: Vec<Value> = (0..4)
            .map(|slot| json!({ "slot": slot, "gainDb": 0 }))
            .collect();
        bench.command(json!({ "op": "conference", "id": 1, "members": members }));
        bench.run_ms(2000, &mut voices(-1.0));
        let all = &bench.heard[3][8000..];
        let peak = all.iter().map(|s| s.abs()).max().unwrap();
        assert!((20_000..=30_592).contains(&peak), "{peak}");
        let highest = all
            .windows(3)
            .filter(|w| w.iter().all(|s| s.abs() == peak))
            .count();
        assert!(highest < all.len() / 200, "flat tops: {highest}");
        let voices: f64 = HZ
            .iter()
            .map(|&hz| 10f64.powf(level_dbm0(all, hz) / 10.0))
            .sum();
        let total = all.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>() / all.len() as f64;
        let total = 2.0 * total / 22460f64.powi(2);
        let distortion_db = 10.0 * (1.0 - voices / total).abs().log10();
        assert!(distortion_db < -16.0, "{distortion_db}");
    }
}

#[test]
fn who_begins_and_ends_to_talk_is_told_once() {
    let mut bench = Bench::new(3, Law::A);
    let members = json!([{ "slot": 0, "gainDb": 0 }, { "slot": 1, "gainDb": 0 }]);
    bench.command(json!({ "op": "conference", "id": 1, "members": members }));
    bench.run_ms(300, &mut silence);
    assert_eq!(bench.json_events(), [] as [Value; 0]);
    // Slot 2 talks too, but to nobody.
    bench.run_ms(600, &mut |slot, n| {
        if slot != 1 { sine(300.0, -20.0, n) } else { 0 }
    });
    let talking = |slot: u16, on: bool| json!({ "kind": "talking", "slot": slot, "on": on });
    assert_eq!(bench.json_events(), [talking(0, true)]);
    // That somebody joins is no end of a talk.
    let three =
        json!([{ "slot": 0, "gainDb": 0 }, { "slot": 1, "gainDb": 0 }, { "slot": 2, "gainDb": 0 }]);
    bench.command(json!({ "op": "conference", "id": 1, "members": three }));
    bench.run_ms(600, &mut |slot, n| {
        if slot == 2 { sine(300.0, -20.0, n) } else { 0 }
    });
    assert_eq!(bench.json_events(), [talking(2, true), talking(0, false)]);
    bench.command(json!({ "op": "conference", "id": 1, "members": [] }));
    assert_eq!(bench.json_events(), [talking(2, false)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// The conference equals a sum in 64 bits, companded, for every member: to the bit without gains, and
    /// to half a step of a 16-bit sample with them.
    #[test]
    fn the_mixer_equals_the_reference(
        said in prop::collection::vec(any::<[i8; 8]>(), 2..=32),
        gains in prop::collection::vec((-30i32..=6, -12i32..=6, any::<bool>()), 32),
        entries in prop::collection::btree_map((0u16..32, 0u16..32), prop::option::of(-20i32..=6), 0..12),
        flat: bool,
    ) {
        let slots = said.len();
        let factor = |db: i32| if flat { 1.0 } else { 10f64.powf(f64::from(db) / 20.0) };
        let db = |db: i32| if flat { 0 } else { db };
        let matrix: std::collections::BTreeMap<(usize, usize), Option<i32>> = entries
            .into_iter()
            .map(|((from, to), gain)| ((usize::from(from) % slots, usize::from(to) % slots), gain))
            .filter(|((from, to), _)| from != to)
            .collect();
        for law in [Law::A, Law::Mu] {
            let mut bench = Bench::new(slots, law);
            let members: Vec<Value> = (0..slots)
                .map(|slot| {
                    let (gain, hears, muted) = gains[slot];
                    json!({ "slot": slot, "gainDb": db(gain), "hearsDb": db(hears), "muted": muted })
                })
                .collect();
            let entries: Vec<Value> = matrix
                .iter()
                .map(|((from, to), gain)| json!({ "from": from, "to": to, "gainDb": gain.map(db) }))
                .collect();
            bench.command(json!({ "op": "conference", "id": 1, "members": members, "matrix": entries }));
            prop_assert!(bench.events.is_empty());
            for (frame, said) in bench.from.iter_mut().zip(&said) {
                for (code, &sample) in frame.iter_mut().zip(said) {
                    *code = law.encode(i16::from(sample) * 2);
                }
            }
            bench.plane.process(&bench.from, &mut bench.to, &mut |_| {});
            for to in 0..slots {
                for n in 0..8 {
                    let heard = |from: usize| {
                        let (gain, _, muted) = gains[from];
                        let usual = if muted { 0.0 } else { factor(gain) };
                        let gain = matrix.get(&(from, to)).map_or(usual, |gain| gain.map_or(0.0, factor));
                        gain * f64::from(law.decode(bench.from[from][n]))
                    };
                    let sum: f64 = (0..slots).filter(|&from| from != to).map(heard).sum();
                    let sum = sum * factor(gains[to].1);
                    let slack = if flat { 0.0 } else { 0.5 };
                    let bounds = [sum - slack, sum + slack].map(|s| law.decode(law.encode(s.round() as i16)));
                    let ours = law.decode(bench.to[to][n]);
                    prop_assert!((bounds[0]..=bounds[1]).contains(&ours), "{} outside {:?}", ours, bounds);
                }
            }
        }
    }
}
