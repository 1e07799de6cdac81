//! How long a relayed packet is in the box: from the socket of one telephone to that of the other, over the loopback,
//! while so many calls are up.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tipring_engine::realtime::{Order, Realtime};
use tipring_engine::rtp::{Agreement, Family, Pool, PoolOptions};
use tipring_media::packet::rtp::RtpHeader;
use tipring_media::{Command, PacketCodec, PacketStreamSettings, prepare};

/// A mark that no voice of the mixed path has by chance, before the moment at which a packet left.
const MARK: [u8; 8] = *b"relayed!";
const RUN: Duration = Duration::from_secs(5);
/// Before that the legs get to know their peers.
const SETTLING: Duration = Duration::from_secs(2);

fn stream(ssrc: u32) -> PacketStreamSettings {
    PacketStreamSettings {
        codec: PacketCodec::Pcma,
        voice: 8,
        event: Some(101),
        noise: None,
        silence_suppression: false,
        ssrc,
        first_sequence: 1,
        first_timestamp: 1,
        delay_ms_min: None,
        delay_ms_max: None,
    }
}

/// Calls of two legs each; the ports of their legs. All telephones share one socket.
fn connect(
    thread: &mut Realtime,
    pool: &mut Pool,
    calls: u16,
    telephones: SocketAddr,
) -> Result<Vec<u16>, String> {
    let mut ports = Vec::new();
    let mut give = |order| {
        // The ring holds 1024 orders; the thread takes 128 in 5 ms.
        thread::sleep(Duration::from_micros(100));
        thread.give(order).map_err(|why| format!("{why:?}"))
    };
    for _ in 0..2 * calls {
        let leg = pool.open(Family::V4).ok_or("no port is free")?;
        let (slot, port) = (leg.slot(), leg.port());
        give(Order::Open(leg))?;
        let agreement = Agreement {
            remote: Some(telephones),
            stream: stream(slot.into()),
            sends: true,
            receives: true,
            ptime_ms: 20,
            srtp: None,
        };
        let agreed = pool
            .agree(slot, &agreement)
            .map_err(|why| format!("{why:?}"))?;
        give(Order::Agree(agreed))?;
        ports.push(port);
    }
    for slot in 0..2 * calls {
        let (from, to, gain_db) = (slot, slot ^ 1, 0.0);
        let command = Command::Connect { from, to, gain_db };
        let prepared =
            prepare(command, usize::from(2 * calls)).map_err(|why| format!("{why:?}"))?;
        give(Order::Plane(prepared))?;
    }
    Ok(ports)
}

/// Each leg's telephone says a packet each 20 ms, one after the other.
fn say(socket: &UdpSocket, ports: &[u16], started: Instant, over: &AtomicBool) {
    let apart = Duration::from_millis(20) / ports.len() as u32;
    for n in 0u32.. {
        if over.load(Ordering::Relaxed) {
            return;
        }
        let at = started + apart * n;
        thread::sleep(at.saturating_duration_since(Instant::now()));
        let round = n / ports.len() as u32;
        let header = RtpHeader {
            marker: false,
            payload_type: 8,
            sequence: round as u16,
            timestamp: round * 160,
            ssrc: 9,
        };
        let mut payload = [0xD5; 160];
        payload[..8].copy_from_slice(&MARK);
        let now = started.elapsed().as_nanos() as u64;
        payload[8..16].copy_from_slice(&now.to_be_bytes());
        let mut bytes = [0; 172];
        if header.write(&payload, &mut bytes).is_some() {
            let port = ports[n as usize % ports.len()];
            // What the kernel refuses is missed at the other end.
            let _ = socket.send_to(&bytes, (Ipv4Addr::LOCALHOST, port));
        }
    }
}

/// Delays in µs of what is relayed in the time that is measured, in order of size.
fn listen(socket: &UdpSocket, started: Instant) -> Vec<f64> {
    let mut delays = Vec::new();
    let mut bytes = [0; 2048];
    while started.elapsed() < SETTLING + RUN {
        let Ok((length, _)) = socket.recv_from(&mut bytes) else {
            continue;
        };
        let now = started.elapsed();
        let (Some(mark), Some(said)) = (bytes[..length].get(12..20), bytes[..length].get(20..28))
        else {
            continue;
        };
        if mark == MARK && now > SETTLING {
            let said = said.try_into().map(u64::from_be_bytes).unwrap_or_default();
            delays.push((now.as_nanos() as f64 - said as f64) / 1000.0);
        }
    }
    delays.sort_by(f64::total_cmp);
    delays
}

/// All of it as JSON.
pub fn run(calls: u16) -> Result<Value, String> {
    let text = |error: std::io::Error| error.to_string();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).map_err(text)?;
    let patience = Some(Duration::from_millis(100));
    socket.set_read_timeout(patience).map_err(text)?;
    let telephones = socket.local_addr().map_err(text)?;
    let mut thread = Realtime::start_with_legs(Vec::new(), 2 * calls, || {}).map_err(text)?;
    let options = PoolOptions {
        legs: 2 * calls,
        port_first: 30_000,
        port_last: 31_999,
        bind: Some(Ipv4Addr::LOCALHOST.into()),
    };
    let mut pool = Pool::new(0, options);
    let ports = connect(&mut thread, &mut pool, calls, telephones)?;
    let (started, over) = (Instant::now(), AtomicBool::new(false));
    let delays = thread::scope(|scope| {
        scope.spawn(|| say(&socket, &ports, started, &over));
        let delays = listen(&socket, started);
        over.store(true, Ordering::Relaxed);
        delays
    });
    thread.stop();
    let expected = RUN.as_millis() as usize / 20 * ports.len();
    let share = |share: f64| {
        let at = (delays.len() as f64 * share) as usize;
        delays
            .get(at.min(delays.len().saturating_sub(1)))
            .map(|us| us.round())
    };
    Ok(json!({
        "calls": calls,
        "expected": expected,
        "relayed": delays.len(),
        "us": { "p50": share(0.5), "p99": share(0.99), "max": share(1.0) },
    }))
}
