//! Detectors over a whole recording, for `npm run detect` and the detector bench.

use crate::command::{CallProgressTone, CallerIdMessage, CallerIdReceiver, Detectors};
use crate::detect::{DetectorBank, Found, ProgressPlan};
use crate::tone::{ToneDefinition, ToneStep};
use crate::{Linear, RATE, SAMPLES};
use std::collections::BTreeMap;

/// What a detector found in a recording.
#[derive(Debug, Clone, PartialEq)]
pub enum DetectEvent {
    /// A digit.
    Digit(char),
    /// A tone that came (true) or went.
    Tone(CallProgressTone, bool),
    /// A caller-ID message.
    CallerId(CallerIdMessage),
    /// The signal before call-waiting caller ID has ended.
    Alert,
}

/// Digits, each with the seconds of audio consumed when it is told. All countries have the same.
pub fn detect_dtmf(samples: &[i16], _zone: &str) -> Vec<(f64, DetectEvent)> {
    detect(
        samples,
        Detectors {
            dtmf: true,
            ..Detectors::default()
        },
        "",
    )
}

/// Call-progress tones of a zone (`cn us uk fr de jp au`), fax tones and special information tone.
pub fn detect_tone(samples: &[i16], zone: &str) -> Vec<(f64, DetectEvent)> {
    let known = ZONES.iter().any(|(name, _)| *name == zone);
    detect(
        samples,
        Detectors {
            progress: known,
            fax: true,
            ..Detectors::default()
        },
        zone,
    )
}

/// Caller ID: FSK of Bell 202 (`us`, `cn`) or V.23 (`etsi` and all others); `dtmf` for DTMF.
pub fn detect_cid(samples: &[i16], zone: &str) -> Vec<(f64, DetectEvent)> {
    let receiver = match zone {
        "us" | "cn" | "au" => CallerIdReceiver::Bell202,
        "dtmf" => CallerIdReceiver::Dtmf,
        _ => CallerIdReceiver::V23,
    };
    detect(
        samples,
        Detectors {
            caller_id: Some(receiver),
            ..Detectors::default()
        },
        "",
    )
}

/// The signals before call-waiting caller ID. All countries have the same.
pub fn detect_alert(samples: &[i16], _zone: &str) -> Vec<(f64, DetectEvent)> {
    detect(
        samples,
        Detectors {
            call_waiting_alert: true,
            ..Detectors::default()
        },
        "",
    )
}

/// Which detectors a [`DetectorLoad`] runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum DetectorSet {
    Dtmf,
    Progress,
    Fax,
    Bell202,
    Alert,
}

impl DetectorSet {
    fn detectors(self) -> Detectors {
        let mut detectors = Detectors::default();
        match self {
            DetectorSet::Dtmf => detectors.dtmf = true,
            DetectorSet::Progress => detectors.progress = true,
            DetectorSet::Fax => detectors.fax = true,
            DetectorSet::Bell202 => detectors.caller_id = Some(CallerIdReceiver::Bell202),
            DetectorSet::Alert => detectors.call_waiting_alert = true,
        }
        detectors
    }
}

/// The detectors of one timeslot over a recording.
pub struct DetectorLoad {
    bank: DetectorBank,
    plan: ProgressPlan,
    samples: Vec<i16>,
}

impl DetectorLoad {
    /// The tones are those of the United States.
    pub fn new(samples: Vec<i16>, set: DetectorSet) -> Self {
        let mut bank = DetectorBank::default();
        bank.set(set.detectors());
        Self {
            bank,
            plan: ProgressPlan::new(&zone_tones("us")),
            samples,
        }
    }

    /// The whole recording once, 16-bit samples to findings; gives how many there were.
    pub fn run(&mut self) -> usize {
        let mut found = 0;
        for chunk in self.samples.chunks_exact(SAMPLES) {
            let frame: Linear = std::array::from_fn(|n| f32::from(chunk[n]));
            self.bank
                .process(&frame, Some(&self.plan), &mut |_| found += 1);
        }
        found
    }
}

fn detect(samples: &[i16], detectors: Detectors, zone: &str) -> Vec<(f64, DetectEvent)> {
    let plan = ProgressPlan::new(&zone_tones(zone));
    let mut bank = DetectorBank::default();
    bank.set(detectors);
    let mut events = Vec::new();
    for (index, chunk) in samples.chunks(SAMPLES).enumerate() {
        let mut frame: Linear = [0.0; SAMPLES];
        for (sample, &given) in frame.iter_mut().zip(chunk) {
            *sample = f32::from(given);
        }
        let consumed = (index * SAMPLES + chunk.len()) as f64 / f64::from(RATE);
        bank.process(&frame, Some(&plan), &mut |found| {
            let event = match found {
                Found::Digit(digit) => DetectEvent::Digit(char::from(digit)),
                Found::Tone(tone, on) => DetectEvent::Tone(tone, on),
                Found::CallerId(message) => DetectEvent::CallerId(message.to_message()),
                Found::Alert => DetectEvent::Alert,
            };
            events.push((consumed, event));
        });
    }
    events
}

/// Frequencies, lengths of sound and silence in ms (none: continuous), modulation.
type ZoneTone = (&'static str, &'static [f32], &'static [f32], Option<f32>);

/// Tones of the countries whose regions come with the product (ITU-T E.180 supplement 2).
const ZONES: [(&str, &[ZoneTone]); 7] = [
    (
        "cn",
        &[
            ("dial", &[450.0], &[], None),
            ("busy", &[450.0], &[350.0, 350.0], None),
            ("ringback", &[450.0], &[1000.0, 4000.0], None),
            ("congestion", &[450.0], &[700.0, 700.0], None),
            ("callWaiting", &[450.0], &[400.0, 4000.0], None),
            (
                "vacant",
                &[450.0],
                &[100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 400.0, 400.0],
                None,
            ),
        ],
    ),
    (
        "us",
        &[
            ("dial", &[350.0, 440.0], &[], None),
            ("busy", &[480.0, 620.0], &[500.0, 500.0], None),
            ("ringback", &[440.0, 480.0], &[2000.0, 4000.0], None),
            ("congestion", &[480.0, 620.0], &[250.0, 250.0], None),
            ("callWaiting", &[440.0], &[300.0, 10_000.0], None),
        ],
    ),
    (
        "uk",
        &[
            ("dial", &[350.0, 440.0], &[], None),
            ("busy", &[400.0], &[375.0, 375.0], None),
            (
                "ringback",
                &[400.0, 450.0],
                &[400.0, 200.0, 400.0, 2000.0],
                None,
            ),
            ("congestion", &[400.0], &[400.0, 350.0, 225.0, 525.0], None),
            ("callWaiting", &[400.0], &[100.0, 4000.0], None),
        ],
    ),
    (
        "fr",
        &[
            ("dial", &[440.0], &[], None),
            ("busy", &[440.0], &[500.0, 500.0], None),
            ("ringback", &[440.0], &[1500.0, 3500.0], None),
            ("congestion", &[440.0], &[250.0, 250.0], None),
            ("callWaiting", &[440.0], &[300.0, 10_000.0], None),
        ],
    ),
    (
        "de",
        &[
            ("dial", &[425.0], &[], None),
            ("busy", &[425.0], &[480.0, 480.0], None),
            ("ringback", &[425.0], &[1000.0, 4000.0], None),
            ("congestion", &[425.0], &[240.0, 240.0], None),
            (
                "callWaiting",
                &[425.0],
                &[200.0, 200.0, 200.0, 5000.0],
                None,
            ),
        ],
    ),
    (
        "jp",
        &[
            ("dial", &[400.0], &[], None),
            ("busy", &[400.0], &[500.0, 500.0], None),
            ("ringback", &[400.0], &[1000.0, 2000.0], Some(16.0)),
        ],
    ),
    (
        "au",
        &[
            ("dial", &[425.0], &[], Some(25.0)),
            ("busy", &[425.0], &[375.0, 375.0], None),
            (
                "ringback",
                &[425.0],
                &[400.0, 200.0, 400.0, 2000.0],
                Some(25.0),
            ),
            ("congestion", &[425.0], &[375.0, 375.0], None),
        ],
    ),
];

fn zone_tones(zone: &str) -> BTreeMap<String, ToneDefinition> {
    let tones = ZONES
        .iter()
        .find(|(name, _)| *name == zone)
        .map_or(&[][..], |(_, tones)| tones);
    tones
        .iter()
        .map(|tone| (tone.0.to_owned(), definition(tone)))
        .collect()
}

fn definition((_, hz, lengths, modulation): &ZoneTone) -> ToneDefinition {
    let step = |hz: &[f32], ms: f32| ToneStep {
        hz: hz.to_vec(),
        ms,
        level_dbm0: None,
        modulation_hz: *modulation,
    };
    let cadence = lengths
        .chunks_exact(2)
        .flat_map(|pair| [step(hz, pair[0]), step(&[], pair[1])]);
    let steps = if lengths.is_empty() {
        vec![step(hz, 0.0)]
    } else {
        cadence.collect()
    };
    ToneDefinition {
        level_dbm0: -10.0,
        repeat: true,
        steps,
    }
}
