//! `tipring-fuzz [--seconds N] [--seed S] [--target NAME]`: mutated packets and files against every parser that
//! meets bytes of strangers. Ends with 1 at the first panic or stall, and says how to repeat it.
//!
//! Inputs that lead to an answer not seen before are kept and mutated further, so that a parser is entered
//! deeper without instrumenting it.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tipring_media::codec::{self, CodecKind};
use tipring_media::packet::comfort_noise::{NoiseGenerator, NoiseModel};
use tipring_media::packet::events::{DigitHeard, EventReceiver};
use tipring_media::packet::jitter::JitterLimits;
use tipring_media::packet::rtcp::{self, CompoundWriter, ReportBlock, RtcpPacket, SenderInfo};
use tipring_media::packet::rtp::{RtpHeader, RtpPacket};
use tipring_media::packet::stream::{PacketStream, PayloadTypes, StreamSettings};
use tipring_media::{Law, SAMPLES, wav};

/// Longest input.
const LENGTH_MAX: usize = 4096;
const KEPT_MAX: usize = 512;
/// One input must be done with in this time.
const STALL: Duration = Duration::from_secs(2);

/// What the panic that was caught said, and where.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

struct Target {
    name: &'static str,
    seeds: fn() -> Vec<Vec<u8>>,
    /// Takes an input; the answer is told as a number that is alike for alike inputs.
    run: fn(&[u8]) -> u64,
}

const TARGETS: [Target; 7] = [
    Target {
        name: "rtp",
        seeds: rtp_seeds,
        run: run_rtp,
    },
    Target {
        name: "rtcp",
        seeds: rtcp_seeds,
        run: run_rtcp,
    },
    Target {
        name: "wav",
        seeds: wav_seeds,
        run: run_wav,
    },
    Target {
        name: "events",
        seeds: event_seeds,
        run: run_events,
    },
    Target {
        name: "noise",
        seeds: noise_seeds,
        run: run_noise,
    },
    Target {
        name: "codecs",
        seeds: codec_seeds,
        run: run_codecs,
    },
    Target {
        name: "stream",
        seeds: stream_seeds,
        run: run_stream,
    },
];

fn main() -> ExitCode {
    match fuzz() {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn fuzz() -> Result<(), String> {
    let (mut seconds, mut seed, mut only) = (10u64, None, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or(format!("{word} needs a value"))?;
        let number = || {
            value
                .parse::<u64>()
                .map_err(|_| format!("{word} {value}: not a number"))
        };
        match word.as_str() {
            "--seconds" => seconds = number()?,
            "--seed" => seed = Some(number()?),
            "--target" => only = Some(value),
            _ => return Err(format!("{word}: there are --seconds, --seed and --target")),
        }
    }
    let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seed = seed.unwrap_or_else(|| clock.map_or(1, |time| time.as_nanos() as u64 | 1));
    println!("seed {seed}, {seconds} s");
    let chosen: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| only.as_deref().is_none_or(|name| name == target.name))
        .collect();
    if chosen.is_empty() {
        return Err("no such target".to_owned());
    }
    let share = Duration::from_secs(seconds) / chosen.len() as u32;
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut last) = LAST_PANIC.lock() {
            *last = info.to_string();
        }
    }));
    let mut failed = 0;
    for target in &chosen {
        match run(target, seed, share) {
            Ok((runs, kept)) => println!("{}: {runs} inputs, {kept} kinds of answers", target.name),
            Err(what) => {
                println!("{}: {what}", target.name);
                failed += 1;
            }
        }
    }
    println!("fuzz: {} passed, {failed} failed", chosen.len() - failed);
    if failed == 0 {
        Ok(())
    } else {
        Err(format!("repeat with --seed {seed} --seconds {seconds}"))
    }
}

fn run(target: &Target, seed: u64, share: Duration) -> Result<(u64, usize), String> {
    let mut dice = Dice(seed ^ 0x9E37_79B9_7F4A_7C15);
    let mut kept = (target.seeds)();
    let mut answers = HashSet::new();
    let end = Instant::now() + share;
    let mut runs = 0;
    while Instant::now() < end {
        let mut input = kept[dice.below(kept.len())].clone();
        if dice.below(8) == 0 {
            let other = &kept[dice.below(kept.len())];
            let (from, at) = (dice.below(other.len() + 1), dice.below(input.len() + 1));
            input.truncate(at);
            input.extend(&other[from..]);
        }
        for _ in 0..=dice.below(6) {
            dice.mutate(&mut input);
        }
        input.truncate(LENGTH_MAX);
        let start = Instant::now();
        let answer = catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).map_err(|_| {
            let last = LAST_PANIC.lock().map_or(String::new(), |last| last.clone());
            format!("input {runs}: {last}\n    {}", hex(&input))
        })?;
        if start.elapsed() > STALL {
            return Err(format!("input {runs}: stalled\n    {}", hex(&input)));
        }
        if kept.len() < KEPT_MAX && answers.insert(answer) {
            kept.push(input);
        }
        runs += 1;
    }
    Ok((runs, answers.len()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// xorshift64*.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 8
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn mutate(&mut self, input: &mut Vec<u8>) {
        const LIKELY: [u8; 10] = [0, 1, 2, 0x7F, 0x80, 0x81, 0xBF, 0xC8, 0xFE, 0xFF];
        let at = self.below(input.len());
        match self.below(8) {
            0 => input.truncate(at),
            1 => input.insert(at.min(input.len()), self.next() as u8),
            2 if !input.is_empty() => drop(input.remove(at)),
            3 if !input.is_empty() => input[at] ^= 1 << self.below(8),
            4 if !input.is_empty() => input[at] = LIKELY[self.below(LIKELY.len())],
            5 if input.len() > at + 4 => {
                let value = [0u32, 1, 0x7FFF_FFFF, 0x8000_0000, u32::MAX][self.below(5)];
                input[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
            6 => {
                let length = self.below(64).min(input.len() - at.min(input.len()));
                let piece = input[at..at + length].to_vec();
                input.extend(piece);
            }
            _ if !input.is_empty() => input[at] = self.next() as u8,
            _ => input.push(self.next() as u8),
        }
    }
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

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

fn rtp_seeds() -> Vec<Vec<u8>> {
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

fn run_rtp(input: &[u8]) -> u64 {
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

fn rtcp_seeds() -> Vec<Vec<u8>> {
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

fn run_rtcp(input: &[u8]) -> u64 {
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

fn wav_seeds() -> Vec<Vec<u8>> {
    vec![
        wav::write_linear(&[5; 40]),
        wav::write_companded(Law::A, &[0xD5; 41]),
    ]
}

fn run_wav(input: &[u8]) -> u64 {
    match wav::read(input) {
        Ok(samples) => hash(samples.len() / 32),
        Err(error) => hash(error.to_string()),
    }
}

/// Inputs for a receiver are pieces of 10 bytes: a timestamp, a time, and a payload.
fn event_seeds() -> Vec<Vec<u8>> {
    let piece = |duration: u8, end: u8| [0, 0, 0, 9, 0, 160, 5, end | 10, 0, duration];
    let digit: Vec<[u8; 10]> = (0..6)
        .map(|k| piece(k * 20, if k > 3 { 0x80 } else { 0 }))
        .collect();
    vec![digit.concat()]
}

fn run_events(input: &[u8]) -> u64 {
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

fn noise_seeds() -> Vec<Vec<u8>> {
    vec![
        NoiseModel::white(60).write().to_vec(),
        vec![70, 0, 254, 0, 254, 0, 254],
    ]
}

fn run_noise(input: &[u8]) -> u64 {
    let Some(model) = NoiseModel::read(input) else {
        return 0;
    };
    let mut generator = NoiseGenerator::default();
    generator.set(model);
    let mut out = [0; 400];
    generator.fill(&mut out);
    hash((model.level_minus_dbov / 8, input.len().min(12)))
}

fn codec_seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![vec![0xD5; 160]];
    for kind in [CodecKind::OpusNarrow, CodecKind::OpusWide] {
        if let Ok(mut codec) = codec::new(kind) {
            let samples = vec![500; codec.rate() as usize / 50];
            let mut bytes = vec![0; 1275];
            let length = codec.encode(&samples, &mut bytes);
            bytes.truncate(length);
            seeds.push(bytes);
        }
    }
    seeds
}

fn run_codecs(input: &[u8]) -> u64 {
    let mut answer = Vec::new();
    for kind in [
        CodecKind::G711(Law::Mu),
        CodecKind::G722,
        CodecKind::OpusWide,
    ] {
        let Ok(mut codec) = codec::new(kind) else {
            continue;
        };
        let mut out = [0; 1920];
        let count = codec.decode(input, &mut out);
        assert!(count <= out.len());
        codec.conceal(Some(input), &mut out[..320]);
        answer.push((
            codec.duration(input).map(|samples| samples / 40),
            count / 40,
        ));
    }
    hash(answer)
}

/// Datagrams of a stream, each after two bytes: its length, and the 2 ms steps until it comes.
fn stream_seeds() -> Vec<Vec<u8>> {
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

fn run_stream(input: &[u8]) -> u64 {
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
