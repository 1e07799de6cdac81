//! The codec against the blocks of ITU-T G.722 clause 6, written out one by one with the 16-bit basic
//! operations that the recommendation counts in. Slow, and nothing in it is shared with the codec.

use super::*;
use proptest::prelude::*;

const HIGHEST: i32 = 32767;

fn add(a: i32, b: i32) -> i32 {
    (a + b).clamp(-32768, HIGHEST)
}

fn sub(a: i32, b: i32) -> i32 {
    (a - b).clamp(-32768, HIGHEST)
}

fn mult(a: i32, b: i32) -> i32 {
    ((a * b) >> 15).clamp(-32768, HIGHEST)
}

/// Table 14 and 15: decision levels, output values of 6, 5 and 4 bits are all given there.
const Q6: [i32; 31] = [
    0,
    35,
    72,
    110,
    150,
    190,
    233,
    276,
    323,
    370,
    422,
    473,
    530,
    587,
    650,
    714,
    786,
    858,
    940,
    1023,
    1121,
    1219,
    1339,
    1458,
    1612,
    1765,
    1980,
    2195,
    2557,
    2919,
    i32::MAX / 65536,
];
/// Inverse quantizer by code (table 21), on the scale of a 16-bit fraction.
const QM6: [i32; 64] = [
    -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
    -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776,
    -2400, -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280,
    11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776,
    2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
];
const QM4: [i32; 16] = [
    0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584,
    1200, 0,
];
const QM2: [i32; 4] = [-7408, -1616, 7408, 1616];
const WL: [i32; 16] = [
    -60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60,
];
const WH: [i32; 4] = [798, -214, 798, -214];
const ILB: [i32; 32] = [
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];

#[derive(Default)]
struct Definition {
    s: i32,
    sz: i32,
    a: [i32; 3],
    p: [i32; 3],
    r: [i32; 3],
    b: [i32; 7],
    d: [i32; 7],
    nb: i32,
    det: i32,
}

impl Definition {
    fn new(det: i32) -> Self {
        Self {
            det,
            ..Self::default()
        }
    }

    fn predict(&mut self, d: i32) {
        self.d[0] = d;
        self.p[0] = add(d, self.sz);
        self.r[0] = add(self.s, d);
        let sign = |x: i32| x < 0;
        for i in 1..7 {
            let step = if d == 0 { 0 } else { 128 };
            let step = if sign(d) == sign(self.d[i]) {
                step
            } else {
                -step
            };
            self.b[i] = add(step, mult(self.b[i], 32640));
        }
        self.d.copy_within(0..6, 1);
        let wd1 = (self.a[1] << 2).clamp(-32768, HIGHEST);
        let wd2 = if sign(self.p[0]) == sign(self.p[1]) {
            sub(0, wd1)
        } else {
            wd1
        } >> 7;
        let wd3 = if sign(self.p[0]) == sign(self.p[2]) {
            128
        } else {
            -128
        };
        let a2 = add(add(wd2, wd3), mult(self.a[2], 32512)).clamp(-12288, 12288);
        let wd1 = if sign(self.p[0]) == sign(self.p[1]) {
            192
        } else {
            -192
        };
        let bound = sub(15360, a2);
        let a1 = add(wd1, mult(self.a[1], 32640)).clamp(-bound, bound);
        self.a = [0, a1, a2];
        self.p.copy_within(0..2, 1);
        self.sz = 0;
        for i in (1..7).rev() {
            self.sz = add(self.sz, mult(add(self.d[i], self.d[i]), self.b[i]));
        }
        self.r.copy_within(0..2, 1);
        let wd1 = mult(a1, add(self.r[1], self.r[1]));
        let wd2 = mult(a2, add(self.r[2], self.r[2]));
        self.s = add(add(wd1, wd2), self.sz);
    }

    fn scale(nb: i32, shift_max: i32) -> i32 {
        let (mantissa, shift) = (ILB[(nb >> 6 & 31) as usize], shift_max - (nb >> 11));
        (if shift < 0 {
            mantissa << -shift
        } else {
            mantissa >> shift
        }) << 2
    }

    fn adapt_low(&mut self, code: i32) {
        let d = mult(self.det, QM4[(code >> 2) as usize]);
        self.nb = add(mult(self.nb, 32512), WL[(code >> 2) as usize]).clamp(0, 18432);
        self.det = Self::scale(self.nb, 8);
        self.predict(d);
    }

    fn adapt_high(&mut self, code: i32) {
        let d = mult(self.det, QM2[code as usize]);
        self.nb = add(mult(self.nb, 32512), WH[code as usize]).clamp(0, 22528);
        self.det = Self::scale(self.nb, 10);
        self.predict(d);
    }

    fn encode_low(&mut self, x: i32) -> i32 {
        let e = sub(x, self.s);
        let magnitude = if e < 0 { -e - 1 } else { e };
        let interval = (1..30)
            .filter(|&k| magnitude >= (Q6[k] * 8 * self.det) >> 15)
            .count() as i32;
        let code = match (e < 0, interval) {
            (false, _) => 61 - interval,
            (true, 0 | 1) => 63 - interval,
            (true, _) => 33 - interval,
        };
        self.adapt_low(code);
        code
    }

    fn encode_high(&mut self, x: i32) -> i32 {
        let e = sub(x, self.s);
        let magnitude = if e < 0 { -e - 1 } else { e };
        let is_outer = magnitude >= mult(564 << 3, self.det);
        let code = match (e < 0, is_outer) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        self.adapt_high(code);
        code
    }
}

fn tap(k: usize) -> i32 {
    const H: [i32; 12] = [3, -11, -11, 53, 12, -156, 32, 362, -210, -805, 951, 3876];
    H[k.min(23 - k)]
}

fn encode_by_definition(samples: &[i16]) -> Vec<u8> {
    let (mut low, mut high) = (Definition::new(32), Definition::new(8));
    let at = |n: isize| {
        if n < 0 {
            0
        } else {
            i32::from(samples[n as usize])
        }
    };
    let bytes = (0..samples.len() / 2).map(|pair| {
        let newest = 2 * pair as isize + 1;
        let sum = |odd: usize| {
            (0..12)
                .map(|k| tap(2 * k + odd) * at(newest - (2 * k + odd) as isize))
                .sum::<i32>()
        };
        let (even, odd) = (sum(0), sum(1));
        let limited = |x: i32| (x >> 14).clamp(-16384, 16383);
        let (xl, xh) = (limited(even + odd), limited(even - odd));
        (high.encode_high(xh) << 6 | low.encode_low(xl)) as u8
    });
    bytes.collect()
}

fn decode_by_definition(codes: &[u8]) -> Vec<i16> {
    let (mut low, mut high) = (Definition::new(32), Definition::new(8));
    let (mut sums, mut differences) = (vec![0; 11], vec![0; 11]);
    let mut out = Vec::new();
    for &code in codes {
        let (il, ih) = (i32::from(code & 63), i32::from(code >> 6));
        let rl = add(low.s, mult(low.det, QM6[il as usize])).clamp(-16384, 16383);
        low.adapt_low(il);
        let rh = add(high.s, mult(high.det, QM2[ih as usize])).clamp(-16384, 16383);
        high.adapt_high(ih);
        sums.push(rl + rh);
        differences.push(rl - rh);
        let newest = sums.len() - 1;
        let filter = |line: &[i32], odd: usize| {
            (0..12)
                .map(|k| tap(2 * k + odd) * line[newest - k])
                .sum::<i32>()
        };
        for sum in [filter(&differences, 0), filter(&sums, 1)] {
            out.push((sum >> 11).clamp(-32768, 32767) as i16);
        }
    }
    out
}

fn encoded(samples: &[i16]) -> Vec<u8> {
    let mut out = vec![0; samples.len() / 2];
    G722Encoder::default().encode(samples, &mut out);
    out
}

fn decoded(codes: &[u8]) -> Vec<i16> {
    let mut out = vec![0; codes.len() * 2];
    G722Decoder::default().decode(codes, &mut out);
    out
}

/// Sines and noise at a level that changes, as in the test sequences of the recommendation's appendix II.
fn sound(seed: u32, loudness: f32, count: usize) -> Vec<i16> {
    let mut state = seed | 1;
    let mut out = Vec::new();
    for n in 0..count {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 16) as f32 / 32768.0 - 1.0;
        let turn = |hz: f32| (std::f32::consts::TAU * hz * n as f32 / 16000.0).sin();
        let level = loudness * (1.0 + turn(3.0)) / 2.0;
        out.push(
            (level * (turn(300.0 + (seed % 7) as f32 * 900.0) + 0.5 * turn(2900.0) + 0.3 * noise))
                as i16,
        );
    }
    out
}

#[test]
fn a_sine_comes_back_loud_and_clear() {
    let input: Vec<i16> = (0..16000)
        .map(|n| (10000.0 * (std::f32::consts::TAU * 1000.0 * n as f32 / 16000.0).sin()) as i16)
        .collect();
    let output = decoded(&encoded(&input));
    // The two filters delay by 22 samples.
    let (mut signal, mut noise) = (0.0, 0.0);
    for n in 4000..15000 {
        signal += f64::from(input[n]).powi(2);
        noise += (f64::from(input[n]) - f64::from(output[n + 22])).powi(2);
    }
    assert!(
        10.0 * f64::log10(signal / noise) > 35.0,
        "{}",
        10.0 * f64::log10(signal / noise)
    );
}

#[test]
fn pieces_of_any_length_give_the_same_bytes_and_samples() {
    let input = sound(3, 20000.0, 4000);
    let whole = encoded(&input);
    let (mut encoder, mut decoder) = (G722Encoder::default(), G722Decoder::default());
    let (mut codes, mut samples): (Vec<u8>, Vec<i16>) = Default::default();
    for piece in input.chunks(54) {
        let mut out = [0; 27];
        let count = encoder.encode(piece, &mut out);
        codes.extend(&out[..count]);
    }
    for piece in codes.chunks(61) {
        let mut out = [0; 122];
        let count = decoder.decode(piece, &mut out);
        samples.extend(&out[..count]);
    }
    assert_eq!(codes, whole);
    assert_eq!(samples, decoded(&whole));
}

proptest! {
    #[test]
    fn sounds_are_coded_as_the_recommendation_says(seed: u32, loudness in 1f32..40000.0) {
        let input = sound(seed, loudness, 1200);
        let codes = encoded(&input);
        prop_assert_eq!(&codes, &encode_by_definition(&input));
        prop_assert_eq!(decoded(&codes), decode_by_definition(&codes));
    }

    #[test]
    fn samples_beyond_reason_are_coded_as_the_recommendation_says(
        input in prop::collection::vec(prop_oneof![any::<i16>(), Just(i16::MIN), Just(i16::MAX)], 0..900),
    ) {
        prop_assert_eq!(encoded(&input), encode_by_definition(&input));
    }

    #[test]
    fn codes_beyond_reason_are_decoded_as_the_recommendation_says(
        codes in prop::collection::vec(prop_oneof![any::<u8>(), Just(4), Just(0x84), Just(0xE0)], 0..900),
    ) {
        prop_assert_eq!(decoded(&codes), decode_by_definition(&codes));
    }
}
