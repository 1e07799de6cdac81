//! One packet leg: its stream, and what a wideband one has beside its timeslot of 8 kHz.

use super::limiter::Limiter;
use super::output::encode;
use crate::packet::events::DigitHeard;
use crate::packet::stream::PacketStream;
use crate::quality::{CodecImpairment, PacketPath};
use crate::resample::Resampler;
use crate::{Law, Linear, RATE, SAMPLES, SlotFrame, WIDE_RATE, WIDE_SAMPLES, Wide};

/// One leg, with all the memory that it will need.
pub(crate) struct PacketLeg {
    pub(super) stream: PacketStream,
    codec: CodecImpairment,
    pub(super) wide: Option<Box<WideSide>>,
    limiter: Limiter,
    /// Length of the packets of both directions, ms; nothing while one of them is on hold.
    pub(super) both_ways_ms: Option<u8>,
    /// The leg that its packets are passed on to, and that it gets those of.
    pub(super) partner: Option<usize>,
}

impl std::fmt::Debug for PacketLeg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rate = if self.wide.is_some() { WIDE_RATE } else { RATE };
        write!(f, "PacketLeg({rate} Hz)")
    }
}

/// What a wideband leg has beside its timeslot.
pub(super) struct WideSide {
    /// What it says.
    pub said: Wide,
    /// What conferences add toward it: of members of 8 kHz, and of others like itself.
    pub mixed_narrow: Linear,
    pub mixed: Wide,
    to_narrow: Resampler,
    from_narrow: Resampler,
}

impl WideSide {
    pub fn new() -> Option<Self> {
        Some(Self {
            said: [0.0; WIDE_SAMPLES],
            mixed_narrow: [0.0; SAMPLES],
            mixed: [0.0; WIDE_SAMPLES],
            to_narrow: Resampler::new(WIDE_RATE, RATE)?,
            from_narrow: Resampler::new(RATE, WIDE_RATE)?,
        })
    }

    /// What it says from now on, also at the rate of its timeslot; nothing is mixed toward it yet.
    fn take(&mut self, samples: &[i16; WIDE_SAMPLES], narrow: &mut Linear) {
        self.said = samples.map(f32::from);
        self.to_narrow.process(&self.said, narrow);
        self.mixed_narrow = [0.0; SAMPLES];
        self.mixed = [0.0; WIDE_SAMPLES];
    }

    /// All that is heard at this leg: what is of 8 kHz raised, and the rest.
    pub fn sum(&mut self, narrow: &Linear, mut wide: Wide) -> Wide {
        let mut raised = [0.0; WIDE_SAMPLES];
        self.from_narrow.process(narrow, &mut raised);
        add(&raised, 1.0, &mut wide);
        wide
    }
}

impl PacketLeg {
    /// Nothing if the codec has a rate that timeslots cannot be brought to.
    pub fn new(stream: PacketStream, codec: CodecImpairment) -> Option<Self> {
        let wide = match stream.frame_samples() {
            SAMPLES => None,
            WIDE_SAMPLES => Some(Box::new(WideSide::new()?)),
            _ => return None,
        };
        Some(Self {
            stream,
            codec,
            wide,
            limiter: Limiter::default(),
            both_ways_ms: None,
            partner: None,
        })
    }

    /// Packets of either could be the other's, but for their numbers.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let kinds = |leg: &Self| {
            let (codec, types) = leg.stream.format();
            (codec, types.event.is_some(), types.noise.is_some())
        };
        let length = self.both_ways_ms;
        kinds(self) == kinds(other) && length.is_some() && length == other.both_ways_ms
    }

    pub(super) fn relay(&mut self, partner: Option<usize>) {
        self.partner = partner;
        self.stream.relay(partner.is_some());
    }

    /// What the packet side knows of the way to us.
    pub(super) fn path(&self) -> PacketPath {
        let counters = self.stream.counters();
        // Half of there and back; of a network that goes both ways alike it is exact (ITU-T G.107 knows no other).
        let network_ms = counters.round_trip_ms.map_or(0.0, |ms| ms / 2.0);
        PacketPath {
            loss_share: f64::from(counters.loss_percent / 100.0).clamp(0.0, 1.0),
            burst_ratio: f64::from(counters.burst_ratio),
            jitter_ms: f64::from(counters.jitter_ms),
            delay_ms: f64::from(counters.delay_ms + network_ms),
            codec: self.codec,
        }
    }

    /// Plays 5 ms of its stream into its timeslot, whose frame is idle before.
    pub(super) fn hear(
        &mut self,
        now_us: u64,
        linear: &mut Linear,
        law: Law,
        frame: &mut SlotFrame,
        tell: &mut dyn FnMut(DigitHeard),
    ) {
        if self.is_unheard() {
            self.stream.play_own(now_us, &mut [0; SAMPLES], tell);
            linear.fill(0.0);
            return;
        }
        if self.partner.is_some() {
            self.stream.pass(now_us, tell);
            return;
        }
        match &mut self.wide {
            None => {
                let mut samples = [0i16; SAMPLES];
                self.stream.play_own(now_us, &mut samples, tell);
                *linear = samples.map(f32::from);
            }
            Some(wide) => {
                let mut samples = [0i16; WIDE_SAMPLES];
                self.stream.play_own(now_us, &mut samples, tell);
                wide.take(&samples, linear);
            }
        }
        encode(law, linear, frame);
    }

    /// Nothing has ever come from its peer, of 8 kHz.
    pub(super) fn is_unheard(&self) -> bool {
        self.wide.is_none() && !self.stream.has_come()
    }

    /// Of 8 kHz, and silence toward it needs no work.
    pub(super) fn is_at_rest(&self) -> bool {
        self.wide.is_none() && self.limiter.is_at_rest()
    }

    /// `is_call`: with somebody else, of whom nothing has come either.
    pub(super) fn say_nothing(&mut self, is_call: bool, datagram: &mut dyn FnMut(&[u8])) {
        self.stream.thin(is_call && !self.stream.has_come());
        self.stream.send_own(&mut [0; SAMPLES], datagram);
    }

    pub(super) fn say(&mut self, mut narrow: Linear, wide: Wide, datagram: &mut dyn FnMut(&[u8])) {
        self.stream.thin(false);
        match &mut self.wide {
            None => {
                self.limiter.process(&mut narrow);
                self.stream.send_own(&mut narrow.map(rounded), datagram);
            }
            Some(side) => {
                let mut wide = side.sum(&narrow, wide);
                self.limiter.process(&mut wide);
                self.stream.send_own(&mut wide.map(rounded), datagram);
            }
        }
    }
}

fn rounded(sample: f32) -> i16 {
    sample.round() as i16
}

pub(super) fn add<const N: usize>(what: &[f32; N], gain: f32, to: &mut [f32; N]) {
    for (total, sample) in to.iter_mut().zip(what) {
        *total += gain * sample;
    }
}
