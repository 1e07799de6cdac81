//! `tipring-bench voice FOLDER`: what mixing and detecting cost. The signals are left in the folder as
//! `speech.wav`, `digits.wav` and `caller-id.wav`, so that peers are timed on the same.

use crate::{echo, give, timed};
use serde_json::{Value, json};
use std::hint::black_box;
use std::path::Path;
use tipring_media::offline::{DetectorLoad, DetectorSet};
use tipring_media::workload::MixerAlone;
use tipring_media::{Command, Law, Plane, SAMPLES, SlotFrame, wav};

/// The best of so many runs, as the peers count theirs.
const RUNS: usize = 9;
const MEMBERS: [usize; 2] = [8, 32];

/// Times of one call of each job, by name.
pub fn run(folder: &Path) -> Result<Value, String> {
    let speech = echo::talker();
    let digits =
        sent(json!({ "op": "sendDigits", "slot": 0, "digits": "1234567890*#ABCD", "id": 1 }));
    let message = json!({ "number": "075588880123", "name": "LI WEI", "dateTime": "11302359", "absence": "" });
    let fsk = json!({ "signal": "fsk", "standard": "bell202", "format": "mdmf" });
    let caller_id = sent(json!({
        "op": "sendCallerId", "slot": 0, "format": fsk, "message": message, "alert": false, "id": 2
    }));
    for (name, samples) in [
        ("speech", &speech),
        ("digits", &digits),
        ("caller-id", &caller_id),
    ] {
        let path = folder.join(name).with_extension("wav");
        std::fs::write(&path, wav::write_linear(samples))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(json!({
        "mixNsPerMember10Ms": MEMBERS.map(mix_ns),
        "mixALawNsPerMember10Ms": MEMBERS.map(conference_ns),
        "members": MEMBERS,
        "usPer20Ms": {
            "dtmf, speech": detect_us(&speech, DetectorSet::Dtmf),
            "dtmf, digits": detect_us(&digits, DetectorSet::Dtmf),
            "fsk caller id": detect_us(&caller_id, DetectorSet::Bell202),
        },
    }))
}

fn best(mut run: impl FnMut() -> f64) -> f64 {
    let least = (0..RUNS).map(|_| run()).fold(f64::MAX, f64::min);
    (least * 1e3).round() / 1e3
}

fn mix_ns(members: usize) -> f64 {
    let mut mixer = MixerAlone::new(members);
    let frames = 200_000 / members;
    best(|| {
        let time = timed(|| {
            for _ in 0..frames {
                black_box(black_box(&mut mixer).frame());
            }
        });
        2.0 * time.as_secs_f64() * 1e9 / (frames * members) as f64
    })
}

/// A-law in and out through the whole plane: talkers told, sums limited.
fn conference_ns(members: usize) -> f64 {
    let mut plane = Plane::new(members);
    let list: Vec<Value> = (0..members)
        .map(|slot| json!({ "slot": slot, "gainDb": 0 }))
        .collect();
    give(
        &mut plane,
        members,
        command(json!({ "op": "conference", "id": 1, "members": list })),
    );
    // Quiet enough for 32 who all talk at once: the peer does not limit either.
    let quiet: Vec<i16> = echo::talker().iter().map(|sample| sample / 16).collect();
    let speech = frames_of(&quiet);
    let input: Vec<Vec<SlotFrame>> = (0..256)
        .map(|frame| {
            (0..members)
                .map(|slot| speech[(frame + slot * 37) % speech.len()])
                .collect()
        })
        .collect();
    let mut said = vec![[0; SAMPLES]; members];
    let frames = 100_000 / members;
    best(|| {
        let time = timed(|| {
            for frame in 0..frames {
                plane.process(&input[frame % 256], &mut said, &mut |event| {
                    drop(black_box(event))
                });
                black_box(&said);
            }
        });
        2.0 * time.as_secs_f64() * 1e9 / (frames * members) as f64
    })
}

fn command(value: Value) -> Command {
    serde_json::from_value(value).expect("a command")
}

fn frames_of(samples: &[i16]) -> Vec<SlotFrame> {
    let frame = |samples: &[i16]| std::array::from_fn(|n| Law::A.encode(samples[n]));
    samples.chunks_exact(SAMPLES).map(frame).collect()
}

/// What goes out of a port in the seconds after a command.
fn sent(order: Value) -> Vec<i16> {
    let mut plane = Plane::new(1);
    give(&mut plane, 1, command(order));
    let mut said = [[0; SAMPLES]];
    let mut samples = Vec::new();
    for _ in 0..600 {
        plane.process(&[[Law::A.idle(); SAMPLES]], &mut said, &mut |event| {
            drop(event)
        });
        samples.extend(said[0].map(|code| Law::A.decode(code)));
    }
    samples
}

/// A detector on one channel, 16-bit samples in.
fn detect_us(samples: &[i16], set: DetectorSet) -> f64 {
    let mut load = DetectorLoad::new(samples.to_vec(), set);
    let frames = samples.len() as f64 / 160.0;
    best(|| {
        let time = timed(|| {
            black_box(load.run());
        });
        time.as_secs_f64() * 1e6 / frames
    })
}
