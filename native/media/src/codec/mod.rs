//! Voice codecs of packets. All state is made by [`new`]; coding and decoding do not allocate.

pub mod g722;
mod opus;

use crate::Law;
use g722::{G722Decoder, G722Encoder};
pub use opus::Opus;

/// Which codec a stream speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodecKind {
    /// PCMA or PCMU.
    G711(Law),
    /// 64 kbit/s.
    G722,
    /// Telephone band.
    OpusNarrow,
    /// 7 kHz.
    OpusWide,
}

/// Why a codec cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodecError {
    /// No memory for its state.
    Memory,
}

impl std::fmt::Display for CodecError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no memory for the codec")
    }
}

impl std::error::Error for CodecError {}

/// A codec of one stream, both directions. Any bytes may come in.
pub trait Codec: Send {
    /// Samples per second on our side.
    fn rate(&self) -> u32;

    /// Ticks per second of RTP timestamps; G.722's are 8000 by an old mistake (RFC 3551 §4.5.2).
    fn clock_rate(&self) -> u32;

    /// Samples that a payload decodes to; nothing if it cannot be decoded.
    fn duration(&self, payload: &[u8]) -> Option<usize>;

    /// Decodes as much as fits; gives the number of samples.
    fn decode(&mut self, payload: &[u8], out: &mut [i16]) -> usize;

    /// Encodes one packet; gives its length.
    fn encode(&mut self, samples: &[i16], out: &mut [u8]) -> usize;

    /// Fills a gap out of the codec's own knowledge, with the packet after it if that is known to follow at
    /// once; false if the codec cannot.
    fn conceal(&mut self, next: Option<&[u8]>, out: &mut [i16]) -> bool {
        let _ = (next, out);
        false
    }

    /// Another sender begins.
    fn reset_decoder(&mut self) {}
}

/// Makes a codec with all the memory it needs.
pub fn new(kind: CodecKind) -> Result<Box<dyn Codec>, CodecError> {
    Ok(match kind {
        CodecKind::G711(law) => Box::new(G711(law)),
        CodecKind::G722 => Box::new(G722::default()),
        CodecKind::OpusNarrow => Box::new(Opus::narrow()?),
        CodecKind::OpusWide => Box::new(Opus::wide()?),
    })
}

struct G711(Law);

impl Codec for G711 {
    fn rate(&self) -> u32 {
        8000
    }

    fn clock_rate(&self) -> u32 {
        8000
    }

    fn duration(&self, payload: &[u8]) -> Option<usize> {
        (!payload.is_empty()).then_some(payload.len())
    }

    fn decode(&mut self, payload: &[u8], out: &mut [i16]) -> usize {
        let values = self.0.decode_all();
        for (sample, &code) in out.iter_mut().zip(payload) {
            *sample = values[usize::from(code)];
        }
        payload.len().min(out.len())
    }

    fn encode(&mut self, samples: &[i16], out: &mut [u8]) -> usize {
        let codes = self.0.encodings();
        for (code, &sample) in out.iter_mut().zip(samples) {
            *code = codes[usize::from(sample as u16 >> 2)];
        }
        samples.len().min(out.len())
    }
}

#[derive(Default)]
struct G722 {
    encoder: G722Encoder,
    decoder: G722Decoder,
}

impl Codec for G722 {
    fn rate(&self) -> u32 {
        16_000
    }

    fn clock_rate(&self) -> u32 {
        8000
    }

    fn duration(&self, payload: &[u8]) -> Option<usize> {
        (!payload.is_empty()).then_some(payload.len() * 2)
    }

    fn decode(&mut self, payload: &[u8], out: &mut [i16]) -> usize {
        self.decoder.decode(payload, out)
    }

    fn encode(&mut self, samples: &[i16], out: &mut [u8]) -> usize {
        self.encoder.encode(samples, out)
    }

    fn reset_decoder(&mut self) {
        self.decoder = G722Decoder::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [CodecKind; 5] = [
        CodecKind::G711(Law::A),
        CodecKind::G711(Law::Mu),
        CodecKind::G722,
        CodecKind::OpusNarrow,
        CodecKind::OpusWide,
    ];

    #[test]
    fn a_spoken_second_comes_back_in_its_length_with_its_loudness() {
        for kind in KINDS {
            let mut codec = new(kind).unwrap();
            let frame = codec.rate() as usize / 50;
            let (mut sent, mut heard) = (0.0, 0.0);
            for packet in 0..50 {
                let samples: Vec<i16> = (0..frame)
                    .map(|n| {
                        let at = (packet * frame + n) as f32 / codec.rate() as f32
                            * std::f32::consts::TAU;
                        (1..8)
                            .map(|k| (at * 140.0 * k as f32).sin() * 3000.0 / k as f32)
                            .sum::<f32>() as i16
                    })
                    .collect();
                let mut bytes = [0; 1275];
                let length = codec.encode(&samples, &mut bytes);
                assert_eq!(codec.duration(&bytes[..length]), Some(frame), "{kind:?}");
                let mut out = vec![0; frame];
                assert_eq!(codec.decode(&bytes[..length], &mut out), frame);
                if packet > 5 {
                    sent += samples.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>();
                    heard += out.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>();
                }
            }
            let change_db = 10.0 * f64::log10(heard / sent);
            assert!(change_db.abs() < 1.5, "{kind:?}: {change_db} dB");
        }
    }

    #[test]
    fn opus_repeats_a_lost_packet_from_the_next_one_or_fades() {
        let mut codec = new(CodecKind::OpusWide).unwrap();
        let mut out = [0; 320];
        assert!(codec.conceal(None, &mut out));
        assert!(codec.conceal(None, &mut out[..80]));
        assert!(!codec.conceal(None, &mut out[..77]));
        let mut bytes = [0; 1275];
        let length = codec.encode(&[100; 320], &mut bytes);
        assert!(codec.conceal(Some(&bytes[..length]), &mut out));
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_codec_panic(payload in prop::collection::vec(any::<u8>(), 0..1300)) {
            for kind in KINDS {
                let mut codec = new(kind).unwrap();
                let mut out = [0; 1920];
                let claimed = codec.duration(&payload);
                let decoded = codec.decode(&payload, &mut out);
                prop_assert!(decoded <= out.len() && (decoded == 0 || claimed.is_some()));
                codec.conceal(Some(&payload), &mut out[..160]);
                codec.reset_decoder();
            }
        }
    }
}
