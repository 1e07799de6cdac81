//! Line echo canceller after ITU-T G.168, one for each exchange line that is in a call.
//!
//! Two filters listen to what is sent toward the port (the two-path scheme of Ochiai, Araseki and Ogihara,
//! 1977): a learner that follows the line whatever happens, and an acting filter whose error is what the far
//! end hears, and which takes over the learner's coefficients only once those have proved better. A double
//! talk that misleads the learner is not heard. What the filter leaves goes through a suppressor with
//! comfort noise; 2100 Hz with phase reversals switches all of it off (G.168 §7).

mod control;
mod disabler;
mod filter;
mod noise;
mod suppressor;

pub use control::EchoReport;

use crate::{Linear, SAMPLES};
use control::{Control, FrameEnergy};
use disabler::Disabler;
use filter::outputs;
use suppressor::Suppressor;

/// Length of the adaptive window: 16 ms.
pub const TAPS: usize = 128;
/// Samples that are learned from at a time: 1 ms.
const BLOCK: usize = 8;
/// What the filters reach back to for one frame.
const WINDOW: usize = TAPS + SAMPLES;
/// Most frames of bulk delay in front of the window: 80 ms.
pub const BULK_FRAMES_MAX: usize = 16;
/// Bulk delay of a port on a card unless the command says another: a frame each for the burst and the highway,
/// two in the card's queue, less one so that a queue that shortens stays inside the window.
pub const BULK_FRAMES: usize = 3;
/// Near-end peaks above this share of the far-end ones (3 dB) are no echo of them (Geigel's detector): a hybrid
/// loses 6 dB. Without it, a tone from the line that comes back through the telephone's own hybrid would be
/// learned as the cause of itself.
const GEIGEL: f32 = 0.7;
/// For so long after such a peak nothing is learned: 40 ms.
const GEIGEL_FRAMES: u32 = 8;
/// Codes of an idle line and the noise of one quantising step: nothing in it can echo audibly.
const SILENCE_PEAK: f32 = 24.0;

/// The canceller of one timeslot. All of its memory is its own; `process` and `sent` take constant time.
#[derive(Debug)]
pub struct Canceller {
    /// What went toward the port, not yet as old as the bulk delay.
    delayed: [Linear; BULK_FRAMES_MAX],
    next: usize,
    bulk_frames: usize,
    window: [f32; WINDOW],
    /// Largest sample of each frame that the window touches.
    peaks: [f32; WINDOW.div_ceil(SAMPLES)],
    /// Frames for which the near end still counts as talking by Geigel's rule.
    near_talks: u32,
    control: Control,
    suppressor: Suppressor,
    disabler: Disabler,
    suppress: bool,
}

impl Canceller {
    /// A canceller whose window begins `bulk_frames` (1 to 16) after a frame has been handed to the port.
    pub fn new(bulk_frames: usize) -> Self {
        Self {
            delayed: [[0.0; SAMPLES]; BULK_FRAMES_MAX],
            next: 0,
            bulk_frames: bulk_frames.clamp(1, BULK_FRAMES_MAX),
            window: [0.0; WINDOW],
            peaks: [0.0; WINDOW.div_ceil(SAMPLES)],
            near_talks: 0,
            control: Control::new(),
            suppressor: Suppressor::new(),
            disabler: Disabler::new(),
            suppress: true,
        }
    }

    /// Without the non-linear processor: what the filter alone does is measured so (G.168 §6.4.2).
    pub fn without_suppressor(mut self) -> Self {
        self.suppress = false;
        self
    }

    /// What was handed to the port in this frame.
    pub fn sent(&mut self, far: &Linear) {
        self.delayed[self.next] = *far;
        self.next = (self.next + 1) % BULK_FRAMES_MAX;
    }

    /// Takes the echo out of what came from the port. True when the frame was left as it came.
    pub fn process(&mut self, near: &mut Linear) -> bool {
        let at = (self.next + BULK_FRAMES_MAX - self.bulk_frames) % BULK_FRAMES_MAX;
        let far = self.delayed[at];
        self.window.copy_within(SAMPLES.., 0);
        self.window[TAPS..].copy_from_slice(&far);
        self.peaks.rotate_right(1);
        self.peaks[0] = peak(&far);
        let far_peak = self.peaks.iter().copied().fold(0.0, f32::max);
        if self.disabler.listen(&far, near) {
            return true;
        }
        if far_peak <= SILENCE_PEAK {
            self.suppressor.rest(near);
            return true;
        }
        self.near_talks = if peak(near) > GEIGEL * far_peak {
            GEIGEL_FRAMES
        } else {
            self.near_talks.saturating_sub(1)
        };
        let input = *near;
        let mut echo = [0.0; SAMPLES];
        let mut energy = FrameEnergy::default();
        for from in (0..SAMPLES).step_by(BLOCK) {
            self.block(from, near, &mut echo, &mut energy);
        }
        let open = self.near_talks > 0 || self.control.decide(&energy);
        if !open {
            // A path that has just changed: better the echo as it is than the echo of two paths.
            *near = input;
        }
        let left = self.control.residual(&energy);
        let talking = if self.suppress {
            self.suppressor.process(near, &echo, left)
        } else {
            self.near_talks > 0
        };
        limit(near, energy.near);
        self.control.account(&energy, talking);
        false
    }

    /// Eight samples: the error of the acting filter replaces them, the learner learns from its own.
    fn block(&mut self, from: usize, near: &mut Linear, echo: &mut Linear, sum: &mut FrameEnergy) {
        let mut heard = [0.0; BLOCK];
        heard.copy_from_slice(&near[from..from + BLOCK]);
        // The window of a sample ends with it: the first one's begins one sample after the block.
        let acting = outputs(&self.control.acting, &self.window, from + 1);
        let learned = outputs(&self.control.learner.taps, &self.window, from + 1);
        let mut errors = [0.0; BLOCK];
        for n in 0..BLOCK {
            errors[n] = heard[n] - learned[n];
            let left = heard[n] - acting[n];
            near[from + n] = left;
            echo[from + n] = acting[n];
            let far = self.window[TAPS + from + n];
            sum.far += far * far;
            sum.near += heard[n] * heard[n];
            sum.echo += acting[n] * acting[n];
            sum.acting += left * left;
            sum.learner += errors[n] * errors[n];
        }
        if self.near_talks == 0 {
            self.control.learner.learn(&self.window, from + 1, &errors);
        }
    }

    /// What is known about the line so far.
    pub fn report(&self) -> EchoReport {
        self.control.report(self.disabler.is_off())
    }
}

fn peak(samples: &Linear) -> f32 {
    samples
        .iter()
        .fold(0.0, |peak, sample| peak.max(sample.abs()))
}

/// Whatever the filter does, no frame leaves with more energy than it came with.
fn limit(out: &mut Linear, energy: f32) {
    let now: f32 = out.iter().map(|sample| sample * sample).sum();
    if now > energy {
        let gain = (energy / now).sqrt();
        out.iter_mut().for_each(|sample| *sample *= gain);
    }
}
