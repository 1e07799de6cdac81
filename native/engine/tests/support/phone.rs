//! A SIP telephone's voice, with SRTP or without: a socket, numbers and keys of its own.

use std::f32::consts::TAU;
use std::net::{SocketAddr, UdpSocket};

use tipring_engine::rtp::SrtpKeys;
use tipring_media::Law;
use tipring_media::packet::rtp::{RtpHeader, RtpPacket};
use tipring_media::srtp::{MasterKey, Opener, SEAL_BYTES_MAX, Sealer, Suite};

use crate::legs::{PEAK, here, telephone};

/// Keys of a leg: what the exchange seals with, and what its peer does.
pub fn keys(suite: Suite, seed: u8) -> SrtpKeys {
    let key = |way: u8| {
        let length = (suite.key_bytes() + suite.salt_bytes()) as u8;
        let bytes: Vec<u8> = (0..length)
            .map(|n| n.wrapping_mul(3) ^ seed ^ way)
            .collect();
        MasterKey::new(suite, &bytes).unwrap()
    };
    SrtpKeys {
        local: key(0x80),
        remote: key(0),
    }
}

pub struct Phone {
    pub slot: u16,
    pub port: u16,
    pub ssrc: u32,
    pub suite: Option<Suite>,
    /// Packets of the exchange that do not open.
    pub unauthentic: usize,
    socket: UdpSocket,
    security: Option<(Sealer, Opener)>,
    index: u64,
    last: Vec<u8>,
    said: Vec<u8>,
    came: Vec<(RtpHeader, Vec<u8>)>,
}

impl Phone {
    pub fn new((slot, port): (u16, u16), ssrc: u32, suite: Option<Suite>) -> Self {
        let (socket, _) = telephone();
        let mut phone = Self {
            slot,
            port,
            ssrc,
            suite,
            unauthentic: 0,
            socket,
            security: None,
            // Its numbers go round in the call.
            index: 65_520,
            last: Vec::new(),
            said: Vec::new(),
            came: Vec::new(),
        };
        if let Some(suite) = suite {
            phone.rekey(&keys(suite, ssrc as u8));
        }
        phone
    }

    pub fn address(&self) -> SocketAddr {
        self.socket.local_addr().unwrap()
    }

    /// Other keys; its numbers go on.
    pub fn rekey(&mut self, keys: &SrtpKeys) {
        let mut opener = Opener::new(&keys.local);
        if let Some((_, old)) = &self.security {
            opener.follow(old);
        }
        self.security = Some((Sealer::new(&keys.remote), opener));
    }

    /// 20 ms of a tone.
    pub fn say(&mut self, hz: f32) {
        let first = self.index * 160;
        let sample = |n: u64| PEAK * (TAU * hz * (n % 8000) as f32 / 8000.0).sin();
        let codes = (first..first + 160).map(|n| Law::A.encode(sample(n) as i16));
        self.said = codes.collect();
        let payload = self.said.clone();
        self.send(8, (first as u32).wrapping_add(5), &payload);
    }

    /// A packet that never arrives.
    pub fn skip(&mut self) {
        self.index += 1;
    }

    /// The `n`th packet of a key that is held.
    pub fn press(&mut self, digit: u8, n: u16) {
        let duration = (160 * (n + 1)).to_be_bytes();
        let payload = [digit - b'0', 10, duration[0], duration[1]];
        self.send(101, u32::from(digit) * 10_000, &payload);
    }

    fn send(&mut self, payload_type: u8, timestamp: u32, payload: &[u8]) {
        let header = RtpHeader {
            marker: false,
            payload_type,
            sequence: self.index as u16,
            timestamp,
            ssrc: self.ssrc,
        };
        let mut bytes = vec![0; 12 + payload.len() + SEAL_BYTES_MAX];
        let mut length = header.write(payload, &mut bytes).unwrap();
        if let Some((sealer, _)) = &self.security {
            length = sealer.seal(&mut bytes, length, self.index).unwrap();
        }
        bytes.truncate(length);
        self.index += 1;
        self.last = bytes;
        self.say_again();
    }

    /// The last packet once more.
    pub fn say_again(&self) {
        self.socket.send_to(&self.last, here(self.port)).unwrap();
    }

    /// Takes what has come; how many packets.
    pub fn listen(&mut self) -> usize {
        let mut buffer = [0; 2000];
        let mut count = 0;
        while let Ok((mut length, _)) = self.socket.recv_from(&mut buffer) {
            count += 1;
            if let Some((_, opener)) = &mut self.security {
                match opener.open(&mut buffer[..length]) {
                    Ok(opened) => length = opened,
                    Err(_) => {
                        self.unauthentic += 1;
                        continue;
                    }
                }
            }
            let packet = RtpPacket::read(&buffer[..length]).unwrap();
            self.came.push((packet.header, packet.payload.to_vec()));
        }
        count
    }

    pub fn last_said(&self) -> &[u8] {
        &self.said
    }

    pub fn last_payload(&self) -> &[u8] {
        &self.came.last().unwrap().1
    }

    pub fn headers(&self) -> impl Iterator<Item = &RtpHeader> {
        self.came.iter().map(|(header, _)| header)
    }

    pub fn packets_of(&self, payload_type: u8) -> impl Iterator<Item = &RtpHeader> {
        self.headers()
            .filter(move |header| header.payload_type == payload_type)
    }

    /// The last milliseconds of voice that came.
    pub fn heard(&self, ms: usize) -> Vec<i16> {
        let voice = self
            .came
            .iter()
            .filter(|(header, _)| header.payload_type == 8);
        let codes: Vec<u8> = voice.flat_map(|(_, payload)| payload.clone()).collect();
        let last = &codes[codes.len() - ms * 8..];
        last.iter().map(|&code| Law::A.decode(code)).collect()
    }

    /// Whatever happened at the exchange: no number twice, none missing, and time never goes back or stands.
    pub fn assert_one_stream(&self) {
        self.assert_one_stream_of_gaps(60);
    }

    /// The same with pauses of so many milliseconds at most.
    pub fn assert_one_stream_of_gaps(&self, ms_max: u32) {
        let headers: Vec<&RtpHeader> = self.headers().collect();
        for pair in headers.windows(2) {
            let step = pair[1].sequence.wrapping_sub(pair[0].sequence);
            assert_eq!(step, 1, "after {:?}", pair[0]);
            let later = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
            let span = 160..=ms_max * 8;
            assert!(span.contains(&later), "{later} after {:?}", pair[0]);
            assert_eq!(pair[1].ssrc, pair[0].ssrc);
        }
    }
}
