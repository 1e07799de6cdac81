//! Quality of a call: what was measured on its line, and how it was rated (ITU-T G.107, the E-model).

use crate::echo::EchoReport;
use crate::level::power_of_dbm0;
use crate::loudness::SpeechLevel;
use crate::plane::power;
use crate::{Linear, SAMPLES};
use serde::{Deserialize, Serialize};

/// Rating of a perfect narrow-band connection: all other parameters of G.107 at their defaults.
const R_BEST: f64 = 93.2;
/// Send and receive loudness ratings and circuit noise of G.107 table 2.
const SLR_DB: f64 = 8.0;
const RLR_DB: f64 = 2.0;
const CIRCUIT_NOISE_DBM0P: f64 = -61.18;
/// Talker echo loudness rating where nobody has measured it (G.107 table 2).
const TELR_DB: f64 = 65.0;
/// From one analog port to another: the card's queue, one frame of ours, and codecs.
const OWN_DELAY_MS: f64 = 16.0;
/// The last value of either law but one half step: what reaches it has been cut.
const CLIPPED: f32 = 31_900.0;
/// Frames this close to the floor are noise, not speech: 6 dB.
const NOISE_SHARE: f32 = 4.0;
const SMOOTHING: f32 = 0.05;
/// 2 dB a second.
const FLOOR_RISE: f32 = 1.0023;

/// How a codec suffers (ITU-T G.113 appendix I).
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodecImpairment {
    /// Equipment impairment without loss.
    pub ie: f64,
    /// Robustness against random loss.
    pub bpl: f64,
}

/// G.711 whose losses are concealed (G.113 table I.3).
pub const G711_CONCEALED: CodecImpairment = CodecImpairment { ie: 0.0, bpl: 25.1 };
/// G.711 whose losses are silence.
pub const G711: CodecImpairment = CodecImpairment { ie: 0.0, bpl: 4.3 };

/// What the packet side of a call knows; a call without one lost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PacketPath {
    /// Share of packets that could not be played, 0 to 1.
    pub loss_share: f64,
    /// Mean length of losses over that of random ones: 1 is random (G.107 §3.5).
    pub burst_ratio: f64,
    /// Interarrival jitter (RFC 3550 §6.4.1).
    pub jitter_ms: f64,
    /// One way: network and jitter buffer.
    pub delay_ms: f64,
    /// How the codec suffers.
    pub codec: CodecImpairment,
}

impl PacketPath {
    /// Figures that a call can have.
    pub(crate) fn is_possible(&self) -> bool {
        let share = (0.0..=1.0).contains(&self.loss_share);
        let times = [self.jitter_ms, self.delay_ms]
            .iter()
            .all(|ms| (0.0..=60_000.0).contains(ms));
        let codec =
            (0.0..95.0).contains(&self.codec.ie) && (0.1..=1000.0).contains(&self.codec.bpl);
        share && times && codec && (0.01..=1000.0).contains(&self.burst_ratio)
    }
}

/// The record of one leg.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quality {
    /// How long was measured.
    pub ms: u32,
    /// Active speech level (ITU-T P.56) of what came in; `None` when nobody spoke.
    pub level_dbm0: Option<f64>,
    /// Share of the time with speech.
    pub activity: f64,
    /// Noise in the pauses.
    pub noise_dbm0: Option<f64>,
    /// Highest sample, over a sine of 0 dBm0.
    pub peak_dbm0: Option<f64>,
    /// Share of samples at the end of the law's range.
    pub clipped_share: f64,
    /// Share of packets lost.
    pub loss_share: f64,
    /// Burst ratio of the losses.
    pub burst_ratio: f64,
    /// Jitter.
    pub jitter_ms: f64,
    /// One-way delay.
    pub delay_ms: f64,
    /// Echo return loss of the line.
    pub echo_return_loss_db: Option<f64>,
    /// What the canceller added to it.
    pub echo_enhancement_db: Option<f64>,
    /// Transmission rating factor, 0 to 93.2.
    pub r: f64,
    /// Mean opinion score, estimated.
    pub mos: f64,
}

/// Impairment by codec and loss: Ie,eff of G.107 §3.5.
pub fn loss_impairment(codec: CodecImpairment, loss_share: f64, burst_ratio: f64) -> f64 {
    let loss = 100.0 * loss_share;
    if loss <= 0.0 {
        return codec.ie;
    }
    codec.ie + (95.0 - codec.ie) * loss / (loss / burst_ratio.max(1e-3) + codec.bpl)
}

/// Impairment by delay: Id of G.107 §3.4, of which talker echo and too long absolute delay matter here.
pub fn delay_impairment(delay_ms: f64, telr_db: f64) -> f64 {
    talker_echo(delay_ms, telr_db) + absolute_delay(delay_ms)
}

fn talker_echo(delay_ms: f64, telr_db: f64) -> f64 {
    if delay_ms < 1.0 {
        return 0.0;
    }
    let later = 40.0 * ((1.0 + delay_ms / 10.0) / (1.0 + delay_ms / 150.0)).log10();
    let terv = telr_db - later + 6.0 * (-0.3 * delay_ms * delay_ms).exp();
    let echo = 80.0 + 2.5 * (terv - 14.0);
    let noise = -1.5 * (CIRCUIT_NOISE_DBM0P - RLR_DB);
    let half = (noise - echo) / 2.0;
    let impairment = half + (half * half + 100.0).sqrt() - 1.0;
    (impairment * (1.0 - (-delay_ms).exp())).max(0.0)
}

fn absolute_delay(delay_ms: f64) -> f64 {
    if delay_ms <= 100.0 {
        return 0.0;
    }
    let x = (delay_ms / 100.0).log2();
    let sixth = |value: f64| (1.0 + value.powi(6)).powf(1.0 / 6.0);
    25.0 * (sixth(x) - 3.0 * sixth(x / 3.0) + 2.0)
}

/// Mean opinion score of a rating (G.107 annex B).
pub fn mos(r: f64) -> f64 {
    if r <= 0.0 {
        return 1.0;
    }
    if r >= 100.0 {
        return 4.5;
    }
    (1.0 + 0.035 * r + 7e-6 * r * (r - 60.0) * (100.0 - r)).max(1.0)
}

/// Listens to one leg.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    speech: SpeechLevel,
    frames: u32,
    clipped: u64,
    peak: f32,
    smooth: f32,
    floor: f32,
    floor_min: f32,
    noise_sum: f64,
    noise_frames: u32,
    /// Of a canceller that is gone.
    pub echo: Option<EchoReport>,
}

impl Meter {
    pub fn new() -> Self {
        Self {
            speech: SpeechLevel::default(),
            frames: 0,
            clipped: 0,
            peak: 0.0,
            smooth: 0.0,
            floor: 0.0,
            floor_min: power_of_dbm0(-75.0),
            noise_sum: 0.0,
            noise_frames: 0,
            echo: None,
        }
    }

    /// 5 ms whose sound nobody decodes: they count, their level is not known.
    pub fn pass(&mut self) {
        self.frames = self.frames.saturating_add(1);
    }

    pub fn process(&mut self, linear: &Linear) {
        self.frames = self.frames.saturating_add(1);
        self.speech.add(linear);
        let peak = linear.iter().fold(0.0f32, |peak, s| peak.max(s.abs()));
        if peak >= CLIPPED {
            let at_end = linear.iter().filter(|s| s.abs() >= CLIPPED);
            self.clipped += at_end.count() as u64;
        }
        self.peak = self.peak.max(peak);
        let power = power(linear);
        let first = self.frames == 1;
        let share = if first { 1.0 } else { SMOOTHING };
        self.smooth += share * (power - self.smooth);
        self.floor = if first || self.smooth < self.floor {
            self.smooth.max(self.floor_min)
        } else {
            self.floor * FLOOR_RISE
        };
        if f64::from(self.smooth * NOISE_SHARE) < self.noise_power() {
            // What was taken for noise until now was speech: the first pause tells.
            (self.noise_sum, self.noise_frames) = (0.0, 0);
        }
        if self.smooth <= self.floor * NOISE_SHARE {
            self.noise_sum += f64::from(power);
            self.noise_frames += 1;
        }
    }

    fn noise_power(&self) -> f64 {
        self.noise_sum / f64::from(self.noise_frames.max(1))
    }

    pub fn quality(&self, packets: Option<&PacketPath>, echo: Option<EchoReport>) -> Quality {
        let path = packets.copied().unwrap_or(PacketPath {
            loss_share: 0.0,
            burst_ratio: 1.0,
            jitter_ms: 0.0,
            delay_ms: 0.0,
            codec: G711,
        });
        let delay_ms = OWN_DELAY_MS + path.delay_ms;
        let echo = echo.filter(|report| report.frames > 0);
        let telr_db = echo.map_or(TELR_DB, |echo| {
            SLR_DB + RLR_DB + f64::from(echo.erl_db + echo.erle_db)
        });
        let r = R_BEST
            - delay_impairment(delay_ms, telr_db)
            - loss_impairment(path.codec, path.loss_share, path.burst_ratio);
        let r = r.clamp(0.0, 100.0);
        let speech = self.speech.speech();
        let samples = f64::from(self.frames.max(1)) * SAMPLES as f64;
        let zero_dbm0 = f64::from(power_of_dbm0(0.0));
        let dbm0 = |power: f64| (power > 0.0).then(|| round(10.0 * (power / zero_dbm0).log10()));
        Quality {
            ms: self.frames.saturating_mul(5),
            level_dbm0: speech.map(|speech| round(speech.active_dbm0)),
            activity: round(speech.map_or(0.0, |speech| speech.activity)),
            noise_dbm0: dbm0(self.noise_power()),
            peak_dbm0: dbm0(f64::from(self.peak).powi(2) / 2.0),
            clipped_share: self.clipped as f64 / samples,
            loss_share: path.loss_share,
            burst_ratio: path.burst_ratio,
            jitter_ms: path.jitter_ms,
            delay_ms,
            echo_return_loss_db: echo.map(|echo| round(f64::from(echo.erl_db))),
            echo_enhancement_db: echo.map(|echo| round(f64::from(echo.erle_db))),
            r: round(r),
            mos: round(mos(r)),
        }
    }
}

/// Hundredths are more than any of these figures is good for.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level::peak_of_dbm0;
    use proptest::prelude::*;

    fn rate(path: &PacketPath) -> Quality {
        Meter::new().quality(Some(path), None)
    }

    const PATH: PacketPath = PacketPath {
        loss_share: 0.0,
        burst_ratio: 1.0,
        jitter_ms: 0.0,
        delay_ms: 0.0,
        codec: G711_CONCEALED,
    };

    #[test]
    fn a_call_without_packets_is_rated_as_the_best_there_is() {
        let quality = Meter::new().quality(None, None);
        assert!(quality.r > 92.0 && quality.r <= 93.2, "{quality:?}");
        assert!(quality.mos > 4.38, "{quality:?}");
    }

    #[test]
    fn the_scores_are_those_of_annex_b() {
        // G.107 table B.1: lower limits of the categories of satisfaction.
        for (r, expected) in [
            (90.0, 4.34),
            (80.0, 4.03),
            (70.0, 3.60),
            (60.0, 3.10),
            (50.0, 2.58),
        ] {
            assert!((mos(r) - expected).abs() < 0.01, "{r}: {}", mos(r));
        }
        assert_eq!((mos(-3.0), mos(100.0)), (1.0, 4.5));
    }

    #[test]
    fn concealment_is_worth_what_g_113_says() {
        // 5 % random: 95·5/(5 + 25.1) and 95·5/(5 + 4.3).
        assert!((loss_impairment(G711_CONCEALED, 0.05, 1.0) - 15.78).abs() < 0.01);
        assert!((loss_impairment(G711, 0.05, 1.0) - 51.08).abs() < 0.01);
    }

    #[test]
    fn long_delay_costs_and_echo_costs_more() {
        assert!(delay_impairment(50.0, TELR_DB) < 2.0);
        let far = delay_impairment(400.0, TELR_DB);
        assert!((20.0..35.0).contains(&far), "{far}");
        assert!(delay_impairment(150.0, 20.0) > delay_impairment(150.0, 60.0) + 30.0);
    }

    #[test]
    fn level_noise_peak_and_clipping_are_those_of_the_line() {
        let mut meter = Meter::new();
        for frame in 0..4000 {
            // 1 s of speech, 1 s of pause.
            let peak = peak_of_dbm0(if frame % 400 < 200 { -18.0 } else { -52.0 });
            let turn = |n: usize| std::f32::consts::TAU * 500.0 * (frame * 40 + n) as f32 / 8000.0;
            meter.process(&std::array::from_fn(|n| peak * turn(n).sin()));
        }
        let quality = meter.quality(None, None);
        assert!(
            (quality.level_dbm0.unwrap() + 18.0).abs() < 1.5,
            "{quality:?}"
        );
        assert!(
            (quality.noise_dbm0.unwrap() + 52.0).abs() < 1.5,
            "{quality:?}"
        );
        assert!(
            (quality.peak_dbm0.unwrap() + 18.0).abs() < 0.2,
            "{quality:?}"
        );
        assert_eq!((quality.clipped_share, quality.ms), (0.0, 20_000));
        meter.process(&[32_256.0; SAMPLES]);
        assert_eq!(
            meter.quality(None, None).clipped_share,
            40.0 / (4001.0 * 40.0)
        );
    }

    proptest! {
        #[test]
        fn more_loss_or_delay_is_never_better(
            loss in 0.0..0.5f64, more in 0.0..0.5f64, delay in 0.0..500.0f64, later in 0.0..300.0f64,
        ) {
            let path = PacketPath { loss_share: loss, delay_ms: delay, ..PATH };
            let worse = PacketPath { loss_share: loss + more, delay_ms: delay + later, ..PATH };
            let (good, bad) = (rate(&path), rate(&worse));
            prop_assert!(bad.r <= good.r + 0.01 && bad.mos <= good.mos + 0.01);
            prop_assert!((1.0..=4.5).contains(&bad.mos));
        }
    }
}
