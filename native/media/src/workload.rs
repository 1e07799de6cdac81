//! Loads to time frames with: what an exchange in full conversation asks of the plane.

use crate::command::{Command, Detectors};
use crate::plane::Mixing;
use crate::{Law, Plane, SAMPLES, SlotFrame, prepare};

/// Frames of sound that go round: 0.64 s.
const FRAMES: usize = 128;

/// A plane under load, with what its ports say.
pub struct Workload {
    plane: Plane,
    from: Vec<Vec<SlotFrame>>,
    to: Vec<SlotFrame>,
    next: usize,
}

impl Workload {
    /// All slots in two-party calls with a gain each way, so that every sample is decoded, scaled and coded.
    pub fn mixer(slots: usize) -> Self {
        let mut plane = Plane::new(slots);
        for slot in 0..slots as u16 {
            let to = (slot ^ 1).min(slots as u16 - 1);
            apply(
                &mut plane,
                Command::Connect {
                    from: slot,
                    to,
                    gain_db: -3.0,
                },
            );
        }
        Self {
            plane,
            from: (0..FRAMES).map(|frame| voices(slots, frame)).collect(),
            to: vec![[0; SAMPLES]; slots],
            next: 0,
        }
    }

    /// The same with a DTMF detector on every slot.
    pub fn engine(slots: usize) -> Self {
        let mut load = Self::mixer(slots);
        let detectors = Detectors {
            dtmf: true,
            ..Detectors::default()
        };
        for slot in 0..slots as u16 {
            apply(&mut load.plane, Command::Detect { slot, detectors });
        }
        load
    }

    /// One frame of 5 ms. The sum of codes is there so that no compiler leaves the work out.
    pub fn frame(&mut self) -> u32 {
        self.plane
            .process(&self.from[self.next], &mut self.to, &mut drop);
        self.next = (self.next + 1) % FRAMES;
        self.to.iter().map(|frame| u32::from(frame[0])).sum()
    }
}

/// One conference without its surroundings: linear samples in and out.
pub struct MixerAlone(Mixing);

impl MixerAlone {
    /// Voices at 0 dB for so many members.
    pub fn new(members: usize) -> Self {
        let linear = |frame: SlotFrame| frame.map(|code| f32::from(Law::A.decode(code)));
        Self(Mixing::new(
            voices(members, 0).into_iter().map(linear).collect(),
        ))
    }

    /// One frame of 5 ms; a sum so that no compiler leaves the work out.
    pub fn frame(&mut self) -> f32 {
        self.0.frame().iter().map(|frame| frame[0]).sum()
    }
}

fn apply(plane: &mut Plane, command: Command) {
    let slots = usize::from(u16::MAX);
    if let Ok(ready) = prepare(command, slots) {
        plane.apply(ready, &mut drop);
    }
}

/// Harmonics of a voice that differs by slot, with a little noise: nothing that a detector can skip.
fn voices(slots: usize, frame: usize) -> Vec<SlotFrame> {
    let voice = |slot: usize, n: usize| -> u8 {
        let at = (frame * SAMPLES + n) as f32 / 8000.0;
        let pitch = 110.0 + 7.0 * (slot % 16) as f32;
        let harmonic = |k: usize| (std::f32::consts::TAU * pitch * k as f32 * at).sin() / k as f32;
        let noise = (n * 7919 + frame * 104_729 + slot * 1_299_709) % 401;
        let sum = (1..20).map(harmonic).sum::<f32>() * 3000.0 + noise as f32 - 200.0;
        Law::A.encode(sum as i16)
    };
    (0..slots)
        .map(|slot| std::array::from_fn(|n| voice(slot, n)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_load_is_real_on_every_slot() {
        for mut load in [Workload::mixer(8), Workload::engine(8)] {
            load.frame();
            assert_eq!(load.plane.paths(), 8);
            assert!(
                load.to
                    .iter()
                    .all(|frame| frame.iter().any(|&code| code != Law::A.idle()))
            );
        }
    }
}
