//! Detectors over a whole recording, for `npm run detect` and the detector bench.

use crate::detect::DtmfDetector;
use crate::{Linear, RATE, SAMPLES};

/// What a detector found in a recording.
#[derive(Debug, Clone, PartialEq)]
pub enum DetectEvent {
    /// A digit.
    Digit(char),
}

fn frames(samples: &[i16]) -> impl Iterator<Item = (f64, Linear)> {
    samples.chunks(SAMPLES).enumerate().map(|(index, chunk)| {
        let mut frame = [0.0; SAMPLES];
        for (sample, &given) in frame.iter_mut().zip(chunk) {
            *sample = f32::from(given);
        }
        let consumed = (index * SAMPLES + chunk.len()) as f64 / f64::from(RATE);
        (consumed, frame)
    })
}

/// Digits, each with the seconds of audio consumed when it is told. All countries have the same.
pub fn detect_dtmf(samples: &[i16], _zone: &str) -> Vec<(f64, DetectEvent)> {
    let mut detector = DtmfDetector::default();
    frames(samples)
        .filter_map(|(at, frame)| {
            let digit = detector.process(&frame)?;
            Some((at, DetectEvent::Digit(char::from(digit))))
        })
        .collect()
}
