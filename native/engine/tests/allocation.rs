//! The real-time thread must not allocate or free. An allocator counts for each thread; a card's port, which
//! is called on that thread, looks at the count.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tipring_engine::burst::{BURST_LEN, CardHeader, PAYLOAD_LEN, RawEdge, encode_card};
use tipring_engine::port::{BurstBytes, BurstPort, PortError};
use tipring_engine::realtime::{Order, Realtime};
use tipring_engine::rtp::{Agreement, Family, Pool, PoolOptions};
use tipring_media::srtp::Suite;
use tipring_media::{Command, PacketCodec, PacketStreamSettings, prepare};

#[path = "../../media/tests/common/counting.rs"]
mod counting;
#[allow(dead_code, reason = "some of it is for other tests of legs")]
#[path = "support/legs.rs"]
mod legs;
#[allow(dead_code, reason = "some of it is for other tests of legs")]
#[path = "support/phone.rs"]
mod phone;

#[derive(Default)]
struct Seen {
    frames: AtomicU64,
    /// Calls of the allocator on the real-time thread since its first frame.
    calls: AtomicU64,
}

/// A card whose frames are always ready, with every kind of trouble in turn.
struct TroubledPort {
    seen: Arc<Seen>,
    first: Option<u64>,
    seq: u16,
}

impl BurstPort for TroubledPort {
    fn wait_frame(&mut self, _: Instant) -> Result<bool, PortError> {
        let calls = counting::so_far();
        let first = *self.first.get_or_insert(calls);
        self.seen.calls.store(calls - first, Ordering::Relaxed);
        let frame = self.seen.frames.fetch_add(1, Ordering::Release);
        if frame % 150 == 149 {
            Err(PortError::Gone)
        } else {
            Ok(true)
        }
    }

    fn exchange(&mut self, _: &BurstBytes, miso: &mut BurstBytes) -> Result<(), PortError> {
        self.seq = self.seq.wrapping_add(if self.seq % 7 == 0 { 3 } else { 1 });
        let edge = RawEdge {
            position: 1,
            kind: 1 + (self.seq % 7) as u8,
            tick: 5,
            value: 1,
        };
        let header = CardHeader {
            seq: self.seq,
            int_levels: self.seq as u8,
            ..CardHeader::default()
        };
        encode_card(&header, &[edge; 7], &[self.seq as u8; PAYLOAD_LEN], miso);
        if self.seq % 5 == 0 {
            miso[usize::from(self.seq) % BURST_LEN] ^= 4;
        }
        Ok(())
    }

    fn reopen(&mut self) -> bool {
        true
    }
}

/// Two legs that talk to each other, and a third that comes and goes.
struct Network {
    pool: Pool,
    ports: Vec<(u16, u16)>,
}

impl Network {
    const LEGS: u16 = 4;

    fn new(thread: &mut Realtime) -> Self {
        let options = PoolOptions {
            legs: Self::LEGS,
            port_first: 22_200,
            port_last: 22_299,
            bind: Some("127.0.0.1".parse().unwrap()),
        };
        let mut network = Self {
            pool: Pool::new(16, options),
            ports: Vec::new(),
        };
        for _ in 0..2 {
            network.open(thread);
        }
        let (one, other) = (network.ports[0], network.ports[1]);
        network.agree(thread, one.0, other.1);
        network.agree(thread, other.0, one.1);
        network
    }

    fn open(&mut self, thread: &mut Realtime) -> bool {
        let Some(leg) = self.pool.open(Family::V4) else {
            return false;
        };
        self.ports.push((leg.slot(), leg.port()));
        thread.give(Order::Open(leg)).is_ok()
    }

    fn agree(&mut self, thread: &mut Realtime, slot: u16, port: u16) {
        let stream = PacketStreamSettings {
            codec: PacketCodec::OpusWide,
            voice: 96,
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
            remote: Some(([127, 0, 0, 1], port).into()),
            stream,
            sends: true,
            receives: true,
            ptime_ms: 20,
            srtp: None,
        };
        let agreed = self.pool.agree(slot, &agreement).unwrap();
        if thread.give(Order::Agree(agreed)).is_err() {
            self.pool.lost(slot);
        }
    }

    fn come_and_go(&mut self, thread: &mut Realtime) {
        thread.free_waste();
        if self.open(thread) {
            let (slot, port) = self.ports.pop().unwrap();
            self.agree(thread, slot, port);
            self.pool.close(slot);
        }
    }
}

#[test]
fn the_thread_allocates_and_frees_nothing_whatever_the_cards_and_the_firmware_do() {
    let seen = Arc::new(Seen::default());
    let port = TroubledPort {
        seen: Arc::clone(&seen),
        first: None,
        seq: 0,
    };
    let mut thread = Realtime::start_with_legs(vec![Box::new(port)], Network::LEGS, || {}).unwrap();
    let mut network = Network::new(&mut thread);
    let order = |command: Command| prepare(command, 20).expect("a possible command");
    let configure = r#"{"op":"configure","law":"a","tones":{"dial":{"levelDbm0":-10,"repeat":true,
        "steps":[{"hz":[450],"ms":0}]}},"dtmf":{"lowDbm0":-9,"highDbm0":-7,"onMs":70,"offMs":70}}"#;
    let listen = r#"{"op":"detect","slot":2,"detectors":
        {"dtmf":true,"progress":true,"fax":true,"callerId":"bell202"}}"#;
    let mut round = 0u64;
    while seen.frames.load(Ordering::Acquire) < 300 {
        for json in [configure, listen] {
            let command: Command = serde_json::from_str(json).unwrap();
            let _ = thread.order(order(command));
        }
        let _ = thread.order(order(Command::Connect {
            from: 0,
            to: 1,
            gain_db: -3.0,
        }));
        network.come_and_go(&mut thread);
        let _ = thread.order(order(Command::SendDigits {
            slot: 3,
            digits: "1".into(),
            id: 1,
        }));
        round += 1;
        // For a while nobody fetches, so that the ring overflows and events are thrown away.
        if round % 512 == 0 {
            thread.drain(drop);
        }
    }
    let counters = network.pool.counters(16).unwrap();
    thread.stop();
    assert!(counters.sent > 0 && counters.received > 0, "{counters:?}");
    assert_eq!(seen.calls.load(Ordering::Relaxed), 0);
    assert!(thread.statistics().frames > 0);
}

/// The thread of the sockets has no port that could look at its count: here it is served in line with the frames.
#[test]
fn sealing_relaying_mixing_and_reporting_allocate_and_free_nothing() {
    let mut exchange = legs::Exchange::new(25_600, "127.0.0.1");
    let suites = [Suite::AES_CM_128_HMAC_SHA1_80, Suite::AEAD_AES_256_GCM];
    let mut phones = [(1, suites[0]), (2, suites[1])].map(|(ssrc, suite)| {
        let leg = exchange.open(Family::V4);
        phone::Phone::new(leg, ssrc, Some(suite))
    });
    for phone in &phones {
        let suite = phone.suite.unwrap();
        let agreement = Agreement {
            srtp: Some(phone::keys(suite, phone.ssrc as u8)),
            ..legs::both_ways(Some(phone.address()), phone.ssrc)
        };
        exchange.agree(phone.slot, &agreement);
    }
    exchange.connect(16, 17);
    exchange.connect(17, 16);
    let mut calls = 0;
    for frame in 0..4000 {
        if frame % 4 == 0 {
            phones.iter_mut().for_each(|phone| phone.say(700.0));
        }
        if frame % 500 == 250 {
            // Mixed for a while, and relayed again.
            let dtmf = frame % 1000 == 250;
            let detectors = serde_json::json!({
                "dtmf": dtmf, "progress": false, "fax": false, "callerId": null,
            });
            let command = serde_json::json!({ "op": "detect", "slot": 16, "detectors": detectors });
            exchange.command(serde_json::from_value(command).unwrap());
        }
        let before = counting::so_far();
        exchange.frames.process(&mut |_| {});
        calls += counting::so_far() - before;
        for phone in &mut phones {
            phone.listen();
        }
    }
    let counters = exchange.pool.counters(16).unwrap();
    assert!((400..600).contains(&counters.relayed), "{counters:?}");
    assert!(
        counters.sent > 980 && counters.unauthentic == 0,
        "{counters:?}"
    );
    assert_eq!(calls, 0);
}
