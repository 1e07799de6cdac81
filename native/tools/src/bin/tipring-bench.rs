//! `tipring-bench`: what one 5 ms frame costs, as one JSON object. Times are of this thread's processor time,
//! the median of several runs. `tipring-bench echo [SPEECH.wav]`: the echo canceller beside spandsp's;
//! `tipring-bench codecs`: G.711 and G.722.
//! `tipring-bench packets`: packet legs, mixed and relayed; `tipring-bench relay [CALLS]`: how long a packet is in
//! the box.
//! `tipring-bench voice FOLDER`: mixer and detectors, with their signals as WAV for peers to hear.

use std::hint::black_box;
use std::time::Duration;

use serde_json::{Value, json};
use tipring_engine::burst::{
    BURST_LEN, CardHeader, HostHeader, PAYLOAD_LEN, SLOTS, decode_card, encode_card, encode_host,
};
use tipring_engine::frame_loop::FrameLoop;
use tipring_engine::os::thread_cpu_time;
use tipring_engine::port::BurstBytes;
use tipring_media::{Command, Law, Plane, SAMPLES, SlotFrame, prepare};

const RUNS: usize = 7;
const FRAMES: usize = 1000;
const BURSTS: usize = 20_000;

#[path = "../codecs.rs"]
mod codecs;
#[path = "../detectors.rs"]
mod detectors;
#[path = "../echo.rs"]
mod echo;
#[path = "../packets.rs"]
mod packets;
#[path = "../relay.rs"]
mod relay;
#[path = "../voice.rs"]
mod voice;

fn main() -> Result<(), String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "echo") {
        println!("{}", echo::run(words.get(1).map(String::as_str))?);
        return Ok(());
    }
    if words.first().is_some_and(|word| word == "voice") {
        let folder = words.get(1).ok_or("tipring-bench voice FOLDER")?;
        println!("{}", voice::run(folder.as_ref())?);
        return Ok(());
    }
    if words.first().is_some_and(|word| word == "codecs") {
        println!("{}", codecs::run()?);
        return Ok(());
    }
    if words.first().is_some_and(|word| word == "packets") {
        println!("{}", packets::run()?);
        return Ok(());
    }
    if words.first().is_some_and(|word| word == "relay") {
        let calls = words.get(1).and_then(|word| word.parse().ok());
        println!("{}", relay::run(calls.unwrap_or(100))?);
        return Ok(());
    }
    if words.first().is_some_and(|word| word == "detectors") {
        let folder = words.get(1).ok_or("tipring-bench detectors FOLDER")?;
        println!("{}", detectors::run(folder.as_ref())?);
        return Ok(());
    }
    let frames: Vec<Value> = [8, 32, 128].into_iter().map(bench_frames).collect();
    let report = json!({
        "runs": RUNS,
        "framesPerRun": FRAMES,
        "frameMs": 5,
        "frames": frames,
        "burst": { "encodeNs": encode_ns(), "decodeNs": decode_ns() },
    });
    println!("{report}");
    Ok(())
}

fn bench_frames(slots: usize) -> Value {
    let calls = median_us(|| calls_in_a_plane(slots));
    let conferences = median_us(|| conferences_in_a_plane(slots));
    let engine = median_us(|| engine(slots));
    json!({
        "slots": slots,
        "mixerUs": calls,
        "conferenceUs": conferences,
        "engineUs": engine,
        "engineShareOfCore": round(engine / 5000.0),
    })
}

fn median_us(mut run: impl FnMut() -> Duration) -> f64 {
    round(median(|| run().as_secs_f64() * 1e6 / FRAMES as f64))
}

fn median(mut run: impl FnMut() -> f64) -> f64 {
    let mut times: Vec<f64> = (0..RUNS).map(|_| run()).collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = thread_cpu_time();
    work();
    thread_cpu_time() - start
}

/// Something like speech: three sines that move every 40 ms, under an envelope of syllables.
fn speech(frames: usize, seed: u32) -> Vec<SlotFrame> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        f64::from(state) / f64::from(u32::MAX)
    };
    let mut hz = [200.0, 700.0, 1700.0];
    let mut phase = [0.0; 3];
    let mut out = Vec::with_capacity(frames);
    for frame in 0..frames {
        if frame % 8 == 0 {
            hz = [
                120.0 + 180.0 * random(),
                400.0 + 500.0 * random(),
                1000.0 + 1800.0 * random(),
            ];
        }
        let loudness = 4000.0 * (0.1 + (frame as f64 / 20.0).sin().abs());
        out.push(std::array::from_fn(|_| {
            let sum: f64 = (0..3)
                .map(|part| {
                    phase[part] += std::f64::consts::TAU * hz[part] / 8000.0;
                    phase[part].sin() / (part + 1) as f64
                })
                .sum();
            Law::A.encode((loudness * sum) as i16)
        }));
    }
    out
}

fn give(plane: &mut Plane, slots: usize, command: Command) {
    let prepared = prepare(command, slots).expect("a possible command");
    drop(plane.apply(prepared, &mut |event| panic!("refused: {event:?}")));
}

fn calls(slots: usize) -> impl Iterator<Item = Command> {
    (0..slots as u16).map(|slot| Command::Connect {
        from: slot ^ 1,
        to: slot,
        gain_db: -3.0,
    })
}

fn listen(slots: usize) -> impl Iterator<Item = Command> {
    (0..slots).map(|slot| {
        let command = json!({
            "op": "detect",
            "slot": slot,
            "detectors": { "dtmf": true, "progress": false, "fax": false, "callerId": null },
        });
        serde_json::from_value(command).expect("a command")
    })
}

fn run_plane(mut plane: Plane, slots: usize) -> Duration {
    let heard: Vec<Vec<SlotFrame>> = (0..16).map(|seed| speech(64, seed + 1)).collect();
    let mut said = vec![[0; SAMPLES]; slots];
    let input: Vec<Vec<SlotFrame>> = (0..64)
        .map(|frame| {
            (0..slots)
                .map(|slot| heard[slot % 16][(frame + slot) % 64])
                .collect()
        })
        .collect();
    timed(|| {
        for frame in 0..FRAMES {
            plane.process(&input[frame % 64], &mut said, &mut |event| {
                drop(black_box(event))
            });
            black_box(&said);
        }
    })
}

fn calls_in_a_plane(slots: usize) -> Duration {
    let mut plane = Plane::new(slots);
    calls(slots).for_each(|command| give(&mut plane, slots, command));
    run_plane(plane, slots)
}

fn conferences_in_a_plane(slots: usize) -> Duration {
    let mut plane = Plane::new(slots);
    for (id, first) in (0..slots).step_by(8).enumerate() {
        let members: Vec<Value> = (first..first + 8)
            .map(|slot| json!({ "slot": slot, "gainDb": 0.0 }))
            .collect();
        let command = json!({ "op": "conference", "id": id, "members": members });
        give(
            &mut plane,
            slots,
            serde_json::from_value(command).expect("a command"),
        );
    }
    run_plane(plane, slots)
}

/// Everything but the wires: bursts of all cards in, plane with a DTMF detector on every slot, bursts out.
fn engine(slots: usize) -> Duration {
    let cards = slots.div_ceil(SLOTS);
    let mut frames = FrameLoop::new(cards);
    for command in calls(slots).chain(listen(slots)) {
        let prepared = prepare(command, cards * SLOTS).expect("a possible command");
        drop(frames.apply(prepared, &mut |event| panic!("refused: {event:?}")));
    }
    let bursts: Vec<Vec<BurstBytes>> = (0..cards).map(card_bursts).collect();
    let mut mosi = [0; BURST_LEN];
    timed(|| {
        for frame in 0..FRAMES {
            for (card, bursts) in bursts.iter().enumerate() {
                frames.transmit(card, &mut mosi);
                black_box(&mosi);
                frames.receive(card, Some(&bursts[frame]), &mut |event| {
                    drop(black_box(event))
                });
            }
            frames.process(&mut |event| drop(black_box(event)));
        }
    })
}

fn card_bursts(card: usize) -> Vec<BurstBytes> {
    let voices: Vec<Vec<SlotFrame>> = (0..SLOTS)
        .map(|slot| speech(64, (card * SLOTS + slot) as u32 + 1))
        .collect();
    (0..FRAMES)
        .map(|frame| {
            let payload: [u8; PAYLOAD_LEN] =
                std::array::from_fn(|at| voices[at / SAMPLES][frame % 64][at % SAMPLES]);
            let header = CardHeader {
                seq: frame as u16,
                int_levels: 0xFF,
                rgdt_levels: 0xFF,
                ..CardHeader::default()
            };
            let mut bytes = [0; BURST_LEN];
            encode_card(&header, &[], &payload, &mut bytes);
            bytes
        })
        .collect()
}

fn encode_ns() -> f64 {
    let payload = [0xD5; PAYLOAD_LEN];
    let mut bytes = [0; BURST_LEN];
    let time = |bytes: &mut BurstBytes| {
        timed(|| {
            for seq in 0..BURSTS {
                let header = HostHeader {
                    seq: seq as u16,
                    ..HostHeader::default()
                };
                encode_host(black_box(&header), black_box(&payload), bytes);
                black_box(&bytes);
            }
        })
    };
    round(median(|| {
        time(&mut bytes).as_secs_f64() * 1e9 / BURSTS as f64
    }))
}

fn decode_ns() -> f64 {
    let mut bytes = [0; BURST_LEN];
    encode_card(
        &CardHeader::default(),
        &[],
        &[0xD5; PAYLOAD_LEN],
        &mut bytes,
    );
    let time = || {
        timed(|| {
            for _ in 0..BURSTS {
                let burst = decode_card(black_box(&bytes)).expect("an intact burst");
                black_box(burst.body.is_some());
            }
        })
    };
    round(median(|| time().as_secs_f64() * 1e9 / BURSTS as f64))
}
