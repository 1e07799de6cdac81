//! Conferences of mixed rates: what wideband members hear. All others hear timeslots, as ever.

use super::conference::{Conference, Ramp};
use super::legs::Legs;
use crate::{Linear, SAMPLES, WIDE_SAMPLES, Wide};

impl Conference {
    /// Adds what each wideband member hears to its leg: others like itself in full, and the sum of those of
    /// 8 kHz, which the leg raises. Looks at gains that move without moving them, so it comes before
    /// [`Conference::mix`].
    pub(super) fn mix_wide(&self, linear: &[Linear], legs: &mut Legs) {
        if !self.members.iter().any(|m| legs.wide(m.slot).is_some()) {
            return;
        }
        let mut narrow_sum = [0.0; SAMPLES];
        let mut wide_sum = [0.0; WIDE_SAMPLES];
        for member in &self.members {
            match legs.wide(member.slot) {
                Some(wide) => add(&wide.said, &member.gain, 1.0, &mut wide_sum),
                None => add(&linear[member.slot], &member.gain, 1.0, &mut narrow_sum),
            }
        }
        for (place, member) in self.members.iter().enumerate() {
            let Some(own) = legs.wide(member.slot) else {
                continue;
            };
            let (mut narrow, mut wide) = (narrow_sum, wide_sum);
            add(&own.said, &member.gain, -1.0, &mut wide);
            self.except_wide(place, linear, legs, &mut narrow, &mut wide);
            if let Some(own) = legs.wide_mut(member.slot) {
                add(&narrow, &member.hears, 1.0, &mut own.mixed_narrow);
                add(&wide, &member.hears, 1.0, &mut own.mixed);
            }
        }
    }

    /// Corrects the sums of the listener at a place by what the matrix says of it.
    fn except_wide(
        &self,
        to: usize,
        linear: &[Linear],
        legs: &Legs,
        narrow: &mut Linear,
        wide: &mut Wide,
    ) {
        for exception in self.exceptions.iter().filter(|e| e.to == to) {
            let from = &self.members[exception.from];
            match legs.wide(from.slot) {
                Some(said) => {
                    add(&said.said, &exception.gain, 1.0, wide);
                    add(&said.said, &from.gain, -1.0, wide);
                }
                None => {
                    add(&linear[from.slot], &exception.gain, 1.0, narrow);
                    add(&linear[from.slot], &from.gain, -1.0, narrow);
                }
            }
        }
    }
}

fn add<const N: usize>(what: &[f32; N], gain: &Ramp, sign: f32, to: &mut [f32; N]) {
    let steps: [f32; N] = gain.steps();
    for ((total, sample), gain) in to.iter_mut().zip(what).zip(steps) {
        *total += sign * gain * sample;
    }
}

#[cfg(test)]
#[path = "wideband_tests.rs"]
mod tests;
