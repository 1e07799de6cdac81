//! Tones with cadence: definition as data, and a generator that is exact to the sample.

use crate::level::peak_of_dbm0;
use crate::{Linear, RATE, SAMPLES};
use serde::Deserialize;

/// Most steps of one tone.
pub const STEPS_MAX: usize = 16;
/// Most frequencies that sound together.
pub const FREQUENCIES_MAX: usize = 4;

/// One step of a tone: no frequency is silence.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToneStep {
    /// Frequencies that sound together, Hz.
    pub hz: Vec<f32>,
    /// Length; 0 lasts for ever.
    pub ms: f32,
    /// Overrides the tone's level.
    #[serde(default)]
    pub level_dbm0: Option<f32>,
    /// Frequency of a 100 % amplitude modulation, Hz.
    #[serde(default)]
    pub modulation_hz: Option<f32>,
}

/// A tone and its cadence. The level is that of each frequency alone.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToneDefinition {
    /// Level of each frequency, dBm0.
    pub level_dbm0: f32,
    /// The steps repeat, or sound once.
    pub repeat: bool,
    /// What sounds, in order.
    pub steps: Vec<ToneStep>,
}

/// Sine of a phase whose full turn is 2³²; error below −105 dB.
#[inline]
pub(crate) fn sine(phase: u32) -> f32 {
    let turns = (phase as i32) as f32 * (1.0 / 4_294_967_296.0);
    let folded = turns.abs().min(0.5 - turns.abs());
    let x = folded * std::f32::consts::TAU;
    let y = x * x;
    // Taylor up to x⁹: on a quarter turn the next term is 3.6·10⁻⁶.
    let series = 1.0 - y / 6.0 * (1.0 - y / 20.0 * (1.0 - y / 42.0 * (1.0 - y / 72.0)));
    (x * series).copysign(turns)
}

/// Phase advance per sample of a frequency in Hz.
pub(crate) fn phase_step(hz: f32) -> u32 {
    (f64::from(hz) * 4_294_967_296.0 / f64::from(RATE)).round() as u32
}

/// Samples of a time in ms, at least one.
pub(crate) fn samples_of_ms(ms: f32) -> u32 {
    ((f64::from(ms) * f64::from(RATE) / 1000.0).round() as u32).max(1)
}

#[derive(Debug, Clone, Copy, Default)]
struct Step {
    increments: [u32; FREQUENCIES_MAX],
    frequencies: usize,
    peak: f32,
    modulation: u32,
    /// 0 is for ever.
    samples: u32,
}

/// A definition made ready for the audio thread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToneProgram {
    steps: [Step; STEPS_MAX],
    len: usize,
    repeat: bool,
}

impl ToneProgram {
    /// Errors are words about what is wrong with the definition.
    pub fn compile(definition: &ToneDefinition) -> Result<Self, String> {
        let count = definition.steps.len();
        if !(1..=STEPS_MAX).contains(&count) {
            return Err(format!("has {count} steps; 1 to {STEPS_MAX} are possible"));
        }
        let mut program = Self {
            steps: [Step::default(); STEPS_MAX],
            len: count,
            repeat: definition.repeat,
        };
        for (index, (step, given)) in program.steps.iter_mut().zip(&definition.steps).enumerate() {
            *step = compile_step(given, definition.level_dbm0)
                .map_err(|why| format!("step {}: {why}", index + 1))?;
        }
        Ok(program)
    }
}

fn compile_step(given: &ToneStep, tone_level_dbm0: f32) -> Result<Step, String> {
    if given.hz.len() > FREQUENCIES_MAX {
        return Err(format!(
            "{} frequencies; {FREQUENCIES_MAX} are possible",
            given.hz.len()
        ));
    }
    let mut step = Step {
        frequencies: given.hz.len(),
        ..Step::default()
    };
    for (increment, &hz) in step.increments.iter_mut().zip(&given.hz) {
        if !(hz > 0.0 && hz < RATE as f32 / 2.0) {
            return Err(format!("{hz} Hz is not between 0 and 4000 Hz"));
        }
        *increment = phase_step(hz);
    }
    let level = given.level_dbm0.unwrap_or(tone_level_dbm0);
    if !(-90.0..=12.0).contains(&level) {
        return Err(format!("{level} dBm0 is not between −90 and 12 dBm0"));
    }
    step.peak = peak_of_dbm0(level);
    if !(0.0..=3_600_000.0).contains(&given.ms) {
        return Err(format!("{} ms is not between 0 and one hour", given.ms));
    }
    step.samples = if given.ms == 0.0 {
        0
    } else {
        samples_of_ms(given.ms)
    };
    match given.modulation_hz {
        Some(hz) if !(hz > 0.0 && hz < 1000.0) => {
            Err(format!("modulation with {hz} Hz is impossible"))
        }
        Some(hz) => Ok(Step {
            modulation: phase_step(hz),
            ..step
        }),
        None => Ok(step),
    }
}

/// One tone that sounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ToneGenerator {
    program: ToneProgram,
    step: usize,
    /// Samples left of the step; without meaning in an endless one.
    left: u32,
    phases: [u32; FREQUENCIES_MAX],
    modulation_phase: u32,
}

impl ToneGenerator {
    pub fn new(program: ToneProgram) -> Self {
        let left = program.steps[0].samples;
        Self {
            program,
            step: 0,
            left,
            phases: [0; FREQUENCIES_MAX],
            modulation_phase: 0,
        }
    }

    /// Adds a frame; false once the tone has ended, never for one that repeats.
    pub fn add_to(&mut self, frame: &mut Linear) -> bool {
        let mut at = 0;
        while at < SAMPLES {
            let step = self.program.steps[self.step];
            let room = SAMPLES - at;
            let endless = step.samples == 0;
            let count = if endless {
                room
            } else {
                room.min(self.left as usize)
            };
            self.sound(&step, &mut frame[at..at + count]);
            at += count;
            if endless {
                continue;
            }
            self.left -= count as u32;
            if self.left == 0 && !self.next_step() {
                return false;
            }
        }
        true
    }

    fn next_step(&mut self) -> bool {
        self.step += 1;
        if self.step == self.program.len {
            if !self.program.repeat {
                return false;
            }
            self.step = 0;
        }
        self.left = self.program.steps[self.step].samples;
        true
    }

    fn sound(&mut self, step: &Step, out: &mut [f32]) {
        let start = self.modulation_phase;
        for (phase, &increment) in self
            .phases
            .iter_mut()
            .zip(&step.increments[..step.frequencies])
        {
            if step.modulation == 0 {
                for (i, sample) in out.iter_mut().enumerate() {
                    *sample +=
                        step.peak * sine(phase.wrapping_add(increment.wrapping_mul(i as u32)));
                }
            } else {
                for (i, sample) in out.iter_mut().enumerate() {
                    let i = i as u32;
                    let envelope = 1.0 + sine(start.wrapping_add(step.modulation.wrapping_mul(i)));
                    *sample +=
                        step.peak * envelope * sine(phase.wrapping_add(increment.wrapping_mul(i)));
                }
            }
            *phase = phase.wrapping_add(increment.wrapping_mul(out.len() as u32));
        }
        self.modulation_phase = start.wrapping_add(step.modulation.wrapping_mul(out.len() as u32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(hz: &[f32], ms: f32) -> ToneStep {
        ToneStep {
            hz: hz.to_vec(),
            ms,
            level_dbm0: None,
            modulation_hz: None,
        }
    }

    fn render(definition: &ToneDefinition, frames: usize) -> (Vec<f32>, bool) {
        let mut generator = ToneGenerator::new(ToneProgram::compile(definition).unwrap());
        let mut out = Vec::new();
        let mut sounding = true;
        for _ in 0..frames {
            let mut frame = [0.0; SAMPLES];
            if sounding {
                sounding = generator.add_to(&mut frame);
            }
            out.extend(frame);
        }
        (out, sounding)
    }

    #[test]
    fn the_sine_is_exact_to_a_sixteen_bit_sample() {
        for k in 0..1000u32 {
            let phase = k.wrapping_mul(4_294_967);
            let exact = (f64::from(phase) / 4_294_967_296.0 * std::f64::consts::TAU).sin();
            assert!((f64::from(sine(phase)) - exact).abs() < 1e-5);
        }
    }

    #[test]
    fn a_cadence_is_exact_to_the_sample() {
        // 0.35 s / 0.35 s is 2800 samples each; the period does not fall on frame borders of 37 ms.
        let tone = ToneDefinition {
            level_dbm0: -10.0,
            repeat: true,
            steps: vec![step(&[450.0], 37.125), step(&[], 37.0)],
        };
        let (out, sounding) = render(&tone, 100);
        assert!(sounding);
        let (on, period) = (297, 297 + 296);
        for (i, sample) in out.iter().enumerate() {
            if i % period >= on {
                assert_eq!(*sample, 0.0, "sample {i}");
            }
        }
        let burst = |n: usize| {
            out[n * period..n * period + on]
                .iter()
                .map(|x| x * x)
                .sum::<f32>()
        };
        let expected = crate::level::power_of_dbm0(-10.0) * on as f32;
        assert!((0..5).all(|n| (burst(n) / expected - 1.0).abs() < 0.03));
    }

    #[test]
    fn the_phase_runs_on_across_frames() {
        let tone = ToneDefinition {
            level_dbm0: 0.0,
            repeat: true,
            steps: vec![step(&[400.0], 0.0)],
        };
        let (out, _) = render(&tone, 20);
        for (i, sample) in out.iter().enumerate() {
            let exact = 22460.0 * (std::f64::consts::TAU * 400.0 * i as f64 / 8000.0).sin();
            assert!((f64::from(*sample) - exact).abs() < 1.0);
        }
    }

    #[test]
    fn a_tone_that_does_not_repeat_ends() {
        let tone = ToneDefinition {
            level_dbm0: -10.0,
            repeat: false,
            steps: vec![step(&[1400.0], 12.5)],
        };
        let (out, sounding) = render(&tone, 4);
        assert!(!sounding);
        assert!(out[99] != 0.0 && out[100..].iter().all(|x| *x == 0.0));
    }

    #[test]
    fn japans_ringback_swells_from_nothing_to_double() {
        let tone = ToneDefinition {
            level_dbm0: -10.0,
            repeat: true,
            steps: vec![ToneStep {
                modulation_hz: Some(16.0),
                ..step(&[400.0], 0.0)
            }],
        };
        let (out, _) = render(&tone, 100);
        let peak = out.iter().fold(0f32, |a, x| a.max(x.abs()));
        assert!((peak / peak_of_dbm0(-10.0) - 2.0).abs() < 0.02);
        // Trough of the modulation: three quarters of 500 samples.
        assert!(out[365..385].iter().all(|x| x.abs() < peak * 0.01));
    }

    #[test]
    fn an_impossible_tone_is_refused_with_its_step() {
        let bad = ToneDefinition {
            level_dbm0: -10.0,
            repeat: true,
            steps: vec![step(&[450.0], 0.0), step(&[4000.0], 1.0)],
        };
        assert!(
            ToneProgram::compile(&bad)
                .unwrap_err()
                .starts_with("step 2: 4000 Hz")
        );
        let none = ToneDefinition {
            steps: vec![],
            ..bad
        };
        assert!(ToneProgram::compile(&none).is_err());
    }
}
