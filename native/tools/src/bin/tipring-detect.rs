//! `tipring-detect dtmf|tone|cid|alert FILE.wav [ZONE]`: what our detectors find in a recording, one JSON object a
//! line, `t` being the seconds of audio consumed when it is told.
//!
//! Exit 0 when the file was read (found or not), 2 for a wrong call or a file that is no WAV.

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use serde_json::{Value, json};
use tipring_media::offline::{DetectEvent, detect_alert, detect_cid, detect_dtmf, detect_tone};
use tipring_media::wav;

type Detect = fn(&[i16], &str) -> Vec<(f64, DetectEvent)>;

const USAGE: &str = "usage: tipring-detect dtmf|tone|cid|alert FILE.wav [ZONE]
  ZONE  cn us uk fr de jp au (tone); us, cn, au: Bell 202, etsi and the others: V.23, dtmf (cid)";

const ZONES: [&str; 10] = ["", "cn", "us", "uk", "fr", "de", "jp", "au", "etsi", "dtmf"];

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<(), String> {
    let (kind, path, zone) = match arguments {
        [kind, path] => (kind, path, ""),
        [kind, path, zone] => (kind, path, zone.as_str()),
        _ => return Err(USAGE.into()),
    };
    let detect: Detect = match kind.as_str() {
        "dtmf" => detect_dtmf,
        "tone" => detect_tone,
        "cid" => detect_cid,
        "alert" => detect_alert,
        _ => return Err(format!("there is no detector “{kind}”\n{USAGE}")),
    };
    if !ZONES.contains(&zone) {
        return Err(format!("there is no zone “{zone}”\n{USAGE}"));
    }
    let bytes = std::fs::read(path).map_err(|error| {
        fault(
            "TR-DETECT-001",
            path,
            &error.to_string(),
            "Name a file that can be read.",
        )
    })?;
    let samples = wav::read(&bytes).map_err(|error| {
        let todo = "Convert it, for example: sox FILE -r 8000 -c 1 -b 16 OUT.wav";
        fault("TR-DETECT-002", path, &error.to_string(), todo)
    })?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for (at, event) in detect(&samples, zone) {
        // A reader that has seen enough (`head`) is no error.
        if let Some(line) = line(at, event) {
            if writeln!(out, "{line}").is_err() {
                return Ok(());
            }
        }
    }
    let _ = out.flush();
    Ok(())
}

fn fault(code: &str, place: &str, what: &str, todo: &str) -> String {
    format!("{code} {place}: {what}. {todo}")
}

/// That a tone has gone is no finding of its own.
fn line(at: f64, event: DetectEvent) -> Option<Value> {
    let t = (at * 10_000.0).round() / 10_000.0;
    match event {
        DetectEvent::Digit(digit) => Some(json!({ "t": t, "digit": digit })),
        DetectEvent::Tone(tone, true) => Some(json!({ "t": t, "event": tone })),
        DetectEvent::Tone(_, false) => None,
        DetectEvent::Alert => Some(json!({ "t": t, "event": "alert" })),
        DetectEvent::CallerId(message) => Some(json!({
            "t": t,
            "event": "cid",
            "number": message.number,
            "name": message.name,
            "datetime": message.date_time,
        })),
    }
}
