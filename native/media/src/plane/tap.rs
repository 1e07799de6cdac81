//! One timeslot from its port: what is recorded and detected there.

use super::storage::Recording;
use super::talker::Talker;
use crate::command::Detectors;
use crate::detect::{DetectorBank, Found, ProgressPlan};
use crate::echo::EchoReport;
use crate::event::{Raw, What};
use crate::quality::{Meter, PacketPath};
use crate::{Linear, SlotFrame};

/// All taps are looked at in each frame, and few are in use: what is large lies apart.
pub(super) struct Tap {
    slot: u16,
    /// Connections and conferences that need what comes from here decoded.
    pub listeners: u32,
    /// Conferences that it is a member of.
    conferences: u32,
    talker: Box<Talker>,
    detectors: Box<DetectorBank>,
    detects: bool,
    recording: Option<Box<Recording>>,
    meter: Option<Box<Meter>>,
}

impl Tap {
    pub fn new(slot: u16) -> Self {
        Self {
            slot,
            listeners: 0,
            conferences: 0,
            talker: Box::new(Talker::new()),
            detectors: Box::default(),
            detects: false,
            recording: None,
            meter: None,
        }
    }

    /// A talker who has left no conference behind to talk in is told to be silent.
    pub fn settle_talker(&mut self, emit: &mut dyn FnMut(Raw)) {
        if self.conferences == 0 && self.talker.reset() {
            emit(Raw::Talking {
                slot: self.slot,
                on: false,
            });
        }
    }

    pub fn needs_linear(&self) -> bool {
        self.detects || self.meter.is_some()
    }

    pub fn set_detectors(&mut self, detectors: Detectors) {
        self.detectors.set(detectors);
        self.detects = self.detectors.is_on();
    }

    pub fn forget_progress(&mut self) {
        self.detectors.forget_progress();
    }

    pub fn join_conference(&mut self) {
        self.listeners += 1;
        self.conferences += 1;
    }

    /// Who is still a member right after, as when a conference is replaced, goes on talking.
    pub fn leave_conference(&mut self) {
        self.listeners -= 1;
        self.conferences -= 1;
    }

    /// Begins to measure anew; the meter that did so before is the caller's to give away.
    pub fn measure(&mut self, meter: Box<Meter>) -> Option<Box<Meter>> {
        self.meter.replace(meter)
    }

    /// The last that a canceller knew, so that a call has it which ends after its line was released.
    pub fn remember_echo(&mut self, report: EchoReport) {
        if let Some(meter) = &mut self.meter {
            meter.echo = Some(report);
        }
    }

    /// Tells the quality so far; the last time the meter goes along.
    pub fn report_quality(
        &mut self,
        last: bool,
        packets: Option<&PacketPath>,
        echo: Option<EchoReport>,
        emit: &mut dyn FnMut(Raw),
    ) {
        let Some(meter) = &self.meter else {
            return emit(Raw::Refused {
                op: "quality",
                code: "not-measured",
                what: What::NotMeasured(self.slot),
            });
        };
        let quality = meter.quality(packets, echo.or(meter.echo));
        emit(Raw::Quality {
            slot: self.slot,
            last,
            quality,
            _meter: if last { self.meter.take() } else { None },
        });
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

    /// Its sound is wanted here by nobody: no detector, recording or conference.
    pub fn is_unheard(&self) -> bool {
        !self.detects && self.recording.is_none() && self.conferences == 0
    }

    /// There is something to be done with a frame. Begins by a command, and may end without one.
    pub fn is_in_use(&self) -> bool {
        self.needs_linear() || !self.is_unheard()
    }

    /// A frame whose sound goes by without being looked at.
    pub fn pass(&mut self) {
        if let Some(meter) = &mut self.meter {
            meter.pass();
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
        if let Some(meter) = &mut self.meter {
            meter.process(linear);
        }
        if self.conferences > 0 {
            if let Some(on) = self.talker.process(linear) {
                emit(Raw::Talking {
                    slot: self.slot,
                    on,
                });
            }
        }
        if self.detects {
            let slot = self.slot;
            let tell = &mut |found: Found| emit(found.at_slot(slot));
            self.detectors.process(linear, plan, tell);
        }
    }
}
