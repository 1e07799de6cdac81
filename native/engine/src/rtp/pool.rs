//! Opens legs and makes agreements ready. On JavaScript's thread: sockets and memory are made here.

use std::hash::{BuildHasher, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use tipring_media::{Command, Event, PacketStreamSettings, prepare};

use super::leg::Leg;
use super::security::{Change, Security, SrtpKeys};
use super::shared::{Lease, LegCounters, Place};
use super::socket;
use super::terms::{Agreed, Terms, usable};

/// Pairs of ports that are tried for one leg: others may hold some of the range.
const TRIES_MAX: u32 = 256;

/// Which legs a plane has.
#[derive(Clone, Copy, Debug)]
pub struct PoolOptions {
    /// How many; 0 costs nothing.
    pub legs: u16,
    /// First and last port of the range, both included.
    pub port_first: u16,
    /// See above.
    pub port_last: u16,
    /// Address to be reached at; none is all of them.
    pub bind: Option<IpAddr>,
}

/// Family of a leg's addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6, and it alone.
    V6,
}

impl Family {
    fn of(address: IpAddr) -> Self {
        if address.is_ipv4() {
            Self::V4
        } else {
            Self::V6
        }
    }

    fn any(self) -> IpAddr {
        match self {
            Self::V4 => Ipv4Addr::UNSPECIFIED.into(),
            Self::V6 => Ipv6Addr::UNSPECIFIED.into(),
        }
    }
}

/// What SDP settled. `LegAgreement` of `firmware/ports/packet-legs.ts`.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// Where the peer wants its packets.
    pub remote: Option<SocketAddr>,
    /// Codec, payload types, and our numbers.
    pub stream: PacketStreamSettings,
    /// Our voice goes out.
    pub sends: bool,
    /// The peer's voice comes in.
    pub receives: bool,
    /// Length of the packets, which two legs must have alike to be relayed; the mixed path sends 20 ms.
    pub ptime_ms: u8,
    /// Keys of SRTP; none: in clear.
    pub srtp: Option<SrtpKeys>,
}

/// Why an agreement cannot be.
#[derive(Debug)]
pub enum Refusal {
    /// No leg is open at this timeslot.
    NotOpen,
    /// The peer's address is of the other family.
    Family,
    /// The plane's own words about the stream.
    Stream(Box<Event>),
}

struct Opened {
    family: Family,
    /// What the plane's stream was made from.
    stream: Option<PacketStreamSettings>,
    /// The keys in force; nothing before the first agreement, and when one was lost.
    srtp: Option<Option<SrtpKeys>>,
}

/// The places, ports and agreements of all legs.
pub struct Pool {
    options: PoolOptions,
    first: u16,
    places: Vec<Arc<Place>>,
    opened: Vec<Option<Opened>>,
    /// Where the next search begins: a port that was just freed rests, for the last packets of its old peer.
    next: u32,
}

impl Pool {
    /// Legs from timeslot `first` on.
    #[must_use]
    pub fn new(first: u16, options: PoolOptions) -> Self {
        Self {
            options,
            first,
            places: (0..options.legs).map(|_| Arc::default()).collect(),
            opened: (0..options.legs).map(|_| None).collect(),
            next: 0,
        }
    }

    fn slots(&self) -> usize {
        usize::from(self.first) + self.places.len()
    }

    fn at(&self, slot: u16) -> Option<usize> {
        let at = usize::from(slot.checked_sub(self.first)?);
        self.places.get(at)?.is_open().then_some(at)
    }

    /// Any leg is open.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        self.places.iter().any(|place| place.is_open())
    }

    /// Opens the next free leg. None: all are taken, or no pair of ports is free.
    pub fn open(&mut self, family: Family) -> Option<Box<Leg>> {
        let taken = (0..)
            .zip(&self.places)
            .find_map(|(at, place)| Some((at, Lease::take(place)?)));
        let (at, lease): (u16, Lease) = taken?;
        let slot = self.first + at;
        let (sockets, port) = self.sockets(family)?;
        let nothing = Command::Packets { slot, stream: None };
        let closing = prepare(nothing, self.slots()).ok()?;
        let seed = random() as u32;
        self.opened[usize::from(at)] = Some(Opened {
            family,
            stream: None,
            srtp: None,
        });
        Some(Box::new(Leg::new(
            sockets, slot, port, seed, closing, lease,
        )))
    }

    fn sockets(
        &mut self,
        family: Family,
    ) -> Option<((std::net::UdpSocket, std::net::UdpSocket), u16)> {
        let address = self.options.bind.unwrap_or(family.any());
        if Family::of(address) != family {
            return None;
        }
        let first = u32::from(self.options.port_first).next_multiple_of(2);
        let pairs = (u32::from(self.options.port_last) + 1).saturating_sub(first) / 2;
        for _ in 0..pairs.min(TRIES_MAX) {
            let port = (first + self.next % pairs * 2) as u16;
            self.next = self.next.wrapping_add(1);
            let bound = |port| socket::bind(SocketAddr::new(address, port));
            if let (Ok(rtp), Ok(rtcp)) = (bound(port), bound(port + 1)) {
                return Some(((rtp, rtcp), port));
            }
        }
        None
    }

    /// Makes an agreement ready; the stream in use goes on where nothing of it has changed.
    ///
    /// # Errors
    /// When there is no such leg, or the stream is not possible.
    pub fn agree(&mut self, slot: u16, agreement: &Agreement) -> Result<Box<Agreed>, Refusal> {
        let slots = self.slots();
        let at = self.at(slot).ok_or(Refusal::NotOpen)?;
        let opened = self.opened[at].as_mut().ok_or(Refusal::NotOpen)?;
        let remote = agreement.remote.filter(|&remote| usable(remote));
        if remote.is_some_and(|remote| Family::of(remote.ip()) != opened.family) {
            return Err(Refusal::Family);
        }
        let settings = agreement.stream;
        let stream = if opened.stream == Some(settings) {
            None
        } else {
            let command = Command::Packets {
                slot,
                stream: Some(settings),
            };
            let stream = prepare(command, slots).map_err(|why| Refusal::Stream(Box::new(why)))?;
            opened.stream = Some(settings);
            Some(stream)
        };
        let security = if opened.srtp.as_ref() == Some(&agreement.srtp) {
            Change::Keep
        } else {
            opened.srtp = Some(agreement.srtp.clone());
            let keys = agreement.srtp.as_ref();
            Change::Set(keys.map(|keys| Box::new(Security::new(keys))))
        };
        Ok(Box::new(Agreed {
            slot,
            terms: Terms {
                remote,
                sends: agreement.sends,
                receives: agreement.receives,
                ptime_ms: agreement.ptime_ms,
                stream: settings,
            },
            security,
            is_new_stream: stream.is_some(),
            stream,
            garbage: None,
        }))
    }

    /// An agreement did not reach the plane: the next one brings its stream again.
    pub fn lost(&mut self, slot: u16) {
        if let Some(at) = self.at(slot)
            && let Some(opened) = &mut self.opened[at]
        {
            (opened.stream, opened.srtp) = (None, None);
        }
    }

    /// Has a leg closed; its place and ports are free once it has come back. One that is not open stays so.
    pub fn close(&mut self, slot: u16) {
        if let Some(at) = self.at(slot) {
            self.places[at].close();
            self.opened[at] = None;
        }
    }

    /// Counters of an open leg.
    #[must_use]
    pub fn counters(&self, slot: u16) -> Option<LegCounters> {
        Some(self.places[self.at(slot)?].counters())
    }
}

/// 64 bits that the system drew at random.
pub(crate) fn random() -> u64 {
    let state = std::collections::hash_map::RandomState::new();
    state.build_hasher().finish()
}
