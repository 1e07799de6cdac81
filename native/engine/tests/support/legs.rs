//! One card and its packet legs in virtual time, over real sockets on the loopback.

use std::f32::consts::TAU;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

use tipring_engine::burst::{
    BURST_LEN, CardHeader, PAYLOAD_LEN, SAMPLES, decode_host, encode_card,
};
use tipring_engine::frame_loop::{EngineEvent, FrameLoop};
use tipring_engine::rtp::{Agreement, Family, Pool, PoolOptions};
use tipring_media::{Command, Law, PacketCodec, PacketStreamSettings, prepare};

pub const CARD_SLOTS: u16 = 16;
const LEGS: u16 = 4;
/// Peak of the tone: −7 dBm0.
pub const PEAK: f32 = 10_000.0;

pub struct Exchange {
    pub frames: FrameLoop,
    pub pool: Pool,
    pub told: Vec<EngineEvent>,
    /// What slot 1 of the card was sent.
    pub played: Vec<i16>,
    seq: u16,
    at: u32,
}

impl Exchange {
    pub fn new(port_first: u16, bind: &str) -> Self {
        let options = PoolOptions {
            legs: LEGS,
            port_first,
            port_last: port_first + 99,
            bind: Some(bind.parse().unwrap()),
        };
        Self {
            frames: FrameLoop::with_legs(1, LEGS).unwrap(),
            pool: Pool::new(CARD_SLOTS, options),
            told: Vec::new(),
            played: Vec::new(),
            seq: 0,
            at: 0,
        }
    }

    /// Opens a leg: its slot and port.
    pub fn open(&mut self, family: Family) -> (u16, u16) {
        let leg = self.pool.open(family).expect("a free leg");
        let opened = (leg.slot(), leg.port());
        assert!(self.frames.open_leg(leg).is_none());
        opened
    }

    pub fn agree(&mut self, slot: u16, agreement: &Agreement) {
        let agreed = self
            .pool
            .agree(slot, agreement)
            .expect("a possible agreement");
        drop(self.frames.agree(agreed, &mut |event| panic!("{event:?}")));
    }

    pub fn connect(&mut self, from: u16, to: u16) {
        self.command(Command::Connect {
            from,
            to,
            gain_db: 0.0,
        });
    }

    pub fn command(&mut self, command: Command) {
        let prepared = prepare(command, usize::from(CARD_SLOTS + LEGS)).unwrap();
        let told = &mut self.told;
        drop(self.frames.apply(prepared, &mut |event| told.push(event)));
    }

    /// 5 ms: slot 0 says a tone of 1 kHz.
    pub fn frame(&mut self) {
        let mut mosi = [0; BURST_LEN];
        self.frames.transmit(0, &mut mosi);
        let burst = decode_host(&mosi).unwrap();
        let body = burst.body.unwrap();
        let heard = body.slot(1).iter().map(|&code| Law::A.decode(code));
        self.played.extend(heard);
        let mut payload = [Law::A.idle(); PAYLOAD_LEN];
        for code in &mut payload[..SAMPLES] {
            let sample = PEAK * (TAU * 1000.0 * self.at as f32 / 8000.0 + 0.3).sin();
            *code = Law::A.encode(sample as i16);
            self.at += 1;
        }
        let header = CardHeader {
            seq: self.seq,
            int_levels: 0xFF,
            rgdt_levels: 0xFF,
            tx_queue: 2,
            tick: u32::from(self.seq) * 40,
            ..CardHeader::default()
        };
        self.seq = self.seq.wrapping_add(1);
        let mut miso = [0; BURST_LEN];
        encode_card(&header, &[], &payload, &mut miso);
        let told = &mut self.told;
        self.frames
            .receive(0, Some(&miso), &mut |event| told.push(event));
        self.frames.process(&mut |event| told.push(event));
        while let Some(spent) = self.frames.take_spent(&mut |event| told.push(event)) {
            drop(spent);
        }
    }

    pub fn run(&mut self, ms: u32) {
        for _ in 0..ms / 5 {
            self.frame();
        }
    }

    /// Whether a leg's peer was heard, as it was told.
    pub fn heard(&self, leg: u16) -> Vec<bool> {
        let told = self.told.iter().filter_map(|event| match event {
            EngineEvent::Leg { slot, heard } if *slot == leg => Some(*heard),
            _ => None,
        });
        told.collect()
    }

    /// Level of 1 kHz in the last `ms` at slot 1, dB above what slot 0 says.
    pub fn level_db(&self, ms: usize) -> f32 {
        tone_db(&self.played[self.played.len() - ms * 8..], 1000.0)
    }
}

/// Level of a tone (Goertzel 1958), dB above [`PEAK`]; silence is −100.
pub fn tone_db(samples: &[i16], hz: f32) -> f32 {
    let (mut re, mut im) = (0.0, 0.0);
    for (n, &sample) in samples.iter().enumerate() {
        let angle = TAU * hz * n as f32 / 8000.0;
        re += f32::from(sample) * angle.cos();
        im += f32::from(sample) * angle.sin();
    }
    let peak = 2.0 * f32::hypot(re, im) / samples.len() as f32;
    20.0 * (peak / PEAK).max(1e-5).log10()
}

pub fn stream(ssrc: u32) -> PacketStreamSettings {
    PacketStreamSettings {
        codec: PacketCodec::Pcma,
        voice: 8,
        event: Some(101),
        noise: None,
        silence_suppression: false,
        ssrc,
        first_sequence: 65_530,
        first_timestamp: 77,
        delay_ms_min: None,
        delay_ms_max: None,
    }
}

pub fn both_ways(remote: Option<SocketAddr>, ssrc: u32) -> Agreement {
    Agreement {
        remote,
        stream: stream(ssrc),
        sends: true,
        receives: true,
        ptime_ms: 20,
        srtp: None,
    }
}

pub fn here(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// A telephone of the test's own.
pub fn telephone() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind(here(0)).unwrap();
    socket.set_nonblocking(true).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

/// An RTP packet of 20 ms of a tone in A-law.
pub fn packet(sequence: u16, ssrc: u32, hz: f32) -> Vec<u8> {
    let mut bytes = vec![0x80, 8];
    bytes.extend(sequence.to_be_bytes());
    bytes.extend((u32::from(sequence) * 160).to_be_bytes());
    bytes.extend(ssrc.to_be_bytes());
    let first = u32::from(sequence) * 160;
    bytes.extend((first..first + 160).map(|n| {
        let sample = PEAK * (TAU * hz * n as f32 / 8000.0).sin();
        Law::A.encode(sample as i16)
    }));
    bytes
}
