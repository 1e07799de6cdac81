//! RTP, RTCP, telephone events, and whole streams of them.

use tipring_media::codec::CodecKind;
use tipring_media::packet::events::{DigitHeard, EventReceiver};
use tipring_media::packet::jitter::JitterLimits;
use tipring_media::packet::rtcp::{self, CompoundWriter, ReportBlock, RtcpPacket, SenderInfo};
use tipring_media::packet::rtp::{RtpHeader, RtpPacket};
use tipring_media::packet::stream::{PacketStream, PayloadTypes, StreamSettings};
use tipring_media::{Law, SAMPLES};

use crate::target::hash;

fn rtp_packet(payload_type: u8, sequence: u16, timestamp: u32, payload: &[u8]) -> Vec<u8> {
    let header = RtpHeader {
        marker: sequence == 0,
        payload_type,
        sequence,
        timestamp,
        ssrc: 1,
    };
    let mut bytes = vec![0; 12 + payload.len()];
    header.write(payload, &mut bytes);
    bytes
}

pub fn rtp_seeds() -> Vec<Vec<u8>> {
    let mut full = rtp_packet(
        8,
        0,
        0,
        &[
            0, 0, 0, 9, 0xBE, 0xDE, 0, 1, 7, 7, 7, 7, 0xD5, 0xD5, 0, 0, 3,
        ],
    );
    full[0] = 0xB1;
    vec![rtp_packet(8, 7, 160, &[0xD5; 160]), full]
}

pub fn run_rtp(input: &[u8]) -> u64 {
    match RtpPacket::read(input) {
        Ok(packet) => {
            assert!(packet.payload.len() + 12 <= input.len());
            let sources = packet.contributing_sources().count();
            hash((
                sources,
                packet.extension.map(|extension| extension.data.len()),
                packet.payload.len() / 64,
            ))
        }
        Err(error) => hash(error.to_string()),
    }
}

pub fn rtcp_seeds() -> Vec<Vec<u8>> {
    let compound = |sender: Option<&SenderInfo>, blocks: &[ReportBlock]| {
        let mut bytes = vec![0; 400];
        let mut writer = CompoundWriter::new(&mut bytes);
        writer.report(1, sender, blocks);
        writer.name(1, b"a@192.0.2.1");
        writer.goodbye(1);
        let length = writer.finish().unwrap_or(0);
        bytes.truncate(length);
        bytes
    };
    let info = SenderInfo {
        ntp: 1 << 40,
        rtp: 5,
        packets: 6,
        octets: 7,
    };
    vec![
        compound(Some(&info), &[ReportBlock::default(); 2]),
        compound(None, &[]),
    ]
}

pub fn run_rtcp(input: &[u8]) -> u64 {
    let kind = |packet: RtcpPacket| match packet {
        RtcpPacket::Report { sender, blocks, .. } => {
            let count = blocks.iter().count();
            assert!(count <= 31);
            (0, count * 2 + usize::from(sender.is_some()))
        }
        RtcpPacket::Name { cname, .. } => (1, cname.len() / 8),
        RtcpPacket::Goodbye { .. } => (2, 0),
    };
    hash(rtcp::read(input).map(kind).collect::<Vec<_>>())
}

/// Inputs for a receiver are pieces of 10 bytes: a timestamp, a time, and a payload.
pub fn event_seeds() -> Vec<Vec<u8>> {
    let piece = |duration: u8, end: u8| [0, 0, 0, 9, 0, 160, 5, end | 10, 0, duration];
    let digit: Vec<[u8; 10]> = (0..6)
        .map(|k| piece(k * 20, if k > 3 { 0x80 } else { 0 }))
        .collect();
    vec![digit.concat()]
}

pub fn run_events(input: &[u8]) -> u64 {
    let mut receiver = EventReceiver::new(8000);
    let (mut told, mut down, mut now) = (Vec::new(), 0i32, 0i64);
    for piece in input.chunks(10) {
        let byte = |at: usize| piece.get(at).copied().unwrap_or(0);
        let timestamp = u32::from_be_bytes([byte(0), byte(1), byte(2), byte(3)]);
        now += i64::from(u16::from_be_bytes([byte(4), byte(5)]));
        let mut tell = |digit: DigitHeard| {
            down += if matches!(digit, DigitHeard::Begun(_)) {
                1
            } else {
                -1
            };
            assert!((0..=1).contains(&down));
            told.push(matches!(digit, DigitHeard::Begun(_)));
        };
        receiver.receive(timestamp, piece.get(6..).unwrap_or(&[]), now, &mut tell);
        receiver.tick(now, &mut tell);
    }
    hash(told)
}

/// Datagrams of a stream, each after two bytes: its length, and the 2 ms steps until it comes.
pub fn stream_seeds() -> Vec<Vec<u8>> {
    let mut seed = Vec::new();
    for n in 0..20u16 {
        let packet = match n {
            8..12 => rtp_packet(
                101,
                n,
                8 * 160,
                &[5, if n == 11 { 0x8A } else { 10 }, 0, n as u8 * 20],
            ),
            15 => rtp_packet(13, n, 15 * 160, &[60, 100]),
            _ => rtp_packet(8, n, u32::from(n) * 160, &[0xD5; 160]),
        };
        seed.extend([packet.len() as u8, 10]);
        seed.extend(packet);
    }
    vec![seed]
}

pub fn run_stream(input: &[u8]) -> u64 {
    let settings = StreamSettings {
        codec: CodecKind::G711(Law::A),
        payload_types: PayloadTypes {
            voice: 8,
            event: Some(101),
            noise: Some(13),
        },
        limits: JitterLimits::default(),
        silence_suppression: false,
        ssrc: 2,
        first_sequence: 0,
        first_timestamp: 0,
    };
    let Ok(mut stream) = PacketStream::new(&settings) else {
        return 0;
    };
    let (mut now, mut rest, mut digits) = (0, input, 0u32);
    while let [length, steps, after @ ..] = rest {
        let (packet, after) = after.split_at(usize::from(*length).min(after.len()));
        now += u64::from(*steps) * 2000;
        let _ = stream.receive(packet, now, &mut |_| digits += 1);
        stream.play(now, &mut [0; SAMPLES], &mut |_| digits += 1);
        stream.receive_report(packet, now << 12);
        rest = after;
    }
    let counters = stream.counters();
    assert!((0.0..=100.0).contains(&counters.loss_percent));
    let jitter = counters.jitter;
    hash((
        jitter.received / 4,
        jitter.late.min(3),
        jitter.duplicates.min(3),
        jitter.stray.min(3),
        digits.min(8),
    ))
}
