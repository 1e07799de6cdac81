//! The real-time thread must not allocate or free. An allocator counts for each thread; a card's port, which
//! is called on that thread, looks at the count.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tipring_engine::burst::{BURST_LEN, CardHeader, PAYLOAD_LEN, RawEdge, encode_card};
use tipring_engine::port::{BurstBytes, BurstPort, PortError};
use tipring_engine::realtime::Realtime;
use tipring_media::{Command, prepare};

#[path = "../../media/tests/common/counting.rs"]
mod counting;

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

#[test]
fn the_thread_allocates_and_frees_nothing_whatever_the_cards_and_the_firmware_do() {
    let seen = Arc::new(Seen::default());
    let port = TroubledPort {
        seen: Arc::clone(&seen),
        first: None,
        seq: 0,
    };
    let mut thread = Realtime::start(vec![Box::new(port)], || {}).unwrap();
    let order = |command: Command| prepare(command, 16).expect("a possible command");
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
    thread.stop();
    assert_eq!(seen.calls.load(Ordering::Relaxed), 0);
    assert!(thread.statistics().frames > 0);
}
