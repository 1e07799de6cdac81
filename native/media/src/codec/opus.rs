//! Opus (RFC 6716, RFC 7587) through libopus: narrow band at 8 kHz or wide band at 16 kHz, mono.
//!
//! Whatever band the other side sends, libopus decodes it at our rate; the RTP clock is always 48 kHz.

use super::{Codec, CodecError};
use opusic_c::{Application, Bandwidth, Bitrate, Channels, Decoder, Encoder, SampleRate, Signal};

/// 120 ms at 16 kHz: the longest packet.
const SAMPLES_MAX: usize = 1920;
/// Half of what libopus can do: the rest is hardly heard in speech, and costs a small processor much.
const COMPLEXITY: u8 = 5;
/// Loss that the in-band redundancy is made for.
const EXPECTED_LOSS_PERCENT: u8 = 5;

/// An Opus encoder and decoder.
pub struct Opus {
    rate: u32,
    encoder: Encoder,
    decoder: Decoder,
    /// The 16-bit samples as fractions, and back.
    linear: [f32; SAMPLES_MAX],
}

impl Opus {
    /// Speech of telephone band, 12 kbit/s.
    pub fn narrow() -> Result<Self, CodecError> {
        Self::new(8000, SampleRate::Hz8000, Bandwidth::Narrow, 12_000)
    }

    /// Speech up to 7 kHz, 24 kbit/s.
    pub fn wide() -> Result<Self, CodecError> {
        Self::new(16_000, SampleRate::Hz16000, Bandwidth::Wide, 24_000)
    }

    fn new(rate: u32, of: SampleRate, band: Bandwidth, bits: u32) -> Result<Self, CodecError> {
        let failed = |_| CodecError::Memory;
        let mut encoder = Encoder::new(Channels::Mono, of, Application::Voip).map_err(failed)?;
        let decoder = Decoder::new(Channels::Mono, of).map_err(failed)?;
        encoder.set_max_bandwidth(band).map_err(failed)?;
        encoder.set_bitrate(Bitrate::Value(bits)).map_err(failed)?;
        encoder.set_signal(Signal::Voice).map_err(failed)?;
        encoder.set_complexity(COMPLEXITY).map_err(failed)?;
        encoder
            .set_inband_fec(opusic_c::InbandFec::Mode1)
            .map_err(failed)?;
        encoder
            .set_packet_loss(EXPECTED_LOSS_PERCENT)
            .map_err(failed)?;
        Ok(Self {
            rate,
            encoder,
            decoder,
            linear: [0.0; SAMPLES_MAX],
        })
    }

    fn take(&mut self, count: usize, out: &mut [i16]) -> usize {
        for (to, from) in out.iter_mut().zip(&self.linear[..count]) {
            *to = (from * 32768.0).round() as i16;
        }
        count.min(out.len())
    }
}

impl Codec for Opus {
    fn rate(&self) -> u32 {
        self.rate
    }

    fn clock_rate(&self) -> u32 {
        48_000
    }

    fn duration(&self, payload: &[u8]) -> Option<usize> {
        let count = self.decoder.get_nb_samples(payload).ok()?;
        (1..=SAMPLES_MAX).contains(&count).then_some(count)
    }

    fn decode(&mut self, payload: &[u8], out: &mut [i16]) -> usize {
        if payload.is_empty() {
            return 0;
        }
        match self
            .decoder
            .decode_float_to_slice(payload, &mut self.linear, false)
        {
            Ok(count) => self.take(count, out),
            Err(_) => 0,
        }
    }

    fn encode(&mut self, samples: &[i16], out: &mut [u8]) -> usize {
        let count = samples.len().min(SAMPLES_MAX);
        for (to, from) in self.linear.iter_mut().zip(samples) {
            *to = f32::from(*from) / 32768.0;
        }
        self.encoder
            .encode_float_to_slice(&self.linear[..count], out)
            .unwrap_or(0)
    }

    fn conceal(&mut self, next: Option<&[u8]>, out: &mut [i16]) -> bool {
        // libopus extends in steps of 2.5 ms.
        let step = self.rate as usize / 400;
        if out.is_empty() || out.len() > SAMPLES_MAX || out.len() % step != 0 {
            return false;
        }
        let linear = &mut self.linear[..out.len()];
        let done = match next {
            // The packet after the lost one holds it once more, coarser (RFC 6716 §2.1.7).
            Some(payload) => self.decoder.decode_float_to_slice(payload, linear, true),
            None => self.decoder.decode_float_to_slice(&[], linear, false),
        };
        done.is_ok_and(|count| self.take(count, out) == out.len())
    }

    fn reset_decoder(&mut self) {
        // Fails only if the state is corrupt, and then the next packet is refused.
        let _ = self.decoder.reset();
    }
}
