//! `tipring-bench codecs`: G.711 and G.722 beside spandsp's G.722 and C's tables on the same samples in one run,
//! and whether the bits are the same.

use serde_json::{Value, json};
use std::hint::black_box;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tipring_engine::os::thread_cpu_time;
use tipring_media::Law;
use tipring_media::codec::{self, CodecKind};
use tipring_media::resample::Resampler;

const SECONDS: usize = 30;
const RUNS: usize = 9;
const INSTALL: &str = "spandsp is not installed (apt-get install libspandsp-dev libtiff-dev)";

/// Times in ns a packet of 20 ms.
pub fn run() -> Result<Value, String> {
    let samples = voice();
    let (g722_encode, g722_decode, coded, decoded) = measure(CodecKind::G722, &samples)?;
    let (g711_encode, g711_decode, ..) = measure(CodecKind::G711(Law::A), &samples)?;
    let (opus_encode, opus_decode, ..) = measure(CodecKind::OpusWide, &samples)?;
    let ours = json!({
        "g711EncodeNs": g711_encode, "g711DecodeNs": g711_decode,
        "g722EncodeNs": g722_encode, "g722DecodeNs": g722_decode,
    });
    let mut report = json!({
        "ours": ours,
        "opusWideEncodeNs": opus_encode,
        "opusWideDecodeNs": opus_decode,
        "resample8To16Ns": resample_ns(&samples),
    });
    match peer().and_then(|program| ask_peer(&program, &samples)) {
        Ok((times, bytes)) => {
            let ratio = |key: &str| {
                let (ours, theirs) = (report["ours"][key].as_f64()?, times[key].as_f64()?);
                Some((ours / theirs * 1e3).round() / 1e3)
            };
            let keys = [
                "g711EncodeNs",
                "g711DecodeNs",
                "g722EncodeNs",
                "g722DecodeNs",
            ];
            let ratios: Value = keys
                .map(|key| (key.replace("Ns", ""), json!(ratio(key))))
                .into_iter()
                .collect();
            let (their_codes, their_samples) = bytes.split_at(coded.len().min(bytes.len()));
            let samples: Vec<u8> = decoded
                .iter()
                .flat_map(|sample| sample.to_le_bytes())
                .collect();
            report["spandsp"] = times;
            report["timeRatio"] = ratios;
            report["sameBytes"] = json!(their_codes == coded);
            report["sameSamples"] = json!(their_samples == samples);
        }
        Err(why) => {
            report["spandsp"] = Value::Null;
            report["why"] = json!(why);
        }
    }
    Ok(report)
}

/// Best times of coding and decoding, and what came out.
fn measure(kind: CodecKind, samples: &[i16]) -> Result<(f64, f64, Vec<u8>, Vec<i16>), String> {
    let (mut best_encode, mut best_decode) = (f64::MAX, f64::MAX);
    let (mut coded, mut decoded) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut codec = codec::new(kind).map_err(|error| error.to_string())?;
        let packet = codec.rate() as usize / 50;
        let packets = samples.len() / packet;
        let mut places = vec![(0usize, 0usize); packets];
        coded = vec![0u8; packets * 1275.min(packet * 2)];
        decoded = vec![0i16; packets * packet];
        let start = thread_cpu_time();
        let mut at = 0;
        for (piece, place) in samples.chunks_exact(packet).zip(&mut places) {
            let length = codec.encode(black_box(piece), &mut coded[at..]);
            *place = (at, length);
            at += length;
        }
        best_encode = best_encode.min(ns_since(start, packets));
        coded.truncate(at);
        let start = thread_cpu_time();
        for (piece, &(at, length)) in decoded.chunks_exact_mut(packet).zip(&places) {
            codec.decode(black_box(&coded[at..at + length]), piece);
        }
        best_decode = best_decode.min(ns_since(start, packets));
    }
    Ok((best_encode, best_decode, coded, decoded))
}

fn ns_since(start: std::time::Duration, packets: usize) -> f64 {
    let ns = (thread_cpu_time() - start).as_secs_f64() * 1e9;
    (ns / packets as f64 * 10.0).round() / 10.0
}

fn resample_ns(samples: &[i16]) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..RUNS {
        let Some(mut resampler) = Resampler::new(8000, 16_000) else {
            continue;
        };
        let mut out = [0; 320];
        let start = thread_cpu_time();
        for piece in samples.chunks_exact(160) {
            resampler.process(black_box(piece), &mut out);
            black_box(&out);
        }
        best = best.min(ns_since(start, samples.len() / 160));
    }
    best
}

/// A voice at 16 kHz: harmonics under syllables, hiss for the consonants; whole packets.
fn voice() -> Vec<i16> {
    let (mut phase, mut state) = (0.0f64, 1u32);
    (0..SECONDS * 16_000)
        .map(|n| {
            let at = n as f64 / 16_000.0;
            phase += std::f64::consts::TAU * (120.0 + 40.0 * (at * 1.7).sin()) / 16_000.0;
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let hiss = f64::from(state >> 16) / 32_768.0 - 1.0;
            let syllable = (at * 3.1 * std::f64::consts::TAU).sin();
            let harmonics: f64 = (1..30)
                .map(|k| (phase * f64::from(k)).sin() / f64::from(k))
                .sum();
            (6000.0 * harmonics * syllable.max(0.0) + 1500.0 * hiss * (-syllable).max(0.05)) as i16
        })
        .collect()
}

/// Path of the peer, compiled if the C compiler finds spandsp.
fn peer() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = root.join("build/peers/spandsp-codecs");
    std::fs::create_dir_all(root.join("build/peers")).map_err(|error| error.to_string())?;
    let compiled = Command::new("cc")
        .args(["-O2", "-o"])
        .arg(&program)
        .arg(root.join("test/peers/spandsp-codecs.c"))
        .args(["-lspandsp", "-lm"])
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("cc: {error}"))?;
    if compiled.success() {
        Ok(program)
    } else {
        Err(INSTALL.to_owned())
    }
}

fn ask_peer(program: &Path, samples: &[i16]) -> Result<(Value, Vec<u8>), String> {
    let failed = |error: &dyn std::fmt::Display| format!("spandsp-codecs: {error}");
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let bytes: Vec<u8> = samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    let mut input = child.stdin.take().ok_or("spandsp-codecs: no input")?;
    // All of the input is read before anything is written.
    input.write_all(&bytes).map_err(|error| failed(&error))?;
    drop(input);
    let mut out = Vec::new();
    let mut output = child.stdout.take().ok_or("spandsp-codecs: no output")?;
    output
        .read_to_end(&mut out)
        .map_err(|error| failed(&error))?;
    let rest = child.wait_with_output().map_err(|error| failed(&error))?;
    let times = serde_json::from_slice(&rest.stderr).map_err(|error| failed(&error))?;
    Ok((times, out))
}
