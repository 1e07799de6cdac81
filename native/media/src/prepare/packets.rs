//! Packet legs, made ready.

use super::{Check, Work};
use crate::Event;
use crate::command::PacketStreamSettings;
use crate::packet::jitter::JitterLimits;
use crate::packet::stream::{PacketStream, PayloadTypes, StreamSettings};
use crate::plane::PacketLeg;
use crate::quality::G711_CONCEALED;

/// Payload types have seven bits (RFC 3550 §5.1).
const TYPE_MAX: u8 = 127;
/// What a jitter buffer may aim at.
const DELAY_MS: std::ops::RangeInclusive<u32> = 0..=500;

impl Check {
    pub(super) fn packets(
        &self,
        slot: u16,
        stream: Option<&PacketStreamSettings>,
    ) -> Result<Work, Event> {
        let slot = self.slot(slot)?;
        let leg = stream.map(|stream| self.leg(stream)).transpose()?;
        Ok(Work::Packets { slot, leg })
    }

    fn leg(&self, stream: &PacketStreamSettings) -> Result<Box<PacketLeg>, Event> {
        let types = [Some(stream.voice), stream.event, stream.noise];
        let known: Vec<u8> = types.into_iter().flatten().collect();
        let twice = known
            .iter()
            .enumerate()
            .any(|(at, kind)| known[..at].contains(kind));
        if twice || known.iter().any(|&kind| kind > TYPE_MAX) {
            let what = format!("{known:?}; different ones of 0 to {TYPE_MAX} are possible");
            return Err(self.refused("payload-types-impossible", what));
        }
        let limits = JitterLimits::default();
        let (low, high) = (
            stream.delay_ms_min.unwrap_or(limits.delay_ms_min),
            stream.delay_ms_max.unwrap_or(limits.delay_ms_max),
        );
        if low > high || !DELAY_MS.contains(&high) {
            let what = format!("{low} to {high} ms; 0 to {} are possible", DELAY_MS.end());
            return Err(self.refused("delay-out-of-range", what));
        }
        let settings = StreamSettings {
            codec: stream.codec.into(),
            payload_types: PayloadTypes {
                voice: stream.voice,
                event: stream.event,
                noise: stream.noise,
            },
            limits: JitterLimits {
                delay_ms_min: low,
                delay_ms_max: high,
                depth_ms_max: limits.depth_ms_max.max(2 * high),
            },
            silence_suppression: stream.silence_suppression,
            ssrc: stream.ssrc,
            first_sequence: stream.first_sequence,
            first_timestamp: stream.first_timestamp,
        };
        // ITU-T G.113 appendix I gives G.711 with concealment. On its narrow-band scale it has no value for
        // G.722 and none for Opus: both are taken for no better and no worse.
        PacketStream::new(&settings)
            .ok()
            .and_then(|stream| PacketLeg::new(stream, G711_CONCEALED))
            .map(Box::new)
            .ok_or_else(|| self.refused("no-memory", "the codec could not be made"))
    }
}
