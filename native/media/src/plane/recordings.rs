//! Recordings of calls, and the measuring of their quality.

use super::{CallRecorder, Plane, full};
use crate::SlotFrame;
use crate::command::QualityReport;
use crate::event::Raw;
use crate::prepare::Scrap;
use crate::quality::{Meter, PacketPath};

/// Most calls that are recorded at a time: 4 MB of rings.
pub(super) const RECORDERS_MAX: usize = 32;

impl Plane {
    /// One with the same number ends first.
    pub(super) fn record_call(
        &mut self,
        mut recorder: Box<CallRecorder>,
        emit: &mut dyn FnMut(Raw),
    ) -> Option<Scrap> {
        self.stop_record_call(recorder.id, emit);
        recorder.law = self.law;
        match self.recorders.iter_mut().find(|place| place.is_none()) {
            Some(place) => {
                *place = Some(recorder);
                None
            }
            None => {
                emit(full("recordCall", "table of recordings", RECORDERS_MAX));
                Some(Scrap::Recorder(recorder))
            }
        }
    }

    pub(super) fn stop_record_call(&mut self, id: u32, emit: &mut dyn FnMut(Raw)) {
        for place in &mut self.recorders {
            if place.as_ref().is_some_and(|recorder| recorder.id == id) {
                end(place, emit);
            }
        }
    }

    pub(super) fn quality(
        &mut self,
        slot: usize,
        report: QualityReport,
        packets: Option<&PacketPath>,
        meter: Option<Box<Meter>>,
        emit: &mut dyn FnMut(Raw),
    ) -> Option<Scrap> {
        let echo = self.echoes.report(slot);
        let own = self.legs.path(slot);
        let tap = &mut self.taps[slot];
        if let Some(meter) = meter {
            return tap.measure(meter).map(Scrap::Meter);
        }
        tap.report_quality(
            report == QualityReport::End,
            packets.or(own.as_ref()),
            echo,
            emit,
        );
        None
    }
}

/// A frame of all calls that are recorded.
pub(super) fn record_calls(
    recorders: &mut [Option<Box<CallRecorder>>],
    heard: &[SlotFrame],
    emit: &mut dyn FnMut(Raw),
) {
    for place in recorders {
        let Some(recorder) = place else { continue };
        if !recorder.process(heard, emit) {
            end(place, emit);
        }
    }
}

fn end(place: &mut Option<Box<CallRecorder>>, emit: &mut dyn FnMut(Raw)) {
    if let Some(recorder) = place.take() {
        recorder.finish(emit);
    }
}
