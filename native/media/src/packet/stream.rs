//! One leg of a call in packets: between the frames of the media plane and the datagrams of a socket.

use super::events::{DigitHeard, EventReceiver};
use super::jitter::{Arrival, Content, Inserted, JitterCounters, JitterLimits};
use super::playout::{Playout, PlayoutCounters};
use super::reception::{Reception, round_trip};
use super::rtcp::{self, RtcpPacket};
use super::rtp::{RtpError, RtpHeader, RtpPacket};
use super::sending::{Sending, SendingCounters};
use crate::codec::{self, Codec, CodecError, CodecKind};
use crate::resample::Resampler;
use crate::{RATE, SAMPLES, WIDE_SAMPLES};

/// Numbers that SDP gave to what is sent and received (RFC 3551, RFC 8866).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayloadTypes {
    /// Of the codec.
    pub voice: u8,
    /// Of telephone events, if both sides agreed on them.
    pub event: Option<u8>,
    /// Of comfort noise: 13, unless another was agreed on.
    pub noise: Option<u8>,
}

/// How a stream is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamSettings {
    /// The codec of both directions.
    pub codec: CodecKind,
    /// Its and the others' numbers.
    pub payload_types: PayloadTypes,
    /// Bounds of the jitter buffer.
    pub limits: JitterLimits,
    /// Send comfort noise in silence.
    pub silence_suppression: bool,
    /// Ours; drawn at random by the caller (RFC 3550 §8.1), as are the next two.
    pub ssrc: u32,
    /// Of the first packet.
    pub first_sequence: u16,
    /// Of the first sample.
    pub first_timestamp: u32,
}

/// What happened on a stream so far, for the record of the call and live.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct StreamCounters {
    /// Packets as the jitter buffer saw them.
    pub jitter: JitterCounters,
    /// What was played instead of what came.
    pub playout: PlayoutCounters,
    /// What was sent.
    pub sending: SendingCounters,
    /// Packets that never came, doubles counted against them (RFC 3550 A.3).
    pub lost: i64,
    /// Share of packets lost on the way or too late, in percent.
    pub loss_percent: f32,
    /// Mean length of losses over that of random ones (ITU-T G.107 §3.5); 1 without any.
    pub burst_ratio: f32,
    /// Interarrival jitter (RFC 3550 A.8).
    pub jitter_ms: f32,
    /// From a packet's first sample to our ear: its length, waiting, and what concealment and tone removal hold back.
    pub delay_ms: f32,
    /// There and back, if the other side reports.
    pub round_trip_ms: Option<f32>,
    /// Loss that the other side told in its last report, in percent.
    pub loss_there_percent: Option<f32>,
}

/// One leg. Everything is allocated by [`PacketStream::new`].
pub struct PacketStream {
    kind: CodecKind,
    types: PayloadTypes,
    ssrc: u32,
    codec: Box<dyn Codec>,
    playout: Playout,
    sending: Sending,
    events: EventReceiver,
    /// Where on the line a key of the other side is down: no tone of it is let through beside the event.
    dialled: Option<(i64, i64)>,
    to_plane: Resampler,
    from_plane: Resampler,
    reception: Reception,
    clock_rate: i64,
    rate: usize,
    packet_ticks: u32,
    round_trip_65536: Option<u32>,
    loss_there: Option<u8>,
    /// Packets are passed on as they are, both ways: see [`PacketStream::relay`].
    is_relayed: bool,
    /// When voice came last.
    voice_at_us: Option<u64>,
}

/// A peer of which voice has come within this time is sending: longer than any packet with two lost after it.
const FLOW_US: u64 = 200_000;

impl PacketStream {
    /// A stream with all the memory it needs.
    pub fn new(settings: &StreamSettings) -> Result<Self, CodecError> {
        let codec = codec::new(settings.codec)?;
        let resampler = |from, to| Resampler::new(from, to).ok_or(CodecError::Memory);
        Ok(Self {
            kind: settings.codec,
            types: settings.payload_types,
            ssrc: settings.ssrc,
            playout: Playout::new(codec.as_ref(), settings.limits),
            sending: Sending::new(codec.as_ref(), settings).ok_or(CodecError::Memory)?,
            events: EventReceiver::new(codec.clock_rate()),
            dialled: None,
            to_plane: resampler(codec.rate(), RATE)?,
            from_plane: resampler(RATE, codec.rate())?,
            reception: Reception::default(),
            clock_rate: i64::from(codec.clock_rate()),
            rate: codec.rate() as usize,
            packet_ticks: 0,
            round_trip_65536: None,
            loss_there: None,
            is_relayed: false,
            voice_at_us: None,
            codec,
        })
    }

    fn ticks(&self, us: u64) -> i64 {
        super::ticks(us, self.clock_rate as u32) as i64
    }

    /// Takes a datagram that came at `at_us`, on the clock that [`PacketStream::play`] goes by.
    pub fn receive(
        &mut self,
        datagram: &[u8],
        at_us: u64,
        tell: &mut dyn FnMut(DigitHeard),
    ) -> Result<(), RtpError> {
        let packet = RtpPacket::read(datagram)?;
        let (header, at) = (packet.header, self.ticks(at_us));
        let kind = header.payload_type;
        let (content, ticks) = if Some(kind) == self.types.event {
            (Content::Event, 0)
        } else if Some(kind) == self.types.noise {
            (Content::Noise, 0)
        } else if kind == self.types.voice {
            let Some(samples) = self.codec.duration(packet.payload) else {
                return Ok(());
            };
            (
                Content::Audio,
                samples as i64 * self.clock_rate / self.rate as i64,
            )
        } else {
            return Ok(());
        };
        let before = self.playout.jitter.ssrc();
        let arrival = Arrival {
            header,
            payload: packet.payload,
            content,
            ticks: ticks as u32,
            at,
        };
        let inserted = if self.is_relayed {
            self.playout.jitter.pass(&arrival)
        } else {
            self.playout.jitter.insert(&arrival)
        };
        if inserted == Inserted::Stray {
            return Ok(());
        }
        if content == Content::Audio {
            self.voice_at_us = Some(at_us);
        }
        if before.is_some_and(|before| before != header.ssrc) {
            self.events.restart(tell);
        }
        self.reception
            .packet(&header, at, content == Content::Audio);
        match content {
            Content::Audio => self.packet_ticks = arrival.ticks,
            Content::Event => self.event(&header, packet.payload, inserted, at, tell),
            Content::Noise => {}
        }
        Ok(())
    }

    fn event(
        &mut self,
        header: &RtpHeader,
        payload: &[u8],
        inserted: Inserted,
        at: i64,
        tell: &mut dyn FnMut(DigitHeard),
    ) {
        self.events.receive(header.timestamp, payload, at, tell);
        let Inserted::Queued(from) = inserted else {
            return;
        };
        let duration = super::events::EventPayload::read(payload).map_or(0, |event| event.duration);
        let until = from
            + i64::from(duration)
            + if self.events.is_active() {
                self.clock_rate / 20
            } else {
                0
            };
        self.dialled = Some(match self.dialled {
            Some((old, end)) if from <= end => (old.min(from), until.max(end)),
            _ => (from, until),
        });
    }

    /// From now on somebody else passes the packets of both directions on, or no more. Meanwhile what comes is counted,
    /// and digits are told; neither [`PacketStream::play`] nor [`PacketStream::send`] is called, but
    /// [`PacketStream::pass`].
    pub fn relay(&mut self, is_relayed: bool) {
        if is_relayed != self.is_relayed {
            self.is_relayed = is_relayed;
            self.playout.clear();
        }
    }

    /// 5 ms of a stream that is relayed.
    pub fn pass(&mut self, now_us: u64, tell: &mut dyn FnMut(DigitHeard)) {
        let now = self.ticks(now_us);
        self.events.tick(now, tell);
        self.sending.pass();
    }

    /// Codec and payload types.
    pub fn format(&self) -> (CodecKind, PayloadTypes) {
        (self.kind, self.types)
    }

    /// Voice is coming just now.
    pub fn flows(&self, now_us: u64) -> bool {
        self.voice_at_us
            .is_some_and(|at_us| now_us.saturating_sub(at_us) <= FLOW_US)
    }

    /// Anything has ever come. Until then what it plays is silence.
    pub fn has_come(&self) -> bool {
        self.playout.jitter.ssrc().is_some()
    }

    /// Samples of a frame of 5 ms at the codec's own rate: 40 or 80.
    pub fn frame_samples(&self) -> usize {
        self.rate / 200
    }

    /// Gives the 5 ms at 8 kHz that begin to sound at `now_us`.
    pub fn play(
        &mut self,
        now_us: u64,
        frame: &mut [i16; SAMPLES],
        tell: &mut dyn FnMut(DigitHeard),
    ) {
        let mut own = [0; WIDE_SAMPLES];
        let own = &mut own[..self.frame_samples()];
        self.play_own(now_us, own, tell);
        self.to_plane.process(own, frame);
    }

    /// The same at the codec's own rate, [`PacketStream::frame_samples`] of them.
    pub fn play_own(&mut self, now_us: u64, frame: &mut [i16], tell: &mut dyn FnMut(DigitHeard)) {
        if !self.has_come() {
            return self.playout.rest(frame);
        }
        let now = self.ticks(now_us);
        self.events.tick(now, tell);
        let from = self.playout.position();
        self.playout
            .frame(self.codec.as_mut(), now, self.events.is_active(), frame);
        // What sounds now was taken some milliseconds ago: concealment holds it back.
        let lag = self.clock_rate / 250;
        if self
            .dialled
            .is_some_and(|(begin, end)| (begin..end + lag).contains(&from))
        {
            frame.fill(0);
        }
    }

    /// Takes 5 ms at 8 kHz; gives datagrams when there are any.
    pub fn send(&mut self, frame: &[i16; SAMPLES], datagram: &mut dyn FnMut(&[u8])) {
        let mut own = [0; WIDE_SAMPLES];
        let own = &mut own[..self.rate / 200];
        self.from_plane.process(&frame[..], own);
        self.send_own(own, datagram);
    }

    /// The same at the codec's own rate; what is left in `frame` is of no use.
    pub fn send_own(&mut self, frame: &mut [i16], datagram: &mut dyn FnMut(&[u8])) {
        self.sending.frame(self.codec.as_mut(), frame, datagram);
    }

    /// See [`Sending::hears_others`].
    pub fn hears_others(&mut self) {
        self.sending.hears_others();
    }

    /// See [`Sending::hears_own`].
    pub fn hears_own(&mut self) {
        self.sending.hears_own();
    }

    /// Nobody talks at either end from now on, or again: see [`Sending::thin`].
    pub fn thin(&mut self, nobody_talks: bool) {
        self.sending.thin(nobody_talks);
    }

    /// Sends nothing while the other side holds us, or again. See [`Sending::pause`].
    pub fn pause_sending(&mut self, is_paused: bool) {
        self.sending.pause(is_paused);
    }

    /// Sends a digit as an event; false if it cannot go that way.
    pub fn send_digit(&mut self, digit: u8, ms: u32) -> bool {
        self.sending.send_digit(digit, ms)
    }

    /// Takes an RTCP compound that came at `now_ntp` (32.32 bits). Ours is written where packets are sent. True if the other side said goodbye.
    pub fn receive_report(&mut self, datagram: &[u8], now_ntp: u64) -> bool {
        let mut is_over = false;
        for packet in rtcp::read(datagram) {
            match packet {
                RtcpPacket::Report { blocks, .. } => {
                    for block in blocks.iter().filter(|block| block.ssrc == self.ssrc) {
                        self.loss_there = Some(block.fraction_lost);
                        self.round_trip_65536 =
                            round_trip(&block, now_ntp).or(self.round_trip_65536);
                    }
                }
                RtcpPacket::Goodbye { ssrc } => is_over |= self.playout.jitter.ssrc() == Some(ssrc),
                RtcpPacket::Name { .. } => {}
            }
        }
        is_over
    }

    /// Everything so far.
    pub fn counters(&self) -> StreamCounters {
        let jitter = self.playout.jitter.counters();
        let lost = self.reception.lost();
        let gone = (lost + jitter.duplicates as i64).max(0) as u64 + jitter.late + jitter.discarded;
        let all = (lost + jitter.duplicates as i64).max(0) as u64 + jitter.received;
        let ms = |ticks: i64| ticks as f32 * 1000.0 / self.clock_rate as f32;
        let lag = self.playout.lag() as f32 * 1000.0 / self.rate as f32;
        StreamCounters {
            jitter,
            playout: self.playout.counters(),
            sending: self.sending.counters(),
            lost,
            loss_percent: if all == 0 {
                0.0
            } else {
                gone as f32 * 100.0 / all as f32
            },
            burst_ratio: burst_ratio(gone, all, self.playout.counters().loss_runs),
            jitter_ms: ms(i64::from(self.reception.jitter())),
            delay_ms: ms(self.playout.held() + i64::from(self.packet_ticks)) + lag,
            round_trip_ms: self.round_trip_65536.map(|time| time as f32 / 65.536),
            loss_there_percent: self
                .loss_there
                .map(|share| f32::from(share) * 100.0 / 256.0),
        }
    }
}

/// Random losses of share p come in runs of 1/(1 − p) packets; less than random is told as random.
fn burst_ratio(gone: u64, all: u64, runs: u64) -> f32 {
    if gone == 0 || runs == 0 {
        return 1.0;
    }
    let share = gone as f32 / all.max(gone) as f32;
    (gone as f32 / runs as f32 * (1.0 - share)).clamp(1.0, 100.0)
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
