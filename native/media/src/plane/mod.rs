//! The media plane: what comes from every timeslot, switched to every timeslot, 5 ms at a time.

mod call_recorder;
mod conference;
mod conferences;
mod echo;
mod legs;
mod limiter;
mod output;
mod packet_leg;
mod packets;
mod recordings;
mod relays;
mod sending;
mod sounds;
mod storage;
mod talker;
mod tap;
mod wideband;

pub(crate) use call_recorder::{CallRecorder, Chunk};
pub(crate) use conference::{Conference, Exception, Member, Mixing, Ramp};
pub(crate) use echo::LineEcho;
pub(crate) use packet_leg::PacketLeg;
pub(crate) use sending::{SendContent, SendJob};
pub(crate) use storage::{Configuration, Recording, Sound};
pub(crate) use talker::power;

use crate::event::{Raw, RawEvent, What};
use crate::prepare::{Garbage, Prepared, Scrap, Work};
use crate::{Law, Linear, SAMPLES, SlotFrame};
use echo::Echoes;
use legs::Legs;
use output::Output;
use std::sync::Arc;
use tap::Tap;

/// Most conferences at a time.
const CONFERENCES_MAX: usize = 64;
/// Most sounds that are loaded at a time.
const SOUNDS_MAX: usize = 1024;

/// The media plane of one exchange: timeslot interchange, conferences, tones, senders, players,
/// recorders and detectors. Everything is allocated by [`Plane::new`] or [`crate::prepare`].
pub struct Plane {
    configuration: Option<Box<Configuration>>,
    law: Law,
    outputs: Box<[Output]>,
    taps: Box<[Tap]>,
    echoes: Echoes,
    legs: Legs,
    /// What came from each slot; only slots that someone listens to are decoded.
    linear: Box<[Linear]>,
    /// What the conferences add toward each member.
    mixed: Box<[Linear]>,
    conferences: Box<[Option<Box<Conference>>]>,
    sounds: Vec<Arc<Sound>>,
    recorders: Box<[Option<Box<CallRecorder>>]>,
    paths: u32,
    /// Timeslots whose tap is in use, in order, as far as `taps_changed` does not say that they are to be looked for.
    tapped: Vec<u16>,
    taps_changed: bool,
    /// Since [`Plane::relays`] was asked last something has changed that calls are relayed by.
    may_not_relay: bool,
}

impl Plane {
    /// A plane of so many timeslots, all idle, A-law until configured. Allocates all it will need.
    pub fn new(slots: usize) -> Self {
        Self::with_packets(slots, 0)
    }

    /// The same with so many timeslots more, after those of the cards, for packet legs.
    pub fn with_packets(cards: usize, legs: usize) -> Self {
        let slots = cards + legs;
        Self {
            legs: Legs::new(cards, legs),
            configuration: None,
            law: Law::A,
            outputs: (0..slots).map(|_| Output::default()).collect(),
            taps: (0..slots).map(|slot| Tap::new(slot as u16)).collect(),
            echoes: Echoes::new(slots),
            linear: vec![[0.0; SAMPLES]; slots].into_boxed_slice(),
            mixed: vec![[0.0; SAMPLES]; slots].into_boxed_slice(),
            conferences: (0..CONFERENCES_MAX).map(|_| None).collect(),
            sounds: Vec::with_capacity(SOUNDS_MAX),
            recorders: (0..recordings::RECORDERS_MAX).map(|_| None).collect(),
            paths: 0,
            tapped: Vec::with_capacity(slots),
            taps_changed: false,
            may_not_relay: false,
        }
    }

    /// One-way connections and conference members now switched.
    pub fn paths(&self) -> u32 {
        self.paths
    }

    /// The companding law in force.
    pub fn law(&self) -> Law {
        self.law
    }

    /// Carries out a command. Does not allocate or free; what it returns is to be dropped elsewhere.
    pub fn apply(
        &mut self,
        prepared: Prepared,
        events: &mut dyn FnMut(RawEvent),
    ) -> Option<Garbage> {
        let emit = &mut |raw| events(RawEvent(raw));
        (self.taps_changed, self.may_not_relay) = (true, true);
        let scrap = match prepared.0 {
            Work::Configure(configuration) => self.configure(configuration),
            Work::Connect { from, to, gain } => self.connect(from, to, gain, emit),
            Work::Disconnect { from, to } => self.disconnect(from, to),
            Work::Conference(conference) => self.conference(conference, emit),
            Work::Tone { slot, name } => self.tone(slot, name, emit),
            Work::Send { op, slot, job } => self.send(op, slot, job, emit),
            Work::StopSend { slot } => {
                self.outputs[slot].sender.stop(&mut |job| {
                    emit(Raw::Sent {
                        slot: slot as u16,
                        job,
                    })
                });
                None
            }
            Work::Detect { slot, detectors } => {
                let tap = &mut self.taps[slot];
                tap.set_detectors(detectors);
                None
            }
            Work::Packets { slot, leg } => self.packets(slot, leg, emit),
            Work::Echo {
                slot,
                canceller: Some(canceller),
            } if slot >= self.legs.first() => {
                emit(Raw::Refused {
                    op: "echo",
                    code: "slot-of-packets",
                    what: What::NoLine(slot as u16),
                });
                Some(Scrap::Echo(canceller))
            }
            Work::Echo { slot, canceller } => {
                let old = match canceller {
                    Some(canceller) => self.echoes.start(slot, canceller),
                    None => {
                        if let Some(report) = self.echoes.report(slot) {
                            self.taps[slot].remember_echo(report);
                        }
                        self.echoes.stop(slot, emit)
                    }
                };
                old.map(Scrap::Echo)
            }
            Work::LoadSound(sound) => self.load_sound(sound, emit),
            Work::Play {
                slot,
                name,
                repeat,
                gain,
                start,
                id,
            } => self.play(slot, name, repeat, gain, start, id, emit),
            Work::StopPlay { slot } => {
                self.outputs[slot].stop_play(slot as u16, emit);
                None
            }
            Work::Record {
                slot,
                mut recording,
            } => {
                recording.law = self.law;
                self.taps[slot].record(Some(recording), emit);
                None
            }
            Work::StopRecord { slot } => {
                self.taps[slot].record(None, emit);
                None
            }
            Work::RecordCall(recorder) => self.record_call(recorder, emit),
            Work::StopRecordCall { id } => {
                self.stop_record_call(id, emit);
                None
            }
            Work::Quality {
                slot,
                report,
                packets,
                meter,
            } => self.quality(slot, report, packets.as_ref(), meter, emit),
        };
        scrap.map(Garbage)
    }

    /// One frame of all timeslots: 5 ms in, 5 ms out. Slots beyond those of the cards are sent idle.
    pub fn process(
        &mut self,
        from_ports: &[SlotFrame],
        to_ports: &mut [SlotFrame],
        events: &mut dyn FnMut(RawEvent),
    ) {
        self.process_packets(0, from_ports, to_ports, events, &mut |_, _| {});
    }

    /// The same with packet legs: what they play begins to sound at `now_us`, on the clock of
    /// [`Plane::receive`]; `datagrams` gets what they send, with their timeslot.
    pub fn process_packets(
        &mut self,
        now_us: u64,
        from_ports: &[SlotFrame],
        to_ports: &mut [SlotFrame],
        events: &mut dyn FnMut(RawEvent),
        datagrams: &mut dyn FnMut(u16, &[u8]),
    ) {
        let emit = &mut |raw| events(RawEvent(raw));
        match self.legs.take_frames(self.law, from_ports) {
            None => {
                self.decode(from_ports);
                self.switch(from_ports, to_ports, emit);
            }
            Some(mut frames) => {
                self.decode(&frames);
                self.legs
                    .hear(self.law, now_us, &mut frames, &mut self.linear, emit);
                self.switch(&frames, to_ports, emit);
                self.legs.say(
                    &mut self.outputs,
                    &self.linear,
                    &self.mixed,
                    emit,
                    datagrams,
                );
                self.legs.give_back(frames);
            }
        }
    }

    /// From what came, companded and decoded, to what the ports of the cards are sent.
    fn switch(
        &mut self,
        from_ports: &[SlotFrame],
        to_ports: &mut [SlotFrame],
        emit: &mut dyn FnMut(Raw),
    ) {
        self.echoes
            .cancel(self.law, from_ports, &mut self.linear, emit);
        self.mix_conferences();
        let heard = self.echoes.heard(from_ports);
        let cards = self.legs.first();
        for (slot, to) in to_ports.iter_mut().enumerate() {
            match self.outputs[..cards].get_mut(slot) {
                Some(output) => {
                    let mixed = &self.mixed[slot];
                    output.process(slot as u16, self.law, heard, &self.linear, mixed, to, emit);
                }
                None => to.fill(self.law.idle()),
            }
        }
        recordings::record_calls(&mut self.recorders, heard, emit);
        let plan = self
            .configuration
            .as_deref()
            .map(|configuration| &configuration.progress);
        if std::mem::take(&mut self.taps_changed) {
            self.tapped.clear();
            let taps = (0..).zip(&self.taps);
            let in_use = taps.filter(|(_, tap)| tap.is_in_use());
            // There is room for all of them.
            self.tapped.extend(in_use.map(|(slot, _)| slot));
        }
        for &slot in &self.tapped {
            let slot = usize::from(slot);
            let Some(from) = heard.get(slot) else { break };
            if self.legs.is_relayed(slot) {
                self.taps[slot].pass();
                continue;
            }
            self.taps[slot].process(from, &self.linear[slot], plan, emit);
        }
        self.echoes.sent(self.law, to_ports);
    }

    fn decode(&mut self, from_ports: &[SlotFrame]) {
        let values = self.law.values();
        // What a leg says is written by what its stream plays; without one it is silent.
        let cards = &mut self.linear[..self.legs.first()];
        for (slot, linear) in cards.iter_mut().enumerate() {
            let tap = &self.taps[slot];
            if !tap.needs_linear() && tap.listeners == 0 && !self.echoes.is_on(slot) {
                continue;
            }
            match from_ports.get(slot) {
                Some(from) => {
                    for (sample, &code) in linear.iter_mut().zip(from) {
                        *sample = values[usize::from(code)];
                    }
                }
                None => linear.fill(0.0),
            }
        }
    }

    fn configure(&mut self, configuration: Box<Configuration>) -> Option<Scrap> {
        self.law = configuration.law;
        for tap in &mut self.taps {
            tap.forget_progress();
        }
        self.configuration
            .replace(configuration)
            .map(Scrap::Configuration)
    }

    fn connect(
        &mut self,
        from: usize,
        to: usize,
        gain: f32,
        emit: &mut dyn FnMut(Raw),
    ) -> Option<Scrap> {
        match self.outputs[to].connect(from, gain) {
            Ok(added) => {
                self.paths += u32::from(added);
                self.taps[from].listeners += u32::from(added);
                if let Some(stream) = self.legs.get(to).filter(|_| added) {
                    stream.hears_others();
                }
            }
            Err(most) => emit(full("connect", "list of sources of a timeslot", most)),
        }
        None
    }

    fn disconnect(&mut self, from: usize, to: usize) -> Option<Scrap> {
        if self.outputs[to].disconnect(from) {
            self.paths -= 1;
            self.taps[from].listeners -= 1;
        }
        None
    }

    fn tone(
        &mut self,
        slot: usize,
        name: Option<Box<str>>,
        emit: &mut dyn FnMut(Raw),
    ) -> Option<Scrap> {
        let Some(name) = name else {
            self.outputs[slot].tone = None;
            return None;
        };
        let tones = self
            .configuration
            .iter()
            .flat_map(|configuration| &configuration.tones);
        match tones.into_iter().find(|(known, _)| *known == name) {
            Some((_, program)) => {
                self.outputs[slot].set_tone(program);
                Some(Scrap::Name(name))
            }
            None => {
                emit(Raw::Refused {
                    op: "tone",
                    code: "tone-unknown",
                    what: What::Unknown("tone", name),
                });
                None
            }
        }
    }

    fn send(
        &mut self,
        op: &'static str,
        slot: usize,
        mut job: Box<SendJob>,
        emit: &mut dyn FnMut(Raw),
    ) -> Option<Scrap> {
        if let Some(configuration) = &self.configuration {
            job.set_levels(&configuration.dtmf);
        }
        match self.outputs[slot].sender.push(job) {
            Ok(()) => None,
            Err(job) => {
                emit(full(op, "send queue of a timeslot", sending::QUEUE_MAX));
                Some(Scrap::Job(job))
            }
        }
    }
}

fn full(op: &'static str, place: &'static str, most: usize) -> Raw {
    Raw::Refused {
        op,
        code: "full",
        what: What::Full(place, most),
    }
}
