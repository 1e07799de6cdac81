//! The parsers that meet bytes of strangers.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::{packets, sound};

/// A parser, and inputs to begin with.
pub struct Target {
    pub name: &'static str,
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Takes an input; the answer is told as a number that is alike for alike inputs.
    pub run: fn(&[u8]) -> u64,
}

/// All of them.
pub const TARGETS: [Target; 7] = [
    Target {
        name: "rtp",
        seeds: packets::rtp_seeds,
        run: packets::run_rtp,
    },
    Target {
        name: "rtcp",
        seeds: packets::rtcp_seeds,
        run: packets::run_rtcp,
    },
    Target {
        name: "wav",
        seeds: sound::wav_seeds,
        run: sound::run_wav,
    },
    Target {
        name: "events",
        seeds: packets::event_seeds,
        run: packets::run_events,
    },
    Target {
        name: "noise",
        seeds: sound::noise_seeds,
        run: sound::run_noise,
    },
    Target {
        name: "codecs",
        seeds: sound::codec_seeds,
        run: sound::run_codecs,
    },
    Target {
        name: "stream",
        seeds: packets::stream_seeds,
        run: packets::run_stream,
    },
];

/// Alike answers have one number.
pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
