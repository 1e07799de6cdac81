//! What the thread of the frames has of the legs: their streams are in its plane, their sockets are elsewhere.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rtrb::{Consumer, Producer, RingBuffer};
use tipring_media::Plane;

use super::leg::Leg;
use super::network::{Ends, Network, Order, Spent};
use super::terms::Agreed;
use super::wire::{Head, Inlet, Kind, Outlet, PACKET_MAX, wire};
use crate::frame_loop::EngineEvent;
use crate::os::EventFd;

/// Orders that may be on their way: more than the real-time thread takes in some frames.
const ORDERS: usize = 1024;
/// Each way: some packets of each leg, and enough for a few.
const WIRE_BYTES: usize = 64 * 1024;
const WIRE_BYTES_PER_LEG: usize = 1024;

/// The frames' end of the rings to the network.
pub(crate) struct Hub {
    first: u16,
    /// Legs that are open as far as the frames know.
    open: Box<[bool]>,
    inlet: Inlet,
    outlet: Outlet,
    orders: Producer<Order>,
    spent: Consumer<Spent>,
    bell: Arc<EventFd>,
    /// The network has been awake since this was false.
    awake: Arc<AtomicBool>,
    buffer: Box<[u8; PACKET_MAX]>,
    /// Something was put in that the network has not been woken for.
    pushed: bool,
}

impl Hub {
    /// Both ends, for so many legs from timeslot `first` on.
    ///
    /// # Errors
    /// When the process has no descriptor left.
    pub fn new(first: u16, legs: u16) -> io::Result<(Self, Network)> {
        let bytes = WIRE_BYTES + WIRE_BYTES_PER_LEG * usize::from(legs);
        let (outlet, network_inlet) = wire(bytes);
        let (network_outlet, inlet) = wire(bytes);
        let (orders, network_orders) = RingBuffer::new(ORDERS);
        let (network_spent, spent) = RingBuffer::new(ORDERS + usize::from(legs));
        let bell = Arc::new(EventFd::new()?);
        let awake = Arc::new(AtomicBool::new(false));
        let ends = Ends {
            inlet: network_inlet,
            outlet: network_outlet,
            orders: network_orders,
            spent: network_spent,
            bell: Arc::clone(&bell),
            awake: Arc::clone(&awake),
        };
        let network = Network::new(first, legs, ends)?;
        let hub = Self {
            first,
            open: (0..legs).map(|_| false).collect(),
            inlet,
            outlet,
            orders,
            spent,
            bell,
            awake,
            buffer: Box::new([0; PACKET_MAX]),
            pushed: false,
        };
        Ok((hub, network))
    }

    /// What wakes the network.
    pub fn bell(&self) -> Arc<EventFd> {
        Arc::clone(&self.bell)
    }

    fn open_at(&mut self, slot: u16) -> Option<&mut bool> {
        let at = slot.checked_sub(self.first)?;
        self.open.get_mut(usize::from(at))
    }

    fn is_open(&mut self, slot: u16) -> bool {
        self.open_at(slot).is_some_and(|open| *open)
    }

    /// Whether an order can be passed on now. Who has more waits with them, for one that comes back is never carried out.
    pub fn has_room(&self) -> bool {
        self.orders.slots() > 0 && self.outlet.has_room(Kind::Order, 0)
    }

    /// The order goes into its ring before its marker does: the network looks all the time, and an order that is not
    /// there yet when its marker is seen would wait for the next one's, and so would each after it.
    fn order(&mut self, slot: u16, order: Order) -> Result<(), Order> {
        if !self.has_room() {
            return Err(order);
        }
        self.orders
            .push(order)
            .map_err(|rtrb::PushError::Full(order)| order)?;
        let is_marked = self.push(Kind::Order, slot, 0, &[]);
        debug_assert!(is_marked, "room does not become less");
        Ok(())
    }

    fn push(&mut self, kind: Kind, slot: u16, value: u64, bytes: &[u8]) -> bool {
        let done = self.outlet.push(Head { kind, slot, value }, bytes);
        self.pushed |= done;
        done
    }

    /// Has a leg served from now on; one that has no place comes back.
    pub fn open(&mut self, leg: Box<Leg>) -> Option<Box<Leg>> {
        let slot = leg.slot();
        if self.open_at(slot).is_none() {
            return Some(leg);
        }
        match self.order(slot, Order::Open(leg)) {
            Ok(()) => {
                if let Some(open) = self.open_at(slot) {
                    *open = true;
                }
                None
            }
            Err(Order::Open(leg)) => Some(leg),
            Err(Order::Agree(_)) => None,
        }
    }

    /// Has a leg go by an agreement; it comes back at once when the leg is not there any more.
    pub fn agree(
        &mut self,
        mut agreed: Box<Agreed>,
        plane: &mut Plane,
        emit: &mut dyn FnMut(EngineEvent),
    ) -> Option<Box<Agreed>> {
        let slot = agreed.slot;
        if !self.is_open(slot) {
            return Some(agreed);
        }
        let pass = &mut |event| emit(EngineEvent::Media(event));
        let stream = agreed.stream.take();
        agreed.garbage = stream.and_then(|stream| plane.apply(stream, pass));
        let terms = agreed.terms;
        plane.pause_sending(slot, !terms.sends);
        let both_ways = terms.sends && terms.receives;
        plane.agreed(slot, both_ways.then_some(terms.ptime_ms));
        match self.order(slot, Order::Agree(agreed)) {
            Ok(()) | Err(Order::Open(_)) => None,
            Err(Order::Agree(agreed)) => Some(agreed),
        }
    }

    /// What the network has no more use for; a leg's stream is taken from the plane.
    pub fn take_spent(
        &mut self,
        plane: &mut Plane,
        emit: &mut dyn FnMut(EngineEvent),
    ) -> Option<Spent> {
        let mut spent = self.spent.pop().ok()?;
        if let Spent::Leg(leg) = &mut spent {
            if let Some(open) = self.open_at(leg.slot()) {
                *open = false;
            }
            if let Some(closing) = leg.take_closing() {
                let pass = &mut |event| emit(EngineEvent::Media(event));
                leg.keep_garbage(plane.apply(closing, pass));
            }
        }
        Some(spent)
    }

    /// Gives the plane what has come since the last frame, up to the first packet that came after `until_us`.
    pub fn receive(&mut self, until_us: u64, plane: &mut Plane, emit: &mut dyn FnMut(EngineEvent)) {
        let is_later = |head: Head| head.kind == Kind::Packet && head.value > until_us;
        while !self.inlet.next().is_some_and(is_later) {
            let Some((head, length)) = self.inlet.pop(&mut self.buffer) else {
                return;
            };
            let Head { kind, slot, value } = head;
            if !self.is_open(slot) {
                continue;
            }
            let bytes = &self.buffer[..length];
            match kind {
                Kind::Packet => {
                    let pass = &mut |event| emit(EngineEvent::Media(event));
                    // It was read before: it is RTP.
                    let _ = plane.receive(slot, bytes, value, pass);
                }
                // A goodbye alone ends no call: signalling does.
                Kind::Report => drop(plane.receive_report(slot, bytes, value)),
                Kind::Heard | Kind::Silent => {
                    let heard = kind == Kind::Heard;
                    emit(EngineEvent::Leg { slot, heard });
                }
                Kind::Relay | Kind::Mix | Kind::Order => {}
            }
        }
    }

    /// Which legs pass their packets to each other from now on.
    pub fn relay(&mut self, plane: &mut Plane, now_us: u64) {
        plane.relays(now_us, &mut |slot, to| {
            let (kind, value) = match to {
                Some(to) => (Kind::Relay, to.into()),
                None => (Kind::Mix, 0),
            };
            self.push(kind, slot, value, &[])
        });
    }

    /// Sends a datagram of a timeslot's stream.
    pub fn send(&mut self, slot: u16, datagram: &[u8]) {
        // A network that stands still for longer than the ring lasts has lost more than this packet.
        self.push(Kind::Packet, slot, 0, datagram);
    }

    /// Wakes the network if there is something for it, or if it has slept for a frame while legs are open: it looks
    /// after them by our clock, for a timer of its own would be set anew with every packet.
    pub fn ring(&mut self) {
        let slept = !self.awake.swap(false, Ordering::Relaxed);
        if std::mem::take(&mut self.pushed) || (slept && self.open.contains(&true)) {
            self.bell.signal();
        }
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "hub of {} legs", self.open.len())
    }
}

#[cfg(test)]
#[path = "hub_tests.rs"]
mod tests;
