//! The real-time thread against a card on the other end of a socket pair. The card gives the time: a test
//! waits for what the thread does, never for a span of time.

mod support;

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;

use support::{FakeCard, Host, PATIENCE, order};
use tipring_engine::burst::{BURST_LEN, RawEdge, SAMPLES, decode_host, host_flags};
use tipring_engine::edges::Pin;
use tipring_engine::frame_loop::EngineEvent;
use tipring_engine::port::{BurstBytes, BurstPort, PortError};
use tipring_engine::realtime::OrderError;
use tipring_engine::sim_port::SimPort;
use tipring_media::{Command, Event};

#[test]
fn a_card_comes_up_and_its_speech_is_switched() {
    let (mut host, mut card) = Host::pair();
    card.code = 0x2A;
    card.frame();
    assert!(matches!(
        host.wait()[..],
        [EngineEvent::Card { card: 1, up: true }]
    ));
    host.thread
        .order(order(Command::Connect {
            from: 3,
            to: 5,
            gain_db: 0.0,
        }))
        .unwrap();
    card.frames_until("speech in slot 5", |card| {
        card.played[5 * SAMPLES..6 * SAMPLES] == [0x2A; SAMPLES]
    });
    assert_eq!(card.played[..5 * SAMPLES], [0xD5; 5 * SAMPLES]);
    host.thread.stop();
    let statistics = host.thread.statistics();
    assert_eq!(
        (
            statistics.paths,
            statistics.sequence_gaps,
            statistics.card_queue_depth
        ),
        (1, 0, 2)
    );
    assert!(host.thread.take_frame_us_max() > 0);
    assert_eq!(host.thread.take_frame_us_max(), 0);
}

#[test]
fn the_host_says_goodbye_before_it_stops() {
    let (mut host, mut card) = Host::pair();
    card.frame();
    host.wait();
    card.stream.write_all(b"F").unwrap();
    let stopped = std::thread::spawn(move || host.thread.stop());
    let mut mosi = [0; BURST_LEN];
    loop {
        card.stream
            .read_exact(&mut mosi)
            .expect("the host answers until it has said goodbye");
        card.stream.write_all(&[0; BURST_LEN]).unwrap();
        if decode_host(&mosi).unwrap().header.flags & host_flags::DRAINING != 0 {
            break;
        }
        card.stream.write_all(b"F").unwrap();
    }
    stopped.join().unwrap();
    assert_eq!(
        card.stream.read(&mut mosi).unwrap(),
        0,
        "the port is closed"
    );
}

#[test]
fn malformed_bursts_are_counted_and_three_of_them_take_the_card_down() {
    let (mut host, mut card) = Host::pair();
    card.frame();
    host.wait();
    for spoilt in [4, 100, 700] {
        card.frame_with(&[], |miso| miso[spoilt] ^= 0x10);
    }
    assert!(matches!(
        host.wait()[..],
        [EngineEvent::Card { card: 1, up: false }]
    ));
    card.frame();
    assert!(matches!(
        host.wait()[..],
        [EngineEvent::Card { card: 1, up: true }]
    ));
    host.thread.stop();
    let statistics = host.thread.statistics();
    assert_eq!(
        (
            statistics.header_errors,
            statistics.crc_errors,
            statistics.repeated
        ),
        (1, 2, 3)
    );
}

#[test]
fn an_edge_carries_a_time_inside_the_frame_before_it_was_fetched() {
    let (mut host, mut card) = Host::pair();
    card.frame();
    host.wait();
    let fell = RawEdge {
        position: 6,
        kind: 3,
        tick: 0,
        value: 0,
    };
    let rose = RawEdge {
        position: 6,
        kind: 4,
        tick: 39,
        value: 0,
    };
    card.frame_with(&[fell, rose], |_| {});
    host.woken.recv_timeout(PATIENCE).unwrap();
    let mut told = Vec::new();
    host.thread.drain(|stamped| told.push(stamped));
    let [first, second] = &told[..] else {
        panic!("{told:?}")
    };
    assert_eq!(second.at - first.at, Duration::from_micros(39 * 125));
    assert!(
        matches!(&first.event, EngineEvent::Edge { card: 1, edge } if edge.pin == Pin::RingDetect)
    );
}

#[test]
fn a_card_that_goes_is_down_and_the_plane_goes_on_by_the_machine_s_clock() {
    let (mut host, mut card) = Host::pair();
    card.frame();
    host.wait();
    drop(card);
    assert!(matches!(
        host.wait()[..],
        [EngineEvent::Card { card: 1, up: false }]
    ));
    host.thread
        .order(order(Command::SendDigits {
            slot: 0,
            digits: "1".into(),
            id: 5,
        }))
        .unwrap();
    let [EngineEvent::Media(raw)] = <[EngineEvent; 1]>::try_from(host.wait()).unwrap() else {
        panic!("only the end of the digits is told");
    };
    assert_eq!(raw.into_event(), Event::Sent { slot: 0, id: 5 });
}

#[test]
fn a_simulator_that_comes_back_is_found_again() {
    let folder = std::env::temp_dir().join(format!("tipring-realtime-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("media-1.sock");
    let _ = std::fs::remove_file(&path);
    let mut host = Host::over(vec![Box::new(
        SimPort::new(path.to_str().unwrap()).unwrap(),
    )]);
    for _ in 0..2 {
        let listener = UnixListener::bind(&path).unwrap();
        let (stream, _) = listener.accept().unwrap();
        let mut card = FakeCard::new(stream);
        card.frame();
        assert!(matches!(
            host.wait()[..],
            [EngineEvent::Card { card: 1, up: true }]
        ));
        assert_eq!(card.header.flags & host_flags::DRAINING, 0);
        drop((card, listener));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(
            host.wait()[..],
            [EngineEvent::Card { card: 1, up: false }]
        ));
    }
    host.thread.stop();
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_host_that_comes_late_serves_every_frame_that_waits() {
    let (mut host, mut card) = Host::pair();
    card.frame();
    host.wait();
    // Three FRAMEs fell before the host's first answer; two stand in front of the first burst.
    card.stream.write_all(b"FF").unwrap();
    for _ in 0..3 {
        card.frame();
    }
    let mut mosi = [0; BURST_LEN];
    for seq in 4..6 {
        card.stream
            .read_exact(&mut mosi)
            .expect("a FRAME that waited is answered");
        assert_eq!(decode_host(&mosi).unwrap().header.seq, seq);
        card.answer(&[], |_| {});
    }
    card.frame();
    assert_eq!(card.header.seq, 6);
    assert!(host.fetch().is_empty());
    host.thread.stop();
    let statistics = host.thread.statistics();
    assert_eq!(
        (
            statistics.header_errors,
            statistics.sequence_gaps,
            statistics.missing
        ),
        (0, 0, 0)
    );
}

#[test]
fn bytes_that_are_no_frame_close_the_port() {
    let (mut host, mut card) = Host::pair();
    card.frame();
    host.wait();
    card.stream.write_all(b"X").unwrap();
    assert!(matches!(
        host.wait()[..],
        [EngineEvent::Card { card: 1, up: false }]
    ));
    assert_eq!(card.stream.read(&mut [0; 1]).unwrap(), 0);
}

#[test]
fn one_card_gone_leaves_the_other_in_service() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let (ours_too, theirs_too) = UnixStream::pair().unwrap();
    let ports: Vec<Box<dyn BurstPort>> = vec![
        Box::new(SimPort::from_stream(ours).unwrap()),
        Box::new(SimPort::from_stream(ours_too).unwrap()),
    ];
    let mut host = Host::over(ports);
    let (mut first, mut second) = (FakeCard::new(theirs), FakeCard::new(theirs_too));
    let mut up = Vec::new();
    while up.len() < 2 {
        first.frame();
        second.frame();
        up.extend(
            host.fetch()
                .iter()
                .filter(|event| matches!(event, EngineEvent::Card { up: true, .. }))
                .map(|_| ()),
        );
    }
    drop(first);
    let mut told = Vec::new();
    second.frames_until("the first card down", |_| {
        told.extend(host.fetch());
        !told.is_empty()
    });
    assert!(matches!(
        told[..],
        [EngineEvent::Card { card: 1, up: false }]
    ));
    second.frame();
    assert!(host.fetch().is_empty());
}

#[test]
fn orders_beyond_the_ring_are_refused_and_never_block() {
    // Nobody gives FRAME, so no order is taken out.
    let (mut host, mut card) = Host::pair();
    let mut taken = 0;
    let full = loop {
        match host.thread.order(order(Command::Connect {
            from: 0,
            to: taken % 16,
            gain_db: 0.0,
        })) {
            Ok(()) => taken += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((full, taken), (OrderError::Full, 1024));
    card.frames_until("room for an order", |_| {
        host.thread
            .order(order(Command::Connect {
                from: 0,
                to: 1,
                gain_db: 0.0,
            }))
            .is_ok()
    });
}

#[test]
fn events_that_nobody_fetches_are_counted_told_and_never_block_the_audio() {
    let (mut host, mut card) = Host::pair();
    card.code = 0x2A;
    card.frame();
    host.wait();
    host.thread
        .order(order(Command::Connect {
            from: 0,
            to: 1,
            gain_db: 0.0,
        }))
        .unwrap();
    let pulses = [1, 2, 1, 2, 1, 2, 1].map(|kind| RawEdge {
        position: 3,
        kind,
        tick: 1,
        value: 0,
    });
    // An eighth event a frame rights the level again; 8 × 1 100 are more than the ring holds.
    for _ in 0..1_100 {
        card.frame_with(&pulses, |_| {});
    }
    assert_eq!(card.played[SAMPLES..2 * SAMPLES], [0x2A; SAMPLES]);
    // The thread may still be reading the last burst: what it writes while we fetch finds room again.
    let mut told = host.fetch();
    assert!(told.len() >= 8192);
    card.frames_until("the loss is told", |_| {
        told.extend(host.fetch());
        told.iter()
            .any(|event| matches!(event, EngineEvent::Card { .. }))
    });
    let lost: u64 = told
        .iter()
        .map(|event| match event {
            EngineEvent::Lost { events } => *events,
            _ => 0,
        })
        .sum();
    assert!(lost > 0);
    assert!(
        told.iter()
            .any(|event| matches!(event, EngineEvent::Card { card: 1, up: true }))
    );
    assert_eq!(host.thread.statistics().events_dropped, lost);
}

struct BrokenPort;

impl BurstPort for BrokenPort {
    fn wait_frame(&mut self, _: std::time::Instant) -> Result<bool, PortError> {
        panic!("a broken assumption");
    }

    fn exchange(&mut self, _: &BurstBytes, _: &mut BurstBytes) -> Result<(), PortError> {
        Err(PortError::Gone)
    }

    fn reopen(&mut self) -> bool {
        true
    }
}

#[test]
fn a_panic_on_the_thread_is_cards_down_and_refused_orders_not_the_end_of_the_process() {
    let mut host = Host::over(vec![Box::new(BrokenPort), Box::new(BrokenPort)]);
    let told = host.wait();
    assert!(matches!(
        told[..],
        [
            EngineEvent::Card { card: 1, up: false },
            EngineEvent::Card { card: 2, up: false }
        ]
    ));
    let refused = host.thread.order(order(Command::Connect {
        from: 0,
        to: 1,
        gain_db: 0.0,
    }));
    assert_eq!(refused, Err(OrderError::Ended));
}
