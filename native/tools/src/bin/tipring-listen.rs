//! `tipring-listen FOLDER [SPEECH.wav]`: pairs of WAV files to be heard one after the other, without and with
//! what the exchange does about it, and their figures as one JSON object.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tipring_media::codec::CodecKind;
use tipring_media::echo::Canceller;
use tipring_media::loudness::SpeechLevel;
use tipring_media::packet::listening::{Heard, Network, heard, heard_without};
use tipring_media::quality::{
    CodecImpairment, G711, G711_CONCEALED, delay_impairment, loss_impairment, mos,
};
use tipring_media::{Law, SAMPLES, wav};

#[path = "../echo.rs"]
#[allow(dead_code)]
mod echo;

const SECOND: usize = 8000;
/// Echo loudness where the line has none (ITU-T G.107 table 2).
const TELR_DB: f64 = 65.0;
/// Of a receiver without an adaptive buffer: 20 ms of packet, 20 ms of waiting.
const FIXED_DELAY_MS: f64 = 40.0;
/// From there to the analog port.
const OWN_DELAY_MS: f64 = 16.0;
const R_BEST: f64 = 93.2;
const SEED: u32 = 1;

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let folder = PathBuf::from(words.first().ok_or("tipring-listen FOLDER [SPEECH.wav]")?);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let speech = match words.get(1) {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
            wav::read(&bytes).map_err(|error| format!("{path}: {error}"))?
        }
        None => echo::talker(),
    };
    let quiet = Network {
        loss_percent: 0.0,
        jitter_ms: 0.0,
        drift_ppm: 0.0,
        seed: SEED,
    };
    let loss = Network {
        loss_percent: 5.0,
        ..quiet
    };
    let jitter = Network {
        jitter_ms: 60.0,
        ..quiet
    };
    let report = json!({
        "speech": pair_file(&folder, "speech", &speech)?,
        "speechLevelDbm0": SpeechLevel::of(&speech).map(|speech| round(speech.active_dbm0)),
        "loss5Percent": network(&folder, "loss-5-percent", &speech, &loss)?,
        "jitter60Ms": network(&folder, "jitter-60-ms", &speech, &jitter)?,
        "hybrid10Db": hybrid(&folder, &speech)?,
    });
    println!("{report}");
    Ok(())
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn pair_file(folder: &Path, name: &str, samples: &[i16]) -> Result<String, String> {
    let path = folder.join(name).with_extension("wav");
    std::fs::write(&path, wav::write_linear(samples))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path.display().to_string())
}

/// A call over packets of G.711: a receiver that plays what is there, and ours.
fn network(folder: &Path, name: &str, speech: &[i16], network: &Network) -> Result<Value, String> {
    let law = Law::A;
    let failed = |error: tipring_media::codec::CodecError| error.to_string();
    let before = heard_without(speech, law, network).map_err(failed)?;
    let after = heard(speech, CodecKind::G711(law), network).map_err(failed)?;
    let [first, second] = ["before", "after"].map(|which| format!("{name}-{which}"));
    Ok(json!({
        "before": side(pair_file(folder, &first, &before.samples)?, &before, G711, FIXED_DELAY_MS),
        "after": side(pair_file(folder, &second, &after.samples)?, &after, G711_CONCEALED, f64::from(after.counters.delay_ms)),
    }))
}

fn side(file: String, heard: &Heard, codec: CodecImpairment, delay_ms: f64) -> Value {
    let counters = &heard.counters;
    let loss = f64::from(counters.loss_percent) / 100.0;
    let delay_ms = delay_ms + OWN_DELAY_MS;
    let r = R_BEST - delay_impairment(delay_ms, TELR_DB) - loss_impairment(codec, loss, 1.0);
    json!({
        "file": file,
        "received": counters.jitter.received,
        "late": counters.jitter.late,
        "lossPercent": round(loss * 100.0),
        "delayMs": round(delay_ms),
        "silentGapsMs": gaps_ms(&heard.samples),
        "r": round(r),
        "mos": round(mos(r.clamp(0.0, 100.0))),
    })
}

/// Time in runs of exact zeros of 10 ms and more: holes, since lines are never that quiet.
fn gaps_ms(samples: &[i16]) -> usize {
    let runs = samples.split(|&sample| sample != 0);
    runs.filter(|run| run.len() >= 80)
        .map(|run| run.len() / 8)
        .sum()
}

/// Somebody hears himself through a hybrid of 10 dB that rings for 8 ms; in the last third the other talks, too.
fn hybrid(folder: &Path, speech: &[i16]) -> Result<Value, String> {
    let taps: Vec<f64> = (0..64)
        .map(|k| (-f64::from(k) / 12.0).exp() * (f64::from(k) * 1.1 + 0.4).cos())
        .collect();
    let energy: f64 = taps.iter().map(|tap| tap * tap).sum();
    let gain = (0.1 / energy).sqrt();
    let (talk, other) = (speech.len() * 2 / 3, speech.len() / 2);
    let mut canceller = Canceller::new(1);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut echo_power = [0.0f64; 2];
    for first in (0..speech.len() / SAMPLES * SAMPLES).step_by(SAMPLES) {
        let echo = |n: usize| -> f64 {
            let past = (0..64).filter(|k| n >= k + 32);
            past.map(|k| taps[k] * f64::from(speech[n - 32 - k])).sum()
        };
        let near: [f32; SAMPLES] = std::array::from_fn(|n| {
            let at = first + n;
            let voice = if at >= talk {
                f64::from(speech[at - other])
            } else {
                0.0
            };
            (gain * echo(at) + voice) as f32
        });
        let mut frame = near;
        canceller.sent(&std::array::from_fn(|n| f32::from(speech[first + n])));
        canceller.process(&mut frame);
        // From the third second on, while only one talks.
        if (2 * SECOND..talk).contains(&first) {
            for (power, samples) in echo_power.iter_mut().zip([&near, &frame]) {
                *power += samples.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>();
            }
        }
        before.extend(near.map(|sample| sample as i16));
        after.extend(frame.map(|sample| sample as i16));
    }
    let report = canceller.report();
    let enhancement_db = 10.0 * (echo_power[0] / echo_power[1].max(1.0)).log10();
    let side = |name: &str, samples: &[i16], loss_db: f64| -> Result<Value, String> {
        let r = R_BEST - delay_impairment(100.0, 10.0 + loss_db);
        Ok(json!({
            "file": pair_file(folder, name, samples)?,
            "echoLossDb": round(loss_db),
            "rAt100Ms": round(r.max(0.0)),
            "mosAt100Ms": round(mos(r.clamp(0.0, 100.0))),
        }))
    };
    Ok(json!({
        "before": side("hybrid-10-db-before", &before, 10.0)?,
        "after": side("hybrid-10-db-after", &after, 10.0 + enhancement_db)?,
        "filter": { "erlDb": round(f64::from(report.erl_db)), "erleDb": round(f64::from(report.erle_db)), "converged": report.converged },
    }))
}
