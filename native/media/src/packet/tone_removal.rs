//! Takes a digit's tone out of the voice before it is sent, when the digit itself goes as an event.
//!
//! The voice is held back by 25 ms. A tone is heard out by then far enough to be muted from its first
//! sample on, although whether it is a digit is known only 10 ms later; what turns out not to be one has
//! lost those 10 ms at most. Otherwise the start of the tone would leak, and the other side would find
//! the digit twice, once in the voice and once as an event (RFC 4733 §2.5.1).
//!
//! What sounds already when its speaker is switched in was meant for somebody else: the rest of the last digit of a
//! number, when who has it answers at once, or of the digit after a hook flash. It is muted, and no digit.

use crate::detect::DtmfDetector;
use crate::resample::Resampler;
use crate::{RATE, SAMPLES, WIDE_RATE, WIDE_SAMPLES};

/// Frames that the voice is held back.
const HELD: usize = 5;
/// A window is three frames, and a tone may begin within the frame before the first window that hears it:
/// so many windows agree when the frame of its first sample is given out.
const AGREEING_MIN: usize = HELD - 2;

/// What the removal hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A digit; its tone began so many frames ago on the line that is given out.
    Down {
        /// `0–9 A–D * #`.
        digit: u8,
        /// Frames of it already muted.
        muted_frames: u32,
    },
    /// Its tone is over.
    Up,
}

/// Removes tones from one stream of 5 ms frames of `N` samples; it listens at 8 kHz.
#[derive(Debug)]
pub struct ToneRemoval<const N: usize = SAMPLES> {
    detector: DtmfDetector,
    held: [[i16; N]; HELD],
    at: usize,
    is_down: bool,
    muted_frames: u32,
    /// Frames heard since others are heard than before.
    heard_frames: u32,
}

impl<const N: usize> Default for ToneRemoval<N> {
    fn default() -> Self {
        Self {
            detector: DtmfDetector::default(),
            held: [[0; N]; HELD],
            at: 0,
            is_down: false,
            muted_frames: 0,
            heard_frames: 0,
        }
    }
}

impl ToneRemoval {
    /// Takes a frame and puts the one of 25 ms ago in its place, without the tone of a digit.
    pub fn process(&mut self, frame: &mut [i16; SAMPLES]) -> Option<Key> {
        let heard = *frame;
        self.process_beside(&heard, frame)
    }
}

impl<const N: usize> ToneRemoval<N> {
    /// By how many samples the output lags.
    pub const DELAY: usize = HELD * N;

    /// From now on others are heard than before. A digit that has begun goes on.
    pub fn hears_others(&mut self) {
        self.heard_frames = 0;
    }

    /// What is heard from now on begins here, whenever it begins.
    pub fn hears_own(&mut self) {
        self.heard_frames = u32::MAX;
    }

    /// The tone that is heard now sounded already in the first frame that was heard, or began with the second.
    fn is_rest(&self) -> bool {
        self.muted_frames + HELD as u32 >= self.heard_frames
    }

    /// The same for a frame of another rate that sounds at the time of what is `heard` at 8 kHz.
    pub fn process_beside(&mut self, heard: &[i16; SAMPLES], frame: &mut [i16; N]) -> Option<Key> {
        let heard = self.detector.process(&heard.map(f32::from));
        self.heard_frames = self.heard_frames.saturating_add(1);
        std::mem::swap(&mut self.held[self.at], frame);
        self.at = (self.at + 1) % HELD;
        let was_down = std::mem::replace(&mut self.is_down, self.detector.is_digit());
        // The tone's last frame may be too short to be heard as the tone.
        if self.is_down || was_down || self.detector.agreeing_windows() >= AGREEING_MIN {
            frame.fill(0);
            self.muted_frames += 1;
        } else {
            self.muted_frames = 0;
        }
        match heard {
            Some(_) if self.is_rest() => None,
            Some(digit) => Some(Key::Down {
                digit,
                muted_frames: self.muted_frames,
            }),
            None => (was_down && !self.is_down).then_some(Key::Up),
        }
    }
}

/// What the filter to 8 kHz holds back, in samples at 16 kHz: half its 64 taps.
const FILTER_LAG: usize = 32;

/// The same for voice at 16 kHz: it waits, besides, as long as the filter that lets the detector hear it.
#[derive(Debug)]
pub struct WideToneRemoval {
    removal: ToneRemoval<WIDE_SAMPLES>,
    to_narrow: Resampler,
    waiting: [i16; FILTER_LAG],
}

impl WideToneRemoval {
    /// By how many samples at 16 kHz the output lags.
    pub const DELAY: usize = ToneRemoval::<WIDE_SAMPLES>::DELAY + FILTER_LAG;

    /// Allocates all it will need.
    pub fn new() -> Option<Self> {
        Some(Self {
            removal: ToneRemoval::default(),
            to_narrow: Resampler::new(WIDE_RATE, RATE)?,
            waiting: [0; FILTER_LAG],
        })
    }

    /// See [`ToneRemoval::hears_others`].
    pub fn hears_others(&mut self) {
        self.removal.hears_others();
    }

    /// See [`ToneRemoval::hears_own`].
    pub fn hears_own(&mut self) {
        self.removal.hears_own();
    }

    /// Takes a frame and puts the one of 27 ms ago in its place, without the tone of a digit.
    pub fn process(&mut self, frame: &mut [i16; WIDE_SAMPLES]) -> Option<Key> {
        let mut heard = [0; SAMPLES];
        self.to_narrow.process(&frame[..], &mut heard);
        let mut newest = [0; FILTER_LAG];
        newest.copy_from_slice(&frame[WIDE_SAMPLES - FILTER_LAG..]);
        frame.copy_within(..WIDE_SAMPLES - FILTER_LAG, FILTER_LAG);
        frame[..FILTER_LAG].copy_from_slice(&self.waiting);
        self.waiting = newest;
        self.removal.process_beside(&heard, frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
    const COLUMNS: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];

    /// A digit of so many samples after `before` of a little noise, and noise after it.
    fn dialled(
        row: usize,
        column: usize,
        before: usize,
        length: usize,
        peak: f32,
        noise: i32,
    ) -> Vec<i16> {
        let mut state = 7u32;
        (0..before + length + 1600)
            .map(|n| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let hiss = (state >> 8) as i32 % (2 * noise + 1) - noise;
                let turn = |hz: f32| (std::f32::consts::TAU * hz * n as f32 / 8000.0).sin();
                let on = (before..before + length).contains(&n);
                let tone = if on {
                    peak * (turn(ROWS[row]) + turn(COLUMNS[column]))
                } else {
                    0.0
                };
                tone as i16 + hiss as i16
            })
            .collect()
    }

    #[test]
    fn nothing_of_a_digit_is_left_from_its_first_sample_on() {
        for key in 0..16 {
            for (phase, peak, noise) in [
                (0, 8000.0, 3),
                (13, 8000.0, 60),
                (27, 900.0, 20),
                (39, 2500.0, 100),
            ] {
                let sound = dialled(key / 4, key % 4, 1200 + phase, 560, peak, noise);
                let mut removal: ToneRemoval = ToneRemoval::default();
                let mut keys = Vec::new();
                for (n, piece) in sound.chunks_exact(SAMPLES).enumerate() {
                    let mut frame: [i16; SAMPLES] = piece.try_into().unwrap();
                    keys.extend(removal.process(&mut frame));
                    let loudest = frame.iter().map(|s| s.unsigned_abs()).max().unwrap_or(0);
                    assert!(
                        i32::from(loudest) <= noise,
                        "key {key}, phase {phase}, frame {n}: {loudest}"
                    );
                }
                let digit = b"123A456B789C*0#D"[key];
                assert!(
                    matches!(keys[..], [Key::Down { digit: heard, .. }, Key::Up] if heard == digit),
                    "{keys:?}"
                );
            }
        }
    }

    #[test]
    fn the_rest_of_a_digit_of_before_is_muted_and_the_next_digit_is_one() {
        for key in 0..16 {
            for (cut, peak, noise) in (0..520)
                .step_by(23)
                .flat_map(|cut| [(cut, 8000.0, 3), (cut, 900.0, 20), (cut, 2500.0, 100)])
            {
                let mut sound = dialled(key / 4, key % 4, 0, 560, peak, noise);
                sound.drain(..cut);
                let next_at = 800 + cut;
                sound.resize(next_at.next_multiple_of(SAMPLES), 0);
                sound.extend(dialled(1, 1, 0, 560, 8000.0, 3));
                let mut removal: ToneRemoval = ToneRemoval::default();
                // Somebody else was heard before.
                for _ in 0..40 {
                    assert_eq!(removal.process(&mut [0; SAMPLES]), None);
                }
                removal.hears_others();
                let mut downs = Vec::new();
                for piece in sound.chunks_exact(SAMPLES) {
                    let mut frame: [i16; SAMPLES] = piece.try_into().unwrap();
                    if let Some(Key::Down { digit, .. }) = removal.process(&mut frame) {
                        downs.push(digit);
                    }
                }
                assert_eq!(downs, [b'5'], "key {key}, cut at {cut}");
            }
        }
    }

    #[test]
    fn a_digit_that_begins_20_ms_after_its_speaker_was_switched_in_is_one() {
        for key in 0..16 {
            for before in (160..400).step_by(11) {
                let sound = dialled(key / 4, key % 4, before, 560, 8000.0, 3);
                let mut removal: ToneRemoval = ToneRemoval::default();
                let downs = sound
                    .chunks_exact(SAMPLES)
                    .map(|piece| removal.process(&mut piece.try_into().unwrap()))
                    .filter(|key| matches!(key, Some(Key::Down { .. })));
                assert_eq!(downs.count(), 1, "key {key}, after {before}");
            }
        }
    }

    #[test]
    fn a_voice_goes_through_unharmed_25_ms_later() {
        let mut phase = 0.0;
        let voice: Vec<i16> = (0..80_000)
            .map(|n| {
                let pitch = 120.0 + 30.0 * (n as f32 / 2000.0).sin();
                phase += std::f32::consts::TAU * pitch / 8000.0;
                let sum: f32 = (1..16).map(|k| (phase * k as f32).sin() / k as f32).sum();
                (sum * 4000.0) as i16
            })
            .collect();
        let mut removal: ToneRemoval = ToneRemoval::default();
        let mut out = Vec::new();
        for piece in voice.chunks_exact(SAMPLES) {
            let mut frame: [i16; SAMPLES] = piece.try_into().unwrap();
            assert_eq!(removal.process(&mut frame), None);
            out.extend(frame);
        }
        assert!(out[<ToneRemoval>::DELAY..] == voice[..80_000 - <ToneRemoval>::DELAY]);
    }
}
