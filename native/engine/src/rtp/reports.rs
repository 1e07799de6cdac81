//! When a leg's next RTCP report is due (RFC 3550 §6.2).

/// With two members the interval is the least one: 5 s.
const INTERVAL_US: u64 = 5_000_000;
/// The first report of a leg may come in half of that.
const FIRST_US: u64 = INTERVAL_US / 2;

/// The schedule of one leg's reports, spread over half to one and a half of the interval so that those of many
/// legs never fall together (RFC 3550 §6.3.1).
#[derive(Debug)]
pub(crate) struct Schedule {
    due_us: Option<u64>,
    random: u32,
}

impl Schedule {
    pub fn new(seed: u32) -> Self {
        Self {
            due_us: None,
            random: seed | 1,
        }
    }

    /// Whether a report is due now; the next one is then planned.
    pub fn is_due(&mut self, now_us: u64) -> bool {
        let Some(due) = self.due_us else {
            self.due_us = Some(now_us + self.spread(FIRST_US));
            return false;
        };
        if now_us < due {
            return false;
        }
        self.due_us = Some(now_us + self.spread(INTERVAL_US));
        true
    }

    fn spread(&mut self, span_us: u64) -> u64 {
        // Xorshift (Marsaglia 2003): nobody gains by guessing the moment of a report.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        span_us / 2 + u64::from(self.random) * span_us / u64::from(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_go_every_two_and_a_half_to_seven_and_a_half_seconds_and_not_all_at_once() {
        let mut moments = Vec::new();
        for seed in [7, 99, 12_345] {
            let mut schedule = Schedule::new(seed);
            let due: Vec<u64> = (0..120_000u64)
                .map(|frame| frame * 5000)
                .filter(|&now| schedule.is_due(now))
                .collect();
            for pair in due.windows(2) {
                let gap = pair[1] - pair[0];
                assert!((2_500_000..=7_505_000).contains(&gap), "{gap} us");
            }
            assert!((80..240).contains(&due.len()), "{} reports", due.len());
            moments.push(due[0]);
        }
        moments.dedup();
        assert_eq!(moments.len(), 3);
    }
}
