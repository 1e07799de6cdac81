//! Conferences of mixed rates against sums in 64 bits.

use super::super::conference::{Exception, Member};
use super::super::{Output, PacketLeg};
use super::*;
use crate::codec::CodecKind;
use crate::packet::jitter::JitterLimits;
use crate::packet::stream::{PacketStream, PayloadTypes, StreamSettings};
use crate::quality::G711_CONCEALED;
use proptest::prelude::*;

const FRAMES: usize = 4;

/// A leg that speaks G.722.
fn leg() -> Box<PacketLeg> {
    let settings = StreamSettings {
        codec: CodecKind::G722,
        payload_types: PayloadTypes {
            voice: 9,
            event: None,
            noise: None,
        },
        limits: JitterLimits::default(),
        silence_suppression: false,
        ssrc: 1,
        first_sequence: 0,
        first_timestamp: 0,
    };
    let stream = PacketStream::new(&settings).unwrap();
    Box::new(PacketLeg::new(stream, G711_CONCEALED).unwrap())
}

/// Gain of each member as the others hear it, of what it hears, and of the matrix, before and after a change.
#[derive(Debug, Clone)]
struct Gains {
    said: Vec<f64>,
    hears: Vec<f64>,
    matrix: Vec<((usize, usize), f64)>,
}

impl Gains {
    fn between(&self, from: usize, to: usize) -> f64 {
        let entry = self.matrix.iter().find(|(pair, _)| *pair == (from, to));
        entry.map_or(self.said[from], |(_, gain)| *gain)
    }

    fn conference(&self) -> Conference {
        let ramp = |gain: f64| Ramp::at(gain as f32);
        let member = |slot: usize| Member {
            slot,
            gain: ramp(self.said[slot]),
            hears: ramp(self.hears[slot]),
        };
        let exception = |&((from, to), gain): &((usize, usize), f64)| Exception {
            from,
            to,
            gain: ramp(gain),
        };
        let members = (0..self.said.len()).map(member).collect();
        Conference::new(1, members, self.matrix.iter().map(exception).collect())
    }
}

/// What `to` hears of `from` in sample `n` of `count` of a frame, in the frame of the change or not.
fn heard(from: usize, to: usize, gains: [&Gains; 2], moves: bool, n: usize, count: usize) -> f64 {
    let share = if moves {
        (n + 1) as f64 / count as f64
    } else {
        1.0
    };
    let at = |of: &dyn Fn(&Gains) -> f64| of(gains[0]) + (of(gains[1]) - of(gains[0])) * share;
    at(&|gains| gains.between(from, to)) * at(&|gains| gains.hears[to])
}

/// The interpolator as its definition says: a sine over its angle, under a Kaiser window, of sum 2.
fn interpolator() -> [f64; 64] {
    let bessel = |x: f64| {
        let mut term = 1.0;
        (1..40).fold(1.0, |sum, k| {
            term *= (x / 2.0 / f64::from(k)).powi(2);
            sum + term
        })
    };
    let taps: [f64; 64] = std::array::from_fn(|k| {
        let at = k as f64 - 31.5;
        let angle = std::f64::consts::PI * at / 2.0;
        angle.sin() / angle * bessel(6.76 * (1.0 - (at / 31.5).powi(2)).sqrt())
    });
    let sum: f64 = taps.iter().sum();
    taps.map(|tap| 2.0 * tap / sum)
}

/// 8 kHz to 16 kHz in 64 bits.
fn raised(samples: &[f64]) -> Vec<f64> {
    let taps = interpolator();
    let at = |m: usize| {
        let heard = |j: &usize| m >= 2 * j && m - 2 * j < 64;
        let used = (0..samples.len()).filter(heard);
        used.map(|j| taps[m - 2 * j] * samples[j]).sum()
    };
    (0..2 * samples.len()).map(at).collect()
}

fn gains(members: usize) -> impl Strategy<Value = Gains> {
    let gain = prop::sample::select(vec![0.0, 0.25, 0.7, 1.0, 1.0, 2.0]);
    let matrix = prop::collection::btree_map(
        (0..members, 0..members),
        prop::sample::select(vec![0.0, 0.5, 1.0, 1.5]),
        0..6,
    );
    (
        prop::collection::vec(gain.clone(), members),
        prop::collection::vec(gain, members),
        matrix,
    )
        .prop_map(|(said, hears, matrix)| Gains {
            said,
            hears,
            matrix: matrix.into_iter().filter(|((a, b), _)| a != b).collect(),
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Members of both rates, gains and a matrix that change between frames: everybody hears what sums in
    /// 64 bits say, at the rate of the listener.
    #[test]
    fn a_conference_of_mixed_rates_equals_the_reference(
        narrow in 1usize..7,
        wide in 1usize..7,
        seed: u32,
        (before, after) in (gains(12), gains(12)),
    ) {
        let members = narrow + wide;
        let cut = |gains: &Gains| Gains {
            said: gains.said[..members].to_vec(),
            hears: gains.hears[..members].to_vec(),
            matrix: gains.matrix.iter().copied().filter(|((a, b), _)| *a < members && *b < members).collect(),
        };
        let (before, after) = (cut(&before), cut(&after));
        let mut legs = Legs::new(narrow, wide);
        for slot in narrow..members {
            legs.set(slot, Some(leg())).unwrap();
        }
        let mut outputs: Vec<Output> = (0..members).map(|_| Output::default()).collect();
        outputs.iter_mut().for_each(|output| output.conferences = 1);
        let mut state = seed;
        let mut random = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 16) as i16) as f32 / 4.0
        };
        let mut conference = before.conference();
        let mut told: Vec<Vec<f64>> = vec![Vec::new(); members];
        let mut expected_narrow: Vec<Vec<f64>> = vec![Vec::new(); members];
        let mut expected_wide: Vec<Vec<f64>> = vec![Vec::new(); members];
        for frame in 0..FRAMES {
            if frame == 2 {
                let mut new = after.conference();
                new.follow(&conference);
                conference = new;
            }
            let linear: Vec<Linear> = (0..members).map(|_| std::array::from_fn(|_| random())).collect();
            let said: Vec<Wide> = (0..members).map(|_| std::array::from_fn(|_| random())).collect();
            for (slot, said) in said.iter().enumerate().skip(narrow) {
                let side = legs.wide_mut(slot).unwrap();
                side.said = *said;
                (side.mixed_narrow, side.mixed) = ([0.0; SAMPLES], [0.0; WIDE_SAMPLES]);
            }
            let mut mixed = vec![[0.0; SAMPLES]; members];
            conference.mix_wide(&linear, &mut legs);
            conference.mix(&linear, &outputs, &mut mixed);
            let gains = [if frame < 2 { &before } else { &after }; 2];
            let gains = if frame == 2 { [&before, &after] } else { gains };
            for to in 0..members {
                let others = |part: std::ops::Range<usize>| part.filter(move |&from| from != to);
                let gain = |from, n, count| heard(from, to, gains, frame == 2, n, count);
                let of_narrow = |part: std::ops::Range<usize>, n: usize| -> f64 {
                    others(part).map(|from| gain(from, n, SAMPLES) * f64::from(linear[from][n])).sum()
                };
                if to < narrow {
                    told[to].extend(mixed[to].map(f64::from));
                    expected_narrow[to].extend((0..SAMPLES).map(|n| of_narrow(0..members, n)));
                    continue;
                }
                let side = legs.wide_mut(to).unwrap();
                let (mixed_narrow, mixed) = (side.mixed_narrow, side.mixed);
                told[to].extend(side.sum(&mixed_narrow, mixed).map(f64::from));
                expected_narrow[to].extend((0..SAMPLES).map(|n| of_narrow(0..narrow, n)));
                let of_wide = |n: usize| -> f64 {
                    others(narrow..members)
                        .map(|from| gain(from, n, WIDE_SAMPLES) * f64::from(said[from][n]))
                        .sum()
                };
                expected_wide[to].extend((0..WIDE_SAMPLES).map(of_wide));
            }
        }
        for to in 0..members {
            let expected = if to < narrow {
                expected_narrow[to].clone()
            } else {
                let narrow = raised(&expected_narrow[to]);
                narrow.iter().zip(&expected_wide[to]).map(|(a, b)| a + b).collect()
            };
            prop_assert_eq!(told[to].len(), expected.len());
            for (n, (ours, theirs)) in told[to].iter().zip(&expected).enumerate() {
                prop_assert!((ours - theirs).abs() < 0.5, "member {} sample {}: {} for {}", to, n, ours, theirs);
            }
        }
    }
}
