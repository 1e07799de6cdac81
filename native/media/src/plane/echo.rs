//! Echo cancellers of the timeslots that have one, between the ports and all that listens to them.

use super::output::encode;
use crate::echo::{Canceller, EchoReport};
use crate::event::Raw;
use crate::{Law, Linear, RATE, SAMPLES, SlotFrame};

/// Far-end talk after which the figures are told again: 1 s.
const REPORT_FRAMES: u32 = RATE / SAMPLES as u32;

/// The canceller of one timeslot, and what of it has been told.
#[derive(Debug)]
pub(crate) struct LineEcho {
    canceller: Canceller,
    bulk_frames: usize,
    told_frames: u32,
    told_state: (bool, bool),
}

impl LineEcho {
    pub fn new(bulk_frames: usize) -> Self {
        Self {
            canceller: Canceller::new(bulk_frames),
            bulk_frames,
            told_frames: 0,
            told_state: (false, false),
        }
    }

    /// The figures, if they are due.
    fn due(&mut self) -> Option<EchoReport> {
        let report = self.canceller.report();
        let state = (report.converged, report.disabled);
        let due = state != self.told_state
            || report.frames < self.told_frames
            || report.frames - self.told_frames >= REPORT_FRAMES;
        due.then(|| {
            self.told_frames = report.frames;
            self.told_state = state;
            report
        })
    }
}

pub(super) struct Echoes {
    slots: Box<[Option<Box<LineEcho>>]>,
    /// What came from the ports, less echo; only while a canceller is on.
    heard: Box<[SlotFrame]>,
    count: u32,
}

impl Echoes {
    pub fn new(slots: usize) -> Self {
        Self {
            slots: (0..slots).map(|_| None).collect(),
            heard: vec![[0; SAMPLES]; slots].into_boxed_slice(),
            count: 0,
        }
    }

    pub fn is_on(&self, slot: usize) -> bool {
        self.slots[slot].is_some()
    }

    /// Begins with this canceller, unless one of the same delay is at work; what is not needed comes back.
    pub fn start(&mut self, slot: usize, new: Box<LineEcho>) -> Option<Box<LineEcho>> {
        let same = |old: &LineEcho| old.bulk_frames == new.bulk_frames;
        if self.slots[slot].as_deref().is_some_and(same) {
            return Some(new);
        }
        let old = self.slots[slot].replace(new);
        self.count += u32::from(old.is_none());
        old
    }

    /// Ends with the figures of the call, if there was talk to measure.
    pub fn stop(&mut self, slot: usize, emit: &mut dyn FnMut(Raw)) -> Option<Box<LineEcho>> {
        let old = self.slots[slot].take()?;
        self.count -= 1;
        let report = old.canceller.report();
        if report.frames > 0 {
            emit(told(slot, report));
        }
        Some(old)
    }

    /// What the canceller of a slot knows by now.
    pub fn report(&self, slot: usize) -> Option<EchoReport> {
        let line = self.slots[slot].as_deref()?;
        Some(line.canceller.report())
    }

    /// Takes the echo out of `linear` where a canceller is on.
    pub fn cancel(
        &mut self,
        law: Law,
        from_ports: &[SlotFrame],
        linear: &mut [Linear],
        emit: &mut dyn FnMut(Raw),
    ) {
        if self.count == 0 {
            return;
        }
        for (heard, from) in self.heard.iter_mut().zip(from_ports) {
            *heard = *from;
        }
        for (slot, line) in self.slots.iter_mut().enumerate() {
            let Some(line) = line else { continue };
            let untouched = line.canceller.process(&mut linear[slot]);
            if !untouched {
                encode(law, &linear[slot], &mut self.heard[slot]);
            }
            if let Some(report) = line.due() {
                emit(told(slot, report));
            }
        }
    }

    /// What the exchange hears from its ports: as they sent it, to the bit, where no echo was taken out.
    pub fn heard<'a>(&'a self, from_ports: &'a [SlotFrame]) -> &'a [SlotFrame] {
        if self.count == 0 {
            return from_ports;
        }
        &self.heard[..from_ports.len().min(self.heard.len())]
    }

    /// What goes to the ports now will come back as echo: as the port gets it, companded.
    pub fn sent(&mut self, law: Law, to_ports: &[SlotFrame]) {
        if self.count == 0 {
            return;
        }
        let values = law.decode_all();
        for (line, to) in self.slots.iter_mut().zip(to_ports) {
            if let Some(line) = line {
                let far = to.map(|code| f32::from(values[usize::from(code)]));
                line.canceller.sent(&far);
            }
        }
    }
}

fn told(slot: usize, report: EchoReport) -> Raw {
    Raw::Echo {
        slot: slot as u16,
        report,
    }
}
