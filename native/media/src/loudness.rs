//! Active speech level: how loud somebody is while he speaks (ITU-T P.56 §4, method B).

use crate::RATE;
use crate::level::PEAK_0_DBM0;

/// Samples taken together: 800 values of the envelope a second, above the 694 that P.56 §4.2 asks for.
const HOP: usize = 10;
/// Time constant of each of the two smoothing stages.
const SMOOTHING_S: f64 = 0.03;
/// Gaps up to so long count as speech.
const HANGOVER: u32 = RATE / HOP as u32 / 5;
/// How far the threshold of activity lies below the active level, dB.
const MARGIN_DB: f64 = 15.9;
/// One threshold a bit of the sample.
const THRESHOLDS: usize = 15;

/// Measures a stream as it passes; needs no memory of it.
#[derive(Debug, Clone)]
pub struct SpeechLevel {
    kept: f64,
    stages: [f64; 2],
    square_sum: f64,
    hops: u64,
    /// Hops in which the envelope was above each threshold, hangover included.
    active: [u64; THRESHOLDS],
    /// Hops since it was.
    since: [u32; THRESHOLDS],
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speech {
    /// Level while active, dBm0.
    pub active_dbm0: f64,
    /// Share of the time that was active, 0 to 1.
    pub activity: f64,
}

impl Default for SpeechLevel {
    fn default() -> Self {
        Self {
            kept: (-(HOP as f64) / (f64::from(RATE) * SMOOTHING_S)).exp(),
            stages: [0.0; 2],
            square_sum: 0.0,
            hops: 0,
            active: [0; THRESHOLDS],
            since: [HANGOVER; THRESHOLDS],
        }
    }
}

impl SpeechLevel {
    /// The level of a whole sound on the 16-bit scale.
    pub fn of(samples: &[i16]) -> Option<Speech> {
        let mut level = Self::default();
        for hop in samples.chunks_exact(HOP) {
            level.hop(hop.iter().map(|&sample| f32::from(sample)));
        }
        level.speech()
    }

    /// Takes in some samples; what does not fill a hop of ten is left out.
    pub fn add(&mut self, samples: &[f32]) {
        if self.square_sum == 0.0 && samples.iter().all(|&sample| sample == 0.0) {
            // Nothing has sounded yet: no envelope falls, no hangover runs.
            self.hops += (samples.len() / HOP) as u64;
            return;
        }
        for hop in samples.chunks_exact(HOP) {
            self.hop(hop.iter().copied());
        }
    }

    fn hop(&mut self, samples: impl Iterator<Item = f32>) {
        let (mut sum, mut squares) = (0.0f32, 0.0f32);
        for sample in samples {
            sum += sample.abs();
            squares += sample * sample;
        }
        self.square_sum += f64::from(squares);
        self.hops += 1;
        let mut envelope = f64::from(sum) / HOP as f64;
        for stage in &mut self.stages {
            *stage += (1.0 - self.kept) * (envelope - *stage);
            envelope = *stage;
        }
        let mut threshold = 1.0;
        for (active, since) in self.active.iter_mut().zip(&mut self.since) {
            *since = if envelope >= threshold { 0 } else { *since + 1 };
            *active += u64::from(*since < HANGOVER);
            *since = (*since).min(HANGOVER);
            threshold *= 2.0;
        }
    }

    /// The level so far; nothing when there was no sound above the lowest threshold.
    pub fn speech(&self) -> Option<Speech> {
        let level_at = |place: usize| -> Option<(f64, f64)> {
            let active = *self.active.get(place).filter(|count| **count > 0)? as f64;
            let power = self.square_sum / (active * HOP as f64);
            let level = 10.0 * power.max(1e-9).log10();
            Some((level, level - 20.0 * 2f64.powi(place as i32).log10()))
        };
        // The wanted threshold lies where level and threshold are the margin apart, between two of ours.
        let mut below = level_at(0).filter(|(_, apart)| *apart >= MARGIN_DB)?;
        for place in 1..THRESHOLDS {
            let Some(above) = level_at(place) else { break };
            if above.1 < MARGIN_DB {
                let share = (below.1 - MARGIN_DB) / (below.1 - above.1);
                let level = below.0 + share * (above.0 - below.0);
                return Some(self.finish(level));
            }
            below = above;
        }
        Some(self.finish(below.0))
    }

    fn finish(&self, level_db: f64) -> Speech {
        let zero_db = 10.0 * (f64::from(PEAK_0_DBM0).powi(2) / 2.0).log10();
        let mean = self.square_sum / (self.hops as f64 * HOP as f64);
        let activity = 10f64.powf((10.0 * mean.max(1e-9).log10() - level_db) / 10.0);
        Speech {
            active_dbm0: level_db - zero_db,
            activity: activity.min(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bursts(share: f64, level_dbm0: f64) -> Vec<i16> {
        let peak = f64::from(PEAK_0_DBM0) * 10f64.powf(level_dbm0 / 20.0);
        (0..160_000)
            .map(|n| {
                let on = (n % 16_000) < (16_000.0 * share) as usize;
                let turn = std::f64::consts::TAU * 700.0 * n as f64 / 8000.0;
                if on { (peak * turn.sin()) as i16 } else { 0 }
            })
            .collect()
    }

    #[test]
    fn pauses_do_not_make_a_speaker_quieter() {
        for level_dbm0 in [-10.0, -20.0, -30.0] {
            for share in [1.0, 0.8, 0.5, 0.3] {
                let speech = SpeechLevel::of(&bursts(share, level_dbm0)).unwrap();
                // In each 2 s the fall of the envelope and the hangover of 200 ms count as speech, too.
                assert!(
                    (speech.active_dbm0 - level_dbm0).abs() < 2.0,
                    "{share} {speech:?}"
                );
                assert!(speech.activity >= share - 0.02 && speech.activity <= share + 0.18);
            }
        }
    }

    #[test]
    fn silence_has_no_level() {
        assert_eq!(SpeechLevel::of(&[0; 8000]), None);
        assert_eq!(SpeechLevel::of(&[]), None);
    }

    #[test]
    fn a_stream_in_frames_measures_what_the_whole_does() {
        let samples = bursts(0.5, -18.0);
        let mut level = SpeechLevel::default();
        for frame in samples.chunks_exact(40) {
            let frame: Vec<f32> = frame.iter().map(|&s| f32::from(s)).collect();
            level.add(&frame);
        }
        assert_eq!(level.speech(), SpeechLevel::of(&samples));
    }
}
