//! Signals that are the same in all countries: fax calling and answer tones, special information tone.

use super::bank::{Bank, BankTables, Complex, LANES, window_loss};
use super::progress::Change;
use crate::command::CallProgressTone;
use crate::{Linear, SAMPLES};
use std::sync::LazyLock;

/// CNG, CED (ITU-T T.30 §4), then low, middle and high of the special information tone (ITU-T E.180 §7,
/// with the North American variants of 914–985, 1371–1429 and 1777 Hz between them). The rest of the
/// lanes hear what must not be taken for these.
const HZ: [f32; LANES] = [
    1100.0, 2100.0, 950.0, 1400.0, 1785.0, 1250.0, 1600.0, 2300.0,
];
const OFFSET_MAX_HZ: [f32; LANES] = [40.0, 22.0, 48.0, 45.0, 35.0, 0.0, 0.0, 0.0];
const CNG: usize = 0;
const CED: usize = 1;
const SIT: [usize; 3] = [2, 3, 4];

/// Squared peak amplitude of −43 dBm0.
const POWER_MIN: f32 = 25_282.0;
const ENERGY_MIN: f32 = POWER_MIN / 2.0 * SAMPLES as f32;
/// Tone against all that is heard.
const PURITY_MIN: f32 = 0.7;
/// Frames without the tone that do not end it: phase reversals of the answer tone, a lost packet.
const DIP_FRAMES: u32 = 8;
/// Calling tone: 0.5 s ± 15 % (T.30 §4.3.3.2). Each burst is told when it ends in time, and gone with it.
const CNG_FRAMES: std::ops::RangeInclusive<u32> = 75..=130;
/// Answer tone: 2.6 to 4 s; told after half a second.
const CED_FRAMES_MIN: u32 = 100;
/// Each of the three tones: 0.33 s ± 20 %, the North American short form 0.27 s; gaps up to 50 ms.
const SIT_FRAMES: std::ops::RangeInclusive<u32> = 42..=84;
/// The last one is told before its end.
const SIT_LAST_FRAMES: u32 = 40;
const SIT_GAP_FRAMES_MAX: u32 = 14;

static TABLES: LazyLock<BankTables> = LazyLock::new(|| BankTables::new(HZ));

/// Which of these signals someone wants to know of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub fax: bool,
    pub sit: bool,
}

/// A tone of one lane that goes on.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    lane: usize,
    frames: u32,
    dip: u32,
}

#[derive(Debug, Clone)]
pub(crate) struct SignalDetector {
    bank: Bank,
    energies: [f32; 3],
    previous: [Complex; LANES],
    run: Run,
    /// Tones of the special information tone heard in order, and frames since the last of them.
    sit_tones: usize,
    sit_quiet: u32,
    ced: bool,
    sit: bool,
}

impl Default for SignalDetector {
    fn default() -> Self {
        LazyLock::force(&TABLES);
        Self {
            bank: Bank::default(),
            energies: [0.0; 3],
            previous: [Complex::default(); LANES],
            run: Run::default(),
            sit_tones: 0,
            sit_quiet: 0,
            ced: false,
            sit: false,
        }
    }
}

impl SignalDetector {
    /// Takes 5 ms; tells of signals that came and went.
    pub fn process(&mut self, frame: &Linear, wanted: Wanted, tell: &mut dyn FnMut(Change)) {
        let heard = self.hear(frame);
        let mut tell = |(tone, on)| {
            let fax = matches!(tone, CallProgressTone::Cng | CallProgressTone::Ced);
            if if fax { wanted.fax } else { wanted.sit } {
                tell((tone, on));
            }
        };
        self.sit_quiet += 1;
        match heard {
            Some(lane) if self.run.frames > 0 && lane == self.run.lane => {
                self.run.frames += 1 + std::mem::take(&mut self.run.dip);
            }
            Some(lane) => {
                self.end_run(&mut tell);
                self.run = Run {
                    lane,
                    frames: 1,
                    dip: 0,
                };
            }
            None if self.run.frames > 0 => {
                self.run.dip += 1;
                if self.run.dip > DIP_FRAMES {
                    self.end_run(&mut tell);
                }
            }
            None => {}
        }
        self.watch(&mut tell);
    }

    /// The lane whose tone fills the last 15 ms, if one does.
    fn hear(&mut self, frame: &Linear) -> Option<usize> {
        let energy = frame.iter().map(|x| x * x).sum::<f32>();
        self.energies = [self.energies[1], self.energies[2], energy];
        if energy < ENERGY_MIN {
            self.bank.push_silence();
            self.previous = [Complex::default(); LANES];
            return None;
        }
        let amplitudes = self.bank.push(&TABLES, frame);
        let previous = std::mem::replace(&mut self.previous, amplitudes);
        let lane = (1..LANES).fold(0, |best, lane| {
            if amplitudes[lane].power() > amplitudes[best].power() {
                lane
            } else {
                best
            }
        });
        let offset = TABLES.offset_hz(lane, amplitudes[lane].times(previous[lane].conjugate()));
        let power = amplitudes[lane].power() / window_loss(offset).powi(2);
        let tonal = power * (3 * SAMPLES) as f32 / 2.0;
        let pure = tonal > PURITY_MIN * self.energies.iter().sum::<f32>();
        (power > POWER_MIN && pure && offset.abs() <= OFFSET_MAX_HZ[lane]).then_some(lane)
    }

    /// What goes on, or has stayed away for long enough.
    fn watch(&mut self, tell: &mut dyn FnMut(Change)) {
        if self.run.lane == CED && self.run.frames >= CED_FRAMES_MIN && !self.ced {
            self.ced = true;
            tell((CallProgressTone::Ced, true));
        }
        let last = self.run.lane == SIT[2] && self.run.frames >= SIT_LAST_FRAMES;
        if last && self.sit_tones == 2 && !self.sit {
            self.sit = true;
            tell((CallProgressTone::Sit, true));
        }
    }

    fn end_run(&mut self, tell: &mut dyn FnMut(Change)) {
        let Run { lane, frames, .. } = std::mem::take(&mut self.run);
        if frames == 0 {
            return;
        }
        if self.ced && lane == CED {
            self.ced = false;
            tell((CallProgressTone::Ced, false));
        }
        if self.sit {
            self.sit = false;
            tell((CallProgressTone::Sit, false));
        }
        if lane == CNG && CNG_FRAMES.contains(&frames) {
            tell((CallProgressTone::Cng, true));
            tell((CallProgressTone::Cng, false));
        }
        self.follow_sit(lane, frames);
    }

    /// Counts the tones of the special information tone as they end.
    fn follow_sit(&mut self, lane: usize, frames: u32) {
        let since_last = self.sit_quiet.saturating_sub(frames);
        let in_order = SIT.get(self.sit_tones) == Some(&lane)
            && (self.sit_tones == 0 || since_last <= SIT_GAP_FRAMES_MAX + DIP_FRAMES);
        self.sit_tones = match (SIT_FRAMES.contains(&frames), in_order) {
            (true, true) => (self.sit_tones + 1) % 3,
            (true, false) if lane == SIT[0] => 1,
            // A short run is the seam between two tones.
            (false, _) if frames < 6 => self.sit_tones,
            _ => 0,
        };
        if frames >= 6 {
            self.sit_quiet = 0;
        }
    }
}
