//! How long packets are under way: the shortest time of late, and how much longer most of them take.

/// Steps of the histogram.
const BINS: usize = 120;
/// Share of packets that shall come in time.
const IN_TIME: f32 = 0.99;
/// Each packet makes the older ones count less: 500 packets are remembered, 10 s of voice.
const KEEP: f32 = 0.998;
/// What is expected before anything was seen: 20 ms, with the weight of a few packets.
const EXPECTED_BIN: usize = 3;
const EXPECTED_WEIGHT: f32 = 4.0;

/// Transit times of one stream, on an unknown common offset, in ticks of the RTP clock.
#[derive(Debug, Clone)]
pub struct DelayEstimate {
    /// Ticks of 5 ms.
    bin_ticks: i64,
    bins: [f32; BINS],
    /// The base that the histogram counts from.
    aligned_to: i64,
    /// Shortest transit in this window and the one before; clocks that drift move them.
    shortest: Option<[i64; 2]>,
    window_ends: i64,
}

impl DelayEstimate {
    /// For an RTP clock of so many ticks per second.
    pub fn new(clock_rate: u32) -> Self {
        let mut bins = [0.0; BINS];
        bins[EXPECTED_BIN] = EXPECTED_WEIGHT;
        Self {
            bin_ticks: i64::from(clock_rate) / 200,
            bins,
            aligned_to: 0,
            shortest: None,
            window_ends: 0,
        }
    }

    /// Shortest transit of late, if a packet was seen.
    pub fn base(&self) -> Option<i64> {
        self.shortest.map(|[now, before]| now.min(before))
    }

    /// A packet was under way for `transit` and came at `at`.
    pub fn observe(&mut self, transit: i64, at: i64) {
        // 4 s: at 100 ppm the base moves by less than half a millisecond.
        let window = self.bin_ticks * 800;
        match &mut self.shortest {
            None => {
                self.shortest = Some([transit; 2]);
                self.aligned_to = transit;
                self.window_ends = at + window;
            }
            Some([now, before]) => {
                if at >= self.window_ends {
                    *before = *now;
                    *now = transit;
                    self.window_ends = at + window;
                }
                *now = (*now).min(transit);
            }
        }
        self.align();
        let late = (transit - self.aligned_to) / self.bin_ticks;
        let bin = usize::try_from(late).unwrap_or(0).min(BINS - 1);
        for weight in &mut self.bins {
            *weight *= KEEP;
        }
        self.bins[bin] += 1.0;
    }

    /// Moves the histogram with the base.
    fn align(&mut self) {
        let Some(base) = self.base() else { return };
        let steps = (self.aligned_to - base) / self.bin_ticks;
        if steps == 0 {
            return;
        }
        self.aligned_to -= steps * self.bin_ticks;
        let shift = usize::try_from(steps.unsigned_abs())
            .unwrap_or(BINS)
            .min(BINS);
        if steps > 0 {
            let over: f32 = self.bins[BINS - shift..].iter().sum();
            self.bins.copy_within(..BINS - shift, shift);
            self.bins[..shift].fill(0.0);
            self.bins[BINS - 1] += over;
        } else {
            let under: f32 = self.bins[..shift].iter().sum();
            self.bins.copy_within(shift.., 0);
            self.bins[BINS - shift..].fill(0.0);
            self.bins[0] += under;
        }
    }

    /// By how much later than the base to play, so that nearly all packets come in time; ticks.
    pub fn wanted(&self) -> i64 {
        let all: f32 = self.bins.iter().sum();
        let offset = self.base().map_or(0, |base| self.aligned_to - base);
        let mut sum = 0.0;
        for (bin, weight) in self.bins.iter().enumerate() {
            sum += weight;
            if sum >= IN_TIME * all {
                return offset + (bin as i64 + 1) * self.bin_ticks;
            }
        }
        offset + BINS as i64 * self.bin_ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_clock_that_drifts_moves_the_base_and_not_the_delay() {
        let mut estimate = DelayEstimate::new(8000);
        for packet in 0..6000i64 {
            // Two minutes at −400 ppm, 8 ms of jitter.
            let transit = 500_000 + packet * 160 * 4 / 10_000 + (packet * 7919) % 64;
            estimate.observe(transit, packet * 160);
        }
        // 8 ms of jitter, and what the clocks drift apart in the two windows of the base.
        assert!(
            (80..=120).contains(&estimate.wanted()),
            "{}",
            estimate.wanted()
        );
        assert!(
            (estimate.base().unwrap() - 500_384).abs() < 30,
            "{:?}",
            estimate.base()
        );
    }

    proptest! {
        #[test]
        fn what_is_wanted_covers_99_of_100_packets(
            jitter_ms in 0i64..300, offset in -1_000_000_000i64..1_000_000_000, seed: u32,
        ) {
            let mut estimate = DelayEstimate::new(8000);
            let mut state = seed;
            let mut transits = Vec::new();
            for packet in 0..2000 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let transit = offset + i64::from(state >> 8) * jitter_ms * 8 / (1 << 24);
                estimate.observe(transit, packet * 160);
                transits.push(transit);
            }
            let limit = estimate.base().unwrap() + estimate.wanted();
            let late = transits[1500..].iter().filter(|&&transit| transit > limit).count();
            prop_assert!(late <= 25, "{} late", late);
            prop_assert!(estimate.wanted() <= (jitter_ms * 8).max(160) + 80);
        }
    }
}
