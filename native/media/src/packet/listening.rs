//! A call over a bad network, offline: what would be heard without this module, and with it.

use super::events::DigitHeard;
use super::jitter::JitterLimits;
use super::rtp::RtpPacket;
use super::stream::{PacketStream, PayloadTypes, StreamCounters, StreamSettings};
use crate::codec::{CodecError, CodecKind};
use crate::{Law, SAMPLES};

/// What the network does to packets of 20 ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Network {
    /// Packets lost at random, in percent.
    pub loss_percent: f32,
    /// Each packet is late by something between 0 and this.
    pub jitter_ms: f32,
    /// The sender's clock against ours, parts in a million.
    pub drift_ppm: f32,
    /// The same seed loses the same packets.
    pub seed: u32,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// At 8 kHz, as long as what was said and a little longer.
    pub samples: Vec<i16>,
    /// What happened on the way.
    pub counters: StreamCounters,
}

fn settings(codec: CodecKind) -> StreamSettings {
    StreamSettings {
        codec,
        payload_types: PayloadTypes {
            voice: 96,
            event: Some(101),
            noise: Some(13),
        },
        limits: JitterLimits::default(),
        silence_suppression: false,
        ssrc: 0x5450_0001,
        first_sequence: 65_500,
        first_timestamp: 0xFFFF_F000,
    }
}

/// Packets of a spoken text with the times (µs) at which they arrive, in the order of arrival; those that
/// the network lost are missing.
pub fn carry(
    samples: &[i16],
    codec: CodecKind,
    network: &Network,
) -> Result<Vec<(u64, Vec<u8>)>, CodecError> {
    let mut sender = PacketStream::new(&settings(codec))?;
    let mut state = network.seed.wrapping_mul(2_654_435_761) | 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32
    };
    let mut packets = Vec::new();
    for (n, piece) in samples.chunks(SAMPLES).enumerate() {
        let mut frame = [0; SAMPLES];
        frame[..piece.len()].copy_from_slice(piece);
        let sent_us =
            1_000_000.0 + (n as f64 + 1.0) * 5000.0 * (1.0 + f64::from(network.drift_ppm) / 1e6);
        sender.send(&frame, &mut |packet| {
            let late_us = f64::from(random() * network.jitter_ms * 1000.0);
            if random() * 100.0 >= network.loss_percent {
                packets.push(((sent_us + late_us) as u64, packet.to_vec()));
            }
        });
    }
    packets.sort_by_key(|(at, _)| *at);
    Ok(packets)
}

/// What is heard through jitter buffer and concealment.
pub fn heard(samples: &[i16], codec: CodecKind, network: &Network) -> Result<Heard, CodecError> {
    let packets = carry(samples, codec, network)?;
    let mut receiver = PacketStream::new(&settings(codec))?;
    let mut coming = packets.iter().peekable();
    let mut out = Vec::new();
    let ignore = &mut |_: DigitHeard| {};
    for n in 0..(samples.len() / SAMPLES + 60) as u64 {
        let now = 1_000_000 + n * 5000;
        while let Some((at, packet)) = coming.next_if(|(at, _)| *at <= now) {
            // Our own packets are well formed.
            let _ = receiver.receive(packet, *at, ignore);
        }
        let mut frame = [0; SAMPLES];
        receiver.play(now, &mut frame, ignore);
        out.extend(frame);
    }
    Ok(Heard {
        samples: out,
        counters: receiver.counters(),
    })
}

/// What a receiver without both would play: each packet 20 ms after its time, silence for what is not there.
pub fn heard_without(samples: &[i16], law: Law, network: &Network) -> Result<Heard, CodecError> {
    let packets = carry(samples, CodecKind::G711(law), network)?;
    let mut out = vec![0; samples.len()];
    let start = settings(CodecKind::G711(law)).first_timestamp;
    let mut counters = StreamCounters::default();
    for (at, bytes) in &packets {
        let Ok(packet) = RtpPacket::read(bytes) else {
            continue;
        };
        let first = packet.header.timestamp.wrapping_sub(start) as usize;
        let due_us = 1_040_000 + first as u64 * 125;
        counters.jitter.received += 1;
        if *at > due_us {
            counters.jitter.late += 1;
            continue;
        }
        for (sample, &code) in out.iter_mut().skip(first).zip(packet.payload) {
            *sample = law.decode(code);
        }
    }
    let all = (samples.len() / (4 * SAMPLES)) as u64;
    let played = counters.jitter.received - counters.jitter.late;
    counters.lost = all as i64 - counters.jitter.received as i64;
    counters.burst_ratio = 1.0;
    counters.loss_percent = (1.0 - played as f32 / all.max(1) as f32) * 100.0;
    Ok(Heard {
        samples: out,
        counters,
    })
}
