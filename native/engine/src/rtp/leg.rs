//! One leg: a pair of sockets (RTP even, RTCP odd), and what was agreed on with its peer.

use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsRawFd, RawFd};

use tipring_media::packet::reception::Reception;
use tipring_media::packet::rtp::{HEADER_BYTES, RtpHeader, RtpPacket};
use tipring_media::packet::ticks;
use tipring_media::{Garbage, Prepared};

use super::batch::{BUFFER_BYTES, Batch};
use super::outgoing::{Numbers, Outgoing};
use super::reports::Schedule;
use super::security::Security;
use super::shared::{Lease, Place, add, count};
use super::terms::{Agreed, Content, Terms, same};
use super::wire::{Head, Kind, Outlet};

/// Silence of a peer that should send, before it is told.
const SILENCE_US: u64 = 10_000_000;

/// When something happens, on the clocks of the streams and of the reports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub us: u64,
    pub ntp: u64,
}

/// A packet that goes on to another leg: what it holds and where it lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Passing {
    pub header: RtpHeader,
    pub content: Content,
    /// Of header and payload, which lie one after the other.
    pub length: usize,
}

/// An open leg. Dropping it frees its ports first, and then its place.
pub struct Leg {
    rtp: UdpSocket,
    pub(super) rtcp: UdpSocket,
    pub(super) slot: u16,
    port: u16,
    pub(super) terms: Option<Terms>,
    /// Where the first good packet after the agreement came from: nothing else is heard from then on.
    pub(super) peer: Option<SocketAddr>,
    /// Where the peer's reports come from; else they are one port above its voice (RFC 3550 §11).
    pub(super) reporter: Option<SocketAddr>,
    /// Last sign of the peer, or the agreement's moment.
    pub(super) since_us: u64,
    told: Option<bool>,
    /// The turn of the network in which its packets were read last.
    pub(super) read_in: u32,
    /// The leg that its packets go on to; else they become sound.
    pub(crate) relayed_to: Option<u16>,
    pub(super) security: Option<Box<Security>>,
    pub(super) outgoing: Outgoing,
    /// Of our sealed reports: never the same twice.
    pub(super) report_index: u32,
    pub(super) reception: Reception,
    pub(super) schedule: Schedule,
    /// Takes the stream from the plane in the end.
    closing: Option<Prepared>,
    /// Held only to be freed with the leg.
    garbage: Option<Garbage>,
    pub(super) lease: Lease,
}

impl Leg {
    pub(crate) fn new(
        sockets: (UdpSocket, UdpSocket),
        slot: u16,
        port: u16,
        seed: u32,
        closing: Prepared,
        lease: Lease,
    ) -> Self {
        Self {
            rtp: sockets.0,
            rtcp: sockets.1,
            slot,
            port,
            terms: None,
            peer: None,
            reporter: None,
            since_us: 0,
            told: None,
            read_in: 0,
            relayed_to: None,
            security: None,
            outgoing: Outgoing::new(8000, 20, 0, 0),
            report_index: 0,
            reception: Reception::default(),
            schedule: Schedule::new(seed),
            closing: Some(closing),
            garbage: None,
            lease,
        }
    }

    /// Its timeslot.
    #[must_use]
    pub fn slot(&self) -> u16 {
        self.slot
    }

    /// Its even port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn place(&self) -> &Place {
        self.lease.place()
    }

    pub(crate) fn rtp(&self) -> &UdpSocket {
        &self.rtp
    }

    pub(crate) fn rtcp(&self) -> &UdpSocket {
        &self.rtcp
    }

    pub(crate) fn descriptors(&self) -> [RawFd; 2] {
        [self.rtp.as_raw_fd(), self.rtcp.as_raw_fd()]
    }

    /// The source may change with every agreement; our own numbers go on.
    pub(crate) fn agree(&mut self, agreed: &mut Agreed, now_us: u64) {
        let terms = agreed.terms;
        let mut outgoing = terms.outgoing();
        if self.terms.is_some() {
            outgoing.follow(&self.outgoing, agreed.is_new_stream);
        }
        self.outgoing = outgoing;
        self.terms = Some(terms);
        (self.peer, self.reporter) = (None, None);
        self.since_us = now_us;
        if self.told == Some(false) {
            // Silence under these terms is told anew.
            self.told = None;
        }
        agreed.security.apply(&mut self.security);
    }

    /// Takes in a datagram; `Passing`, when it is to go on to the leg that this one is relayed to.
    pub(crate) fn voice(
        &mut self,
        bytes: &mut [u8; BUFFER_BYTES],
        length: usize,
        from: SocketAddr,
        now_us: u64,
        wire: &mut Outlet,
    ) -> Option<Passing> {
        // Before an agreement nobody knows what the bytes mean.
        let terms = self.terms?;
        let place = self.lease.place();
        if self.peer.is_some_and(|peer| !same(peer, from)) {
            count(&place.strangers);
            return None;
        }
        let length = match &mut self.security {
            None => length,
            Some(security) => match security.opener.open(&mut bytes[..length]) {
                Ok(length) => length,
                Err(_) => {
                    count(&place.unauthentic);
                    return None;
                }
            },
        };
        let good = RtpPacket::read(&bytes[..length]).ok().and_then(|packet| {
            let content = terms.content(packet.header.payload_type)?;
            Some((packet.header, content, packet.payload.len(), length))
        });
        let Some((header, content, payload, whole)) = good else {
            count(&place.malformed);
            return None;
        };
        self.peer = Some(from);
        count(&place.received);
        if !terms.receives {
            return None;
        }
        self.since_us = now_us;
        self.tell(true, wire);
        let ticks = ticks(now_us, terms.clock_rate());
        let is_voice = content == Content::Voice;
        self.reception.packet(&header, ticks as i64, is_voice);
        let head = Head {
            kind: Kind::Packet,
            slot: self.slot,
            value: now_us,
        };
        // A thread of frames that stands still for longer than the ring lasts has lost more than this packet.
        let _ = wire.push(head, &bytes[..whole]);
        self.relayed_to?;
        // Sources, extension and padding are between this peer and us.
        let padding = if bytes[0] & 0x20 != 0 {
            usize::from(bytes[whole - 1])
        } else {
            0
        };
        let end = whole - padding;
        bytes.copy_within(end - payload..end, HEADER_BYTES);
        Some(Passing {
            header,
            content,
            length: HEADER_BYTES + payload,
        })
    }

    fn tell(&mut self, heard: bool, wire: &mut Outlet) {
        if self.told != Some(heard) {
            let head = Head {
                kind: if heard { Kind::Heard } else { Kind::Silent },
                slot: self.slot,
                value: 0,
            };
            if wire.push(head, &[]) {
                self.told = Some(heard);
            }
        }
    }

    /// Tells of a peer that is silent though it should send.
    pub(crate) fn watch(&mut self, now_us: u64, wire: &mut Outlet) {
        let should = self.terms.is_some_and(|terms| terms.receives);
        if should && now_us.saturating_sub(self.since_us) >= SILENCE_US {
            self.tell(false, wire);
        }
    }

    /// To where the peer's packets come from (RFC 4961), or to where it wants them until one has come; nothing while
    /// it holds us.
    pub(crate) fn sends_to(&self) -> Option<SocketAddr> {
        let terms = self.terms.filter(|terms| terms.sends)?;
        self.peer.or(terms.remote)
    }

    /// Gives a packet our numbers and seals it, in place; the length that it then has.
    fn finish(
        &mut self,
        bytes: &mut [u8; BUFFER_BYTES],
        length: usize,
        payload_type: u8,
        numbers: Numbers,
    ) -> Option<usize> {
        let ssrc = self.terms?.stream.ssrc;
        bytes[0] = 0x80;
        bytes[1] = u8::from(numbers.marker) << 7 | payload_type;
        bytes[2..4].copy_from_slice(&(numbers.index as u16).to_be_bytes());
        bytes[4..8].copy_from_slice(&numbers.timestamp.to_be_bytes());
        bytes[8..12].copy_from_slice(&ssrc.to_be_bytes());
        let sent = &mut self.outgoing;
        sent.packets = sent.packets.wrapping_add(1);
        sent.octets = sent.octets.wrapping_add((length - HEADER_BYTES) as u32);
        match &self.security {
            Some(security) => security.sealer.seal(bytes, length, numbers.index),
            None => Some(length),
        }
    }

    /// Sends what the mixed path has made.
    pub(crate) fn send(&mut self, bytes: &mut [u8; BUFFER_BYTES], length: usize, now_us: u64) {
        let Some(to) = self.sends_to() else { return };
        let Ok(RtpPacket { header, .. }) = RtpPacket::read(&bytes[..length]) else {
            return;
        };
        let numbers = self.outgoing.mixed(&header, now_us);
        let Some(length) = self.finish(bytes, length, header.payload_type, numbers) else {
            return;
        };
        let sent = self.rtp.send_to(&bytes[..length], to).is_ok();
        self.note_sent(usize::from(sent), usize::from(!sent));
    }

    /// Makes a packet of another leg's ours, in place; its length, if it is to be sent.
    pub(crate) fn pass(
        &mut self,
        bytes: &mut [u8; BUFFER_BYTES],
        passing: &Passing,
        now_us: u64,
    ) -> Option<usize> {
        self.sends_to()?;
        let payload_type = self.terms?.payload_type(passing.content)?;
        let numbers = self.outgoing.relayed(&passing.header, now_us)?;
        self.finish(bytes, passing.length, payload_type, numbers)
    }

    /// Sends those that were passed on; the others were refused by the kernel.
    pub(crate) fn send_passed(&mut self, batch: &mut Batch) {
        let Some(to) = self.sends_to() else { return };
        let (all, sent) = batch.send(&self.rtp, to);
        add(&self.place().relayed, sent);
        self.note_sent(sent, all - sent);
    }

    fn note_sent(&self, sent: usize, failed: usize) {
        add(&self.place().sent, sent);
        add(&self.place().send_failed, failed);
    }

    /// What takes its stream from the plane; that which it replaces is to be freed with the leg.
    pub(crate) fn take_closing(&mut self) -> Option<Prepared> {
        self.closing.take()
    }

    pub(crate) fn keep_garbage(&mut self, garbage: Option<Garbage>) {
        self.garbage = garbage;
    }
}

impl std::fmt::Debug for Leg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "leg {} at port {}", self.slot, self.port)
    }
}
