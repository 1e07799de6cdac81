//! Detectors of one timeslot. None of them changes the audio, and none silences another.

mod alert;
mod bank;
mod company;
mod dtmf;
mod fft;
mod highpass;
mod plan;
mod progress;
mod signals;
mod spectrum;

pub(crate) use dtmf::DtmfDetector;
pub(crate) use plan::ProgressPlan;

use crate::callerid::{DtmfCallerId, FskReceiver};
use crate::command::{CallerIdReceiver, Detectors, FskStandard};
use crate::event::{FixedMessage, Raw};
use crate::{CallProgressTone, Linear};
use alert::AlertDetector;
use progress::ProgressDetector;
use signals::{SignalDetector, Wanted};

/// What a bank found in a frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Found {
    Digit(u8),
    Tone(CallProgressTone, bool),
    CallerId(FixedMessage),
    /// The signal before call-waiting caller ID.
    Alert,
}

impl Found {
    pub fn at_slot(self, slot: u16) -> Raw {
        match self {
            Found::Digit(digit) => Raw::Dtmf {
                slot,
                digit,
                passed: false,
            },
            Found::Tone(tone, on) => Raw::Progress { slot, tone, on },
            Found::CallerId(message) => Raw::CallerId { slot, message },
            Found::Alert => Raw::Alert { slot },
        }
    }
}

/// All detectors of one timeslot; only those that are asked for take time.
#[derive(Debug)]
pub(crate) struct DetectorBank {
    detectors: Detectors,
    dtmf: DtmfDetector,
    progress: ProgressDetector,
    signals: SignalDetector,
    fsk: FskReceiver,
    dtmf_caller_id: DtmfCallerId,
    alert: AlertDetector,
}

impl Default for DetectorBank {
    fn default() -> Self {
        Self {
            detectors: Detectors::default(),
            dtmf: DtmfDetector::default(),
            progress: ProgressDetector::default(),
            signals: SignalDetector::default(),
            fsk: FskReceiver::new(FskStandard::Bell202),
            dtmf_caller_id: DtmfCallerId::default(),
            alert: AlertDetector::default(),
        }
    }
}

impl DetectorBank {
    pub fn is_on(&self) -> bool {
        self.detectors != Detectors::default()
    }

    /// Detectors that were off begin afresh; those that stay on go on as they are.
    pub fn set(&mut self, detectors: Detectors) {
        let digits = |of: &Detectors| of.dtmf || of.caller_id == Some(CallerIdReceiver::Dtmf);
        if digits(&detectors) && !digits(&self.detectors) {
            self.dtmf = DtmfDetector::default();
        }
        if detectors.progress && !self.detectors.progress {
            self.progress = ProgressDetector::default();
        }
        if Self::wanted(&detectors) != Self::wanted(&self.detectors) {
            self.signals = SignalDetector::default();
        }
        if detectors.call_waiting_alert && !self.detectors.call_waiting_alert {
            self.alert = AlertDetector::default();
        }
        if detectors.caller_id != self.detectors.caller_id {
            self.dtmf_caller_id = DtmfCallerId::default();
            match detectors.caller_id {
                Some(CallerIdReceiver::Bell202) => {
                    self.fsk = FskReceiver::new(FskStandard::Bell202)
                }
                Some(CallerIdReceiver::V23) => self.fsk = FskReceiver::new(FskStandard::V23),
                Some(CallerIdReceiver::Dtmf) | None => {}
            }
        }
        self.detectors = detectors;
    }

    fn wanted(detectors: &Detectors) -> Wanted {
        Wanted {
            fax: detectors.fax,
            sit: detectors.progress,
        }
    }

    /// The region's tones have changed: what was heard of the old ones counts no more.
    pub fn forget_progress(&mut self) {
        self.progress = ProgressDetector::default();
    }

    /// Takes 5 ms of what comes from the slot.
    pub fn process(
        &mut self,
        frame: &Linear,
        plan: Option<&ProgressPlan>,
        tell: &mut dyn FnMut(Found),
    ) {
        let Detectors {
            dtmf,
            progress,
            fax,
            caller_id,
            call_waiting_alert,
        } = self.detectors;
        if dtmf || caller_id == Some(CallerIdReceiver::Dtmf) {
            let digit = self.dtmf.process(frame);
            if let Some(digit) = digit.filter(|_| dtmf) {
                tell(Found::Digit(digit));
            }
            if caller_id == Some(CallerIdReceiver::Dtmf) {
                if let Some(message) = self.dtmf_caller_id.process(digit) {
                    tell(Found::CallerId(message));
                }
            }
        }
        let mut tell_tone = |(tone, on)| tell(Found::Tone(tone, on));
        if let Some(plan) = plan.filter(|_| progress) {
            self.progress.process(frame, plan, &mut tell_tone);
        }
        if progress || fax {
            self.signals
                .process(frame, Self::wanted(&self.detectors), &mut tell_tone);
        }
        if matches!(
            caller_id,
            Some(CallerIdReceiver::Bell202 | CallerIdReceiver::V23)
        ) {
            if let Some(message) = self.fsk.process(frame) {
                tell(Found::CallerId(message));
            }
        }
        if call_waiting_alert && self.alert.process(frame) {
            tell(Found::Alert);
        }
    }
}
