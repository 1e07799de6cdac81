//! The signal before call-waiting caller ID: CAS (Telcordia GR-30-CORE), DT-AS (ETSI EN 300 659-2).
//!
//! 2130 and 2750 Hz together, 75 to 85 ms in a conversation, 88 to 110 ms on an idle line. It is told when
//! it ends: the answer, DTMF `D`, must begin within 100 ms of that.

use super::bank::{Bank, BankTables, Complex, LANES, window_loss};
use crate::{Linear, SAMPLES};
use std::sync::LazyLock;

/// The two tones, then what must not be taken for them.
const HZ: [f32; LANES] = [
    2130.0, 2750.0, 1300.0, 1600.0, 1880.0, 2440.0, 3050.0, 3350.0,
];
const TONES: usize = 2;
/// Squared peak amplitude of the weaker tone, −41 dBm0: lines leave −38 (SR-TSV-002476), in Britain
/// −40 dBV (BT SIN 227).
const POWER_MIN: f32 = 40_070.0;
/// Either tone against the other, power: 6 dB, with room for the line; more in one window, where a tone
/// beside its frequency loses 2 dB.
const TWIST_MAX: f32 = 5.6;
const WINDOW_TWIST_MAX: f32 = 10.0;
/// Relative offset: 0.5 % in America, 1 % in Britain.
const OFFSET_MAX: f32 = 0.014;
/// Strongest other lane against the weaker tone, power.
const RIVAL_MAX: f32 = 0.35;
/// Pair against all that passes the emphasis, in a window and on average.
const PURITY_MIN: f32 = 0.35;
const PURITY_MEAN_MIN: f32 = 0.6;
/// How alike in phase neighbouring windows are: a voice wavers.
const COHERENCE_MIN: f32 = 0.97;
/// Against the loudest window the ends of the signal are half inside.
const EDGE: f32 = 0.25;
/// Frames without it that end it.
const GAP_FRAMES: u32 = 2;
/// 60 to 125 ms.
const FRAMES: std::ops::RangeInclusive<u32> = 12..=25;

static TABLES: LazyLock<BankTables> = LazyLock::new(|| BankTables::new(HZ));

/// Twice the difference of neighbours: 25 dB less at 500 Hz than at 2440 Hz, where a voice is strong.
#[derive(Debug, Clone, Default)]
struct Emphasis {
    past: [f32; 2],
}

impl Emphasis {
    fn process(&mut self, frame: &Linear) -> Linear {
        let mut out = [0.0; SAMPLES];
        let [mut before, mut last] = self.past;
        for (y, &x) in out.iter_mut().zip(frame) {
            *y = x - 2.0 * last + before;
            (before, last) = (last, x);
        }
        self.past = [before, last];
        out
    }

    /// What it makes of the power at a frequency.
    fn power_gain(hz: f32) -> f32 {
        (2.0 * (std::f32::consts::PI * hz / crate::RATE as f32).sin()).powi(4)
    }
}

/// The pair while it goes on.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    frames: u32,
    gap: u32,
    loudest: f32,
    /// Power of the tones and energy of the windows, summed.
    tones: [f32; TONES],
    energy: f32,
    /// Sum of each window times the one before, turned back, and the same without phase.
    products: [Complex; TONES],
    norms: [f32; TONES],
}

#[derive(Debug, Clone)]
pub(crate) struct AlertDetector {
    emphasis: Emphasis,
    bank: Bank,
    energies: [f32; 3],
    previous: [Complex; TONES],
    run: Run,
    /// Makes of a lane's power what it was before the emphasis.
    undo: [f32; LANES],
}

impl Default for AlertDetector {
    fn default() -> Self {
        LazyLock::force(&TABLES);
        Self {
            emphasis: Emphasis::default(),
            bank: Bank::default(),
            energies: [0.0; 3],
            previous: [Complex::default(); TONES],
            run: Run::default(),
            undo: HZ.map(|hz| 1.0 / Emphasis::power_gain(hz)),
        }
    }
}

impl AlertDetector {
    /// Takes 5 ms; true at the end of an alerting signal.
    pub fn process(&mut self, frame: &Linear) -> bool {
        let clear = self.emphasis.process(frame);
        let energy = clear.iter().map(|x| x * x).sum::<f32>();
        self.energies = [self.energies[1], self.energies[2], energy];
        let amplitudes = self.bank.push(&TABLES, &clear);
        let tones = [amplitudes[0], amplitudes[1]];
        let previous = std::mem::replace(&mut self.previous, tones);
        let Some(power) = self.pair(&amplitudes) else {
            self.run.gap += 1;
            if self.run.gap < GAP_FRAMES {
                return false;
            }
            return std::mem::take(&mut self.run).is_alert();
        };
        let run = &mut self.run;
        run.frames += 1;
        run.gap = 0;
        run.loudest = run.loudest.max(power);
        run.energy += self.energies.iter().sum::<f32>();
        for (sum, tone) in run.tones.iter_mut().zip(tones) {
            *sum += tone.power();
        }
        if run.frames > 1 {
            for tone in 0..TONES {
                let product = tones[tone].times(previous[tone].conjugate());
                run.products[tone] = run.products[tone].plus(product);
                run.norms[tone] += product.power().sqrt();
            }
        }
        false
    }

    /// Power of the pair, if the window is one of an alerting signal.
    fn pair(&self, amplitudes: &[Complex; LANES]) -> Option<f32> {
        let emphasised = amplitudes.map(Complex::power);
        let power: [f32; LANES] = std::array::from_fn(|lane| emphasised[lane] * self.undo[lane]);
        let [low, high, rivals @ ..] = power;
        let weaker = low.min(high);
        let rival = rivals.into_iter().fold(0.0, f32::max);
        let energy = self.energies.iter().sum::<f32>();
        let tonal = (emphasised[0] + emphasised[1]) * (3 * SAMPLES) as f32 / 2.0;
        let is_pair = weaker > POWER_MIN * EDGE
            && low + high > EDGE * self.run.loudest
            && low.max(high) < WINDOW_TWIST_MAX * weaker
            && rival < RIVAL_MAX * weaker
            && tonal > PURITY_MIN * energy;
        is_pair.then_some(low + high)
    }
}

impl Run {
    fn is_alert(&self) -> bool {
        let mut emphasised = [0.0; TONES];
        for tone in 0..TONES {
            let offset = TABLES.offset_hz(tone, self.products[tone]);
            let steady = self.products[tone].power().sqrt() >= COHERENCE_MIN * self.norms[tone];
            if !steady || offset.abs() > OFFSET_MAX * HZ[tone] {
                return false;
            }
            emphasised[tone] = self.tones[tone] / window_loss(offset).powi(2);
        }
        let tonal = emphasised.iter().sum::<f32>() * (3 * SAMPLES) as f32 / 2.0;
        let [low, high] = [0, 1].map(|tone| emphasised[tone] / Emphasis::power_gain(HZ[tone]));
        FRAMES.contains(&self.frames)
            && self.loudest > 2.0 * POWER_MIN
            && low.max(high) <= TWIST_MAX * low.min(high)
            && tonal >= PURITY_MEAN_MIN * self.energy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::{peak_of_dbm0, power_of_dbm0};
    use proptest::prelude::*;

    struct Signal {
        hz: [f32; 2],
        dbm0: [f32; 2],
        ms: usize,
        noise_dbm0: f32,
        shift: usize,
    }

    const NOMINAL: Signal = Signal {
        hz: [2130.0, 2750.0],
        dbm0: [-20.0; 2],
        ms: 80,
        noise_dbm0: -60.0,
        shift: 0,
    };

    fn noise(dbm0: f32) -> impl FnMut() -> f32 {
        let mut state = 12_345u32;
        let scale = (power_of_dbm0(dbm0) * 3.0).sqrt();
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            scale * (state as f32 / u32::MAX as f32 * 2.0 - 1.0)
        }
    }

    /// Milliseconds after the end of the signal at which it is told, for each time it is.
    fn told(signal: &Signal) -> Vec<i64> {
        let (first, last) = (1600 + signal.shift, 1600 + signal.shift + signal.ms * 8);
        let mut noise = noise(signal.noise_dbm0);
        let mut sample = |at: usize| {
            let inside = (first..last).contains(&at);
            let tone = |k: usize| {
                let turns = signal.hz[k] * at as f32 / 8000.0;
                peak_of_dbm0(signal.dbm0[k]) * (std::f32::consts::TAU * turns.fract()).sin()
            };
            noise() + if inside { tone(0) + tone(1) } else { 0.0 }
        };
        let mut detector = AlertDetector::default();
        (0..120)
            .filter(|frame| detector.process(&std::array::from_fn(|n| sample(frame * SAMPLES + n))))
            .map(|frame| ((frame + 1) * SAMPLES) as i64 / 8 - last as i64 / 8)
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn every_signal_inside_the_limits_is_told_once_in_time_for_the_answer(
            low in -0.01f32..0.01, high in -0.01f32..0.01, level in -36.0f32..-6.0,
            twist in -6.0f32..6.0, ms in 75usize..111, shift in 0usize..40, snr in 15.0f32..40.0,
        ) {
            let dbm0 = [level - twist.max(0.0), level + twist.min(0.0)];
            let signal = Signal {
                hz: [2130.0 * (1.0 + low), 2750.0 * (1.0 + high)],
                dbm0,
                ms,
                noise_dbm0: (dbm0[0].min(dbm0[1]) - snr).max(-70.0),
                shift,
            };
            let told = told(&signal);
            prop_assert_eq!(told.len(), 1);
            prop_assert!((0..=40).contains(&told[0]), "{} ms", told[0]);
        }
    }

    #[test]
    fn what_is_too_short_too_long_too_weak_or_beside_is_not_told() {
        for signal in [
            Signal { ms: 40, ..NOMINAL },
            Signal { ms: 160, ..NOMINAL },
            Signal {
                dbm0: [-48.0; 2],
                noise_dbm0: -80.0,
                ..NOMINAL
            },
            Signal {
                dbm0: [-20.0, -35.0],
                ..NOMINAL
            },
            Signal {
                hz: [2200.0, 2750.0],
                ..NOMINAL
            },
            Signal {
                hz: [2130.0, 2640.0],
                ..NOMINAL
            },
            Signal {
                noise_dbm0: -12.0,
                ..NOMINAL
            },
        ] {
            assert_eq!(
                told(&signal),
                [0i64; 0],
                "{:?} {:?} {} ms",
                signal.hz,
                signal.dbm0,
                signal.ms
            );
        }
        assert_eq!(told(&NOMINAL).len(), 1);
    }

    #[test]
    fn it_is_heard_below_ones_own_voice() {
        // Harmonics of a voice as loud as the signal, falling by 12 dB an octave.
        let signal = NOMINAL;
        let mut detector = AlertDetector::default();
        let mut count = 0;
        for frame in 0..120 {
            let sample = |n: usize| {
                let at = frame * SAMPLES + n;
                let sine = |hz: f32, dbm0: f32| {
                    peak_of_dbm0(dbm0)
                        * (std::f32::consts::TAU * (hz * at as f32 / 8000.0).fract()).sin()
                };
                let voice: f32 = (1..25)
                    .map(|k| sine(140.0 * k as f32, -14.0 - 12.0 * (k as f32).log2()))
                    .sum();
                let inside = (1600..1600 + 640).contains(&at);
                voice
                    + if inside {
                        sine(2130.0, signal.dbm0[0]) + sine(2750.0, signal.dbm0[1])
                    } else {
                        0.0
                    }
            };
            count += u32::from(detector.process(&std::array::from_fn(sample)));
        }
        assert_eq!(count, 1);
    }
}
