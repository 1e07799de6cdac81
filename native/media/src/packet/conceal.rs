//! Packet loss concealment (ITU-T G.711 Appendix I), at 8 or 16 kHz.
//!
//! What is lost is replaced by the last pitch period, repeated; then by the last two and three, so that
//! it does not buzz. It fades from 10 ms on and is silent at 60 ms. The output lags by 3.75 ms, so that
//! the join before a loss can still be smoothed. Unlike the recommendation, which takes 10 ms at a time,
//! pieces may have any length.

/// The recommendation's figures, in samples at 8 kHz.
const LAG_MIN: usize = 40;
const LAG_MAX: usize = 120;
const DELAY: usize = LAG_MAX / 4;
const HISTORY: usize = LAG_MAX * 3 + DELAY;
const CORRELATED: usize = 160;
const TEN_MS: usize = 80;
/// Lengthening of the join after a loss, for each 10 ms of it.
const JOIN_STEP: usize = 32;
const FADE_PER_TEN_MS: f32 = 0.2;
/// Correlation is not divided by less energy than this (8 kHz, 16-bit scale).
const ENERGY_MIN: f32 = 250.0;
const SCALE_MAX: usize = 2;

/// Conceals losses in one stream. Of fixed size; nothing is allocated.
#[derive(Debug, Clone)]
pub struct Concealer {
    /// Samples per sample at 8 kHz.
    scale: usize,
    /// The newest sample is last; the last `delay` are not given out yet.
    history: [f32; HISTORY * SCALE_MAX],
    /// What the history was when the loss began, its end made to fit its own beginning.
    pitch_buffer: [f32; HISTORY * SCALE_MAX],
    /// End of the history before that.
    last_quarter: [f32; DELAY * SCALE_MAX],
    pitch: usize,
    /// How many of the last samples of the pitch buffer go round, and where they are.
    period: usize,
    offset: usize,
    /// Samples concealed without a break; 0 when nothing is lost.
    concealed: usize,
    /// The old period's continuation, mixed into the new one.
    tail: [f32; DELAY * SCALE_MAX],
    tail_at: usize,
    join: Option<Join>,
}

/// Fading from synthetic to real after a loss.
#[derive(Debug, Clone, Copy)]
struct Join {
    length: usize,
    at: usize,
    gain: f32,
}

impl Concealer {
    /// For a stream of 8000 or 16 000 samples per second.
    pub fn new(rate: u32) -> Self {
        let scale = if rate >= 16_000 { 2 } else { 1 };
        Self {
            scale,
            history: [0.0; HISTORY * SCALE_MAX],
            pitch_buffer: [0.0; HISTORY * SCALE_MAX],
            last_quarter: [0.0; DELAY * SCALE_MAX],
            pitch: LAG_MIN * scale,
            period: LAG_MIN * scale,
            offset: 0,
            concealed: 0,
            tail: [0.0; DELAY * SCALE_MAX],
            tail_at: DELAY * SCALE_MAX,
            join: None,
        }
    }

    /// By how many samples the output lags.
    pub fn delay(&self) -> usize {
        DELAY * self.scale
    }

    /// Takes samples that came, and puts as many, delayed, in their place.
    pub fn good(&mut self, samples: &mut [i16]) {
        for piece in samples.chunks_mut(TEN_MS * self.scale) {
            let mut linear = [0.0; TEN_MS * SCALE_MAX];
            let linear = &mut linear[..piece.len()];
            for (to, from) in linear.iter_mut().zip(&*piece) {
                *to = f32::from(*from);
            }
            self.fade_in(linear);
            self.give(linear, piece);
        }
    }

    /// Fills a gap.
    pub fn lost(&mut self, samples: &mut [i16]) {
        for piece in samples.chunks_mut(TEN_MS * self.scale) {
            let mut linear = [0.0; TEN_MS * SCALE_MAX];
            let linear = &mut linear[..piece.len()];
            if self.concealed == 0 {
                self.begin();
            }
            for sample in linear.iter_mut() {
                if self.concealed == TEN_MS * self.scale
                    || self.concealed == 2 * TEN_MS * self.scale
                {
                    self.lengthen();
                }
                *sample = self.next() * self.gain();
                self.concealed += 1;
            }
            self.give(linear, piece);
        }
    }

    /// One pitch period of what came last: filling so much, as if it were lost, and going on where one was
    /// is hardly heard, and gains that time.
    pub fn period(&self) -> usize {
        if self.concealed > 0 {
            self.pitch
        } else {
            self.find_pitch()
        }
    }

    fn len(&self) -> usize {
        HISTORY * self.scale
    }

    /// Appends to the history and gives out what became old enough.
    fn give(&mut self, new: &[f32], out: &mut [i16]) {
        let (len, count) = (self.len(), new.len());
        self.history.copy_within(count..len, 0);
        self.history[len - count..len].copy_from_slice(new);
        let end = len - self.delay();
        for (to, from) in out.iter_mut().zip(&self.history[end - count..end]) {
            *to = from.round() as i16;
        }
    }

    /// 1 for 10 ms, then 20 % less each 10 ms: 0 from 60 ms on.
    fn gain(&self) -> f32 {
        let ten_ms = (TEN_MS * self.scale) as f32;
        (1.0 - FADE_PER_TEN_MS * (self.concealed as f32 - ten_ms).max(0.0) / ten_ms).max(0.0)
    }

    fn quarter(&self) -> usize {
        self.pitch / 4
    }

    fn begin(&mut self) {
        let len = self.len();
        self.join = None;
        self.pitch_buffer[..len].copy_from_slice(&self.history[..len]);
        self.pitch = self.find_pitch();
        let quarter = self.quarter();
        self.last_quarter[..quarter].copy_from_slice(&self.history[len - quarter..len]);
        self.offset = 0;
        self.period = self.pitch;
        self.tail_at = DELAY * SCALE_MAX;
        self.bend_end();
        let end = len - quarter..len;
        self.history[end.clone()].copy_from_slice(&self.pitch_buffer[end]);
    }

    /// Lets the end of the pitch buffer run into what came before the period that will go round.
    fn bend_end(&mut self) {
        let (len, quarter) = (self.len(), self.quarter());
        let before = len - self.period - quarter;
        for k in 0..quarter {
            let share = (k + 1) as f32 / quarter as f32;
            self.pitch_buffer[len - quarter + k] =
                (1.0 - share) * self.last_quarter[k] + share * self.pitch_buffer[before + k];
        }
    }

    /// One more pitch period goes round; the old and the new are mixed over a quarter of a period.
    fn lengthen(&mut self) {
        let quarter = self.quarter();
        let at = self.offset;
        for k in 0..quarter {
            self.tail[k] = self.next_of_period();
        }
        self.tail_at = 0;
        self.offset = at % self.pitch;
        self.period += self.pitch;
        self.bend_end();
    }

    fn next_of_period(&mut self) -> f32 {
        let sample = self.pitch_buffer[self.len() - self.period + self.offset];
        self.offset = (self.offset + 1) % self.period;
        sample
    }

    fn next(&mut self) -> f32 {
        let sample = self.next_of_period();
        let quarter = self.quarter();
        if self.tail_at >= quarter {
            return sample;
        }
        let share = (self.tail_at + 1) as f32 / quarter as f32;
        let mixed = (1.0 - share) * self.tail[self.tail_at] + share * sample;
        self.tail_at += 1;
        mixed
    }

    fn fade_in(&mut self, samples: &mut [f32]) {
        if self.concealed > 0 {
            let ten_ms = TEN_MS * self.scale;
            let blocks = self.concealed.div_ceil(ten_ms) - 1;
            let length = self.quarter() + blocks * JOIN_STEP * self.scale;
            self.join = Some(Join {
                length: length.min(ten_ms),
                at: 0,
                gain: self.gain(),
            });
            self.concealed = 0;
        }
        let Some(mut join) = self.join else { return };
        for sample in samples {
            if join.at == join.length {
                self.join = None;
                return;
            }
            join.at += 1;
            let share = join.at as f32 / join.length as f32;
            *sample = (1.0 - share) * join.gain * self.next() + share * *sample;
        }
        self.join = Some(join);
    }

    /// The lag at which the last 20 ms resemble what was before: every other lag and sample first, then
    /// the neighbours.
    fn find_pitch(&self) -> usize {
        let (low, high) = (LAG_MIN * self.scale, LAG_MAX * self.scale);
        let step = 2 * self.scale;
        let best = |lags: &mut dyn Iterator<Item = usize>, step: usize| {
            let likeness = lags.map(|lag| (lag, self.likeness(lag, step)));
            likeness
                .fold(
                    (high, f32::MIN),
                    |best, new| if new.1 >= best.1 { new } else { best },
                )
                .0
        };
        let coarse = best(&mut (low..=high).rev().step_by(step), step);
        let around = coarse.saturating_sub(step - 1).max(low)..=(coarse + step - 1).min(high);
        best(&mut around.rev(), 1)
    }

    fn likeness(&self, lag: usize, step: usize) -> f32 {
        let len = self.len();
        let count = CORRELATED * self.scale;
        let newest = self.history[len - count..len].iter().step_by(step);
        let older = self.history[len - count - lag..len - lag]
            .iter()
            .step_by(step);
        let (mut product, mut energy) = (0.0, 0.0);
        for (a, b) in newest.zip(older) {
            product += a * b;
            energy += b * b;
        }
        product / energy.max(ENERGY_MIN).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sine(hz: f32, rate: u32, count: usize) -> Vec<i16> {
        let turn = |n: usize| std::f32::consts::TAU * hz * n as f32 / rate as f32;
        (0..count)
            .map(|n| (8000.0 * turn(n).sin()) as i16)
            .collect()
    }

    fn distance_db(a: &[i16], b: &[i16]) -> f32 {
        let energy = |x: &mut dyn Iterator<Item = f32>| x.map(|v| v * v).sum::<f32>();
        let noise = energy(&mut a.iter().zip(b).map(|(a, b)| f32::from(*a) - f32::from(*b)));
        10.0 * (energy(&mut a.iter().map(|&a| f32::from(a))) / noise.max(1.0)).log10()
    }

    #[test]
    fn without_loss_the_output_is_the_input_3_75_ms_later() {
        for rate in [8000, 16_000] {
            let mut concealer = Concealer::new(rate);
            let input = sine(440.0, rate, 2000);
            let mut output = input.clone();
            output
                .chunks_mut(37)
                .for_each(|piece| concealer.good(piece));
            let delay = concealer.delay();
            assert_eq!(delay * 1_000_000 / rate as usize, 3750);
            assert_eq!(output[delay..], input[..2000 - delay]);
        }
    }

    #[test]
    fn ten_lost_milliseconds_of_a_voiced_sound_are_hardly_heard() {
        for rate in [8000, 16_000] {
            let unit = rate as usize / 100;
            let voice: Vec<i16> = (0..unit * 20)
                .map(|n| {
                    let at = n as f32 / rate as f32 * std::f32::consts::TAU * 125.0;
                    (1..12)
                        .map(|k| (at * k as f32).sin() * 3000.0 / k as f32)
                        .sum::<f32>() as i16
                })
                .collect();
            let mut concealer = Concealer::new(rate);
            let mut output = voice.clone();
            for (k, piece) in output.chunks_mut(unit).enumerate() {
                match k {
                    10 => concealer.lost(piece),
                    _ => concealer.good(piece),
                }
            }
            let delay = concealer.delay();
            let heard = &output[10 * unit + delay..11 * unit + delay];
            let snr_db = distance_db(&voice[10 * unit..11 * unit], heard);
            assert!(snr_db > 20.0, "{rate}: {snr_db} dB");
        }
    }

    #[test]
    fn it_fades_from_ten_milliseconds_on() {
        let mut concealer = Concealer::new(8000);
        let mut input = sine(200.0, 8000, 800);
        concealer.good(&mut input);
        let mut lost = [1; 600];
        concealer.lost(&mut lost);
        let peak = |from: usize| {
            lost[from + 30..from + 110]
                .iter()
                .map(|s| s.abs())
                .max()
                .unwrap()
        };
        assert!(peak(0) > 7800);
        for (from, share) in [(80, 0.9), (160, 0.7), (240, 0.5), (320, 0.3), (400, 0.1)] {
            let expected = 8000.0 * (share + 0.1);
            assert!(
                (f32::from(peak(from)) - expected).abs() < 900.0,
                "{from}: {}",
                peak(from)
            );
        }
    }

    proptest! {
        #[test]
        fn it_is_silent_after_60_ms_whatever_came_before(
            before in prop::collection::vec(any::<i16>(), 0..900),
            pieces in prop::collection::vec(1usize..200, 1..30),
            wide: bool,
        ) {
            let rate = if wide { 16_000 } else { 8000 };
            let mut concealer = Concealer::new(rate);
            let mut before = before;
            concealer.good(&mut before);
            let silent_from = rate as usize * 60 / 1000 + concealer.delay();
            let mut at = 0;
            for length in pieces {
                let mut piece = vec![1; length];
                concealer.lost(&mut piece);
                let silent = piece.iter().skip(silent_from.saturating_sub(at));
                prop_assert!(silent.into_iter().all(|&sample| sample == 0));
                at += length;
            }
        }

        #[test]
        fn after_the_join_what_came_is_heard_unchanged(
            gap in 1usize..700, pieces in prop::collection::vec(1usize..170, 4..12), start in 0usize..500,
        ) {
            let mut concealer = Concealer::new(8000);
            let mut before = sine(300.0, 8000, start);
            concealer.good(&mut before);
            concealer.lost(&mut vec![0; gap]);
            let input = sine(333.0, 8000, pieces.iter().sum());
            let mut output = input.clone();
            let mut rest = &mut output[..];
            for length in pieces {
                let (piece, after) = rest.split_at_mut(length);
                concealer.good(piece);
                rest = after;
            }
            let known = input.len().saturating_sub(30);
            for n in 80..known {
                prop_assert_eq!(output[n + 30], input[n]);
            }
        }
    }
}
