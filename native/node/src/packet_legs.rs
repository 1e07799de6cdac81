//! Packet legs as `firmware/ports/packet-legs.ts` spells them.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};
use tipring_engine::burst::SLOTS;
use tipring_engine::realtime::Order;
use tipring_engine::rtp::{Agreement, Family, Pool, PoolOptions, Refusal, SrtpKeys};
use tipring_media::srtp::{MasterKey, Suite};
use tipring_media::{Event, PacketStreamSettings};

use crate::json::refused;
use crate::source::Source;

/// Far above what a box can carry, and bounds what a wrong number can allocate.
pub const LEGS_MAX: u16 = 1024;
/// What packets last when nothing was said (RFC 3551 §4.2).
const PTIME_MS: u8 = 20;

/// `PacketLegOptions` of `native/binding.ts`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    legs: u16,
    port_first: u16,
    port_last: u16,
    bind: Option<IpAddr>,
}

/// `LegAgreement`.
#[derive(Deserialize)]
struct Agreed {
    remote: Option<Remote>,
    stream: PacketStreamSettings,
    sends: bool,
    receives: bool,
    #[serde(rename = "ptimeMs")]
    ptime_ms: Option<u8>,
    srtp: Option<Srtp>,
}

/// `LegSecurity`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Srtp {
    suite: Suite,
    local_key: String,
    remote_key: String,
}

impl Srtp {
    fn keys(&self) -> Option<SrtpKeys> {
        Some(SrtpKeys {
            local: MasterKey::from_base64(self.suite, &self.local_key)?,
            remote: MasterKey::from_base64(self.suite, &self.remote_key)?,
        })
    }
}

#[derive(Deserialize)]
struct Remote {
    address: IpAddr,
    port: u16,
}

/// `LegCounters`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    sent: u64,
    received: u64,
    strangers: u64,
    malformed: u64,
    send_failed: u64,
    unauthentic: u64,
    relayed: u64,
}

/// An open leg.
#[derive(Serialize)]
pub struct Opened {
    slot: u16,
    port: u16,
}

/// The legs of one plane.
pub struct PacketLegs {
    pub legs: u16,
    pool: Pool,
}

impl PacketLegs {
    /// Legs after the timeslots of `cards` cards; none without options.
    pub fn new(cards: usize, options: Option<&str>) -> Result<Self, String> {
        let options = match options {
            Some(json) => serde_json::from_str(json).map_err(|error| error.to_string())?,
            None => Options {
                legs: 0,
                port_first: 0,
                port_last: 0,
                bind: None,
            },
        };
        if options.legs > LEGS_MAX {
            return Err(format!(
                "{} packet legs; 0 to {LEGS_MAX} are possible",
                options.legs
            ));
        }
        if options.legs > 0 && (options.port_first == 0 || options.port_last <= options.port_first)
        {
            return Err(format!(
                "UDP ports {} to {} for voice; the range holds no pair of ports",
                options.port_first, options.port_last
            ));
        }
        let options = PoolOptions {
            legs: options.legs,
            port_first: options.port_first,
            port_last: options.port_last,
            bind: options.bind,
        };
        let first = (cards * SLOTS) as u16;
        Ok(Self {
            legs: options.legs,
            pool: Pool::new(first, options),
        })
    }

    pub fn is_in_use(&self) -> bool {
        self.pool.is_in_use()
    }

    pub fn open(&mut self, family: &str, source: &mut Source) -> Option<Opened> {
        let family = match family {
            "ipv4" => Family::V4,
            "ipv6" => Family::V6,
            _ => return None,
        };
        // A leg that was closed just now gives its place back first.
        source.collect();
        let leg = self.pool.open(family)?;
        let opened = Opened {
            slot: leg.slot(),
            port: leg.port(),
        };
        source.give("leg", Order::Open(leg)).ok()?;
        Some(opened)
    }

    pub fn set(&mut self, slot: u16, json: &str, source: &mut Source) -> Result<(), Event> {
        let agreed: Agreed = serde_json::from_str(json)
            .map_err(|error| refused("leg", "agreement-invalid", error.to_string()))?;
        let srtp = match &agreed.srtp {
            Some(srtp) => Some(srtp.keys().ok_or_else(|| {
                // Never the key itself: what is refused is written into a log.
                let what = format!("a key that is not as long as {:?} needs it", srtp.suite);
                refused("leg", "key-invalid", what)
            })?),
            None => None,
        };
        let agreement = Agreement {
            remote: agreed
                .remote
                .map(|remote| SocketAddr::new(remote.address, remote.port)),
            stream: agreed.stream,
            sends: agreed.sends,
            receives: agreed.receives,
            ptime_ms: agreed.ptime_ms.unwrap_or(PTIME_MS),
            srtp,
        };
        let ready = self.pool.agree(slot, &agreement).map_err(|why| match why {
            Refusal::NotOpen => refused(
                "leg",
                "leg-not-open",
                format!("no packet leg is open at timeslot {slot}"),
            ),
            Refusal::Family => refused(
                "leg",
                "family-other",
                "the peer's address is of the other family than the leg's".into(),
            ),
            Refusal::Stream(event) => *event,
        })?;
        let given = source.give("leg", Order::Agree(ready));
        if given.is_err() {
            self.pool.lost(slot);
        }
        given
    }

    pub fn close(&mut self, slot: u16, source: &mut Source) {
        self.pool.close(slot);
        source.collect();
    }

    pub fn counters(&self, slot: u16) -> Option<Counters> {
        let counters = self.pool.counters(slot)?;
        Some(Counters {
            sent: counters.sent,
            received: counters.received,
            strangers: counters.strangers,
            malformed: counters.malformed,
            send_failed: counters.send_failed,
            unauthentic: counters.unauthentic,
            relayed: counters.relayed,
        })
    }
}
