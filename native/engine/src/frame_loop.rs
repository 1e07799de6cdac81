//! One 5 ms frame of all cards around one plane. Pure: bytes in, bytes out; virtual time calls it directly,
//! the real-time thread between two bursts.
//!
//! SPI moves both ways at once, so what the host sends in burst *n* was made from what the card sent in
//! burst *n* − 1 at the latest: [`FrameLoop::transmit`] always comes before [`FrameLoop::receive`].

use std::io;
use std::sync::Arc;

use tipring_media::{Garbage, Law, Plane, Prepared, RawEvent, SlotFrame};

use crate::burst::{HostHeader, PAYLOAD_LEN, SAMPLES, SLOTS, encode_host, host_flags};
use crate::edges::Edge;
use crate::os::EventFd;
use crate::port::BurstBytes;
use crate::receiver::{Change, Receiver};
use crate::rtp::{Agreed, Hub, Leg, Network, Spent};
use crate::statistics::Statistics;

/// Frames that a card should keep queued (card-px8: 2 survives a stall of 10 ms, at 10 ms of delay).
pub const QUEUE_TARGET: u16 = 2;
/// All slots carry audio; silence costs as much as speech on the bus.
const ALL_SLOTS: u16 = 0xFFFF;
/// The firmware is alive and takes the lines; RELAY_ARM, a wire of its own, has the last word.
const ALL_RELAYS: u8 = 0xFF;
/// Length of a frame.
const FRAME_US: u64 = 5000;

/// Something to tell the switching core or the drivers, made without allocating.
#[derive(Debug)]
pub enum EngineEvent {
    /// From the plane.
    Media(RawEvent),
    /// From a card's pins. Cards count from 1.
    Edge {
        /// Card, from 1.
        card: u16,
        /// What moved.
        edge: Edge,
    },
    /// The burst to a card works, or has failed for three frames.
    Card {
        /// Card, from 1.
        card: u16,
        /// Works.
        up: bool,
    },
    /// A packet leg hears its peer (again), or has heard nothing for 10 s though it should.
    Leg {
        /// Timeslot, after those of the cards.
        slot: u16,
        /// Hears it.
        heard: bool,
    },
    /// Events found no room on their way, because they were not fetched for long.
    Lost {
        /// How many.
        events: u64,
    },
}

struct Card {
    receiver: Receiver,
    seq: u16,
    resync: bool,
}

/// All cards of an exchange, and its plane.
pub struct FrameLoop {
    plane: Plane,
    /// Nothing without packet legs.
    hub: Option<Hub>,
    /// The sockets of the legs, unless they have a thread of their own.
    network: Option<Box<Network>>,
    cards: Vec<Card>,
    heard: Vec<SlotFrame>,
    said: Vec<SlotFrame>,
    law: Law,
    draining: bool,
    statistics: Statistics,
    /// Time of the last frame.
    now_us: u64,
}

impl FrameLoop {
    /// An exchange of `cards` cards, all down and silent in A-law.
    #[must_use]
    pub fn new(cards: usize) -> Self {
        Self::over(cards, 0, None)
    }

    /// The same with places for so many packet legs, at the timeslots after those of the cards.
    ///
    /// # Errors
    /// When the process has no descriptor left.
    pub fn with_legs(cards: usize, legs: u16) -> io::Result<Self> {
        let first = (cards * SLOTS) as u16;
        let halves = (legs > 0).then(|| Hub::new(first, legs)).transpose()?;
        Ok(Self::over(cards, legs, halves))
    }

    fn over(cards: usize, legs: u16, halves: Option<(Hub, Network)>) -> Self {
        let (hub, network) = halves.unzip();
        let law = Law::A;
        let silence = vec![[law.idle(); SAMPLES]; cards * SLOTS];
        Self {
            plane: Plane::with_packets(cards * SLOTS, legs.into()),
            hub,
            network: network.map(Box::new),
            cards: (0..cards)
                .map(|_| Card {
                    receiver: Receiver::new(law),
                    seq: 0,
                    resync: true,
                })
                .collect(),
            heard: silence.clone(),
            said: silence,
            law,
            draining: false,
            statistics: Statistics::default(),
            now_us: 0,
        }
    }

    /// Number of cards.
    #[must_use]
    pub fn cards(&self) -> usize {
        self.cards.len()
    }

    /// Whether the burst to a card (from 0) works.
    #[must_use]
    pub fn is_up(&self, card: usize) -> bool {
        self.cards[card].receiver.is_up()
    }

    /// Gives an order to the plane; what comes back is to be freed elsewhere.
    pub fn apply(
        &mut self,
        order: Prepared,
        emit: &mut impl FnMut(EngineEvent),
    ) -> Option<Garbage> {
        let garbage = self
            .plane
            .apply(order, &mut |event| emit(EngineEvent::Media(event)));
        if self.plane.law() != self.law {
            self.set_law(self.plane.law());
        }
        garbage
    }

    /// The sockets of the legs, to be served by a thread of their own from now on, with what wakes it.
    pub fn take_network(&mut self) -> Option<(Box<Network>, Arc<EventFd>)> {
        let network = self.network.take()?;
        Some((network, self.hub.as_ref()?.bell()))
    }

    /// Whether an order can be carried out now, also one for a packet leg, whose network may stand still.
    pub fn takes_orders(&self) -> bool {
        self.hub.as_ref().is_none_or(Hub::has_room)
    }

    /// Serves a packet leg from now on; one that cannot be is to be freed elsewhere.
    pub fn open_leg(&mut self, leg: Box<Leg>) -> Option<Box<Leg>> {
        match &mut self.hub {
            Some(hub) => hub.open(leg),
            None => Some(leg),
        }
    }

    /// Gives an agreement to its leg; one whose leg is not there any more comes back, to be freed elsewhere.
    pub fn agree(
        &mut self,
        agreed: Box<Agreed>,
        emit: &mut impl FnMut(EngineEvent),
    ) -> Option<Box<Agreed>> {
        match &mut self.hub {
            Some(hub) => hub.agree(agreed, &mut self.plane, emit),
            None => Some(agreed),
        }
    }

    /// In virtual time, where the network is served in line with the frames: carries out at once what was ordered, and
    /// closes what is to be closed. With a thread of its own it does so by itself.
    pub fn settle(&mut self) {
        if let Some(network) = &mut self.network {
            network.take(self.now_us);
            network.look_round(self.now_us);
        }
    }

    /// A leg that was closed, or an agreement that is in force: to be freed elsewhere.
    pub fn take_spent(&mut self, emit: &mut impl FnMut(EngineEvent)) -> Option<Spent> {
        self.hub.as_mut()?.take_spent(&mut self.plane, emit)
    }

    fn set_law(&mut self, law: Law) {
        self.law = law;
        self.heard.fill([law.idle(); SAMPLES]);
        self.said.fill([law.idle(); SAMPLES]);
        for card in &mut self.cards {
            card.receiver.set_law(law);
        }
    }

    /// Writes what a card (from 0) gets in its next burst.
    pub fn transmit(&mut self, card: usize, mosi: &mut BurstBytes) {
        let state = &mut self.cards[card];
        let (last_rx_seq, echo_tick) = state.receiver.echo();
        let resync = state.receiver.take_stale() | std::mem::take(&mut state.resync);
        let header = HostHeader {
            flags: flag(self.law == Law::Mu, host_flags::MU_LAW)
                | flag(resync, host_flags::RESYNC)
                | flag(self.draining, host_flags::DRAINING),
            seq: state.seq,
            last_rx_seq,
            echo_tick,
            slot_enable: ALL_SLOTS,
            relay_request: ALL_RELAYS,
            queue_target: QUEUE_TARGET,
        };
        state.seq = state.seq.wrapping_add(1);
        let payload: &[u8; PAYLOAD_LEN] = slots(&self.said, card)
            .as_flattened()
            .try_into()
            .expect("16 slots of 40 bytes");
        encode_host(&header, payload, mosi);
    }

    /// Takes in what a card (from 0) sent in a burst; `None` when there was no burst in this frame.
    pub fn receive(
        &mut self,
        card: usize,
        miso: Option<&[u8]>,
        emit: &mut impl FnMut(EngineEvent),
    ) {
        let number = card as u16 + 1;
        let heard = &mut self.heard[card * SLOTS..(card + 1) * SLOTS];
        let tell = |edge| emit(EngineEvent::Edge { card: number, edge });
        let change = self.cards[card]
            .receiver
            .receive(miso, heard, &mut self.statistics, tell);
        if let Some(change) = change {
            emit(EngineEvent::Card {
                card: number,
                up: change == Change::Up,
            });
        }
    }

    /// A card (from 0) gave nothing in this frame, and its clock may have stood still: its last audio is
    /// repeated and fades, but the frame does not count as failed.
    pub fn late(&mut self, card: usize) {
        let heard = &mut self.heard[card * SLOTS..(card + 1) * SLOTS];
        self.cards[card].receiver.late(heard, &mut self.statistics);
    }

    /// Runs the plane over the frame that has come in; the next [`FrameLoop::transmit`] sends what it made.
    /// Time goes by frames.
    pub fn process(&mut self, emit: &mut impl FnMut(EngineEvent)) {
        self.process_at(self.now_us + FRAME_US, emit);
    }

    /// The same at `now_us` of the machine's clock: what comes by packet has a clock of its own.
    pub fn process_at(&mut self, now_us: u64, emit: &mut impl FnMut(EngineEvent)) {
        self.frame(now_us, u64::MAX, emit);
        match (&mut self.network, &mut self.hub) {
            (Some(network), _) => {
                network.take(now_us);
                network.look_round(now_us);
            }
            (None, Some(hub)) => hub.ring(),
            (None, None) => {}
        }
    }

    /// Nobody hears a frame: there are no cards, and packets only pass by or are of silence. Such frames may be made up
    /// for afterwards.
    #[must_use]
    pub fn is_unheard(&self) -> bool {
        self.cards.is_empty() && self.plane.is_soundless()
    }

    /// A frame of before, after which another one comes at once: what came later is that one's.
    pub fn make_up(&mut self, now_us: u64, emit: &mut impl FnMut(EngineEvent)) {
        self.frame(now_us, now_us, emit);
    }

    /// `until_us`: packets that came after it are left for another frame.
    fn frame(&mut self, now_us: u64, until_us: u64, emit: &mut impl FnMut(EngineEvent)) {
        self.now_us = now_us;
        let Self { plane, hub, .. } = self;
        if let Some(network) = &mut self.network {
            network.turn_at(now_us);
        }
        if let Some(hub) = hub {
            hub.receive(until_us, plane, emit);
            hub.relay(plane, now_us);
        }
        plane.process_packets(
            now_us,
            &self.heard,
            &mut self.said,
            &mut |event| emit(EngineEvent::Media(event)),
            &mut |slot, datagram| {
                if let Some(hub) = hub {
                    hub.send(slot, datagram);
                }
            },
        );
        self.statistics.frames += 1;
    }

    /// The host is about to stop: silence from now on, and the card is told.
    pub fn drain(&mut self) {
        self.draining = true;
        self.said.fill([self.law.idle(); SAMPLES]);
    }

    /// Events were lost on their way to the switching core: says again which cards are up, and with the next
    /// burst which interrupts are pending.
    pub fn retell(&mut self, emit: &mut impl FnMut(EngineEvent)) {
        for (number, card) in (1u16..).zip(&mut self.cards) {
            card.receiver.retell();
            emit(EngineEvent::Card {
                card: number,
                up: card.receiver.is_up(),
            });
        }
    }

    /// Counters since start.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let live = || {
            self.cards
                .iter()
                .map(|card| &card.receiver)
                .filter(|receiver| receiver.is_up())
        };
        Statistics {
            card_queue_depth: live().map(Receiver::queue_depth).min().unwrap_or(0).into(),
            supply_mv_min: live().map(Receiver::supply_mv).min().unwrap_or(0).into(),
            paths: self.plane.paths().into(),
            ..self.statistics
        }
    }
}

fn flag(set: bool, bit: u8) -> u8 {
    if set { bit } else { 0 }
}

fn slots(frames: &[SlotFrame], card: usize) -> &[SlotFrame] {
    &frames[card * SLOTS..(card + 1) * SLOTS]
}

#[cfg(test)]
#[path = "frame_loop_tests.rs"]
mod tests;
