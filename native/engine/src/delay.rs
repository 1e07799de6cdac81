//! How long a path takes: a known noise goes in at one end, and is looked for in what comes out at the other.

/// Samples of the probe: 128 ms, long enough to stand out of speech and companding noise.
pub const PROBE_LEN: usize = 1024;
/// Share of the heard energy that must be the probe.
const LIKENESS_MIN: f64 = 0.25;

/// The probe: white noise of ±8000, the same each time (a 32-bit xorshift).
#[must_use]
pub fn probe() -> [i16; PROBE_LEN] {
    let mut state = 0x9E37_79B9u32;
    std::array::from_fn(|_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state % 16_001) as i16 - 8000
    })
}

/// Samples between the start of `heard` and the probe in it; `None` when it is not in there. Its level and
/// sign do not matter. Takes `heard.len()` × [`PROBE_LEN`] steps.
#[must_use]
pub fn find_probe(heard: &[i16]) -> Option<usize> {
    let probe = probe().map(f64::from);
    let energy: f64 = probe.iter().map(|sample| sample * sample).sum();
    let likeness = |window: &[i16]| {
        let (mut product, mut power) = (0.0, 0.0);
        for (&sample, known) in window.iter().zip(&probe) {
            product += f64::from(sample) * known;
            power += f64::from(sample) * f64::from(sample);
        }
        product * product / (power * energy).max(1.0)
    };
    heard
        .windows(PROBE_LEN)
        .map(likeness)
        .enumerate()
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .filter(|(_, best)| *best >= LIKENESS_MIN)
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probe_is_found_to_the_sample_whatever_its_level_and_sign() {
        for (delay, gain) in [(0, 1.0), (77, -0.1), (400, 0.01)] {
            let mut heard: Vec<i16> = (0..2000)
                .map(|at| if at % 2 == 0 { 8 } else { -8 })
                .collect();
            for (at, sample) in probe().into_iter().enumerate() {
                heard[delay + at] += (f64::from(sample) * gain) as i16;
            }
            assert_eq!(find_probe(&heard), Some(delay));
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        assert_eq!(find_probe(&[0; 3000]), None);
        assert_eq!(find_probe(&[]), None);
        let sine: Vec<i16> = (0..3000)
            .map(|at| ((f64::from(at) * 0.7).sin() * 9000.0) as i16)
            .collect();
        assert_eq!(find_probe(&sine), None);
    }
}
