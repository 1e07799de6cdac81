//! What both threads see of the legs: counters, and who has a place.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

const FREE: u8 = 0;
const OPEN: u8 = 1;
const CLOSING: u8 = 2;

/// Counters of one leg since it was opened. `LegCounters` of `firmware/ports/packet-legs.ts`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LegCounters {
    /// RTP packets that the kernel took.
    pub sent: u64,
    /// Good RTP packets of the peer.
    pub received: u64,
    /// Datagrams from elsewhere, after the peer's address was locked.
    pub strangers: u64,
    /// Not RTP (or RTCP), or of an unknown payload type.
    pub malformed: u64,
    /// RTP packets that the kernel refused.
    pub send_failed: u64,
    /// Under SRTP: forged, damaged, of another key, or come before.
    pub unauthentic: u64,
    /// Of those that were sent: came from another leg and were passed on as they were.
    pub relayed: u64,
}

/// One place for a leg. One thread writes each counter.
#[derive(Debug, Default)]
pub(crate) struct Place {
    state: AtomicU8,
    pub sent: AtomicU64,
    pub received: AtomicU64,
    pub strangers: AtomicU64,
    pub malformed: AtomicU64,
    pub send_failed: AtomicU64,
    pub unauthentic: AtomicU64,
    pub relayed: AtomicU64,
}

impl Place {
    fn all(&self) -> [&AtomicU64; 7] {
        [
            &self.sent,
            &self.received,
            &self.strangers,
            &self.malformed,
            &self.send_failed,
            &self.unauthentic,
            &self.relayed,
        ]
    }

    /// The counters while the place is taken.
    pub fn counters(&self) -> LegCounters {
        let [
            sent,
            received,
            strangers,
            malformed,
            send_failed,
            unauthentic,
            relayed,
        ] = self.all().map(|counter| counter.load(Ordering::Relaxed));
        LegCounters {
            sent,
            received,
            strangers,
            malformed,
            send_failed,
            unauthentic,
            relayed,
        }
    }

    pub fn is_open(&self) -> bool {
        self.state.load(Ordering::Acquire) == OPEN
    }

    pub fn is_closing(&self) -> bool {
        self.state.load(Ordering::Acquire) == CLOSING
    }

    /// Asks whoever runs the frames to give the leg back.
    pub fn close(&self) {
        let change = (Ordering::AcqRel, Ordering::Acquire);
        // A place that is free or closing already stays so.
        let _ = self
            .state
            .compare_exchange(OPEN, CLOSING, change.0, change.1);
    }
}

/// One more of what is counted.
pub(crate) fn count(counter: &AtomicU64) {
    add(counter, 1);
}

/// So many more of it.
pub(crate) fn add(counter: &AtomicU64, more: usize) {
    // One thread writes: nothing can come between the two.
    counter.store(
        counter.load(Ordering::Relaxed).wrapping_add(more as u64),
        Ordering::Relaxed,
    );
}

/// A place that is taken for as long as this lives.
#[derive(Debug)]
pub(crate) struct Lease(Arc<Place>);

impl Lease {
    /// Takes a free place, with counters at zero; nothing when it is taken.
    pub fn take(place: &Arc<Place>) -> Option<Self> {
        let change = (Ordering::AcqRel, Ordering::Acquire);
        place
            .state
            .compare_exchange(FREE, OPEN, change.0, change.1)
            .ok()?;
        for counter in place.all() {
            counter.store(0, Ordering::Relaxed);
        }
        Some(Self(Arc::clone(place)))
    }

    pub fn place(&self) -> &Place {
        &self.0
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.state.store(FREE, Ordering::Release);
    }
}
