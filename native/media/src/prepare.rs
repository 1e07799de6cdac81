//! Commands made ready off the audio thread: checked, synthesised, parsed, allocated.

mod conference;
mod packets;
mod sounds;

use crate::command::{
    CallerIdFormat, CallerIdMessage, Command, Detectors, DtmfLevels, QualityReport,
};
use crate::detect::ProgressPlan;
use crate::echo::{BULK_FRAMES, BULK_FRAMES_MAX};
use crate::level::gain_of_db;
use crate::plane::{
    CallRecorder, Conference, Configuration, LineEcho, PacketLeg, Recording, SendContent, SendJob,
    Sound,
};
use crate::quality::{Meter, PacketPath};
use crate::tone::{ToneDefinition, ToneProgram};
use crate::{Event, Law, RATE, callerid};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest string of digits of one command.
const DIGITS_MAX: usize = 128;
/// Most tones of a region.
const TONES_MAX: usize = 64;

/// A command ready for [`crate::Plane::apply`].
#[derive(Debug)]
pub struct Prepared(pub(crate) Work);

/// What [`crate::Plane::apply`] has no more use for. Drop it off the audio thread.
#[derive(Debug)]
pub struct Garbage(#[allow(dead_code)] pub(crate) Scrap);

#[derive(Debug)]
#[allow(dead_code)]
pub(crate) enum Scrap {
    Configuration(Box<Configuration>),
    Conference(Box<Conference>),
    Job(Box<SendJob>),
    Sound(Arc<Sound>),
    Recording(Box<Recording>),
    Recorder(Box<CallRecorder>),
    Meter(Box<Meter>),
    Echo(Box<LineEcho>),
    Leg(Box<PacketLeg>),
    Name(Box<str>),
}

#[derive(Debug)]
pub(crate) enum Work {
    Configure(Box<Configuration>),
    Connect {
        from: usize,
        to: usize,
        gain: f32,
    },
    Disconnect {
        from: usize,
        to: usize,
    },
    Conference(Box<Conference>),
    Tone {
        slot: usize,
        name: Option<Box<str>>,
    },
    Send {
        op: &'static str,
        slot: usize,
        job: Box<SendJob>,
    },
    StopSend {
        slot: usize,
    },
    Detect {
        slot: usize,
        detectors: Detectors,
    },
    Echo {
        slot: usize,
        canceller: Option<Box<LineEcho>>,
    },
    Packets {
        slot: usize,
        leg: Option<Box<PacketLeg>>,
    },
    LoadSound(Arc<Sound>),
    Play {
        slot: usize,
        name: Box<str>,
        repeat: bool,
        gain: f32,
        /// Sample to begin with.
        start: usize,
        id: u32,
    },
    StopPlay {
        slot: usize,
    },
    Record {
        slot: usize,
        recording: Box<Recording>,
    },
    StopRecord {
        slot: usize,
    },
    RecordCall(Box<CallRecorder>),
    StopRecordCall {
        id: u32,
    },
    Quality {
        slot: usize,
        report: QualityReport,
        packets: Option<PacketPath>,
        /// Comes along to begin with.
        meter: Option<Box<Meter>>,
    },
}

/// Makes a command ready for a plane of `slots` timeslots. The error is an [`Event::Refused`].
pub fn prepare(command: Command, slots: usize) -> Result<Prepared, Event> {
    let check = Check {
        op: command.op(),
        slots,
    };
    let work = match command {
        Command::Configure { law, tones, dtmf } => check.configure(law, &tones, dtmf)?,
        Command::Connect { from, to, gain_db } => Work::Connect {
            from: check.slot(from)?,
            to: check.slot(to)?,
            gain: check.gain(gain_db)?,
        },
        Command::Disconnect { from, to } => Work::Disconnect {
            from: check.slot(from)?,
            to: check.slot(to)?,
        },
        Command::Conference {
            id,
            members,
            matrix,
        } => check.conference(id, &members, &matrix)?,
        Command::Tone { slot, tone } => Work::Tone {
            slot: check.slot(slot)?,
            name: tone.map(String::into_boxed_str),
        },
        Command::SendDigits { slot, digits, id } => {
            let content = SendContent::digits(check.digits(&digits)?);
            check.send(slot, id, content)?
        }
        Command::SendCallerId {
            slot,
            format,
            message,
            alert,
            id,
        } => {
            let content = check.caller_id(&format, &message, alert)?;
            check.send(slot, id, content)?
        }
        Command::SendAlert { slot, id } => {
            check.send(slot, id, SendContent::samples(callerid::alert()))?
        }
        Command::StopSend { slot } => Work::StopSend {
            slot: check.slot(slot)?,
        },
        Command::Detect { slot, detectors } => Work::Detect {
            slot: check.slot(slot)?,
            detectors,
        },
        Command::Echo {
            slot,
            on,
            bulk_delay_frames,
        } => check.echo(slot, on, bulk_delay_frames)?,
        Command::Packets { slot, stream } => check.packets(slot, stream.as_ref())?,
        Command::LoadSound {
            name,
            wav_base64,
            loudness_dbm0,
        } => check.sound(name, &wav_base64, loudness_dbm0)?,
        Command::Play {
            slot,
            sound,
            repeat,
            gain_db,
            start_ms,
            id,
        } => Work::Play {
            slot: check.slot(slot)?,
            name: sound.into_boxed_str(),
            repeat,
            gain: check.gain(gain_db)?,
            start: start_ms as usize * (RATE as usize / 1000),
            id,
        },
        Command::StopPlay { slot } => Work::StopPlay {
            slot: check.slot(slot)?,
        },
        Command::Record { slot, ms_max, id } => check.record(slot, ms_max, id)?,
        Command::StopRecord { slot } => Work::StopRecord {
            slot: check.slot(slot)?,
        },
        Command::RecordCall {
            left,
            right,
            ms_max,
            id,
        } => check.record_call([left, right], ms_max, id)?,
        Command::StopRecordCall { id } => Work::StopRecordCall { id },
        Command::Quality {
            slot,
            report,
            packets,
        } => check.quality(slot, report, packets)?,
    };
    Ok(Prepared(work))
}

struct Check {
    op: &'static str,
    slots: usize,
}

impl Check {
    fn refused(&self, code: &str, what: impl Into<String>) -> Event {
        Event::refused(self.op, code, what)
    }

    fn slot(&self, slot: u16) -> Result<usize, Event> {
        let index = usize::from(slot);
        if index < self.slots {
            return Ok(index);
        }
        Err(self.refused(
            "slot-unknown",
            format!("timeslot {slot}; this board has 0 to {}", self.slots - 1),
        ))
    }

    fn gain(&self, gain_db: f32) -> Result<f32, Event> {
        if !(-90.0..=24.0).contains(&gain_db) {
            return Err(self.refused(
                "gain-out-of-range",
                format!("{gain_db} dB; −90 to 24 dB are possible"),
            ));
        }
        // 0 dB must be exactly one, so that such a path is transparent to the bit.
        Ok(if gain_db == 0.0 {
            1.0
        } else {
            gain_of_db(gain_db)
        })
    }

    fn configure(
        &self,
        law: Law,
        tones: &BTreeMap<String, ToneDefinition>,
        dtmf: DtmfLevels,
    ) -> Result<Work, Event> {
        if tones.len() > TONES_MAX {
            let what = format!("{} tones; {TONES_MAX} are possible", tones.len());
            return Err(self.refused("too-many-tones", what));
        }
        let sane = |level: f32| (-60.0..=6.0).contains(&level);
        let times = |ms: f32| (1.0..=10_000.0).contains(&ms);
        if !(sane(dtmf.low_dbm0) && sane(dtmf.high_dbm0) && times(dtmf.on_ms) && times(dtmf.off_ms))
        {
            return Err(self.refused("dtmf-out-of-range", format!("{dtmf:?}")));
        }
        let mut programs = Vec::with_capacity(tones.len());
        for (name, definition) in tones {
            let program = ToneProgram::compile(definition)
                .map_err(|why| self.refused("tone-impossible", format!("tone “{name}” {why}")))?;
            programs.push((name.clone().into_boxed_str(), program));
        }
        Ok(Work::Configure(Box::new(Configuration {
            law,
            tones: programs,
            dtmf,
            progress: ProgressPlan::new(tones),
        })))
    }

    fn digits(&self, digits: &str) -> Result<Box<[u8]>, Event> {
        if digits.len() > DIGITS_MAX {
            let what = format!("{} digits; {DIGITS_MAX} are possible", digits.len());
            return Err(self.refused("too-many-digits", what));
        }
        let upper = digits.to_ascii_uppercase();
        match upper.chars().find(|c| !"0123456789ABCD*#,".contains(*c)) {
            Some(bad) => Err(self.refused("digit-unknown", format!("“{bad}” in “{digits}”"))),
            None => Ok(upper.into_bytes().into_boxed_slice()),
        }
    }

    fn caller_id(
        &self,
        format: &CallerIdFormat,
        message: &CallerIdMessage,
        alert: bool,
    ) -> Result<SendContent, Event> {
        let refuse = |what: String| self.refused("caller-id-impossible", what);
        match format {
            CallerIdFormat::Fsk {
                standard,
                format,
                off_hook,
            } => {
                let bytes = callerid::encode(message, *format).map_err(refuse)?;
                let lead = callerid::Lead {
                    alert,
                    off_hook: *off_hook,
                };
                Ok(SendContent::samples(callerid::modulate(
                    &bytes, *standard, lead,
                )))
            }
            CallerIdFormat::Dtmf { start, end } => {
                let digits = callerid::dtmf_digits(message, start, end).map_err(refuse)?;
                let digits = self.digits(&digits)?;
                Ok(if alert {
                    SendContent::digits_after_alert(digits)
                } else {
                    SendContent::digits(digits)
                })
            }
        }
    }

    fn send(&self, slot: u16, id: u32, content: SendContent) -> Result<Work, Event> {
        let job = Box::new(SendJob { id, content });
        Ok(Work::Send {
            op: self.op,
            slot: self.slot(slot)?,
            job,
        })
    }

    fn echo(&self, slot: u16, on: bool, bulk_frames: Option<u32>) -> Result<Work, Event> {
        let slot = self.slot(slot)?;
        let bulk_frames = bulk_frames.map_or(BULK_FRAMES, |frames| frames as usize);
        if !(1..=BULK_FRAMES_MAX).contains(&bulk_frames) {
            let what = format!("{bulk_frames} frames; 1 to {BULK_FRAMES_MAX} are possible");
            return Err(self.refused("delay-out-of-range", what));
        }
        let canceller = on.then(|| Box::new(LineEcho::new(bulk_frames)));
        Ok(Work::Echo { slot, canceller })
    }
}
