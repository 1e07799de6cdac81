//! Packet legs: timeslots beyond those of the cards, with a stream of packets in place of a port.
//!
//! The timeslots are of 8 kHz. A leg whose codec has 16 kHz keeps, beside its timeslot, what it says in full:
//! who is wideband too hears that, all others hear the timeslot. Toward such a leg everything of 8 kHz is
//! summed first and raised once, so that one filter a leg is all that mixed rates cost, and an office without
//! such legs nothing at all.

use super::Output;
use super::packet_leg::{PacketLeg, WideSide, add};
use crate::event::Raw;
use crate::packet::events::DigitHeard;
use crate::packet::stream::PacketStream;
use crate::quality::PacketPath;
use crate::{Law, Linear, SAMPLES, SlotFrame, WIDE_SAMPLES};

pub(super) struct Legs {
    /// The first timeslot that is no card's.
    first: usize,
    legs: Box<[Option<Box<PacketLeg>>]>,
    /// Timeslots of the open ones, in order. Most places are free most of the time, and each frame goes over these.
    open: Vec<u16>,
    /// What came from all timeslots, companded; only while a leg is open.
    frames: Box<[SlotFrame]>,
    /// The law whose silence is in the frames of all timeslots of packets, but for those of open legs.
    silent_in: Option<Law>,
    wide_count: u32,
}

impl Legs {
    pub fn new(first: usize, legs: usize) -> Self {
        Self {
            first,
            legs: (0..legs).map(|_| None).collect(),
            open: Vec::with_capacity(legs),
            frames: vec![[0; SAMPLES]; if legs > 0 { first + legs } else { 0 }].into_boxed_slice(),
            silent_in: None,
            wide_count: 0,
        }
    }

    /// The first timeslot that is no card's.
    pub fn first(&self) -> usize {
        self.first
    }

    pub fn has_wide(&self) -> bool {
        self.wide_count > 0
    }

    fn place(&mut self, slot: usize) -> Option<&mut Option<Box<PacketLeg>>> {
        self.legs.get_mut(slot.checked_sub(self.first)?)
    }

    pub fn get(&mut self, slot: usize) -> Option<&mut PacketStream> {
        let leg = self.place(slot)?.as_mut()?;
        Some(&mut leg.stream)
    }

    pub fn leg(&self, slot: usize) -> Option<&PacketLeg> {
        self.legs.get(slot.checked_sub(self.first)?)?.as_deref()
    }

    pub fn leg_mut(&mut self, slot: usize) -> Option<&mut PacketLeg> {
        self.place(slot)?.as_deref_mut()
    }

    /// How many legs are open.
    pub fn count(&self) -> usize {
        self.open.len()
    }

    /// The timeslot of the open leg at this place, of [`Legs::count`].
    pub fn open_at(&self, place: usize) -> usize {
        usize::from(self.open[place])
    }

    pub fn is_relayed(&self, slot: usize) -> bool {
        self.leg(slot).is_some_and(|leg| leg.partner.is_some())
    }

    pub fn path(&self, slot: usize) -> Option<PacketPath> {
        let leg = self.legs.get(slot.checked_sub(self.first)?)?.as_ref()?;
        Some(leg.path())
    }

    pub fn wide(&self, slot: usize) -> Option<&WideSide> {
        let leg = self.legs.get(slot.checked_sub(self.first)?)?.as_ref()?;
        leg.wide.as_deref()
    }

    pub fn wide_mut(&mut self, slot: usize) -> Option<&mut WideSide> {
        self.place(slot)?.as_mut()?.wide.as_deref_mut()
    }

    /// Opens a leg, or closes it; what was there is the caller's to give away. An error is a timeslot of a card.
    pub fn set(
        &mut self,
        slot: usize,
        leg: Option<Box<PacketLeg>>,
    ) -> Result<Option<Box<PacketLeg>>, Option<Box<PacketLeg>>> {
        let Some(place) = self.place(slot) else {
            return Err(leg);
        };
        let old = std::mem::replace(place, leg);
        self.open.clear();
        self.wide_count = 0;
        for (slot, leg) in (self.first as u16..).zip(&self.legs) {
            let Some(leg) = leg else { continue };
            // There is room for all of them.
            self.open.push(slot);
            self.wide_count += u32::from(leg.wide.is_some());
        }
        self.silent_in = None;
        Ok(old)
    }

    /// What all timeslots send, lent out for a frame; nothing while no leg is open.
    pub fn take_frames(&mut self, law: Law, from_ports: &[SlotFrame]) -> Option<Box<[SlotFrame]>> {
        if self.open.is_empty() {
            return None;
        }
        let mut frames = std::mem::take(&mut self.frames);
        let (cards, packets) = frames.split_at_mut(self.first);
        for (at, frame) in cards.iter_mut().enumerate() {
            match from_ports.get(at) {
                Some(from) => *frame = *from,
                None => frame.fill(law.idle()),
            }
        }
        let silence = [law.idle(); SAMPLES];
        if self.silent_in.replace(law) == Some(law) {
            for &slot in &self.open {
                packets[usize::from(slot) - self.first] = silence;
            }
        } else {
            packets.fill(silence);
        }
        Some(frames)
    }

    pub fn give_back(&mut self, frames: Box<[SlotFrame]>) {
        self.frames = frames;
    }

    /// Plays 5 ms of each stream into its timeslot.
    pub fn hear(
        &mut self,
        law: Law,
        now_us: u64,
        frames: &mut [SlotFrame],
        linear: &mut [Linear],
        emit: &mut dyn FnMut(Raw),
    ) {
        for &slot in &self.open {
            let slot = usize::from(slot);
            let Some(leg) = &mut self.legs[slot - self.first] else {
                continue;
            };
            let passed = leg.partner.is_some();
            let tell = &mut |digit| tell_digit(slot, digit, passed, emit);
            leg.hear(now_us, &mut linear[slot], law, &mut frames[slot], tell);
        }
    }

    /// Gives each stream 5 ms of what is heard at its timeslot.
    pub fn say(
        &mut self,
        outputs: &mut [Output],
        linear: &[Linear],
        mixed: &[Linear],
        emit: &mut dyn FnMut(Raw),
        datagram: &mut dyn FnMut(u16, &[u8]),
    ) {
        for place in 0..self.count() {
            let slot = self.open_at(place);
            let at = slot - self.first;
            if self.is_relayed(slot) {
                continue;
            }
            let output = &mut outputs[slot];
            if self.says_nothing(slot, output) {
                let is_call = !output.sources().is_empty();
                if let Some(leg) = self.legs[at].as_deref_mut() {
                    leg.say_nothing(is_call, &mut |bytes| datagram(slot as u16, bytes));
                }
                continue;
            }
            let mut narrow = [0.0; SAMPLES];
            let mut wide = [0.0; WIDE_SAMPLES];
            let own = self.wide(slot);
            if let Some(own) = own {
                narrow = own.mixed_narrow;
                wide = own.mixed;
            } else if output.conferences > 0 {
                narrow = mixed[slot];
            }
            for &(from, gain) in output.sources() {
                let from = usize::from(from);
                match self.wide(from).filter(|_| own.is_some()) {
                    Some(other) => add(&other.said, gain, &mut wide),
                    None => add(&linear[from], gain, &mut narrow),
                }
            }
            let generates = output.generates();
            output.generate(slot as u16, &mut narrow, emit);
            if let Some(leg) = self.legs[at].as_deref_mut() {
                if generates {
                    leg.stream.hears_own();
                }
                leg.say(narrow, wide, &mut |bytes| datagram(slot as u16, bytes));
            }
        }
    }

    /// Nothing has come from there, and nothing but silence goes there.
    pub fn is_silent(&self, slot: usize, output: &Output) -> bool {
        self.says_nothing(slot, output) && self.leg(slot).is_some_and(PacketLeg::is_unheard)
    }

    /// Silence is all that is heard there: its sources are legs of which nothing has come, and nothing sounds here.
    fn says_nothing(&self, slot: usize, output: &Output) -> bool {
        let is_unheard = |slot: usize| self.leg(slot).is_some_and(PacketLeg::is_unheard);
        let mut sources = output.sources().iter();
        output.conferences == 0
            && !output.generates()
            && sources.all(|&(from, _)| is_unheard(from.into()))
            && self.leg(slot).is_some_and(PacketLeg::is_at_rest)
    }
}

fn tell_digit(slot: usize, digit: DigitHeard, passed: bool, emit: &mut dyn FnMut(Raw)) {
    if let DigitHeard::Begun(digit) = digit {
        emit(Raw::Dtmf {
            slot: slot as u16,
            digit,
            passed,
        });
    }
}
