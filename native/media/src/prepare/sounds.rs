//! Sounds and recordings, made ready: decoded, measured and brought to their level, or given their room.

use super::{Check, Work};
use crate::command::QualityReport;
use crate::level::gain_of_db;
use crate::loudness::SpeechLevel;
use crate::plane::{CallRecorder, Recording, Sound};
use crate::quality::{Meter, PacketPath};
use crate::{Event, RATE, wav};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::sync::Arc;

/// Longest recording that is kept as a whole.
const RECORD_MS_MAX: u32 = 600_000;
/// Longest recording in chunks: a day.
const RECORD_CALL_MS_MAX: u32 = 86_400_000;
/// What a sound may be brought to.
const LOUDNESS_DBM0: std::ops::RangeInclusive<f32> = -40.0..=-6.0;
/// The peak that bringing a sound to its level leaves untouched: half a dB below the end of the A-law.
const PEAK_MAX: f32 = 30_400.0;

impl Check {
    pub(super) fn sound(
        &self,
        name: String,
        wav_base64: &str,
        loudness_dbm0: Option<f32>,
    ) -> Result<Work, Event> {
        if let Some(wanted) = loudness_dbm0.filter(|wanted| !LOUDNESS_DBM0.contains(wanted)) {
            let what = format!("{wanted} dBm0; −40 to −6 dBm0 are possible");
            return Err(self.refused("loudness-out-of-range", what));
        }
        let bytes = BASE64
            .decode(wav_base64)
            .map_err(|error| self.refused("base64-invalid", format!("sound “{name}”: {error}")))?;
        let mut samples = wav::read(&bytes)
            .map_err(|error| self.refused(error.code(), format!("sound “{name}”: {error}")))?;
        let level_dbm0 = SpeechLevel::of(&samples).map(|speech| speech.active_dbm0);
        let gain_db = match (loudness_dbm0, level_dbm0) {
            (Some(wanted), Some(level)) => scale(&mut samples, wanted - level as f32),
            _ => 0.0,
        };
        let hundredths = |db: f64| (db * 100.0).round() / 100.0;
        Ok(Work::LoadSound(Arc::new(Sound {
            name: name.into_boxed_str(),
            samples: samples.into_boxed_slice(),
            level_dbm0: level_dbm0.map(|level| hundredths(level + f64::from(gain_db))),
            gain_db: hundredths(f64::from(gain_db)),
        })))
    }

    pub(super) fn record(&self, slot: u16, ms_max: u32, id: u32) -> Result<Work, Event> {
        if !(1..=RECORD_MS_MAX).contains(&ms_max) {
            let what = format!("{ms_max} ms; 1 to {RECORD_MS_MAX} ms are possible");
            return Err(self.refused("length-out-of-range", what));
        }
        let samples = ms_max as usize * (RATE as usize / 1000);
        let recording = Box::new(Recording::new(id, samples));
        Ok(Work::Record {
            slot: self.slot(slot)?,
            recording,
        })
    }

    pub(super) fn record_call(&self, slots: [u16; 2], ms_max: u32, id: u32) -> Result<Work, Event> {
        if !(1..=RECORD_CALL_MS_MAX).contains(&ms_max) {
            let what = format!("{ms_max} ms; 1 to {RECORD_CALL_MS_MAX} ms are possible");
            return Err(self.refused("length-out-of-range", what));
        }
        let slots = [self.slot(slots[0])?, self.slot(slots[1])?];
        Ok(Work::RecordCall(Box::new(CallRecorder::new(
            id, slots, ms_max,
        ))))
    }

    pub(super) fn quality(
        &self,
        slot: u16,
        report: QualityReport,
        packets: Option<PacketPath>,
    ) -> Result<Work, Event> {
        if let Some(path) = packets.filter(|path| !path.is_possible()) {
            return Err(self.refused("packets-impossible", format!("{path:?}")));
        }
        let start = report == QualityReport::Start;
        Ok(Work::Quality {
            slot: self.slot(slot)?,
            report,
            packets,
            meter: start.then(|| Box::new(Meter::new())),
        })
    }
}

/// Brings samples up or down, but not into clipping; the gain that was possible.
fn scale(samples: &mut [i16], wanted_db: f32) -> f32 {
    let peak = samples.iter().map(|s| s.unsigned_abs()).max().unwrap_or(0);
    let room_db = 20.0 * (PEAK_MAX / f32::from(peak.max(1))).log10();
    // A sound whose peaks are at the end already keeps its level rather than being made quieter than asked.
    let gain_db = wanted_db.min(room_db.max(0.0));
    let gain = gain_of_db(gain_db);
    for sample in samples {
        *sample = (f32::from(*sample) * gain).round() as i16;
    }
    gain_db
}
