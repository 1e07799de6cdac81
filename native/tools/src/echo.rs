//! `tipring-bench echo [SPEECH.wav]`: the line echo canceller against spandsp's of the same length, on the same
//! samples in one run. The suppressor is off, so that the filters are compared and not the silence after them.

use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tipring_engine::os::thread_cpu_time;
use tipring_media::echo::{Canceller, TAPS};
use tipring_media::{SAMPLES, wav};

const SECOND: usize = 8000;
const SECONDS: usize = 16;
const RUNS: usize = 3;
/// Seconds between which the enhancement is told.
const MARKS: [usize; 6] = [0, 1, 2, 4, 8, 16];

/// One report with noise, and one with speech.
pub fn run(speech: Option<&str>) -> Result<Value, String> {
    let talk = match speech {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
            wav::read(&bytes).map_err(|error| format!("{path}: {error}"))?
        }
        None => talker(),
    };
    let mut dice = Dice(88_172_645_463_325_252);
    let noise: Vec<i16> = (0..SECONDS * SECOND)
        .map(|_| (2558.0 * dice.normal()) as i16)
        .collect();
    let peer = peer();
    Ok(json!({
        "taps": TAPS,
        "marksS": MARKS,
        "noise": compare(&noise, &peer),
        "speech": compare(&talk[..talk.len().min(SECONDS * SECOND)], &peer),
    }))
}

fn compare(sent: &[i16], peer: &Result<PathBuf, String>) -> Value {
    let returned = returned(sent);
    let (ns, erle) = ours(sent, &returned);
    let theirs = peer
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|path| ask_peer(path, sent, &returned));
    let ours = json!({ "nsPer20Ms": ns.round(), "erleDb": erle });
    match theirs {
        Ok(theirs) => {
            let ratio = theirs["nsPer20Ms"]
                .as_f64()
                .map(|theirs| round(ns / theirs, 1e3));
            json!({ "ours": ours, "spandsp": theirs, "timeRatio": ratio })
        }
        Err(why) => json!({ "ours": ours, "spandsp": null, "why": why }),
    }
}

/// A hybrid of 10 dB: 4 ms of flat delay, a tail that rings for 8 ms, and a line noise of −65 dB.
fn returned(sent: &[i16]) -> Vec<i16> {
    let mut taps = [0.0f64; 64];
    for (k, tap) in taps.iter_mut().enumerate() {
        *tap = (-(k as f64) / 12.0).exp() * (k as f64 * 1.1 + 0.4).cos();
    }
    let energy: f64 = taps.iter().map(|tap| tap * tap).sum();
    let gain = (0.1 / energy).sqrt();
    let mut dice = Dice(77);
    (0..sent.len())
        .map(|n| {
            let past = (0..64).filter(|k| n >= k + 32);
            let echo: f64 = past.map(|k| taps[k] * f64::from(sent[n - 32 - k])).sum();
            (echo * gain + 9.08 * dice.normal()).clamp(-32768.0, 32767.0) as i16
        })
        .collect()
}

fn ours(sent: &[i16], returned: &[i16]) -> (f64, Vec<f64>) {
    let mut left = vec![0i16; returned.len()];
    let mut best = f64::MAX;
    for _ in 0..RUNS {
        let mut canceller = Canceller::new(1).without_suppressor();
        let start = thread_cpu_time();
        for ((far, near), out) in sent
            .chunks_exact(SAMPLES)
            .zip(returned.chunks_exact(SAMPLES))
            .zip(left.chunks_exact_mut(SAMPLES))
        {
            let mut frame: [f32; SAMPLES] = std::array::from_fn(|n| f32::from(near[n]));
            canceller.sent(&std::array::from_fn(|n| f32::from(far[n])));
            canceller.process(&mut frame);
            for (out, sample) in out.iter_mut().zip(frame) {
                *out = sample.round() as i16;
            }
        }
        let ns = (thread_cpu_time() - start).as_secs_f64() * 1e9;
        best = best.min(ns / (sent.len() as f64 / 160.0));
    }
    let power = |samples: &[i16]| -> f64 {
        samples.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>() + 1e-9
    };
    let erle = MARKS.windows(2).map(|marks| {
        let part = (marks[0] * SECOND).min(left.len())..(marks[1] * SECOND).min(left.len());
        round(
            10.0 * (power(&returned[part.clone()]) / power(&left[part])).log10(),
            10.0,
        )
    });
    (best, erle.collect())
}

/// Path of the peer, compiled if the C compiler finds spandsp.
fn peer() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = root.join("build/peers/spandsp-echo");
    std::fs::create_dir_all(root.join("build/peers")).map_err(|error| error.to_string())?;
    let compiled = Command::new("cc")
        .args(["-O2", "-rdynamic", "-o"])
        .arg(&program)
        .arg(root.join("test/peers/spandsp-echo.c"))
        .args(["-lspandsp", "-lm"])
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("cc: {error}"))?;
    if compiled.success() {
        Ok(program)
    } else {
        Err("spandsp is not installed (apt-get install libspandsp-dev libtiff-dev)".to_owned())
    }
}

fn ask_peer(program: &Path, sent: &[i16], returned: &[i16]) -> Result<Value, String> {
    let failed = |error: &dyn std::fmt::Display| format!("spandsp-echo: {error}");
    let mut child = Command::new(program)
        .arg(TAPS.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let pairs: Vec<u8> = sent
        .iter()
        .zip(returned)
        .flat_map(|(sent, returned)| [sent.to_le_bytes(), returned.to_le_bytes()])
        .flatten()
        .collect();
    let mut input = child.stdin.take().ok_or("spandsp-echo: no input")?;
    input.write_all(&pairs).map_err(|error| failed(&error))?;
    drop(input);
    let output = child.wait_with_output().map_err(|error| failed(&error))?;
    serde_json::from_slice(&output.stderr).map_err(|error| failed(&error))
}

/// A voice of pulses through three resonances, in syllables with pauses.
pub fn talker() -> Vec<i16> {
    let mut dice = Dice(3);
    let (mut pitch, mut phase, mut loud) = (120.0, 0.0, 1.0);
    let mut resonances = [(500.0, 0.0, 0.0), (1500.0, 0.0, 0.0), (2500.0, 0.0, 0.0)];
    (0..SECONDS * SECOND)
        .map(|n| {
            if n % 1400 == 0 {
                pitch = 90.0 + 120.0 * dice.uniform();
                loud = if dice.uniform() < 0.2 {
                    0.0
                } else {
                    0.3 + dice.uniform()
                };
                let bands = [(300.0, 500.0), (900.0, 1200.0), (2200.0, 900.0)];
                for (resonance, (low, span)) in resonances.iter_mut().zip(bands) {
                    resonance.0 = low + span * dice.uniform();
                }
            }
            phase += pitch / SECOND as f64;
            let pulse = if phase >= 1.0 {
                1.0
            } else {
                0.01 * dice.normal()
            };
            phase -= phase.floor();
            let swell = (std::f64::consts::PI * (n % 1400) as f64 / 1400.0).sin();
            let mut sample = 4000.0 * loud * swell * pulse;
            for (hz, one, two) in &mut resonances {
                let turn = std::f64::consts::TAU * *hz / SECOND as f64;
                let next = sample + 1.92 * turn.cos() * *one - 0.9216 * *two;
                (*two, *one) = (*one, next);
                sample = next;
            }
            sample.clamp(-32768.0, 32767.0) as i16
        })
        .collect()
}

struct Dice(u64);

impl Dice {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (self.uniform() + 1e-12).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

fn round(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}
