//! Each way in which a frame can be lost on a bus has its own counter, and none of them stops the exchange.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tipring_engine::burst::{CardHeader, PAYLOAD_LEN, encode_card};
use tipring_engine::port::{BurstBytes, BurstPort, PortError};
use tipring_engine::realtime::Realtime;

const BURSTS: u64 = 200;

/// A card that is always ready, on a bus that fails as `trouble` says for each burst.
struct Bus {
    bursts: Arc<AtomicU64>,
    opened: Arc<AtomicU64>,
    trouble: fn(u64) -> Option<PortError>,
}

impl BurstPort for Bus {
    fn wait_frame(&mut self, _: Instant) -> Result<bool, PortError> {
        if self.bursts.load(Ordering::Acquire) >= BURSTS {
            std::thread::sleep(Duration::from_millis(1));
            return Ok(false);
        }
        Ok(true)
    }

    fn exchange(&mut self, _: &BurstBytes, miso: &mut BurstBytes) -> Result<(), PortError> {
        let number = self.bursts.fetch_add(1, Ordering::AcqRel);
        if let Some(error) = (self.trouble)(number) {
            return Err(error);
        }
        let header = CardHeader {
            seq: number as u16,
            ..CardHeader::default()
        };
        encode_card(&header, &[], &[0xD5; PAYLOAD_LEN], miso);
        Ok(())
    }

    fn reopen(&mut self) -> bool {
        self.opened.fetch_add(1, Ordering::AcqRel);
        true
    }
}

/// Runs the thread until all bursts are through (or `until` of them), and gives failures of bursts and ports, and openings.
fn run(trouble: fn(u64) -> Option<PortError>, until: u64) -> (u64, u64, u64) {
    let (bursts, opened) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let bus = Bus {
        bursts: Arc::clone(&bursts),
        opened: Arc::clone(&opened),
        trouble,
    };
    let mut running = Realtime::start(vec![Box::new(bus)], || {}).expect("a thread");
    while bursts.load(Ordering::Acquire) < until {
        std::thread::yield_now();
    }
    // What is counted is shown at the end of the frame; a frame more and it is there.
    let before = running.statistics().frames;
    while running.statistics().frames <= before + 1 {
        std::thread::yield_now();
    }
    let statistics = running.statistics();
    running.stop();
    (
        statistics.burst_failures,
        statistics.port_failures,
        opened.load(Ordering::Acquire),
    )
}

#[test]
fn a_burst_that_the_bus_did_not_carry_out_is_counted_and_the_next_one_is_tried() {
    let missed = |number| (number % 10 == 3).then_some(PortError::Missed);
    assert_eq!(run(missed, BURSTS), (BURSTS / 10, 0, 1));
}

#[test]
fn a_bus_that_is_gone_is_counted_and_opened_again() {
    let gone = |number| (number == 5).then_some(PortError::Gone);
    let (bursts, ports, opened) = run(gone, 6);
    assert_eq!((bursts, ports), (0, 1));
    assert!(opened >= 1);
}
