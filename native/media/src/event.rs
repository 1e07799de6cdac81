//! What the media plane tells: the JSON of `MediaEvent` in `firmware/ports/media.ts`.

use crate::command::{CallProgressTone, CallerIdMessage};
use crate::echo::EchoReport;
use crate::plane::{Chunk, Recording, SendJob, Sound};
use crate::quality::{Meter, Quality};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use std::sync::Arc;

/// An event as the firmware gets it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[allow(missing_docs)]
pub enum Event {
    /// A digit, told once, as soon as it is recognised.
    Dtmf {
        slot: u16,
        digit: char,
        /// Whoever the slot talks to has it already: its packets were passed on.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        passed: bool,
    },
    /// A tone is recognised, or gone.
    Progress {
        slot: u16,
        tone: CallProgressTone,
        on: bool,
    },
    CallerId {
        slot: u16,
        message: CallerIdMessage,
    },
    /// A member of a conference begins or ends to talk.
    Talking {
        slot: u16,
        on: bool,
    },
    /// What an echo canceller knows about its line.
    Echo {
        slot: u16,
        /// Echo return loss, dB.
        erl_db: f32,
        /// What the filter adds to it, without the suppressor, dB.
        erle_db: f32,
        converged: bool,
        /// Switched off by a modem's tone.
        disabled: bool,
    },
    /// The signal before call-waiting caller ID has ended; the answer is digit `D`.
    Alert {
        slot: u16,
    },
    /// A `sendDigits`, `sendAlert` or `sendCallerId` is over.
    Sent {
        slot: u16,
        id: u32,
    },
    /// A `play` is over.
    Played {
        slot: u16,
        id: u32,
    },
    Recorded {
        slot: u16,
        id: u32,
        wav_base64: String,
    },
    /// A part of a file of `recordCall`: bytes, and where they belong in it.
    Recording {
        id: u32,
        at: u64,
        bytes_base64: String,
        last: bool,
        lost_ms: u64,
    },
    Quality {
        slot: u16,
        last: bool,
        quality: Box<Quality>,
    },
    Loaded {
        name: String,
        length_ms: u32,
        level_dbm0: Option<f64>,
        gain_db: f64,
    },
    Refused {
        op: String,
        code: String,
        what: String,
    },
}

impl Event {
    pub(crate) fn refused(op: &str, code: &str, what: impl Into<String>) -> Self {
        Event::Refused {
            op: op.to_owned(),
            code: code.to_owned(),
            what: what.into(),
        }
    }
}

/// An event as the audio thread makes it, without allocating. What it carries is freed with it, so it
/// must be dropped elsewhere.
#[derive(Debug)]
pub struct RawEvent(pub(crate) Raw);

#[derive(Debug)]
pub(crate) enum Raw {
    Dtmf {
        slot: u16,
        digit: u8,
        passed: bool,
    },
    Progress {
        slot: u16,
        tone: CallProgressTone,
        on: bool,
    },
    CallerId {
        slot: u16,
        message: FixedMessage,
    },
    Talking {
        slot: u16,
        on: bool,
    },
    Echo {
        slot: u16,
        report: EchoReport,
    },
    Alert {
        slot: u16,
    },
    Sent {
        slot: u16,
        job: Box<SendJob>,
    },
    Played {
        slot: u16,
        id: u32,
        _sound: Arc<Sound>,
    },
    Recorded {
        slot: u16,
        recording: Box<Recording>,
    },
    Recording(Chunk),
    Quality {
        slot: u16,
        last: bool,
        quality: Quality,
        _meter: Option<Box<Meter>>,
    },
    Loaded {
        sound: Arc<Sound>,
    },
    Refused {
        op: &'static str,
        code: &'static str,
        what: What,
    },
}

/// What a refusal on the audio thread is about; put into words later.
#[derive(Debug)]
pub(crate) enum What {
    /// A place that is full: its name, and how much it holds.
    Full(&'static str, usize),
    /// A tone or sound of this name is not there.
    Unknown(&'static str, Box<str>),
    /// A timeslot of packets where a line is needed, or the other way round.
    NoLine(u16),
    NoPackets(u16),
    /// Nobody measures this timeslot.
    NotMeasured(u16),
}

impl RawEvent {
    /// The event in the words of the firmware. Allocates: not for the audio thread.
    pub fn into_event(self) -> Event {
        match self.0 {
            Raw::Dtmf {
                slot,
                digit,
                passed,
            } => Event::Dtmf {
                slot,
                digit: char::from(digit),
                passed,
            },
            Raw::Progress { slot, tone, on } => Event::Progress { slot, tone, on },
            Raw::CallerId { slot, message } => Event::CallerId {
                slot,
                message: message.to_message(),
            },
            Raw::Talking { slot, on } => Event::Talking { slot, on },
            Raw::Echo { slot, report } => Event::Echo {
                slot,
                erl_db: tenths(report.erl_db),
                erle_db: tenths(report.erle_db),
                converged: report.converged,
                disabled: report.disabled,
            },
            Raw::Alert { slot } => Event::Alert { slot },
            Raw::Sent { slot, job } => Event::Sent { slot, id: job.id },
            Raw::Played { slot, id, .. } => Event::Played { slot, id },
            Raw::Recorded { slot, recording } => Event::Recorded {
                slot,
                id: recording.id,
                wav_base64: BASE64.encode(recording.to_wav()),
            },
            Raw::Loaded { sound } => Event::Loaded {
                name: sound.name.to_string(),
                length_ms: sound.length_ms(),
                level_dbm0: sound.level_dbm0,
                gain_db: sound.gain_db,
            },
            Raw::Recording(chunk) => {
                let id = chunk.id;
                let part = chunk.read();
                Event::Recording {
                    id,
                    at: part.at,
                    bytes_base64: BASE64.encode(part.bytes),
                    last: part.last,
                    lost_ms: part.lost_ms,
                }
            }
            Raw::Quality {
                slot,
                last,
                quality,
                ..
            } => Event::Quality {
                slot,
                last,
                quality: Box::new(quality),
            },
            Raw::Refused { op, code, what } => Event::refused(op, code, what.to_string()),
        }
    }
}

/// No ear and no meter knows more.
fn tenths(db: f32) -> f32 {
    (db * 10.0).round() / 10.0
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            What::Full(place, most) => write!(f, "the {place} holds {most} at most"),
            What::NoLine(slot) => write!(f, "timeslot {slot} is of packets and has no line"),
            What::NoPackets(slot) => write!(f, "timeslot {slot} is of a card"),
            What::NotMeasured(slot) => write!(f, "timeslot {slot} is not measured"),
            What::Unknown(kind, name) => write!(f, "there is no {kind} “{name}”"),
        }
    }
}

/// A text of at most `N` bytes that needs no memory elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FixedText<const N: usize> {
    bytes: [u8; N],
    len: u8,
}

impl<const N: usize> Default for FixedText<N> {
    fn default() -> Self {
        Self {
            bytes: [0; N],
            len: 0,
        }
    }
}

impl<const N: usize> FixedText<N> {
    /// What does not fit is left out.
    pub fn push(&mut self, byte: u8) {
        if usize::from(self.len) < N {
            self.bytes[usize::from(self.len)] = byte;
            self.len += 1;
        }
    }

    pub fn set(&mut self, text: &[u8]) {
        self.len = 0;
        text.iter().for_each(|&byte| self.push(byte));
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// Bytes above ASCII are taken as ISO 8859-1 (ETSI EN 300 659-3 §5.4 builds on it).
    fn to_text(self) -> String {
        self.bytes().iter().map(|&byte| char::from(byte)).collect()
    }
}

/// A caller-ID message in fixed memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FixedMessage {
    pub number: FixedText<32>,
    pub name: FixedText<64>,
    pub date_time: FixedText<8>,
    pub absence: FixedText<1>,
}

impl FixedMessage {
    pub fn to_message(self) -> CallerIdMessage {
        CallerIdMessage {
            number: self.number.to_text(),
            name: self.name.to_text(),
            date_time: self.date_time.to_text(),
            absence: self.absence.to_text(),
        }
    }
}
