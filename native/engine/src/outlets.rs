//! The rings from the real-time thread toward JavaScript's: what happened, and what is to be freed there.

use std::time::{Duration, Instant};

use rtrb::{Producer, PushError};
use tipring_media::{Garbage, RawEvent};

use crate::frame_loop::EngineEvent;
use crate::realtime::Stamped;
use crate::rtp::Spent;

const TICK: Duration = Duration::from_micros(125);

/// What goes back to be freed.
#[derive(Debug)]
#[allow(dead_code, reason = "held only to be dropped elsewhere")]
pub(crate) enum Waste {
    Garbage(Garbage),
    /// A leg's sockets are closed, and its place is free, when it is dropped.
    Spent(Spent),
    /// An event for which there was no room.
    Event(RawEvent),
}

/// The rings toward JavaScript's thread.
pub(crate) struct Outlets {
    events: Producer<Stamped>,
    pub waste: Producer<Waste>,
    pub frame_at: Instant,
    pub pushed: bool,
    pub dropped: u64,
    untold: u64,
}

impl Outlets {
    pub fn new(events: Producer<Stamped>, waste: Producer<Waste>) -> Self {
        Self {
            events,
            waste,
            frame_at: Instant::now(),
            pushed: false,
            dropped: 0,
            untold: 0,
        }
    }

    pub fn emit(&mut self, event: EngineEvent) {
        let at = match &event {
            EngineEvent::Edge { edge, .. } => self.frame_at - TICK * u32::from(edge.ticks_ago),
            _ => self.frame_at,
        };
        match self.events.push(Stamped { at, event }) {
            Ok(()) => self.pushed = true,
            Err(PushError::Full(lost)) => {
                self.dropped += 1;
                self.untold += 1;
                if let EngineEvent::Media(raw) = lost.event {
                    self.discard(Waste::Event(raw));
                }
            }
        }
    }

    pub fn discard(&mut self, waste: Waste) {
        if let Err(PushError::Full(waste)) = self.waste.push(waste) {
            // Freeing here could wait for the allocator's lock; the memory is worth less than the frame.
            std::mem::forget(waste);
        }
    }

    /// Half the ring is free again after a loss: how many events were lost.
    pub fn recovered(&mut self) -> Option<u64> {
        let room = self.events.slots() >= self.events.buffer().capacity() / 2;
        (self.untold > 0 && room).then(|| std::mem::take(&mut self.untold))
    }
}
