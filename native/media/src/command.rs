//! Commands to the media plane: the JSON of `MediaCommand` in `firmware/ports/media.ts`.

use crate::Law;
use crate::codec::CodecKind;
use crate::quality::PacketPath;
use crate::tone::ToneDefinition;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the switching core asks of the media plane. Slots are timeslot numbers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[allow(missing_docs)]
pub enum Command {
    /// Law of every card and the region's tones, replacing all earlier ones.
    Configure {
        law: Law,
        tones: BTreeMap<String, ToneDefinition>,
        dtmf: DtmfLevels,
    },
    /// One direction; the same pair again replaces the gain.
    Connect {
        from: u16,
        to: u16,
        gain_db: f32,
    },
    Disconnect {
        from: u16,
        to: u16,
    },
    /// Each member hears all others, but for what the matrix says; no members ends it.
    Conference {
        id: u32,
        members: Vec<ConferenceMember>,
        #[serde(default)]
        matrix: Vec<MatrixEntry>,
    },
    /// `None` stops.
    Tone {
        slot: u16,
        tone: Option<String>,
    },
    /// Digits `0–9 A–D * #` and `,`, a pause of 1 s.
    SendDigits {
        slot: u16,
        digits: String,
        id: u32,
    },
    SendCallerId {
        slot: u16,
        format: CallerIdFormat,
        message: CallerIdMessage,
        alert: bool,
        id: u32,
    },
    /// The signal that asks a telephone in a conversation for its readiness to hear caller ID (CAS, DT-AS).
    SendAlert {
        slot: u16,
        id: u32,
    },
    /// Ends whatever `sendDigits` and `sendCallerId` still have to send.
    StopSend {
        slot: u16,
    },
    Detect {
        slot: u16,
        detectors: Detectors,
    },
    /// The echo canceller of what comes from a slot.
    Echo {
        slot: u16,
        on: bool,
        /// From a frame handed to the port to the first sample of its echo; 1 to 16.
        #[serde(default)]
        bulk_delay_frames: Option<u32>,
    },
    /// Opens a stream of packets at a timeslot after those of the cards, in place of the one there; `None`
    /// closes it.
    Packets {
        slot: u16,
        stream: Option<PacketStreamSettings>,
    },
    LoadSound {
        name: String,
        wav_base64: String,
        /// Active speech level to bring the sound to; as it is without.
        #[serde(default)]
        loudness_dbm0: Option<f32>,
    },
    Play {
        slot: u16,
        sound: String,
        #[serde(rename = "loop")]
        repeat: bool,
        gain_db: f32,
        #[serde(default)]
        start_ms: u32,
        id: u32,
    },
    StopPlay {
        slot: u16,
    },
    Record {
        slot: u16,
        ms_max: u32,
        id: u32,
    },
    StopRecord {
        slot: u16,
    },
    /// Both legs of a call in step, in chunks of a second.
    RecordCall {
        left: u16,
        right: u16,
        ms_max: u32,
        id: u32,
    },
    StopRecordCall {
        id: u32,
    },
    /// Begins to measure a slot, reports, or reports for the last time.
    Quality {
        slot: u16,
        report: QualityReport,
        #[serde(default)]
        packets: Option<PacketPath>,
    },
}

impl Command {
    /// The command's name in JSON, for `refused` events.
    pub fn op(&self) -> &'static str {
        match self {
            Command::Configure { .. } => "configure",
            Command::Connect { .. } => "connect",
            Command::Disconnect { .. } => "disconnect",
            Command::Conference { .. } => "conference",
            Command::Tone { .. } => "tone",
            Command::SendDigits { .. } => "sendDigits",
            Command::SendCallerId { .. } => "sendCallerId",
            Command::SendAlert { .. } => "sendAlert",
            Command::StopSend { .. } => "stopSend",
            Command::Detect { .. } => "detect",
            Command::Echo { .. } => "echo",
            Command::Packets { .. } => "packets",
            Command::LoadSound { .. } => "loadSound",
            Command::Play { .. } => "play",
            Command::StopPlay { .. } => "stopPlay",
            Command::Record { .. } => "record",
            Command::StopRecord { .. } => "stopRecord",
            Command::RecordCall { .. } => "recordCall",
            Command::StopRecordCall { .. } => "stopRecordCall",
            Command::Quality { .. } => "quality",
        }
    }
}

/// Codec of a stream of packets, both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum PacketCodec {
    Pcma,
    Pcmu,
    G722,
    OpusNarrow,
    OpusWide,
}

impl From<PacketCodec> for CodecKind {
    fn from(codec: PacketCodec) -> Self {
        match codec {
            PacketCodec::Pcma => CodecKind::G711(Law::A),
            PacketCodec::Pcmu => CodecKind::G711(Law::Mu),
            PacketCodec::G722 => CodecKind::G722,
            PacketCodec::OpusNarrow => CodecKind::OpusNarrow,
            PacketCodec::OpusWide => CodecKind::OpusWide,
        }
    }
}

/// A stream of packets, as SDP has settled it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PacketStreamSettings {
    /// Codec of both directions.
    pub codec: PacketCodec,
    /// Payload type of the voice.
    pub voice: u8,
    /// Payload type of telephone events (RFC 4733), if both sides have them.
    #[serde(default)]
    pub event: Option<u8>,
    /// Payload type of comfort noise (RFC 3389).
    #[serde(default)]
    pub noise: Option<u8>,
    /// Send comfort noise in silence.
    #[serde(default)]
    pub silence_suppression: bool,
    /// Ours; at random, as are the next two (RFC 3550 §5.1).
    pub ssrc: u32,
    /// Of the first packet.
    pub first_sequence: u16,
    /// Of the first sample.
    pub first_timestamp: u32,
    /// Least delay that the jitter buffer aims at, ms.
    #[serde(default)]
    pub delay_ms_min: Option<u32>,
    /// Most of it, ms.
    #[serde(default)]
    pub delay_ms_max: Option<u32>,
}

/// What a `quality` command asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QualityReport {
    /// Measure from now on.
    Start,
    /// Tell how it is.
    Now,
    /// Tell how it was, and measure no more.
    End,
}

/// Levels and times of the digits that we send.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DtmfLevels {
    /// Level of the low group, dBm0.
    pub low_dbm0: f32,
    /// Level of the high group, dBm0.
    pub high_dbm0: f32,
    /// Length of a digit, ms.
    pub on_ms: f32,
    /// Pause after a digit, ms.
    pub off_ms: f32,
}

/// A member of a conference and the gain with which the others hear it.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConferenceMember {
    /// Its timeslot.
    pub slot: u16,
    /// Gain of what it says, dB.
    pub gain_db: f32,
    /// Gain of what it hears, dB.
    #[serde(default)]
    pub hears_db: f32,
    /// Nobody hears it, except where the matrix says so.
    #[serde(default)]
    pub muted: bool,
}

/// One member hears another with a gain of its own.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MatrixEntry {
    /// Who is heard.
    pub from: u16,
    /// Who hears.
    pub to: u16,
    /// dB in place of `from`'s own gain; `None`: not at all.
    pub gain_db: Option<f32>,
}

/// Modulation of a caller-ID signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FskStandard {
    /// Mark 1200 Hz, space 2200 Hz, 1200 baud.
    Bell202,
    /// ITU-T V.23: mark 1300 Hz, space 2100 Hz, 1200 baud.
    V23,
}

/// Single or multiple data message format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageFormat {
    /// Type 04: date, time and number only.
    Sdmf,
    /// Type 80: parameters, with a name.
    Mdmf,
}

/// How a caller-ID message is put on the line.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(
    tag = "signal",
    rename_all = "lowercase",
    rename_all_fields = "camelCase"
)]
pub enum CallerIdFormat {
    /// Frequency-shift keying.
    Fsk {
        /// Frequencies.
        standard: FskStandard,
        /// Message format.
        format: MessageFormat,
        /// The telephone is in a conversation: without seizure, with a short mark.
        #[serde(default)]
        off_hook: bool,
    },
    /// DTMF letters around the number: `D…C`, `A…#`.
    Dtmf {
        /// Letters before the number, may be empty.
        start: String,
        /// Letters after the number.
        end: String,
    },
}

/// What a caller-ID sender or receiver says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallerIdMessage {
    /// Number of the caller, empty when absent.
    pub number: String,
    /// Name of the caller, empty when absent.
    pub name: String,
    /// `MMDDHHMM`, empty when absent.
    pub date_time: String,
    /// Why the number is missing: `P` private, `O` out of area, else empty.
    pub absence: String,
}

/// What a caller-ID receiver listens for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CallerIdReceiver {
    /// FSK after Bell 202.
    Bell202,
    /// FSK after ITU-T V.23.
    V23,
    /// DTMF letters.
    Dtmf,
}

/// Which detectors listen to what arrives from a timeslot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detectors {
    /// Digits.
    pub dtmf: bool,
    /// Dial, busy, ringback, congestion and special information tones.
    pub progress: bool,
    /// CNG and CED.
    pub fax: bool,
    /// Caller ID.
    pub caller_id: Option<CallerIdReceiver>,
    /// The signal before call-waiting caller ID (CAS, DT-AS).
    #[serde(default)]
    pub call_waiting_alert: bool,
}

/// What a progress or fax detector can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum CallProgressTone {
    Dial,
    Busy,
    Ringback,
    Congestion,
    /// Special information tone, ITU-T E.180 §7.
    Sit,
    /// Fax calling tone, ITU-T T.30: 1100 Hz.
    Cng,
    /// Answer tone of fax and modem, ITU-T T.30 and V.25: 2100 Hz.
    Ced,
}
