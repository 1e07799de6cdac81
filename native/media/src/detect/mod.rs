//! Detectors of one timeslot.
mod bank;
mod dtmf;
mod highpass;
pub(crate) use dtmf::DtmfDetector;

use crate::Linear;
use crate::command::Detectors;
use crate::event::Raw;
use crate::tone::ToneDefinition;
use std::collections::BTreeMap;

/// What the progress detectors compare with.
#[derive(Debug)]
pub(crate) struct ProgressPlan;

impl ProgressPlan {
    pub fn new(_tones: &BTreeMap<String, ToneDefinition>) -> Self {
        Self
    }
}

#[derive(Debug, Default)]
pub(crate) struct DetectorBank {
    detectors: Detectors,
}

impl DetectorBank {
    pub fn is_on(&self) -> bool {
        self.detectors != Detectors::default()
    }
    pub fn set(&mut self, detectors: Detectors) {
        self.detectors = detectors;
    }
    pub fn forget_progress(&mut self) {}
    pub fn process(
        &mut self,
        _: u16,
        _: &Linear,
        _: Option<&ProgressPlan>,
        _: &mut dyn FnMut(Raw),
    ) {
    }
}
