//! What a packet leg costs: mixed, and relayed to another; in clear, and under SRTP. Over the loopback, with the time
//! that the kernel takes of this thread for it.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use serde_json::{Value, json};
use tipring_engine::frame_loop::FrameLoop;
use tipring_engine::os::thread_cpu_time;
use tipring_engine::rtp::{Agreement, Family, Pool, PoolOptions, SrtpKeys};
use tipring_media::packet::rtp::RtpHeader;
use tipring_media::srtp::{MasterKey, SEAL_BYTES_MAX, Sealer, Suite};
use tipring_media::{Command, Law, PacketCodec, PacketStreamSettings, prepare};

const LEGS: u16 = 32;
const CARD_SLOTS: u16 = 16;
const SLOTS: usize = (CARD_SLOTS + LEGS) as usize;
/// A second to settle, and those that are measured.
const SETTLING: u64 = 50;
const PACKETS: u64 = 250;
const RUNS: usize = 5;

struct Peer {
    socket: UdpSocket,
    to: SocketAddr,
    sealer: Option<Sealer>,
}

fn key(suite: Suite, seed: u8) -> Result<MasterKey, String> {
    let bytes = vec![seed; suite.key_bytes() + suite.salt_bytes()];
    MasterKey::new(suite, &bytes).ok_or_else(|| "a key of the wrong length".into())
}

impl Peer {
    /// 20 ms of a quiet noise.
    fn say(&self, index: u64) -> Result<(), String> {
        let header = RtpHeader {
            marker: false,
            payload_type: 8,
            sequence: index as u16,
            timestamp: index as u32 * 160,
            ssrc: 9,
        };
        let noise = |n: u64| ((n * 2_654_435_761) >> 20) as i16 % 500;
        let payload: Vec<u8> = (0..160)
            .map(|n| Law::A.encode(noise(index * 160 + n)))
            .collect();
        let mut bytes = [0; 172 + SEAL_BYTES_MAX];
        let mut length = header.write(&payload, &mut bytes).ok_or("no room")?;
        if let Some(sealer) = &self.sealer {
            length = sealer.seal(&mut bytes, length, index).ok_or("no room")?;
        }
        let sent = self.socket.send_to(&bytes[..length], self.to);
        sent.map(drop).map_err(|error| error.to_string())
    }
}

struct Office {
    frames: FrameLoop,
    pool: Pool,
    peers: Vec<Peer>,
    slots: Vec<u16>,
}

impl Office {
    fn new(suite: Option<Suite>) -> Result<Self, String> {
        let text = |error: std::io::Error| error.to_string();
        let options = PoolOptions {
            legs: LEGS,
            port_first: 28_000,
            port_last: 29_999,
            bind: Some(Ipv4Addr::LOCALHOST.into()),
        };
        let mut office = Self {
            frames: FrameLoop::with_legs(1, LEGS).map_err(text)?,
            pool: Pool::new(CARD_SLOTS, options),
            peers: Vec::new(),
            slots: Vec::new(),
        };
        for n in 0..LEGS {
            let leg = office.pool.open(Family::V4).ok_or("no port is free")?;
            let (slot, port) = (leg.slot(), leg.port());
            office.frames.open_leg(leg);
            let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).map_err(text)?;
            socket.set_nonblocking(true).map_err(text)?;
            let srtp = match suite {
                Some(suite) => Some(SrtpKeys {
                    local: key(suite, n as u8)?,
                    remote: key(suite, !(n as u8))?,
                }),
                None => None,
            };
            office.peers.push(Peer {
                sealer: srtp.as_ref().map(|keys| Sealer::new(&keys.remote)),
                to: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
                socket,
            });
            office.slots.push(slot);
            office.agree(slot, srtp)?;
        }
        for pair in office.slots.clone().chunks(2) {
            for (from, to) in [(pair[0], pair[1]), (pair[1], pair[0])] {
                let gain_db = 0.0;
                office.command(Command::Connect { from, to, gain_db })?;
            }
        }
        Ok(office)
    }

    fn agree(&mut self, slot: u16, srtp: Option<SrtpKeys>) -> Result<(), String> {
        let stream = PacketStreamSettings {
            codec: PacketCodec::Pcma,
            voice: 8,
            event: Some(101),
            noise: None,
            silence_suppression: false,
            ssrc: slot.into(),
            first_sequence: 1,
            first_timestamp: 1,
            delay_ms_min: None,
            delay_ms_max: None,
        };
        let agreement = Agreement {
            remote: None,
            stream,
            sends: true,
            receives: true,
            ptime_ms: 20,
            srtp,
        };
        let agreed = self
            .pool
            .agree(slot, &agreement)
            .map_err(|why| format!("{why:?}"))?;
        drop(self.frames.agree(agreed, &mut |event| drop(event)));
        Ok(())
    }

    fn command(&mut self, command: Command) -> Result<(), String> {
        let prepared = prepare(command, SLOTS).map_err(|why| format!("{why:?}"))?;
        drop(self.frames.apply(prepared, &mut |event| drop(event)));
        Ok(())
    }

    /// 20 ms: each peer says a packet, then four frames go by; the time of these.
    fn packet(&mut self, index: u64) -> Result<Duration, String> {
        for peer in &self.peers {
            peer.say(index)?;
        }
        let start = thread_cpu_time();
        for _ in 0..4 {
            self.frames.process(&mut |event| drop(event));
        }
        let time = thread_cpu_time() - start;
        let mut buffer = [0; 2048];
        for peer in &self.peers {
            while peer.socket.recv_from(&mut buffer).is_ok() {}
        }
        Ok(time)
    }

    fn relayed(&self) -> u64 {
        let counters = self
            .slots
            .iter()
            .filter_map(|&slot| self.pool.counters(slot));
        counters.map(|counters| counters.relayed).sum()
    }
}

/// Nanoseconds for one leg and 20 ms: a packet in, and one out. `is_mixed`: somebody listens to each.
fn ns(suite: Option<Suite>, is_mixed: bool) -> Result<f64, String> {
    let mut office = Office::new(suite)?;
    if is_mixed {
        for slot in office.slots.clone() {
            let gain_db = 0.0;
            office.command(Command::Connect {
                from: slot,
                to: 0,
                gain_db,
            })?;
            if slot == CARD_SLOTS + 15 {
                break;
            }
        }
        // A timeslot hears sixteen others at most.
        for slot in office.slots.clone().into_iter().skip(16) {
            let gain_db = 0.0;
            office.command(Command::Connect {
                from: slot,
                to: 1,
                gain_db,
            })?;
        }
    }
    for index in 0..SETTLING {
        office.packet(index)?;
    }
    let before = office.relayed();
    let mut times = Vec::new();
    for run in 0..RUNS as u64 {
        let mut time = Duration::ZERO;
        for index in 0..PACKETS / RUNS as u64 {
            time += office.packet(SETTLING + run * (PACKETS / RUNS as u64) + index)?;
        }
        times.push(time.as_secs_f64() * 1e9 / (PACKETS / RUNS as u64 * u64::from(LEGS)) as f64);
    }
    let relayed = office.relayed() - before;
    let expected = if is_mixed {
        0
    } else {
        PACKETS * u64::from(LEGS)
    };
    if relayed != expected {
        return Err(format!(
            "{relayed} packets were relayed instead of {expected}"
        ));
    }
    times.sort_by(f64::total_cmp);
    Ok(times[RUNS / 2].round())
}

/// All of it as JSON.
pub fn run() -> Result<Value, String> {
    let secure = Some(Suite::AES_CM_128_HMAC_SHA1_80);
    Ok(json!({
        "legs": LEGS,
        "nsPerLeg20Ms": {
            "mixed": ns(None, true)?,
            "relayed": ns(None, false)?,
            "mixed, SRTP": ns(secure, true)?,
            "relayed, SRTP": ns(secure, false)?,
            "relayed, SRTP of AES-GCM": ns(Some(Suite::AEAD_AES_128_GCM), false)?,
        },
    }))
}
