//! G.722 at 64 kbit/s, bit-exact to ITU-T G.722 (mode 1): two sub-bands, 6 and 2 bits of ADPCM.
//!
//! Samples are 16 bits wide on both sides: the 14 bits of the recommendation stand in the upper ones, as
//! in the ITU-T's software tools (G.191).

mod band;

use band::Band;

/// Taps of the quadrature mirror filters.
const TAPS: usize = 24;
/// G.722 table 11; the second half mirrors the first.
const QMF: [i16; TAPS / 2] = [3, -11, -11, 53, 12, -156, 32, 362, -210, -805, 951, 3876];
/// Samples taken at a time: 5 ms.
const BLOCK: usize = 80;

/// Coefficients for the newest sample last, with the sign of every other one changed or not.
const fn coefficients(alternate: bool) -> [i16; TAPS] {
    let mut table = [0; TAPS];
    let mut k = 0;
    while k < TAPS {
        let value = QMF[if k < TAPS / 2 { k } else { TAPS - 1 - k }];
        table[k] = if alternate && k % 2 == 0 {
            -value
        } else {
            value
        };
        k += 1;
    }
    table
}

const SUM: [i16; TAPS] = coefficients(false);
const DIFFERENCE: [i16; TAPS] = coefficients(true);

#[inline]
fn dot<const N: usize>(samples: &[i16; N], coefficients: &[i16; N]) -> i32 {
    let products = samples.iter().zip(coefficients);
    products.map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}

#[inline]
fn window<const N: usize>(samples: &[i16], at: usize) -> &[i16; N] {
    samples[at..]
        .first_chunk()
        .expect("blocks end with a full window")
}

/// 15 bits (block LIMIT).
#[inline]
fn limit(value: i32) -> i16 {
    value.clamp(-16384, 16383) as i16
}

/// 16 kHz samples to G.722.
#[derive(Debug, Clone)]
pub struct G722Encoder {
    low: Band,
    high: Band,
    /// The last samples of the block before.
    history: [i16; TAPS - 2],
}

impl Default for G722Encoder {
    fn default() -> Self {
        Self {
            low: Band::low(),
            high: Band::high(),
            history: [0; TAPS - 2],
        }
    }
}

impl G722Encoder {
    /// Encodes pairs of samples, one byte each; what is over, or does not fit, is left.
    pub fn encode(&mut self, samples: &[i16], out: &mut [u8]) -> usize {
        let bytes = (samples.len() / 2).min(out.len());
        let blocks = samples[..bytes * 2].chunks(BLOCK);
        for (samples, out) in blocks.zip(out.chunks_mut(BLOCK / 2)) {
            self.encode_block(samples, out);
        }
        bytes
    }

    fn encode_block(&mut self, samples: &[i16], out: &mut [u8]) {
        let mut delayed = [0; TAPS - 2 + BLOCK];
        delayed[..TAPS - 2].copy_from_slice(&self.history);
        delayed[TAPS - 2..][..samples.len()].copy_from_slice(samples);
        let pairs = samples.len() / 2;
        for (pair, code) in out[..pairs].iter_mut().enumerate() {
            let window = window::<TAPS>(&delayed, pair * 2);
            let low = limit(dot(window, &SUM) >> 14);
            let high = limit(dot(window, &DIFFERENCE) >> 14);
            *code = self.high.encode_high(high) << 6 | self.low.encode_low(low);
        }
        self.history
            .copy_from_slice(&delayed[samples.len()..][..TAPS - 2]);
    }
}

/// G.722 to 16 kHz samples.
#[derive(Debug, Clone)]
pub struct G722Decoder {
    low: Band,
    high: Band,
    /// Sums and differences of the bands, the newest last.
    sums: [i16; TAPS / 2 - 1],
    differences: [i16; TAPS / 2 - 1],
}

impl Default for G722Decoder {
    fn default() -> Self {
        Self {
            low: Band::low(),
            high: Band::high(),
            sums: [0; TAPS / 2 - 1],
            differences: [0; TAPS / 2 - 1],
        }
    }
}

const fn every_other(odd: usize) -> [i16; TAPS / 2] {
    let mut table = [0; TAPS / 2];
    let mut k = 0;
    while k < TAPS / 2 {
        table[k] = SUM[2 * k + odd];
        k += 1;
    }
    table
}

const EVEN: [i16; TAPS / 2] = every_other(0);
const ODD: [i16; TAPS / 2] = every_other(1);

impl G722Decoder {
    /// Decodes each byte to two samples, as many as fit; gives the number of samples.
    pub fn decode(&mut self, codes: &[u8], out: &mut [i16]) -> usize {
        let bytes = codes.len().min(out.len() / 2);
        let blocks = codes[..bytes].chunks(BLOCK / 2);
        for (codes, out) in blocks.zip(out.chunks_mut(BLOCK)) {
            self.decode_block(codes, out);
        }
        bytes * 2
    }

    fn decode_block(&mut self, codes: &[u8], out: &mut [i16]) {
        const OLD: usize = TAPS / 2 - 1;
        let mut sums = [0; OLD + BLOCK / 2];
        let mut differences = [0; OLD + BLOCK / 2];
        sums[..OLD].copy_from_slice(&self.sums);
        differences[..OLD].copy_from_slice(&self.differences);
        for (k, &code) in codes.iter().enumerate() {
            let low = self.low.decode_low(code & 63);
            let high = self.high.decode_high(code >> 6);
            sums[OLD + k] = low + high;
            differences[OLD + k] = low - high;
        }
        let saturated = |sum: i32| (sum >> 11).clamp(-32768, 32767) as i16;
        for (k, pair) in out[..codes.len() * 2].chunks_exact_mut(2).enumerate() {
            pair[0] = saturated(dot(window(&differences, k), &ODD));
            pair[1] = saturated(dot(window(&sums, k), &EVEN));
        }
        self.sums.copy_from_slice(&sums[codes.len()..][..OLD]);
        self.differences
            .copy_from_slice(&differences[codes.len()..][..OLD]);
    }
}

#[cfg(test)]
#[path = "g722_tests.rs"]
mod tests;
