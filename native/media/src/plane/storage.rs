//! What commands bring along, allocated off the audio thread.

use crate::command::DtmfLevels;
use crate::detect::ProgressPlan;
use crate::tone::ToneProgram;
use crate::{Law, RATE, SlotFrame, wav};

/// What `configure` sets.
#[derive(Debug)]
pub(crate) struct Configuration {
    pub law: Law,
    pub tones: Vec<(Box<str>, ToneProgram)>,
    pub dtmf: DtmfLevels,
    pub progress: ProgressPlan,
}

/// A sound on the 16-bit scale.
#[derive(Debug)]
pub(crate) struct Sound {
    pub name: Box<str>,
    pub samples: Box<[i16]>,
    /// Active speech level as it will be played, and what was done to reach it.
    pub level_dbm0: Option<f64>,
    pub gain_db: f64,
}

impl Sound {
    pub fn length_ms(&self) -> u32 {
        (self.samples.len() as u64 * 1000 / u64::from(RATE)) as u32
    }
}

/// A recording in the law of the line, so that what is kept is what was heard, to the bit.
#[derive(Debug)]
pub(crate) struct Recording {
    pub id: u32,
    pub law: Law,
    codes: Box<[u8]>,
    len: usize,
}

impl Recording {
    /// Room for so many samples; written to, so that the audio thread meets no page fault.
    pub fn new(id: u32, samples: usize) -> Self {
        Self {
            id,
            law: Law::A,
            codes: vec![0xD5; samples].into_boxed_slice(),
            len: 0,
        }
    }

    /// Takes a frame; false once it is full.
    pub fn push(&mut self, frame: &SlotFrame) -> bool {
        let count = frame.len().min(self.codes.len() - self.len);
        self.codes[self.len..self.len + count].copy_from_slice(&frame[..count]);
        self.len += count;
        self.len < self.codes.len()
    }

    pub fn to_wav(&self) -> Vec<u8> {
        wav::write_companded(self.law, &self.codes[..self.len])
    }
}
