//! Amplitudes of mark and space of an FSK signal: two correlators one bit long, freed of each other.

use super::BAUD;
use crate::{FskStandard, Linear, RATE, SAMPLES};
use std::f64::consts::TAU;
use std::sync::LazyLock;

/// Samples of a bit.
pub(super) const BIT: f32 = RATE as f32 / BAUD;
/// Samples that a correlator looks at; the oldest counts for the fraction.
const REACH: usize = 7;
const OLDEST_WEIGHT: f32 = BIT - (REACH - 1) as f32;
/// All four frequencies repeat after 10 ms.
const PERIOD: usize = 80;

/// In-phase and quadrature carriers of mark and space.
type Carriers = [[f32; PERIOD]; 4];

/// What a standard needs; all of it repeats after [`PERIOD`] samples.
struct Tables {
    carriers: Carriers,
    /// Complex share of a tone at space that the mark correlator shows at each sample. One bit is too short
    /// to keep the two apart: at V.23 it is 0.4.
    leakage: [[f32; PERIOD]; 2],
}

static BELL_202: LazyLock<Tables> = LazyLock::new(|| tables(FskStandard::Bell202));
static V_23: LazyLock<Tables> = LazyLock::new(|| tables(FskStandard::V23));

fn tables(standard: FskStandard) -> Tables {
    let [mark, space] = standard.mark_and_space_hz().map(f64::from);
    let turn = |hz: f64, n: usize| TAU * hz * n as f64 / f64::from(RATE);
    let weight = |age: usize| f64::from(if age == REACH - 1 { OLDEST_WEIGHT } else { 1.0 });
    // The sample of age k at n has the phase of n − k; a period added keeps it positive.
    let leak = |n: usize, part: fn(f64) -> f64| -> f32 {
        let shares = (0..REACH).map(|age| weight(age) * part(turn(space - mark, n + PERIOD - age)));
        (shares.sum::<f64>() / f64::from(BIT)) as f32
    };
    Tables {
        carriers: [
            std::array::from_fn(|n| turn(mark, n).cos() as f32),
            std::array::from_fn(|n| turn(mark, n).sin() as f32),
            std::array::from_fn(|n| turn(space, n).cos() as f32),
            std::array::from_fn(|n| turn(space, n).sin() as f32),
        ],
        leakage: [
            std::array::from_fn(|n| leak(n, f64::cos)),
            std::array::from_fn(|n| leak(n, f64::sin)),
        ],
    }
}

#[derive(Debug, Clone)]
pub(super) struct Correlator {
    standard: FskStandard,
    /// The newest samples of the frames before, mixed with the carriers.
    tails: [[f32; REACH - 1]; 4],
    at: usize,
}

impl Correlator {
    pub fn new(standard: FskStandard) -> Self {
        LazyLock::force(&BELL_202);
        LazyLock::force(&V_23);
        Self {
            standard,
            tails: [[0.0; REACH - 1]; 4],
            at: 0,
        }
    }

    /// Peak amplitude at mark and at space over the bit that ends with each sample.
    pub fn process(&mut self, frame: &Linear) -> [Linear; 2] {
        let tables = match self.standard {
            FskStandard::Bell202 => &*BELL_202,
            FskStandard::V23 => &*V_23,
        };
        let mut sums = [[0.0; SAMPLES]; 4];
        for ((sum, tail), carrier) in sums.iter_mut().zip(&mut self.tails).zip(&tables.carriers) {
            let mut mixed = [0.0; SAMPLES + REACH - 1];
            mixed[..REACH - 1].copy_from_slice(tail);
            let carrier = &carrier[self.at..self.at + SAMPLES];
            for ((mixed, sample), carrier) in mixed[REACH - 1..].iter_mut().zip(frame).zip(carrier)
            {
                *mixed = sample * carrier;
            }
            for n in 0..SAMPLES {
                sum[n] = OLDEST_WEIGHT * mixed[n];
            }
            for k in 1..REACH {
                for n in 0..SAMPLES {
                    sum[n] += mixed[n + k];
                }
            }
            tail.copy_from_slice(&mixed[SAMPLES..]);
        }
        let leakage = [0, 1].map(|part| &tables.leakage[part][self.at..self.at + SAMPLES]);
        self.at = (self.at + SAMPLES) % PERIOD;
        separate(&sums, leakage)
    }
}

/// Amplitudes of mark and space from the sums of both correlators: m = M + L·S, s = S + L*·M.
fn separate(sums: &[Linear; 4], [leak_re, leak_im]: [&[f32]; 2]) -> [Linear; 2] {
    let [mark_re, mark_im, space_re, space_im] = sums;
    let mut out = [[0.0; SAMPLES]; 2];
    for n in 0..SAMPLES {
        // A sum with the sine is the negative imaginary part.
        let (m_re, m_im, s_re, s_im) = (mark_re[n], -mark_im[n], space_re[n], -space_im[n]);
        let (l_re, l_im) = (leak_re[n], leak_im[n]);
        let scale = 2.0 / BIT / (1.0 - l_re * l_re - l_im * l_im);
        let re = m_re - (l_re * s_re - l_im * s_im);
        let im = m_im - (l_re * s_im + l_im * s_re);
        out[0][n] = (re * re + im * im).sqrt() * scale;
        let re = s_re - (l_re * m_re + l_im * m_im);
        let im = s_im - (l_re * m_im - l_im * m_re);
        out[1][n] = (re * re + im * im).sqrt() * scale;
    }
    out
}
