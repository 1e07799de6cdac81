//! Comfort noise (RFC 3389) and the decision when to send it instead of voice.

use crate::level::power_of_dbm0;

/// Reflection coefficients that are sent and kept.
const ORDER: usize = 10;
/// A square wave of the highest µ-law value is 0 dBov (RFC 3389 §3.1), on the 16-bit scale.
const OVERLOAD: f32 = 32124.0;
/// A coefficient's step (RFC 3389 §3.2).
const STEP: f32 = 258.0 / 32768.0;
/// Longest payload.
pub const PAYLOAD_BYTES_MAX: usize = 1 + ORDER;

/// Level and spectrum of a noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NoiseModel {
    /// Below overload, 0 to 127 dB.
    pub level_minus_dbov: u8,
    reflection: [f32; ORDER],
}

impl NoiseModel {
    /// White noise.
    pub fn white(level_minus_dbov: u8) -> Self {
        Self {
            level_minus_dbov: level_minus_dbov.min(127),
            reflection: [0.0; ORDER],
        }
    }

    /// Reads a payload; coefficients beyond the tenth are taken as 0 (RFC 3389 §3).
    pub fn read(payload: &[u8]) -> Option<Self> {
        let (level, coefficients) = payload.split_first()?;
        let mut model = Self::white(level & 127);
        for (to, &code) in model.reflection.iter_mut().zip(coefficients) {
            // 255 is reserved.
            *to = (f32::from(code.min(254)) - 127.0) * STEP;
        }
        Some(model)
    }

    /// Writes a payload.
    pub fn write(&self) -> [u8; PAYLOAD_BYTES_MAX] {
        let mut out = [0; PAYLOAD_BYTES_MAX];
        out[0] = self.level_minus_dbov;
        for (code, k) in out[1..].iter_mut().zip(&self.reflection) {
            *code = ((k / STEP).round() + 127.0).clamp(0.0, 254.0) as u8;
        }
        out
    }

    /// Describes a piece of noise.
    pub fn of(samples: &[i16]) -> Self {
        let mut correlation = [0.0; ORDER + 1];
        for (lag, sum) in correlation.iter_mut().enumerate() {
            let pairs = samples.iter().zip(samples.iter().skip(lag));
            *sum = pairs.map(|(&a, &b)| f32::from(a) * f32::from(b)).sum();
        }
        let power = correlation[0] / samples.len().max(1) as f32;
        let mut model = Self::white(minus_dbov(power));
        // A floor of −40 dB keeps the model mild.
        correlation[0] = correlation[0] * 1.0001 + 1.0;
        model.reflection = reflection_of(&correlation);
        model
    }

    /// Mean square that the level stands for, on the 16-bit scale.
    fn power(&self) -> f32 {
        OVERLOAD * OVERLOAD * 10f32.powf(f32::from(self.level_minus_dbov) / -10.0)
    }
}

fn minus_dbov(power: f32) -> u8 {
    let dbov = 10.0 * (power.max(1e-9) / (OVERLOAD * OVERLOAD)).log10();
    (-dbov).round().clamp(0.0, 127.0) as u8
}

/// Levinson and Durbin's recursion; signs as of A(z) = 1 + Σ aᵢ z⁻ⁱ, so that low-pass noise has k₁ < 0.
fn reflection_of(correlation: &[f32; ORDER + 1]) -> [f32; ORDER] {
    let mut reflection = [0.0; ORDER];
    let mut a = [0.0; ORDER + 1];
    a[0] = 1.0;
    let mut error = correlation[0];
    for order in 1..=ORDER {
        let sum: f32 = (0..order).map(|k| a[k] * correlation[order - k]).sum();
        let k = (-sum / error).clamp(-0.99, 0.99);
        reflection[order - 1] = k;
        let old = a;
        for tap in 1..=order {
            a[tap] = old[tap] + k * old[order - tap];
        }
        error *= 1.0 - k * k;
    }
    reflection
}

/// Makes noise of a model: white noise through its all-pole lattice, which is stable whatever was sent.
#[derive(Debug, Clone)]
pub struct NoiseGenerator {
    model: NoiseModel,
    gain: f32,
    gain_wanted: f32,
    backward: [f32; ORDER + 1],
    random: u32,
}

impl Default for NoiseGenerator {
    fn default() -> Self {
        Self {
            model: NoiseModel::white(127),
            gain: 0.0,
            gain_wanted: 0.0,
            backward: [0.0; ORDER + 1],
            random: 0x2545_F491,
        }
    }
}

impl NoiseGenerator {
    /// From now on this noise; its level is approached within some 20 ms.
    pub fn set(&mut self, model: NoiseModel) {
        // An all-pole lattice raises the power by 1 / Π(1 − k²).
        let rise: f32 = model.reflection.iter().map(|k| 1.0 - k * k).product();
        // White noise of ±1 has a power of 1/3.
        self.gain_wanted = (3.0 * model.power() * rise.max(1e-6)).sqrt();
        self.model = model;
    }

    /// Fills a piece with noise.
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            self.gain += (self.gain_wanted - self.gain) / 64.0;
            self.random = self
                .random
                .wrapping_mul(1_664_525)
                .wrapping_add(1_013_904_223);
            let white = (self.random >> 8) as f32 / 8_388_608.0 - 1.0;
            let mut forward = white * self.gain;
            for order in (0..ORDER).rev() {
                let k = self.model.reflection[order];
                forward -= k * self.backward[order];
                self.backward[order + 1] = self.backward[order] + k * forward;
            }
            self.backward[0] = forward;
            *sample = forward.round() as i16;
        }
    }
}

/// What to send for 20 ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Turn {
    /// Voice; `begins` after silence.
    Voice {
        /// First of a talkspurt.
        begins: bool,
    },
    /// Silence begins, or its noise has changed.
    Noise(NoiseModel),
    /// Silence goes on.
    Nothing,
}

/// Voice activity: loud against what was quietest of late.
#[derive(Debug, Clone)]
pub struct SilenceDetector {
    floor: f32,
    /// Packets that still count as voice.
    hangover: u32,
    is_voice: bool,
    sent: Option<NoiseModel>,
    since_sent: u32,
}

/// 12 packets: 240 ms, the pauses inside words.
const HANGOVER: u32 = 12;
/// Voice is this much above the floor, power: 6 dB.
const ABOVE: f32 = 4.0;
/// The floor rises by 1.6 dB/s: slower than any word lasts, faster than any one waits.
const FLOOR_RISE: f32 = 1.0075;
/// What is below this is silence whatever the floor, and what is above is no noise.
const FLOOR_MIN_DBM0: f32 = -65.0;
const FLOOR_MAX_DBM0: f32 = -35.0;
/// Where it begins: it falls at once, and rises slowly.
const FLOOR_START_DBM0: f32 = -45.0;
/// A new description at least so often (packets), or when the level moves by so many dB.
const REFRESH: u32 = 50;
const LEVEL_STEP_DB: i32 = 3;

impl Default for SilenceDetector {
    fn default() -> Self {
        Self {
            floor: power_of_dbm0(FLOOR_START_DBM0),
            hangover: HANGOVER,
            is_voice: true,
            sent: None,
            since_sent: 0,
        }
    }
}

impl SilenceDetector {
    /// Takes 20 ms.
    pub fn process(&mut self, samples: &[i16]) -> Turn {
        // The loudest quarter counts: the beginning of a word must not be cut.
        let quarter = (samples.len() / 4).max(1);
        let power = |piece: &[i16]| {
            piece.iter().map(|&s| f32::from(s).powi(2)).sum::<f32>() / piece.len() as f32
        };
        let loudest = samples.chunks(quarter).map(power).fold(0.0, f32::max);
        let limits = (power_of_dbm0(FLOOR_MIN_DBM0), power_of_dbm0(FLOOR_MAX_DBM0));
        // Nothing at all, as before a call is through, tells nothing of the noise to come.
        if loudest > limits.0 {
            self.floor = (self.floor * FLOOR_RISE)
                .min(loudest)
                .clamp(limits.0, limits.1);
        }
        if loudest > ABOVE * self.floor {
            self.hangover = HANGOVER;
        } else {
            self.hangover = self.hangover.saturating_sub(1);
        }
        let was_voice = std::mem::replace(&mut self.is_voice, self.hangover > 0);
        if self.is_voice {
            self.sent = None;
            return Turn::Voice { begins: !was_voice };
        }
        let model = NoiseModel::of(samples);
        self.since_sent += 1;
        let level = |model: &NoiseModel| i32::from(model.level_minus_dbov);
        let changed = |sent: &NoiseModel| (level(sent) - level(&model)).abs() >= LEVEL_STEP_DB;
        if self.sent.as_ref().is_none_or(changed) || self.since_sent >= REFRESH {
            self.sent = Some(model);
            self.since_sent = 0;
            return Turn::Noise(model);
        }
        Turn::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn power_db(samples: &[i16]) -> f32 {
        let power =
            samples.iter().map(|&s| f32::from(s).powi(2)).sum::<f32>() / samples.len() as f32;
        10.0 * (power / (OVERLOAD * OVERLOAD)).log10()
    }

    fn made(model: NoiseModel) -> Vec<i16> {
        let mut generator = NoiseGenerator::default();
        generator.set(model);
        let mut out = vec![0; 8000];
        generator.fill(&mut out);
        out.split_off(800)
    }

    #[test]
    fn noise_is_as_loud_as_was_told() {
        for level in [30, 45, 60, 70] {
            let loudness = power_db(&made(NoiseModel::white(level)));
            assert!(
                (loudness + f32::from(level)).abs() < 1.0,
                "{level}: {loudness}"
            );
        }
        assert!(
            made(NoiseModel::white(127))
                .iter()
                .all(|&sample| sample.abs() <= 1)
        );
    }

    #[test]
    fn coloured_noise_comes_back_in_its_colour_and_loudness() {
        let mut low_pass = NoiseModel::white(40);
        low_pass.reflection[..3].copy_from_slice(&[-0.85, 0.4, -0.1]);
        let sound = made(low_pass);
        let described = NoiseModel::read(&NoiseModel::of(&sound).write()).unwrap();
        assert!((f32::from(described.level_minus_dbov) - 40.0).abs() <= 2.0);
        for (a, b) in described.reflection.iter().zip(&low_pass.reflection) {
            assert!((a - b).abs() < 0.1, "{:?}", described.reflection);
        }
        assert!((power_db(&made(described)) - power_db(&sound)).abs() < 2.0);
    }

    #[test]
    fn words_are_voice_and_the_pauses_between_them_are_noise() {
        let mut detector = SilenceDetector::default();
        let hiss = made(NoiseModel::white(62));
        let mut turns = Vec::new();
        for packet in 0..400 {
            let speaks = (packet / 100) % 2 == 1;
            let piece: Vec<i16> = (0..160)
                .map(|n| {
                    let noise = hiss[(packet * 160 + n) % 7200];
                    let tone = (n as f32 * 0.2).sin() * 2000.0;
                    if speaks { noise + tone as i16 } else { noise }
                })
                .collect();
            turns.push(detector.process(&piece));
        }
        let voice = |turns: &[Turn]| {
            turns
                .iter()
                .filter(|turn| matches!(turn, Turn::Voice { .. }))
                .count()
        };
        assert_eq!(voice(&turns[100..200]), 100);
        assert!(voice(&turns[214..300]) == 0, "{:?}", &turns[200..230]);
        assert_eq!(turns[100], Turn::Voice { begins: true });
        let updates = turns[214..300]
            .iter()
            .filter(|turn| matches!(turn, Turn::Noise(_)))
            .count();
        assert!(updates <= 30, "{updates}");
    }

    proptest! {
        #[test]
        fn no_bytes_make_noise_that_runs_away(payload in prop::collection::vec(any::<u8>(), 0..20)) {
            let Some(model) = NoiseModel::read(&payload) else {
                prop_assert!(payload.is_empty());
                return Ok(());
            };
            let mut generator = NoiseGenerator::default();
            generator.set(model);
            let mut out = [0; 2000];
            generator.fill(&mut out);
            prop_assert!(generator.backward.iter().all(|state| state.is_finite()));
            prop_assert_eq!(model.write()[0], payload[0] & 127);
            prop_assert_eq!(NoiseModel::read(&model.write()), Some(model));
        }
    }
}
