//! One leg: a pair of sockets (RTP even, RTCP odd), and what was agreed on with its peer.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use tipring_media::packet::rtcp::CompoundWriter;
use tipring_media::packet::rtp::RtpPacket;
use tipring_media::{Garbage, PacketStreamSettings, Plane, Prepared};

use super::reports::Schedule;
use super::shared::{Lease, Place, count};
use crate::frame_loop::EngineEvent;

/// Datagrams read from one socket in one frame: 1600 a second, where voice has 50.
const READ_MAX: usize = 8;
/// Reports come seconds apart; what is more in one look is left for the next.
const REPORTS_READ_MAX: usize = 2;
/// Silence of a peer that should send, before it is told.
const SILENCE_US: u64 = 10_000_000;
/// A compound of one report block, a CNAME and a goodbye has less.
const REPORT_BYTES_MAX: usize = 160;

/// What a leg goes by from its agreement on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    pub remote: Option<SocketAddr>,
    pub sends: bool,
    pub receives: bool,
    pub stream: PacketStreamSettings,
}

/// An agreement, made ready for the thread that runs the frames.
pub struct Agreed {
    pub(crate) slot: u16,
    pub(crate) terms: Terms,
    /// A stream for it, where the one there does not serve.
    pub(crate) stream: Option<Prepared>,
    /// What it replaced, held only to be freed with it.
    pub(crate) garbage: Option<Garbage>,
}

/// What all legs share in a frame.
pub(crate) struct Moment<'a> {
    pub now_us: u64,
    pub ntp: u64,
    pub buffer: &'a mut [u8],
}

/// An open leg. Dropping it frees its ports first, and then its place.
pub struct Leg {
    rtp: UdpSocket,
    rtcp: UdpSocket,
    slot: u16,
    port: u16,
    terms: Option<Terms>,
    /// Where the first good packet after the agreement came from: nothing else is heard from then on.
    peer: Option<SocketAddr>,
    /// Where the peer's reports come from; else they are one port above its voice (RFC 3550 §11).
    reporter: Option<SocketAddr>,
    /// Last sign of the peer, or the agreement's moment.
    since_us: u64,
    told: Option<bool>,
    schedule: Schedule,
    /// Takes the stream from the plane in the end.
    closing: Option<Prepared>,
    /// Held only to be freed with the leg.
    garbage: Option<Garbage>,
    lease: Lease,
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

    /// The source may change with every agreement.
    pub(crate) fn agree(&mut self, terms: Terms, now_us: u64) {
        self.terms = Some(terms);
        (self.peer, self.reporter) = (None, None);
        self.since_us = now_us;
    }

    /// Takes in what has come; gives how many datagrams were looked at, `most` at most.
    pub(crate) fn receive(
        &mut self,
        plane: &mut Plane,
        moment: &mut Moment<'_>,
        most: usize,
        emit: &mut dyn FnMut(EngineEvent),
    ) -> usize {
        for read in 0..most.min(READ_MAX) {
            let Ok((length, from)) = self.rtp.recv_from(moment.buffer) else {
                return read;
            };
            let datagram = &moment.buffer[..length];
            self.voice(datagram, from, plane, moment.now_us, emit);
        }
        most.min(READ_MAX)
    }

    fn voice(
        &mut self,
        datagram: &[u8],
        from: SocketAddr,
        plane: &mut Plane,
        now_us: u64,
        emit: &mut dyn FnMut(EngineEvent),
    ) {
        // Before an agreement nobody knows what the bytes mean.
        let Some(terms) = self.terms else { return };
        if self.peer.is_some_and(|peer| !same(peer, from)) {
            return count(&self.place().strangers);
        }
        let stream = terms.stream;
        let known = [Some(stream.voice), stream.event, stream.noise];
        let is_good = RtpPacket::read(datagram)
            .is_ok_and(|packet| known.contains(&Some(packet.header.payload_type)));
        if !is_good {
            return count(&self.place().malformed);
        }
        self.peer = Some(from);
        count(&self.place().received);
        if !terms.receives {
            return;
        }
        self.since_us = now_us;
        self.tell(true, emit);
        let pass = &mut |event| emit(EngineEvent::Media(event));
        // Read above: it is RTP.
        let _ = plane.receive(self.slot, datagram, now_us, pass);
    }

    fn tell(&mut self, heard: bool, emit: &mut dyn FnMut(EngineEvent)) {
        if self.told.replace(heard) != Some(heard) {
            emit(EngineEvent::Leg {
                slot: self.slot,
                heard,
            });
        }
    }

    /// Tells of a peer that is silent though it should send.
    pub(crate) fn watch(&mut self, now_us: u64, emit: &mut dyn FnMut(EngineEvent)) {
        let should = self.terms.is_some_and(|terms| terms.receives);
        if should && now_us.saturating_sub(self.since_us) >= SILENCE_US {
            self.tell(false, emit);
        }
    }

    /// Sends what the stream has made, to where the peer's packets come from (RFC 4961), or to where it wants them
    /// until one has come.
    pub(crate) fn send(&self, datagram: &[u8]) {
        let Some(terms) = self.terms.filter(|terms| terms.sends) else {
            return;
        };
        let Some(to) = self.peer.or(terms.remote) else {
            return;
        };
        let place = self.place();
        match self.rtp.send_to(datagram, to) {
            Ok(_) => count(&place.sent),
            Err(_) => count(&place.send_failed),
        }
    }

    /// Takes in reports that have come.
    pub(crate) fn receive_reports(&mut self, plane: &mut Plane, moment: &mut Moment<'_>) {
        for _ in 0..REPORTS_READ_MAX {
            let Ok((length, from)) = self.rtcp.recv_from(moment.buffer) else {
                return;
            };
            let Some(terms) = self.terms else { continue };
            let known = self.reporter.or(self.peer).or(terms.remote);
            if known.is_none_or(|peer| peer.ip() != from.ip()) {
                count(&self.place().strangers);
                continue;
            }
            self.reporter = Some(from);
            if terms.stream.noise.is_some() {
                // A peer that may be silent shows by its reports that it is there.
                self.since_us = moment.now_us.max(self.since_us);
            }
            // A goodbye alone ends no call: signalling does.
            let _ = plane.receive_report(self.slot, &moment.buffer[..length], moment.ntp);
        }
    }

    /// Sends a report when one is due.
    pub(crate) fn report(&mut self, plane: &mut Plane, now_us: u64, ntp: u64, cname: &[u8]) {
        if self.terms.is_some() && self.schedule.is_due(now_us) {
            self.send_report(plane, ntp, cname, false);
        }
    }

    fn send_report(&self, plane: &mut Plane, ntp: u64, cname: &[u8], is_last: bool) {
        let (Some(terms), Some(to)) = (self.terms, self.reports_to()) else {
            return;
        };
        let mut out = [0; REPORT_BYTES_MAX];
        let Some(length) = plane.report(self.slot, ntp, cname, &mut out) else {
            return;
        };
        let mut goodbye = CompoundWriter::new(&mut out[length..]);
        if is_last {
            goodbye.goodbye(terms.stream.ssrc);
        }
        let length = length + goodbye.finish().unwrap_or(0);
        // A report that is lost is followed by another.
        let _ = self.rtcp.send_to(&out[..length], to);
    }

    fn reports_to(&self) -> Option<SocketAddr> {
        let voice = self.peer.or(self.terms?.remote)?;
        let above = || Some(SocketAddr::new(voice.ip(), voice.port().checked_add(1)?));
        self.reporter.or_else(above)
    }

    /// Says goodbye, and takes the stream from the plane.
    pub(crate) fn end(
        &mut self,
        plane: &mut Plane,
        ntp: u64,
        cname: &[u8],
        emit: &mut dyn FnMut(EngineEvent),
    ) {
        self.send_report(plane, ntp, cname, true);
        if let Some(closing) = self.closing.take() {
            let pass = &mut |event| emit(EngineEvent::Media(event));
            self.garbage = plane.apply(closing, pass);
        }
    }
}

impl std::fmt::Debug for Leg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "leg {} at port {}", self.slot, self.port)
    }
}

impl std::fmt::Debug for Agreed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "agreement of leg {}: {:?}", self.slot, self.terms)
    }
}

/// Flow label and scope of an IPv6 address say nothing of who it is.
fn same(one: SocketAddr, other: SocketAddr) -> bool {
    (one.ip(), one.port()) == (other.ip(), other.port())
}

/// An address that voice can be sent to. “Any” was once how a peer was told to hold (RFC 3264 §8.4); groups are
/// nobody's telephone.
pub(crate) fn usable(remote: SocketAddr) -> bool {
    let is_broadcast = matches!(remote.ip(), IpAddr::V4(v4) if v4.is_broadcast());
    remote.port() != 0
        && !remote.ip().is_unspecified()
        && !remote.ip().is_multicast()
        && !is_broadcast
}
