//! Who is talking: a level above the noise of the line, with hysteresis in level and time.

use crate::Linear;
use crate::SAMPLES;
use crate::level::power_of_dbm0;

/// Nobody talks below −42 dBm0: quiet talkers on long lines come with −35 (ITU-T P.11, speech levels).
const ON_DBM0: f32 = -42.0;
/// How far speech stands above the noise of its line: 9 dB.
const ABOVE_NOISE: f32 = 8.0;
/// Off is 6 dB below on.
const OFF_SHARE: f32 = 0.25;
/// 30 ms of more sound than silence: longer than a click, shorter than a syllable.
const ON_FRAMES: u16 = 6;
/// 400 ms: pauses between words are no end (ITU-T P.56 bridges 200 ms within them).
const OFF_FRAMES: u16 = 80;
/// The floor follows a fall at once and a rise by 2 dB a second, so that it is that of the pauses.
const FLOOR_RISE: f32 = 1.0023;
/// No line is quieter: the idle noise of a companded channel with its hybrid.
const FLOOR_MIN_DBM0: f32 = -62.0;
const FLOOR_FALL: f32 = 0.2;
const SMOOTHING: f32 = 0.1;

/// Follows one member.
#[derive(Debug)]
pub(super) struct Talker {
    talking: bool,
    run: u16,
    smooth: f32,
    floor: f32,
    on_power_min: f32,
    floor_min: f32,
}

impl Talker {
    pub fn new() -> Self {
        Self {
            talking: false,
            run: 0,
            smooth: 0.0,
            floor: 0.0,
            on_power_min: power_of_dbm0(ON_DBM0),
            floor_min: power_of_dbm0(FLOOR_MIN_DBM0),
        }
    }

    /// Forgets the talker; true if it was told to be talking.
    pub fn reset(&mut self) -> bool {
        let was = self.talking;
        (self.talking, self.run) = (false, 0);
        (self.smooth, self.floor) = (0.0, 0.0);
        was
    }

    /// What changed with this frame, if anything.
    pub fn process(&mut self, linear: &Linear) -> Option<bool> {
        let power = power(linear);
        self.smooth += SMOOTHING * (power - self.smooth);
        self.floor = if self.smooth < self.floor {
            self.floor + FLOOR_FALL * (self.smooth - self.floor)
        } else {
            (self.floor * FLOOR_RISE).max(self.floor_min)
        };
        let on = self.on_power_min.max(self.floor * ABOVE_NOISE);
        if self.talking {
            self.run = if power < on * OFF_SHARE {
                self.run + 1
            } else {
                0
            };
            if self.run < OFF_FRAMES {
                return None;
            }
        } else {
            self.run = if power > on {
                self.run + 1
            } else {
                self.run.saturating_sub(1)
            };
            if self.run < ON_FRAMES {
                return None;
            }
        }
        self.run = 0;
        self.talking = !self.talking;
        Some(self.talking)
    }
}

/// Mean square of a frame. Eight sums side by side: that is what the processor adds at a time.
pub(crate) fn power(linear: &Linear) -> f32 {
    let mut sums = [0.0f32; 8];
    for eight in linear.chunks_exact(8) {
        for (sum, sample) in sums.iter_mut().zip(eight) {
            *sum += sample * sample;
        }
    }
    sums.iter().sum::<f32>() / SAMPLES as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(level_dbm0: impl Fn(usize) -> f32, frames: usize) -> Vec<(usize, bool)> {
        let mut talker = Talker::new();
        let mut told = Vec::new();
        for frame in 0..frames {
            let amplitude = power_of_dbm0(level_dbm0(frame)).sqrt();
            let sample = |n: usize| if n % 2 == 0 { amplitude } else { -amplitude };
            let linear: Linear = std::array::from_fn(sample);
            told.extend(talker.process(&linear).map(|on| (frame, on)));
        }
        told
    }

    #[test]
    fn a_talker_is_told_after_30_ms_and_gone_400_ms_after_the_last_word() {
        let speech = |frame: usize| {
            if (100..300).contains(&frame) {
                -20.0
            } else {
                -65.0
            }
        };
        assert_eq!(told(speech, 600), [(105, true), (379, false)]);
    }

    #[test]
    fn pauses_between_words_do_not_end_it_and_clicks_do_not_begin_it() {
        let words = |frame: usize| if frame % 80 < 30 { -25.0 } else { -60.0 };
        assert_eq!(told(words, 2000), [(5, true)]);
        let clicks = |frame: usize| if frame % 40 < 3 { -3.0 } else { -60.0 };
        assert_eq!(told(clicks, 2000), []);
    }

    #[test]
    fn the_noise_of_a_line_is_no_talker() {
        assert_eq!(told(|_| -44.0, 4000), []);
        let above = |frame: usize| if frame > 2000 { -26.0 } else { -40.0 };
        let told = told(above, 2400);
        // −40 dBm0 may be somebody at first; louder speech over it is told, too.
        assert_eq!(told.last().map(|(_, on)| *on), Some(true));
    }
}
