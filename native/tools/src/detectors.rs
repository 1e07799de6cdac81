//! `tipring-bench detectors FOLDER`: what each detector costs on one channel, over the recordings of the
//! detector corpus in that folder (`test/dsp/`), 16-bit samples in, as its peers take them.

use crate::{round, timed};
use serde_json::{Value, json};
use std::hint::black_box;
use std::path::Path;
use tipring_media::offline::{DetectorLoad, DetectorSet};
use tipring_media::{RATE, wav};

/// The best of so many runs, as the peers count theirs.
const RUNS: usize = 9;
const SECONDS_MAX: usize = 120;
/// Samples of 20 ms, the peers' frame.
const FRAME: usize = RATE as usize / 50;

const SPEECH: &str = "talkoff_speech_en.wav";
const DIGITS: &str = "q24_operate_alaw.wav";
const CALLER_ID: &str = "cid_bell202.wav";

const JOBS: [(&str, &str, DetectorSet); 6] = [
    ("dtmf, speech", SPEECH, DetectorSet::Dtmf),
    ("dtmf, digits", DIGITS, DetectorSet::Dtmf),
    ("call progress, speech", SPEECH, DetectorSet::Progress),
    ("fax tones, speech", SPEECH, DetectorSet::Fax),
    ("call-waiting alert, speech", SPEECH, DetectorSet::Alert),
    ("fsk caller id", CALLER_ID, DetectorSet::Bell202),
];

/// Microseconds of 20 ms of each job, by name.
pub fn run(folder: &Path) -> Result<Value, String> {
    let mut times = serde_json::Map::new();
    for (name, file, set) in JOBS {
        let mut samples = read(&folder.join(file))?;
        samples.truncate(SECONDS_MAX * RATE as usize);
        let frames = (samples.len() / FRAME) as f64;
        let mut load = DetectorLoad::new(samples, set);
        let run = |_| {
            let time = timed(|| {
                black_box(load.run());
            });
            time.as_secs_f64() * 1e6 / frames
        };
        let best = (0..RUNS).map(run).fold(f64::MAX, f64::min);
        times.insert(name.to_owned(), json!(round(best)));
    }
    Ok(json!({ "usPer20Ms": times }))
}

fn read(path: &Path) -> Result<Vec<i16>, String> {
    let fault = |what: String| {
        format!(
            "TR-BENCH-001 {}: {what}. Make the corpus first: test/dsp/README.md.",
            path.display()
        )
    };
    let bytes = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
    wav::read(&bytes).map_err(|error| fault(error.to_string()))
}
