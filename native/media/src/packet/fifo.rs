//! Decoded samples that wait for their frame, and the shortening of them that catches up.

/// 120 ms of the longest packet, and as much again, at 16 kHz.
const CAPACITY: usize = 4096;
/// Periods that can be taken out: 2.5 to 15 ms, in samples at 8 kHz.
const LAG_MIN: usize = 20;
const LAG_MAX: usize = 120;
/// How alike two pieces must be to become one.
const LIKENESS_MIN: f32 = 0.6;
/// Below this mean square (−55 dBm0) nothing is heard of it.
const SILENT_POWER: f32 = 800.0;

/// A queue of samples of fixed size.
#[derive(Debug)]
pub(crate) struct Fifo {
    scale: usize,
    samples: Box<[i16]>,
    start: usize,
    end: usize,
}

impl Fifo {
    pub fn new(rate: u32) -> Self {
        Self {
            scale: if rate >= 16_000 { 2 } else { 1 },
            samples: vec![0; CAPACITY].into_boxed_slice(),
            start: 0,
            end: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Room for so many samples at the end; nothing if they do not fit.
    pub fn room(&mut self, count: usize) -> Option<&mut [i16]> {
        if self.end + count > CAPACITY {
            self.samples.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        let end = self.end + count;
        let room = self.samples.get_mut(self.end..end)?;
        self.end = end;
        Some(room)
    }

    /// Takes back room that was not filled.
    pub fn give_back(&mut self, count: usize) {
        self.end -= count.min(self.len());
    }

    pub fn skip(&mut self, count: usize) {
        self.start += count.min(self.len());
    }

    /// Moves as many samples as there are, and fit, to `out`.
    pub fn take(&mut self, out: &mut [i16]) -> usize {
        let count = self.len().min(out.len());
        out[..count].copy_from_slice(&self.samples[self.start..self.start + count]);
        self.start += count;
        count
    }

    /// What [`Fifo::shorten`] needs to look at.
    pub fn shorten_len(&self) -> usize {
        2 * LAG_MAX * self.scale
    }

    /// Takes out one period at the front, or a piece of silence: two alike pieces become one by overlap
    /// and add. Gives the number of samples gone; none if no two pieces are alike enough, unless `must`.
    pub fn shorten(&mut self, must: bool) -> usize {
        let length = LAG_MAX * self.scale;
        if self.len() < self.shorten_len() {
            return 0;
        }
        let front = &mut self.samples[self.start..self.start + 2 * length];
        let power = |piece: &[i16]| {
            piece.iter().map(|&s| f32::from(s).powi(2)).sum::<f32>() / piece.len() as f32
        };
        let lag = if power(front) < SILENT_POWER {
            length
        } else {
            let (lag, likeness) = best_lag(front, LAG_MIN * self.scale, length, self.scale);
            if likeness < LIKENESS_MIN && !must {
                return 0;
            }
            lag
        };
        for k in 0..lag {
            let share = (k + 1) as f32 / (lag + 1) as f32;
            let mixed = f32::from(front[k]) * (1.0 - share) + f32::from(front[k + lag]) * share;
            front[k + lag] = mixed.round() as i16;
        }
        self.start += lag;
        lag
    }
}

/// The lag at which a piece is most like itself, every other lag and sample first.
fn best_lag(samples: &[i16], low: usize, high: usize, scale: usize) -> (usize, f32) {
    let likeness = |lag: usize, step: usize| {
        let (mut product, mut a_energy, mut b_energy) = (0.0, 1.0, 1.0);
        for k in (0..high).step_by(step) {
            let (a, b) = (f32::from(samples[k]), f32::from(samples[k + lag]));
            product += a * b;
            a_energy += a * a;
            b_energy += b * b;
        }
        product / f32::sqrt(a_energy * b_energy)
    };
    let best = |lags: &mut dyn Iterator<Item = usize>, step: usize| {
        let found = lags.map(|lag| (lag, likeness(lag, step)));
        found.fold(
            (low, f32::MIN),
            |best, new| if new.1 > best.1 { new } else { best },
        )
    };
    let step = 2 * scale;
    let (coarse, _) = best(&mut (low..=high).step_by(step), step);
    let around = coarse.saturating_sub(step - 1).max(low)..=(coarse + step - 1).min(high);
    best(&mut around.into_iter(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_taken_out_without_a_click() {
        let mut fifo = Fifo::new(8000);
        let tone =
            |n: usize| (8000.0 * (std::f32::consts::TAU * 200.0 * n as f32 / 8000.0).sin()) as i16;
        for (n, sample) in fifo.room(400).unwrap().iter_mut().enumerate() {
            *sample = tone(n);
        }
        let gone = fifo.shorten(false);
        assert!(
            gone % 40 == 0 && gone > 0,
            "{gone} samples of a period of 40"
        );
        let mut out = [0; 400];
        let count = fifo.take(&mut out);
        assert_eq!(count + gone, 400);
        for (n, &sample) in out[..count].iter().enumerate() {
            assert!((sample - tone(n)).abs() < 40, "at {n}");
        }
    }

    #[test]
    fn noise_is_left_alone_unless_it_must_go_and_silence_goes_at_once() {
        let mut fifo = Fifo::new(16_000);
        let mut state = 1u32;
        for sample in fifo.room(1000).unwrap() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *sample = (state >> 19) as i16 - 4096;
        }
        assert_eq!(fifo.shorten(false), 0);
        assert!(fifo.shorten(true) > 0);
        fifo.skip(usize::MAX);
        fifo.room(1000).unwrap().fill(3);
        assert_eq!(fifo.shorten(false), 240);
    }
}
