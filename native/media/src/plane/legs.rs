//! Packet legs: timeslots beyond those of the cards, with a stream of packets in place of a port.
//!
//! The timeslots are of 8 kHz. A leg whose codec has 16 kHz keeps, beside its timeslot, what it says in full:
//! who is wideband too hears that, all others hear the timeslot. Toward such a leg everything of 8 kHz is
//! summed first and raised once, so that one filter a leg is all that mixed rates cost, and an office without
//! such legs nothing at all.

use super::Output;
use super::limiter::Limiter;
use super::output::encode;
use crate::event::Raw;
use crate::packet::events::DigitHeard;
use crate::packet::stream::PacketStream;
use crate::quality::{CodecImpairment, PacketPath};
use crate::resample::Resampler;
use crate::{Law, Linear, RATE, SAMPLES, SlotFrame, WIDE_RATE, WIDE_SAMPLES, Wide};

/// One leg, with all the memory that it will need.
pub(crate) struct PacketLeg {
    stream: PacketStream,
    codec: CodecImpairment,
    wide: Option<Box<WideSide>>,
    limiter: Limiter,
    /// Length of the packets of both directions, ms; nothing while one of them is on hold.
    pub(super) both_ways_ms: Option<u8>,
    /// The leg that its packets are passed on to, and that it gets those of.
    pub(super) partner: Option<usize>,
}

impl std::fmt::Debug for PacketLeg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rate = if self.wide.is_some() { WIDE_RATE } else { RATE };
        write!(f, "PacketLeg({rate} Hz)")
    }
}

/// What a wideband leg has beside its timeslot.
pub(super) struct WideSide {
    /// What it says.
    pub said: Wide,
    /// What conferences add toward it: of members of 8 kHz, and of others like itself.
    pub mixed_narrow: Linear,
    pub mixed: Wide,
    to_narrow: Resampler,
    from_narrow: Resampler,
}

impl WideSide {
    pub fn new() -> Option<Self> {
        Some(Self {
            said: [0.0; WIDE_SAMPLES],
            mixed_narrow: [0.0; SAMPLES],
            mixed: [0.0; WIDE_SAMPLES],
            to_narrow: Resampler::new(WIDE_RATE, RATE)?,
            from_narrow: Resampler::new(RATE, WIDE_RATE)?,
        })
    }
}

impl WideSide {
    /// All that is heard at this leg: what is of 8 kHz raised, and the rest.
    pub fn sum(&mut self, narrow: &Linear, mut wide: Wide) -> Wide {
        let mut raised = [0.0; WIDE_SAMPLES];
        self.from_narrow.process(narrow, &mut raised);
        add(&raised, 1.0, &mut wide);
        wide
    }
}

impl PacketLeg {
    /// Nothing if the codec has a rate that timeslots cannot be brought to.
    pub fn new(stream: PacketStream, codec: CodecImpairment) -> Option<Self> {
        let wide = match stream.frame_samples() {
            SAMPLES => None,
            WIDE_SAMPLES => Some(Box::new(WideSide::new()?)),
            _ => return None,
        };
        Some(Self {
            stream,
            codec,
            wide,
            limiter: Limiter::default(),
            both_ways_ms: None,
            partner: None,
        })
    }

    /// Packets of either could be the other's, but for their numbers.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let kinds = |leg: &Self| {
            let (codec, types) = leg.stream.format();
            (codec, types.event.is_some(), types.noise.is_some())
        };
        let length = self.both_ways_ms;
        kinds(self) == kinds(other) && length.is_some() && length == other.both_ways_ms
    }

    pub(super) fn stream(&self) -> &PacketStream {
        &self.stream
    }

    pub(super) fn relay(&mut self, partner: Option<usize>) {
        self.partner = partner;
        self.stream.relay(partner.is_some());
    }

    /// What the packet side knows of the way to us.
    fn path(&self) -> PacketPath {
        let counters = self.stream.counters();
        // Half of there and back; of a network that goes both ways alike it is exact (ITU-T G.107 knows no other).
        let network_ms = counters.round_trip_ms.map_or(0.0, |ms| ms / 2.0);
        PacketPath {
            loss_share: f64::from(counters.loss_percent / 100.0).clamp(0.0, 1.0),
            burst_ratio: f64::from(counters.burst_ratio),
            jitter_ms: f64::from(counters.jitter_ms),
            delay_ms: f64::from(counters.delay_ms + network_ms),
            codec: self.codec,
        }
    }
}

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
            let linear = &mut linear[slot];
            if leg.is_unheard() {
                // Its frame is idle already.
                leg.stream.play_own(now_us, &mut [0; SAMPLES], tell);
                linear.fill(0.0);
                continue;
            }
            if leg.partner.is_some() {
                leg.stream.pass(now_us, tell);
                continue;
            }
            match &mut leg.wide {
                None => {
                    let mut samples = [0i16; SAMPLES];
                    leg.stream.play_own(now_us, &mut samples, tell);
                    *linear = samples.map(f32::from);
                }
                Some(wide) => {
                    let mut samples = [0i16; WIDE_SAMPLES];
                    leg.stream.play_own(now_us, &mut samples, tell);
                    wide.said = samples.map(f32::from);
                    wide.to_narrow.process(&wide.said, linear);
                    wide.mixed_narrow = [0.0; SAMPLES];
                    wide.mixed = [0.0; WIDE_SAMPLES];
                }
            }
            encode(law, linear, &mut frames[slot]);
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
}

impl Legs {
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

impl PacketLeg {
    /// Nothing has ever come from its peer, of 8 kHz.
    fn is_unheard(&self) -> bool {
        self.wide.is_none() && !self.stream.has_come()
    }

    /// Of 8 kHz, and silence toward it needs no work.
    fn is_at_rest(&self) -> bool {
        self.wide.is_none() && self.limiter.is_at_rest()
    }

    /// `is_call`: with somebody else, of whom nothing has come either.
    fn say_nothing(&mut self, is_call: bool, datagram: &mut dyn FnMut(&[u8])) {
        self.stream.thin(is_call && !self.stream.has_come());
        self.stream.send_own(&mut [0; SAMPLES], datagram);
    }

    fn say(&mut self, mut narrow: Linear, wide: Wide, datagram: &mut dyn FnMut(&[u8])) {
        self.stream.thin(false);
        match &mut self.wide {
            None => {
                self.limiter.process(&mut narrow);
                self.stream.send_own(&mut narrow.map(rounded), datagram);
            }
            Some(side) => {
                let mut wide = side.sum(&narrow, wide);
                self.limiter.process(&mut wide);
                self.stream.send_own(&mut wide.map(rounded), datagram);
            }
        }
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

fn rounded(sample: f32) -> i16 {
    sample.round() as i16
}

fn add<const N: usize>(what: &[f32; N], gain: f32, to: &mut [f32; N]) {
    for (total, sample) in to.iter_mut().zip(what) {
        *total += gain * sample;
    }
}
