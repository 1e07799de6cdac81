//! All legs of a plane, served once a frame. Nothing here allocates, locks or waits.

use tipring_media::Plane;

use super::leg::{Agreed, Leg, Moment};
use crate::frame_loop::EngineEvent;

/// Datagrams looked at in one frame, of all legs: 32 legs send 8 in that time.
const FRAME_READ_MAX: usize = 256;
/// Longer than any RTP packet that is taken, so that one which was cut is seen to be too long.
const BUFFER_BYTES: usize = 2048;
/// Reports are looked for in every so many frames, another leg in each.
const REPORT_FRAMES: usize = 16;
/// One second: elapsed time stands for the wall clock (RFC 3550 §6.4.1), and 0 would mean none.
const NTP_START: u64 = 1 << 32;

/// The open legs, by timeslot.
#[derive(Debug)]
pub struct Legs {
    first: u16,
    legs: Box<[Option<Box<Leg>>]>,
    buffer: Box<[u8]>,
    cname: [u8; 16],
    open: usize,
    turn: usize,
}

impl Legs {
    /// Places for so many legs, from timeslot `first` on. Allocates all it will need.
    #[must_use]
    pub fn new(first: u16, legs: u16) -> Self {
        let buffer = if legs > 0 { BUFFER_BYTES } else { 0 };
        Self {
            first,
            legs: (0..legs).map(|_| None).collect(),
            buffer: vec![0; buffer].into_boxed_slice(),
            cname: cname(),
            open: 0,
            turn: 0,
        }
    }

    fn place(&mut self, slot: u16) -> Option<&mut Option<Box<Leg>>> {
        let at = slot.checked_sub(self.first)?;
        self.legs.get_mut(usize::from(at))
    }

    /// Puts a leg in its place; what cannot be placed comes back.
    pub fn open(&mut self, leg: Box<Leg>) -> Option<Box<Leg>> {
        let place = match self.place(leg.slot()) {
            Some(place) => place,
            None => return Some(leg),
        };
        let old = place.replace(leg);
        self.open += usize::from(old.is_none());
        old
    }

    /// Has a leg go by an agreement, which comes back to be freed elsewhere with what it replaced. Nothing happens
    /// when the leg is not there any more.
    pub fn agree(
        &mut self,
        mut agreed: Box<Agreed>,
        plane: &mut Plane,
        now_us: u64,
        emit: &mut dyn FnMut(EngineEvent),
    ) -> Box<Agreed> {
        if let Some(Some(leg)) = self.place(agreed.slot) {
            leg.agree(agreed.terms, now_us);
            let pass = &mut |event| emit(EngineEvent::Media(event));
            let stream = agreed.stream.take();
            agreed.garbage = stream.and_then(|stream| plane.apply(stream, pass));
            plane.pause_sending(agreed.slot, !agreed.terms.sends);
        }
        agreed
    }

    /// Takes out a leg that is to be closed; its sockets are to be closed elsewhere.
    pub fn take_closing(
        &mut self,
        plane: &mut Plane,
        now_us: u64,
        emit: &mut dyn FnMut(EngineEvent),
    ) -> Option<Box<Leg>> {
        if self.open == 0 {
            return None;
        }
        let closing = |leg: &mut Box<Leg>| leg.place().is_closing();
        let mut legs = self.legs.iter_mut();
        let mut leg = legs.find_map(|place| place.take_if(closing))?;
        self.open -= 1;
        leg.end(plane, ntp(now_us), &self.cname, emit);
        Some(leg)
    }

    /// Takes in what has come for all legs.
    pub fn receive(&mut self, plane: &mut Plane, now_us: u64, emit: &mut dyn FnMut(EngineEvent)) {
        if self.open == 0 {
            return;
        }
        self.turn = self.turn.wrapping_add(1);
        let count = self.legs.len();
        let mut moment = Moment {
            now_us,
            ntp: ntp(now_us),
            buffer: &mut self.buffer,
        };
        let mut left = FRAME_READ_MAX;
        for at in 0..count {
            // Each frame another leg comes first: a flood at one cannot keep the others from being heard.
            let at = (at + self.turn) % count;
            let Some(leg) = &mut self.legs[at] else {
                continue;
            };
            left -= leg.receive(plane, &mut moment, left, emit);
            if (at + self.turn) % REPORT_FRAMES == 0 {
                leg.receive_reports(plane, &mut moment);
            }
            leg.watch(now_us, emit);
        }
    }

    /// Sends a datagram of a timeslot's stream.
    pub fn send(&mut self, slot: u16, datagram: &[u8]) {
        if let Some(Some(leg)) = self.place(slot) {
            leg.send(datagram);
        }
    }

    /// Sends the reports that are due.
    pub fn report(&mut self, plane: &mut Plane, now_us: u64) {
        if self.open == 0 {
            return;
        }
        for leg in self.legs.iter_mut().flatten() {
            leg.report(plane, now_us, ntp(now_us), &self.cname);
        }
    }
}

/// 32.32 bits.
fn ntp(now_us: u64) -> u64 {
    NTP_START + ((u128::from(now_us) << 32) / 1_000_000) as u64
}

/// A name that tells nothing of the box: 64 random bits, anew with each start (RFC 7022 §4.2).
fn cname() -> [u8; 16] {
    let random = super::pool::random();
    std::array::from_fn(|at| b"0123456789abcdef"[(random >> (4 * at)) as usize & 15])
}
