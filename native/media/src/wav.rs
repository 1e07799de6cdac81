//! WAV files: what a telephone can play, and what it recorded.

use crate::{Law, RATE};

/// Longest sound: half an hour.
const SAMPLES_MAX: usize = RATE as usize * 1800;

/// Why bytes are not a sound that can be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WavError {
    /// The bytes do not begin like a WAV file.
    NotWav,
    /// A chunk that must be there is missing or cut.
    Cut,
    /// Neither 16-bit PCM nor A-law nor µ-law.
    Format(u16, u16),
    /// Not mono.
    Channels(u16),
    /// A sampling rate that is neither 8000 nor 16 000 Hz.
    Rate(u32),
    /// No sample at all.
    Empty,
    /// Longer than half an hour.
    TooLong,
}

impl WavError {
    /// The stable code of a `refused` event.
    pub fn code(self) -> &'static str {
        match self {
            WavError::NotWav => "wav-none",
            WavError::Cut => "wav-cut",
            WavError::Format(..) => "wav-format",
            WavError::Channels(_) => "wav-channels",
            WavError::Rate(_) => "wav-rate",
            WavError::Empty => "wav-empty",
            WavError::TooLong => "wav-too-long",
        }
    }
}

impl std::fmt::Display for WavError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WavError::NotWav => write!(f, "this is not a WAV file"),
            WavError::Cut => write!(f, "the WAV file is cut: its format or data is missing"),
            WavError::Format(tag, bits) => write!(
                f,
                "WAV format {tag} with {bits} bits; save it as 16-bit PCM, A-law or µ-law"
            ),
            WavError::Channels(count) => {
                write!(f, "the WAV file has {count} channels; save it as mono")
            }
            WavError::Rate(rate) => write!(
                f,
                "the WAV file has {rate} samples per second; save it with 8000 or 16000"
            ),
            WavError::Empty => write!(f, "the WAV file has no samples"),
            WavError::TooLong => write!(f, "the sound is longer than 30 minutes"),
        }
    }
}

impl std::error::Error for WavError {}

const PCM: u16 = 1;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
const EXTENSIBLE: u16 = 0xFFFE;

#[derive(Clone, Copy)]
struct Format {
    tag: u16,
    channels: u16,
    rate: u32,
    bits: u16,
}

/// Samples at 8 kHz on the 16-bit scale. Whatever the bytes are, it answers or says what is wrong.
pub fn read(bytes: &[u8]) -> Result<Vec<i16>, WavError> {
    if bytes.len() < 12 || &bytes[..4] != b"RIFF" || &bytes[8..12] != b"WAVE" {
        return Err(WavError::NotWav);
    }
    let mut format = None;
    let mut rest = &bytes[12..];
    while let Some((header, body)) = rest.split_at_checked(8) {
        let length = u32_at(header, 4) as usize;
        // Writers that stream leave the length of the last chunk too large; what is there counts.
        let chunk = &body[..length.min(body.len())];
        match &header[..4] {
            b"fmt " => format = Some(read_format(chunk)?),
            b"data" => return samples(format.ok_or(WavError::Cut)?, chunk),
            _ => {}
        }
        let padded = length.saturating_add(length & 1).min(body.len());
        rest = &body[padded..];
    }
    Err(WavError::Cut)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn read_format(chunk: &[u8]) -> Result<Format, WavError> {
    if chunk.len() < 16 {
        return Err(WavError::Cut);
    }
    let mut tag = u16_at(chunk, 0);
    if tag == EXTENSIBLE && chunk.len() >= 26 {
        // The sub-format is a GUID that begins with the tag.
        tag = u16_at(chunk, 24);
    }
    Ok(Format {
        tag,
        channels: u16_at(chunk, 2),
        rate: u32_at(chunk, 4),
        bits: u16_at(chunk, 14),
    })
}

fn samples(format: Format, data: &[u8]) -> Result<Vec<i16>, WavError> {
    if format.channels != 1 {
        return Err(WavError::Channels(format.channels));
    }
    let wide = format.rate == 2 * RATE;
    if format.rate != RATE && !wide {
        return Err(WavError::Rate(format.rate));
    }
    let bytes_max = SAMPLES_MAX * usize::from(format.bits / 8).max(1) * if wide { 2 } else { 1 };
    if data.len() > bytes_max {
        return Err(WavError::TooLong);
    }
    let companded = |law: Law| data.iter().map(|&code| law.decode(code)).collect();
    let samples: Vec<i16> = match (format.tag, format.bits) {
        (PCM, 16) => data
            .chunks_exact(2)
            .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
            .collect(),
        (A_LAW, 8) => companded(Law::A),
        (MU_LAW, 8) => companded(Law::Mu),
        (tag, bits) => return Err(WavError::Format(tag, bits)),
    };
    let samples = if wide { halve(&samples) } else { samples };
    if samples.is_empty() {
        Err(WavError::Empty)
    } else {
        Ok(samples)
    }
}

/// 16 kHz to 8 kHz through a windowed-sinc low pass: flat to 3.4 kHz, −60 dB from 4.6 kHz on.
fn halve(wide: &[i16]) -> Vec<i16> {
    const REACH: i32 = 24;
    let taps: Vec<f32> = (-REACH..=REACH)
        .map(|n| {
            let x = std::f32::consts::PI * n as f32 * 0.5;
            let sinc = if n == 0 { 0.5 } else { 0.5 * x.sin() / x };
            let turn = std::f32::consts::TAU * (n + REACH + 1) as f32 / (2 * REACH + 2) as f32;
            sinc * (0.42 - 0.5 * turn.cos() + 0.08 * (2.0 * turn).cos())
        })
        .collect();
    (0..wide.len().div_ceil(2))
        .map(|out| {
            let first = out as i32 * 2 - REACH;
            let tapped = taps.iter().enumerate().map(|(k, tap)| {
                let at = usize::try_from(first + k as i32).ok();
                tap * at
                    .and_then(|at| wide.get(at))
                    .map_or(0.0, |&sample| f32::from(sample))
            });
            tapped.sum::<f32>().round() as i16
        })
        .collect()
}

/// A WAV file of A-law or µ-law codes.
pub fn write_companded(law: Law, codes: &[u8]) -> Vec<u8> {
    let tag = if law == Law::A { A_LAW } else { MU_LAW };
    write(tag, 8, codes)
}

/// A WAV file of 16-bit samples.
pub fn write_linear(samples: &[i16]) -> Vec<u8> {
    let bytes: Vec<u8> = samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    write(PCM, 16, &bytes)
}

fn write(tag: u16, bits: u16, data: &[u8]) -> Vec<u8> {
    let mut out = header(tag, bits, 1, data.len() as u32);
    out.extend(data);
    out.extend(&[0u8][..data.len() & 1]);
    out
}

/// The beginning of a file of two channels of A-law or µ-law codes. Without a length it is one whose end is
/// not yet known: readers take what is there.
pub fn stereo_header(law: Law, bytes: Option<usize>) -> Vec<u8> {
    let tag = if law == Law::A { A_LAW } else { MU_LAW };
    let length = bytes.map_or(LENGTH_UNKNOWN, |bytes| bytes as u32);
    header(tag, 8, 2, length)
}

/// Leaves room for the header in the 32 bits of the file's own length.
const LENGTH_UNKNOWN: u32 = u32::MAX - 63;

fn header(tag: u16, bits: u16, channels: u16, length: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(
        47 + if length == LENGTH_UNKNOWN {
            0
        } else {
            length as usize
        },
    );
    let block = channels * bits / 8;
    out.extend(b"RIFF");
    out.extend((38 + length + (length & 1)).to_le_bytes());
    out.extend(b"WAVEfmt ");
    // 18 bytes: formats other than PCM carry the size of their extension, here none.
    out.extend(18u32.to_le_bytes());
    out.extend(tag.to_le_bytes());
    out.extend(channels.to_le_bytes());
    out.extend(RATE.to_le_bytes());
    out.extend((RATE * u32::from(block)).to_le_bytes());
    out.extend(block.to_le_bytes());
    out.extend(bits.to_le_bytes());
    out.extend(0u16.to_le_bytes());
    out.extend(b"data");
    out.extend(length.to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sixteen_khz_sound_keeps_its_speech_band_and_loses_what_would_alias() {
        let sine = |hz: f32| -> Vec<i16> {
            let turn = |n: usize| std::f32::consts::TAU * hz * n as f32 / 16000.0;
            (0..16000)
                .map(|n| (10000.0 * turn(n).sin()) as i16)
                .collect()
        };
        let power = |wide: Vec<i16>| -> f64 {
            let out = halve(&wide);
            assert_eq!(out.len(), 8000);
            out[100..7900]
                .iter()
                .map(|&s| f64::from(s).powi(2))
                .sum::<f64>()
                / 7800.0
                / 5e7
        };
        assert!((power(sine(1000.0)) - 1.0).abs() < 0.01);
        assert!((power(sine(3300.0)) - 1.0).abs() < 0.05);
        assert!(power(sine(5000.0)) < 1e-5);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_code() {
        let good = write_linear(&[1, 2, 3]);
        let with = |at: usize, byte: u8| {
            let mut bytes = good.clone();
            bytes[at] = byte;
            read(&bytes).unwrap_err().code()
        };
        assert_eq!(with(0, b'X'), "wav-none");
        assert_eq!(with(20, 3), "wav-format");
        assert_eq!(with(22, 2), "wav-channels");
        assert_eq!(with(25, 0x2B), "wav-rate");
        assert_eq!(read(&good[..30]).unwrap_err().code(), "wav-cut");
        assert_eq!(read(&write_linear(&[])).unwrap_err().code(), "wav-empty");
        assert_eq!(read(b"").unwrap_err().code(), "wav-none");
    }

    #[test]
    fn unknown_chunks_are_passed_over() {
        let good = write_linear(&[7, -7]);
        let mut bytes = good[..12].to_vec();
        bytes.extend(b"LIST\x03\0\0\0abc\0");
        bytes.extend(&good[12..]);
        assert_eq!(read(&bytes).unwrap(), [7, -7]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(samples in prop::collection::vec(any::<i16>(), 1..200)) {
            prop_assert_eq!(read(&write_linear(&samples)).unwrap(), samples.clone());
            let codes: Vec<u8> = samples.iter().map(|s| *s as u8).collect();
            for law in [Law::A, Law::Mu] {
                let decoded: Vec<i16> = codes.iter().map(|&c| law.decode(c)).collect();
                prop_assert_eq!(read(&write_companded(law, &codes)).unwrap(), decoded);
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_damage_to_a_good_file_makes_it_panic(
            at in 0usize..60, byte: u8, cut in 0usize..70, damage in prop::collection::vec(any::<u8>(), 0..9),
        ) {
            let mut bytes = write_linear(&[1; 8]);
            let end = bytes.len();
            bytes[at.min(end - 1)] = byte;
            for (k, byte) in damage.into_iter().enumerate() {
                bytes[(at + k) % end] = byte;
            }
            let _ = read(&bytes[..cut.min(end)]);
            let _ = read(&bytes);
        }
    }
}
