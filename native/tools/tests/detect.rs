//! `tipring-detect` as a technician calls it.

use std::path::PathBuf;
use std::process::{Command, Output};

use tipring_media::wav::write_linear;

fn detect(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tipring-detect"))
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = std::env::temp_dir().join(format!("tipring-{}-{name}", std::process::id()));
    std::fs::write(&path, bytes).expect("a temporary file");
    path
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn tones(hz: &[f64], ms: usize) -> Vec<i16> {
    let sample = |at: usize| {
        hz.iter()
            .map(|hz| 5000.0 * (std::f64::consts::TAU * hz * at as f64 / 8000.0).sin())
            .sum::<f64>() as i16
    };
    (0..ms * 8).map(sample).collect()
}

#[test]
fn digits_are_told_line_by_line_with_the_audio_consumed() {
    let mut samples = vec![0; 800];
    for (low, high) in [(770.0, 1336.0), (941.0, 1477.0)] {
        samples.extend(tones(&[low, high], 80));
        samples.extend([0; 640]);
    }
    let path = file("digits.wav", &write_linear(&samples));
    let output = detect(&["dtmf", path.to_str().unwrap()]);
    std::fs::remove_file(path).unwrap();
    assert!(output.status.success());
    let lines: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(
        lines.iter().map(|line| &line["digit"]).collect::<Vec<_>>(),
        ["5", "#"]
    );
    let times: Vec<f64> = lines.iter().filter_map(|line| line["t"].as_f64()).collect();
    assert!(
        (0.12..0.18).contains(&times[0]) && (0.28..0.34).contains(&times[1]),
        "{times:?}"
    );
}

#[test]
fn a_file_that_is_no_wav_is_one_clear_message_and_exit_2() {
    let path = file("no.wav", b"{\"this\": \"is JSON\"}");
    let output = detect(&["tone", path.to_str().unwrap(), "cn"]);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let message = text(&output.stderr);
    assert_eq!(message.lines().count(), 1);
    assert!(
        message.starts_with("TR-DETECT-002 ") && message.contains(path.to_str().unwrap()),
        "{message}"
    );
}

#[test]
fn a_missing_file_a_wrong_zone_and_a_wrong_kind_are_told_apart() {
    for (arguments, word) in [
        (&["dtmf", "/no/such.wav"][..], "TR-DETECT-001"),
        (&["tone", "/no/such.wav", "atlantis"], "zone"),
        (&["morse", "/no/such.wav"], "morse"),
        (&[], "usage"),
    ] {
        let output = detect(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(word), "{arguments:?}");
    }
}
