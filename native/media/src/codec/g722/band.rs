//! One sub-band of G.722: adaptive quantizer and pole-zero predictor, in the recommendation's 16-bit
//! arithmetic. Names of blocks are those of its clause 6.

/// Decision levels of the 6-bit quantizer (table 14), times 8; the last is never reached.
const DECISIONS: [i16; 32] = times_8([
    0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940,
    1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919, 4095, 4095,
]);
/// Output values of the 6-bit quantizer by magnitude (table 15), times 8; the code is [`low_code`].
const OUTPUTS_6: [i16; 30] = times_8([
    17, 54, 91, 130, 170, 211, 254, 300, 347, 396, 447, 501, 558, 618, 682, 750, 822, 899, 982,
    1072, 1170, 1279, 1399, 1535, 1689, 1873, 2088, 2376, 2738, 3101,
]);
/// The same for its upper 4 bits (table 15).
const OUTPUTS_4: [i16; 8] = times_8([0, 150, 323, 530, 786, 1121, 1612, 2557]);
/// Steps of the logarithmic scale factor (table 16), by magnitude of the upper 4 bits.
const STEPS_LOW: [i16; 8] = [-60, -30, 58, 172, 334, 538, 1198, 3042];
/// High band (tables 17 to 19): decision level times 8, outputs and steps by code.
const DECISION_HIGH: i32 = 564 * 8;
const OUTPUTS_HIGH: [i16; 4] = [-926 * 8, -202 * 8, 926 * 8, 202 * 8];
const STEPS_HIGH: [i16; 4] = [798, -214, 798, -214];
/// Inverse logarithm (table 20), one octave.
const OCTAVE: [u16; 32] = [
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];
const LOG_MAX_LOW: i16 = 18432;
const LOG_MAX_HIGH: i16 = 22528;

const fn times_8<const N: usize>(values: [i16; N]) -> [i16; N] {
    let mut table = values;
    let mut k = 0;
    while k < N {
        table[k] *= 8;
        k += 1;
    }
    table
}

/// Magnitude and sign of a 6-bit code (table 13): positive from 61 down, negative from 31 down, and the
/// two smallest negative ones 63 and 62. Codes 0 to 3 are not sent; they count as the smallest negative.
const fn magnitude_6(code: usize) -> (usize, bool) {
    match code {
        0..=3 => (0, true),
        62 | 63 => (63 - code, true),
        4..=31 => (33 - code, true),
        _ => (61 - code, false),
    }
}

const fn magnitude_4(code: usize) -> (usize, bool) {
    match code {
        0 => (0, true),
        15 => (0, true),
        1..=7 => (8 - code, true),
        _ => (15 - code, false),
    }
}

const fn low_code(magnitude: usize, is_negative: bool) -> u8 {
    match (magnitude, is_negative) {
        (_, false) => 61 - magnitude as u8,
        (0 | 1, true) => 63 - magnitude as u8,
        (_, true) => 33 - magnitude as u8,
    }
}

const LOW_CODES: [[u8; 32]; 2] = {
    let mut table = [[0; 32]; 2];
    let mut k = 0;
    while k < 32 {
        // 30 intervals: what is above the last decision level belongs to the last.
        let magnitude = if k < 30 { k } else { 29 };
        table[0][k] = low_code(magnitude, false);
        table[1][k] = low_code(magnitude, true);
        k += 1;
    }
    table
};

const DECODE_6: [i16; 64] = {
    let mut table = [0; 64];
    let mut code = 0;
    while code < 64 {
        let (magnitude, is_negative) = magnitude_6(code);
        let output = OUTPUTS_6[magnitude];
        table[code] = if is_negative { -output } else { output };
        code += 1;
    }
    table
};

/// Output and step of the low band by the upper 4 bits of its code.
const ADAPT_4: [(i16, i16); 16] = {
    let mut table = [(0, 0); 16];
    let mut code = 0;
    while code < 16 {
        let (magnitude, is_negative) = magnitude_4(code);
        let output = OUTPUTS_4[magnitude];
        table[code] = (
            if is_negative { -output } else { output },
            STEPS_LOW[magnitude],
        );
        code += 1;
    }
    table
};

/// Scale factors by the logarithm's upper bits (blocks SCALEL and SCALEH), one table for both bands.
const SCALES: [i16; 353] = {
    let mut table = [0; 353];
    let mut k = 0;
    while k < 353 {
        let shift = 10 - (k >> 5) as i32;
        let mantissa = OCTAVE[k & 31];
        let scale = if shift < 0 {
            mantissa << -shift
        } else {
            mantissa >> shift
        };
        table[k] = (scale << 2) as i16;
        k += 1;
    }
    table
};

/// Product of two fractions of 15 bits.
#[inline]
fn multiply(a: i16, b: i16) -> i32 {
    (i32::from(a) * i32::from(b)) >> 15
}

#[inline]
fn saturated(value: i32) -> i16 {
    value.clamp(-32768, 32767) as i16
}

/// All of one band that lasts. Index 0 is the newest.
#[derive(Debug, Clone)]
pub(super) struct Band {
    /// Predicted signal, and its part from the zeros.
    predicted: i16,
    zeros_part: i16,
    /// Poles, and the reconstructed signal and partly reconstructed signal that they look at.
    poles: [i16; 2],
    reconstructed: i16,
    partial: [i16; 2],
    /// Zeros and the quantized differences, of which 6 count; 8 make one vector register.
    zeros: [i16; 8],
    differences: [i16; 8],
    logarithm: i16,
    scale: i16,
}

impl Band {
    fn new(scale: i16) -> Self {
        Self {
            predicted: 0,
            zeros_part: 0,
            poles: [0; 2],
            reconstructed: 0,
            partial: [0; 2],
            zeros: [0; 8],
            differences: [0; 8],
            logarithm: 0,
            scale,
        }
    }

    pub fn low() -> Self {
        Self::new(32)
    }

    pub fn high() -> Self {
        Self::new(8)
    }

    /// Blocks SUBTRA, QUANTL, INVQAL and the adaptation.
    #[inline]
    pub fn encode_low(&mut self, sample: i16) -> u8 {
        let error = sample.saturating_sub(self.predicted);
        let magnitude = if error < 0 { !error } else { error };
        // The levels rise with the index, so that five comparisons find the interval.
        let mut interval = 0;
        for step in [16, 8, 4, 2, 1] {
            let level = multiply(DECISIONS[interval + step], self.scale);
            interval += if i32::from(magnitude) >= level {
                step
            } else {
                0
            };
        }
        let code = LOW_CODES[usize::from(error < 0)][interval];
        self.adapt_low(code);
        code
    }

    #[inline]
    pub fn decode_low(&mut self, code: u8) -> i16 {
        let difference = multiply(DECODE_6[usize::from(code & 63)], self.scale);
        let sample = super::limit(i32::from(self.predicted) + difference);
        self.adapt_low(code);
        sample
    }

    #[inline]
    fn adapt_low(&mut self, code: u8) {
        let (output, step) = ADAPT_4[usize::from(code >> 2 & 15)];
        let difference = multiply(output, self.scale) as i16;
        self.logarithm = (self.leaked_logarithm() + step).clamp(0, LOG_MAX_LOW);
        self.scale = SCALES[usize::from(self.logarithm as u16 >> 6) + 64];
        self.predict(difference);
    }

    #[inline]
    pub fn encode_high(&mut self, sample: i16) -> u8 {
        let error = sample.saturating_sub(self.predicted);
        let magnitude = if error < 0 { !error } else { error };
        let level = (DECISION_HIGH * i32::from(self.scale)) >> 15;
        // Two bits: sign, and 1 for the inner interval.
        let outer = i32::from(magnitude) >= level;
        let code = u8::from(error >= 0) << 1 | u8::from(!outer);
        self.adapt_high(code);
        code
    }

    #[inline]
    pub fn decode_high(&mut self, code: u8) -> i16 {
        let predicted = i32::from(self.predicted);
        let difference = self.adapt_high(code);
        super::limit(predicted + i32::from(difference))
    }

    #[inline]
    fn adapt_high(&mut self, code: u8) -> i16 {
        let code = usize::from(code & 3);
        let difference = multiply(OUTPUTS_HIGH[code], self.scale) as i16;
        self.logarithm = (self.leaked_logarithm() + STEPS_HIGH[code]).clamp(0, LOG_MAX_HIGH);
        self.scale = SCALES[usize::from(self.logarithm as u16 >> 6)];
        self.predict(difference);
        difference
    }

    #[inline]
    fn leaked_logarithm(&self) -> i16 {
        ((i32::from(self.logarithm) * 127) >> 7) as i16
    }

    /// Blocks PARREC to PREDIC: adapts the predictor to a quantized difference and predicts anew.
    #[inline]
    fn predict(&mut self, difference: i16) {
        let partial = difference.saturating_add(self.zeros_part);
        let reconstructed = self.predicted.saturating_add(difference);
        self.move_zeros(difference);
        self.move_poles(partial);
        self.zeros_part = self.filter_zeros();
        let doubled = |sample: i16| sample.saturating_add(sample);
        let first = multiply(self.poles[0], doubled(reconstructed));
        let second = multiply(self.poles[1], doubled(self.reconstructed));
        self.reconstructed = reconstructed;
        let poles_part = saturated(first + second);
        self.predicted = poles_part.saturating_add(self.zeros_part);
    }

    /// Block UPZERO, then DELAYA.
    #[inline]
    fn move_zeros(&mut self, difference: i16) {
        let step: i16 = if difference == 0 { 0 } else { 128 };
        for (zero, old) in self.zeros.iter_mut().zip(&self.differences) {
            // −1 where the signs differ, 0 where they agree.
            let differ = (difference ^ old) >> 15;
            let leaked = ((i32::from(*zero) * 255) >> 8) as i16;
            *zero = leaked + ((step ^ differ) - differ);
        }
        self.differences.copy_within(0..5, 1);
        self.differences[0] = difference;
    }

    /// Blocks UPPOL2 and UPPOL1.
    #[inline]
    fn move_poles(&mut self, partial: i16) {
        let agrees = |old: i16| (partial ^ old) >= 0;
        let [first, second] = self.poles.map(i32::from);
        let turned = saturated(first << 2);
        let turned = if agrees(self.partial[0]) {
            0i16.saturating_sub(turned)
        } else {
            turned
        };
        let step = if agrees(self.partial[1]) { 128 } else { -128 };
        let second = (i32::from(turned >> 7) + step + ((second * 127) >> 7)).clamp(-12288, 12288);
        let step = if agrees(self.partial[0]) { 192 } else { -192 };
        let most = 15360 - second;
        let first = (step + ((first * 255) >> 8)).clamp(-most, most);
        self.poles = [first as i16, second as i16];
        self.partial = [partial, self.partial[0]];
    }

    /// Block FILTEZ: from the oldest to the newest, each sum saturated.
    #[inline]
    fn filter_zeros(&self) -> i16 {
        let mut products = [0; 6];
        for ((product, &zero), &difference) in
            products.iter_mut().zip(&self.zeros).zip(&self.differences)
        {
            *product = multiply(difference.saturating_add(difference), zero);
        }
        // Only when the products could overflow does the order of saturation matter.
        if products.iter().map(|product| product.abs()).sum::<i32>() < 32768 {
            return products.iter().sum::<i32>() as i16;
        }
        let saturating = |sum: i16, &product: &i32| saturated(i32::from(sum) + product);
        products.iter().rev().fold(0, saturating)
    }
}
