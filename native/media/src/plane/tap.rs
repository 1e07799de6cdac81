//! One timeslot from its port: what is recorded and detected there.

use super::storage::Recording;
use crate::command::Detectors;
use crate::detect::{DetectorBank, Found, ProgressPlan};
use crate::event::Raw;
use crate::{Linear, SlotFrame};

pub(super) struct Tap {
    slot: u16,
    /// Connections and conferences that need what comes from here decoded.
    pub listeners: u32,
    detectors: DetectorBank,
    recording: Option<Box<Recording>>,
}

impl Tap {
    pub fn new(slot: u16) -> Self {
        Self {
            slot,
            listeners: 0,
            detectors: DetectorBank::default(),
            recording: None,
        }
    }

    pub fn needs_linear(&self) -> bool {
        self.detectors.is_on()
    }

    pub fn set_detectors(&mut self, detectors: Detectors) {
        self.detectors.set(detectors);
    }

    pub fn forget_progress(&mut self) {
        self.detectors.forget_progress();
    }

    /// Begins a recording, or none; the one under way ends with its event.
    pub fn record(&mut self, recording: Option<Box<Recording>>, emit: &mut dyn FnMut(Raw)) {
        if let Some(recording) = std::mem::replace(&mut self.recording, recording) {
            emit(Raw::Recorded {
                slot: self.slot,
                recording,
            });
        }
    }

    pub fn process(
        &mut self,
        from: &SlotFrame,
        linear: &Linear,
        plan: Option<&ProgressPlan>,
        emit: &mut dyn FnMut(Raw),
    ) {
        if self
            .recording
            .as_mut()
            .is_some_and(|recording| !recording.push(from))
        {
            self.record(None, emit);
        }
        if self.detectors.is_on() {
            let slot = self.slot;
            let tell = &mut |found: Found| emit(found.at_slot(slot));
            self.detectors.process(linear, plan, tell);
        }
    }
}
