//! One timeslot toward its port: all that is heard there, summed and companded.

use super::limiter::Limiter;
use super::sending::Sender;
use super::storage::Sound;
use crate::event::Raw;
use crate::tone::{ToneGenerator, ToneProgram};
use crate::{Law, Linear, SAMPLES, SlotFrame};
use std::sync::Arc;

/// Most connections toward one timeslot.
const SOURCES_MAX: usize = 16;

#[derive(Default)]
pub(super) struct Output {
    sources: [(u16, f32); SOURCES_MAX],
    source_count: usize,
    /// Conferences that it is a member of.
    pub conferences: u32,
    pub tone: Option<ToneGenerator>,
    pub sender: Sender,
    player: Option<Player>,
    limiter: Limiter,
}

struct Player {
    sound: Arc<Sound>,
    at: usize,
    repeat: bool,
    gain: f32,
    id: u32,
}

impl Output {
    /// True if the connection is new; the error is the bound.
    pub fn connect(&mut self, from: usize, gain: f32) -> Result<bool, usize> {
        let known = self.sources[..self.source_count]
            .iter_mut()
            .find(|(slot, _)| usize::from(*slot) == from);
        if let Some(source) = known {
            source.1 = gain;
            return Ok(false);
        }
        if self.source_count == SOURCES_MAX {
            return Err(SOURCES_MAX);
        }
        self.sources[self.source_count] = (from as u16, gain);
        self.source_count += 1;
        Ok(true)
    }

    /// True if there was such a connection.
    pub fn disconnect(&mut self, from: usize) -> bool {
        let sources = &mut self.sources[..self.source_count];
        let Some(at) = sources
            .iter()
            .position(|(slot, _)| usize::from(*slot) == from)
        else {
            return false;
        };
        sources.copy_within(at + 1.., at);
        self.source_count -= 1;
        true
    }

    pub fn sources(&self) -> &[(u16, f32)] {
        &self.sources[..self.source_count]
    }

    /// Makes sound of its own: a tone, a sound, digits.
    pub fn generates(&self) -> bool {
        self.tone.is_some() || self.player.is_some() || !self.sender.is_empty()
    }

    /// The one timeslot that is heard here, as it is, with nothing beside it.
    pub fn sole_source(&self) -> Option<usize> {
        match self.sources() {
            [(from, 1.0)] if self.conferences == 0 && !self.generates() => Some(usize::from(*from)),
            _ => None,
        }
    }

    pub fn set_tone(&mut self, program: &ToneProgram) {
        self.tone = Some(ToneGenerator::new(*program));
    }

    #[allow(clippy::too_many_arguments)]
    pub fn play(
        &mut self,
        slot: u16,
        sound: Arc<Sound>,
        repeat: bool,
        gain: f32,
        start: usize,
        id: u32,
        emit: &mut dyn FnMut(Raw),
    ) {
        self.stop_play(slot, emit);
        self.player = Some(Player {
            at: start_in(&sound, start, repeat),
            sound,
            repeat,
            gain,
            id,
        });
    }

    pub fn stop_play(&mut self, slot: u16, emit: &mut dyn FnMut(Raw)) {
        if let Some(player) = self.player.take() {
            // The event carries the sound away: its last owner must not be the audio thread.
            emit(Raw::Played {
                slot,
                id: player.id,
                _sound: player.sound,
            });
        }
    }

    #[allow(clippy::too_many_arguments)]
    pub fn process(
        &mut self,
        slot: u16,
        law: Law,
        from_ports: &[SlotFrame],
        linear: &[Linear],
        mixed: &Linear,
        to: &mut SlotFrame,
        emit: &mut dyn FnMut(Raw),
    ) {
        let generates = self.generates();
        if self.conferences == 0 && !generates {
            match self.sources[..self.source_count] {
                [] => return to.fill(law.idle()),
                // Alone at 0 dB: passed on bit by bit, as a data call over the exchange needs it.
                [(from, 1.0)] => {
                    return match from_ports.get(usize::from(from)) {
                        Some(frame) => *to = *frame,
                        None => to.fill(law.idle()),
                    };
                }
                _ => {}
            }
        }
        let mut sum = if self.conferences > 0 {
            *mixed
        } else {
            [0.0; SAMPLES]
        };
        for &(from, gain) in &self.sources[..self.source_count] {
            for (total, sample) in sum.iter_mut().zip(&linear[usize::from(from)]) {
                *total += gain * sample;
            }
        }
        if generates {
            self.generate(slot, &mut sum, emit);
        }
        self.limiter.process(&mut sum);
        encode(law, &sum, to);
    }

    /// Adds tone, digits and sounds.
    pub fn generate(&mut self, slot: u16, sum: &mut Linear, emit: &mut dyn FnMut(Raw)) {
        if let Some(tone) = &mut self.tone {
            if !tone.add_to(sum) {
                self.tone = None;
            }
        }
        self.sender
            .add_to(sum, &mut |job| emit(Raw::Sent { slot, job }));
        if self
            .player
            .as_mut()
            .is_some_and(|player| !player.add_to(sum))
        {
            self.stop_play(slot, emit);
        }
    }
}

/// Music on hold that is shorter than where it should begin has gone round meanwhile.
fn start_in(sound: &Sound, start: usize, repeat: bool) -> usize {
    let length = sound.samples.len();
    if repeat && length > 0 {
        start % length
    } else {
        start.min(length)
    }
}

impl Player {
    /// Adds a frame; false once the sound is over.
    fn add_to(&mut self, sum: &mut Linear) -> bool {
        let samples = &self.sound.samples;
        for total in sum {
            if self.at == samples.len() {
                if !self.repeat || samples.is_empty() {
                    return false;
                }
                self.at = 0;
            }
            *total += self.gain * f32::from(samples[self.at]);
            self.at += 1;
        }
        self.repeat || self.at < samples.len()
    }
}

/// Rounds, saturates and compands.
pub(super) fn encode(law: Law, sum: &Linear, to: &mut SlotFrame) {
    /// Adding 1.5·2²⁵ leaves the nearest multiple of four in the mantissa, counted in fours: after 1.5 is taken
    /// off, the upper 14 bits of the sample, which is what the tables are indexed by.
    const FOURS: f32 = 50_331_648.0;
    const INDEX: u32 = 0x3FFF;
    let codes = law.encodings();
    let mut indices = [0u32; SAMPLES];
    for (index, sample) in indices.iter_mut().zip(sum) {
        let sample = sample.clamp(-32768.0, 32767.0);
        *index = (sample - 1.5 + FOURS).to_bits() & INDEX;
    }
    for (code, index) in to.iter_mut().zip(&indices) {
        *code = codes[*index as usize];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_coded_as_its_law_says_and_what_is_too_large_as_the_largest() {
        for law in [Law::A, Law::Mu] {
            for sample in i16::MIN..=i16::MAX {
                let mut to = [0; SAMPLES];
                let value = f32::from(sample);
                encode(
                    law,
                    &std::array::from_fn(|n| value + n as f32 / 100.0),
                    &mut to,
                );
                assert_eq!(to[0], law.encode(sample), "{sample}");
                assert_eq!(to[39], law.encode(sample), "{sample} and 0.39");
            }
            let mut to = [0; SAMPLES];
            encode(law, &[1e6; SAMPLES], &mut to);
            assert_eq!(to[0], law.encode(i16::MAX));
            encode(law, &[-1e6; SAMPLES], &mut to);
            assert_eq!(to[0], law.encode(i16::MIN));
        }
    }
}
