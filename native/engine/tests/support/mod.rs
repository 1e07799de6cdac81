//! A card on the other end of a socket pair, and a host over it.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use tipring_engine::burst::{
    BURST_LEN, CardHeader, HostHeader, PAYLOAD_LEN, RawEdge, decode_host, encode_card,
};
use tipring_engine::frame_loop::EngineEvent;
use tipring_engine::port::{BurstBytes, BurstPort};
use tipring_engine::realtime::Realtime;
use tipring_engine::sim_port::SimPort;
use tipring_media::{Command, Prepared, prepare};

/// Far beyond any stall of a loaded machine: a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct FakeCard {
    pub stream: UnixStream,
    pub seq: u16,
    pub code: u8,
    pub played: [u8; PAYLOAD_LEN],
    pub header: HostHeader,
}

impl FakeCard {
    pub fn new(stream: UnixStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self {
            stream,
            seq: 0,
            code: 0xD5,
            played: [0; PAYLOAD_LEN],
            header: HostHeader::default(),
        }
    }

    /// FRAME falls, the host's burst comes, ours goes.
    pub fn frame_with(&mut self, events: &[RawEdge], spoil: impl FnOnce(&mut BurstBytes)) {
        self.stream.write_all(b"F").unwrap();
        let mut mosi = [0; BURST_LEN];
        self.stream
            .read_exact(&mut mosi)
            .expect("the host answers FRAME");
        let burst = decode_host(&mosi).expect("the host's header is intact");
        self.header = burst.header;
        self.played = *burst.body.expect("the host's samples are intact").payload;
        self.answer(events, spoil);
    }

    /// The card's half of a burst.
    pub fn answer(&mut self, events: &[RawEdge], spoil: impl FnOnce(&mut BurstBytes)) {
        let header = CardHeader {
            seq: self.seq,
            int_levels: 0xFF,
            rgdt_levels: 0xFF,
            modules: 0xFF,
            tx_queue: 2,
            ..CardHeader::default()
        };
        self.seq = self.seq.wrapping_add(1);
        let mut miso = [0; BURST_LEN];
        encode_card(&header, events, &[self.code; PAYLOAD_LEN], &mut miso);
        spoil(&mut miso);
        self.stream.write_all(&miso).unwrap();
    }

    pub fn frame(&mut self) {
        self.frame_with(&[], |_| {});
    }

    /// Frames until `done`; the host's answers are what moves the test on.
    pub fn frames_until(&mut self, what: &str, mut done: impl FnMut(&mut Self) -> bool) {
        for _ in 0..20_000 {
            if done(self) {
                return;
            }
            self.frame();
        }
        panic!("{what} did not happen");
    }
}

pub struct Host {
    pub thread: Realtime,
    pub woken: Receiver<()>,
}

impl Host {
    pub fn over(ports: Vec<Box<dyn BurstPort>>) -> Self {
        let (wake, woken): (Sender<()>, _) = channel();
        let thread = Realtime::start(ports, move || {
            let _ = wake.send(());
        })
        .unwrap();
        Self { thread, woken }
    }

    pub fn pair() -> (Self, FakeCard) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let port = SimPort::from_stream(ours).unwrap();
        (Self::over(vec![Box::new(port)]), FakeCard::new(theirs))
    }

    /// Sleeps until the thread rings, then fetches.
    pub fn wait(&mut self) -> Vec<EngineEvent> {
        self.woken
            .recv_timeout(PATIENCE)
            .expect("the thread rings for its events");
        self.fetch()
    }

    pub fn fetch(&mut self) -> Vec<EngineEvent> {
        let mut told = Vec::new();
        self.thread.drain(|stamped| told.push(stamped.event));
        told
    }
}

/// A command made ready for one card.
pub fn order(command: Command) -> Prepared {
    prepare(command, 16).expect("a possible command")
}
