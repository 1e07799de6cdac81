//! Digits and caller ID sent toward a timeslot: a short queue of jobs, each ending with `sent`.

use crate::callerid::ALERT;
use crate::command::DtmfLevels;
use crate::level::peak_of_dbm0;
use crate::tone::{phase_step, samples_of_ms, sine};
use crate::{Linear, RATE, SAMPLES};

/// Most jobs that wait, the one under way included.
pub(super) const QUEUE_MAX: usize = 8;
/// Length of `,`.
const PAUSE_SAMPLES: u32 = RATE;

/// Frequencies of the low and the high group (ITU-T Q.23).
const LOW_HZ: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const HIGH_HZ: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
const KEYS: &[u8; 16] = b"123A456B789C*0#D";

/// One thing to send.
#[derive(Debug)]
pub(crate) struct SendJob {
    pub id: u32,
    pub content: SendContent,
}

#[derive(Debug)]
pub(crate) enum SendContent {
    Digits(Digits),
    /// Ready audio on the 16-bit scale.
    Samples {
        samples: Box<[i16]>,
        at: usize,
    },
}

#[derive(Debug)]
pub(crate) struct Digits {
    digits: Box<[u8]>,
    next: usize,
    phases: [u32; 2],
    increments: [u32; 2],
    peaks: [f32; 2],
    on_samples: u32,
    off_samples: u32,
    on_left: u32,
    off_left: u32,
    sounding: Sounding,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sounding {
    Digit,
    Alert,
}

impl SendContent {
    pub fn samples(samples: Box<[i16]>) -> Self {
        SendContent::Samples { samples, at: 0 }
    }

    pub fn digits(digits: Box<[u8]>) -> Self {
        SendContent::Digits(Digits {
            digits,
            next: 0,
            phases: [0; 2],
            increments: [0; 2],
            // Until the region says otherwise: ETSI ES 201 235-2 §4.2.
            peaks: [peak_of_dbm0(-11.0), peak_of_dbm0(-9.0)],
            on_samples: samples_of_ms(70.0),
            off_samples: samples_of_ms(70.0),
            on_left: 0,
            off_left: 0,
            sounding: Sounding::Digit,
        })
    }

    /// The dual tone alerting signal first, then the digits.
    pub fn digits_after_alert(digits: Box<[u8]>) -> Self {
        let mut content = Self::digits(digits);
        if let SendContent::Digits(digits) = &mut content {
            digits.increments = ALERT.hz.map(phase_step);
            digits.on_left = samples_of_ms(ALERT.on_ms);
            digits.off_left = samples_of_ms(ALERT.gap_ms);
            digits.sounding = Sounding::Alert;
        }
        content
    }
}

impl SendJob {
    /// Levels and times of the region in force when the job is given.
    pub fn set_levels(&mut self, levels: &DtmfLevels) {
        if let SendContent::Digits(digits) = &mut self.content {
            digits.peaks = [
                peak_of_dbm0(levels.low_dbm0),
                peak_of_dbm0(levels.high_dbm0),
            ];
            digits.on_samples = samples_of_ms(levels.on_ms);
            digits.off_samples = samples_of_ms(levels.off_ms);
        }
    }

    /// Adds what fits from `at` on; the new end, and true while there is more.
    fn add_to(&mut self, sum: &mut Linear, at: usize) -> (usize, bool) {
        match &mut self.content {
            SendContent::Digits(digits) => digits.add_to(sum, at),
            SendContent::Samples { samples, at: done } => {
                let rest = &samples[*done..];
                let count = rest.len().min(SAMPLES - at);
                for (total, &sample) in sum[at..at + count].iter_mut().zip(rest) {
                    *total += f32::from(sample);
                }
                *done += count;
                (at + count, *done < samples.len())
            }
        }
    }
}

impl Digits {
    fn add_to(&mut self, sum: &mut Linear, mut at: usize) -> (usize, bool) {
        loop {
            if self.on_left == 0 && self.off_left == 0 && !self.next_digit() {
                return (at, false);
            }
            if at == SAMPLES {
                return (at, true);
            }
            let on = (self.on_left as usize).min(SAMPLES - at);
            self.sound(&mut sum[at..at + on]);
            self.on_left -= on as u32;
            at += on;
            let off = (self.off_left as usize).min(SAMPLES - at);
            self.off_left -= off as u32;
            at += off;
        }
    }

    fn next_digit(&mut self) -> bool {
        let Some(&digit) = self.digits.get(self.next) else {
            return false;
        };
        self.next += 1;
        match KEYS.iter().position(|&key| key == digit) {
            Some(key) => {
                self.sounding = Sounding::Digit;
                self.phases = [0; 2];
                self.increments = [phase_step(LOW_HZ[key / 4]), phase_step(HIGH_HZ[key % 4])];
                self.on_left = self.on_samples;
                self.off_left = self.off_samples;
            }
            None => self.off_left = PAUSE_SAMPLES,
        }
        true
    }

    fn sound(&mut self, out: &mut [f32]) {
        let peaks = match self.sounding {
            Sounding::Digit => self.peaks,
            Sounding::Alert => [peak_of_dbm0(ALERT.level_dbm0); 2],
        };
        for ((phase, increment), peak) in self.phases.iter_mut().zip(self.increments).zip(peaks) {
            for sample in out.iter_mut() {
                *sample += peak * sine(*phase);
                *phase = phase.wrapping_add(increment);
            }
        }
    }
}

/// Jobs of one timeslot, in order.
#[derive(Default)]
pub(super) struct Sender {
    queue: [Option<Box<SendJob>>; QUEUE_MAX],
    first: usize,
    len: usize,
}

impl Sender {
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The error is the job that found no place.
    pub fn push(&mut self, job: Box<SendJob>) -> Result<(), Box<SendJob>> {
        if self.len == QUEUE_MAX {
            return Err(job);
        }
        self.queue[(self.first + self.len) % QUEUE_MAX] = Some(job);
        self.len += 1;
        Ok(())
    }

    fn pop(&mut self) -> Option<Box<SendJob>> {
        let job = self.queue[self.first].take()?;
        self.first = (self.first + 1) % QUEUE_MAX;
        self.len -= 1;
        Some(job)
    }

    /// Ends all jobs.
    pub fn stop(&mut self, sent: &mut dyn FnMut(Box<SendJob>)) {
        while let Some(job) = self.pop() {
            sent(job);
        }
    }

    /// Adds a frame. A job that ends inside it is followed by the next without a gap.
    pub fn add_to(&mut self, sum: &mut Linear, sent: &mut dyn FnMut(Box<SendJob>)) {
        let mut at = 0;
        while let Some(job) = &mut self.queue[self.first] {
            let (end, more) = job.add_to(sum, at);
            if more {
                return;
            }
            at = end;
            if let Some(job) = self.pop() {
                sent(job);
            }
        }
    }
}
