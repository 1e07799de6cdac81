//! A-law and µ-law, bit-exact to ITU-T G.711, as tables on the 16-bit scale (ITU-T G.191 §2).

use serde::Deserialize;

/// Companding law of a highway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Law {
    /// A-law (ITU-T G.711 §3.1), even bits inverted.
    #[serde(rename = "a")]
    A,
    /// µ-law (ITU-T G.711 §3.2), all bits inverted.
    #[serde(rename = "u")]
    Mu,
}

/// Entries of an encoding table: µ-law needs 14 bits of a 16-bit sample, A-law only 13 of them.
const ENCODINGS: usize = 1 << 14;

static DECODE_A: [i16; 256] = decode_table(true);
static DECODE_MU: [i16; 256] = decode_table(false);
/// The same as numbers of the mixer: one load instead of a load and a conversion.
static VALUES_A: [f32; 256] = values(&DECODE_A);
static VALUES_MU: [f32; 256] = values(&DECODE_MU);
static ENCODE_A: [u8; ENCODINGS] = encode_table(true);
static ENCODE_MU: [u8; ENCODINGS] = encode_table(false);

impl Law {
    /// The code of a silent channel: the positive zero.
    pub const fn idle(self) -> u8 {
        match self {
            Law::A => 0xD5,
            Law::Mu => 0xFF,
        }
    }

    /// All 256 output values on the 16-bit scale.
    pub fn decode_all(self) -> &'static [i16; 256] {
        match self {
            Law::A => &DECODE_A,
            Law::Mu => &DECODE_MU,
        }
    }

    /// The same, for the mixer.
    pub(crate) fn values(self) -> &'static [f32; 256] {
        match self {
            Law::A => &VALUES_A,
            Law::Mu => &VALUES_MU,
        }
    }

    /// One code to a sample on the 16-bit scale.
    #[inline]
    pub fn decode(self, code: u8) -> i16 {
        self.decode_all()[code as usize]
    }

    /// One sample on the 16-bit scale to a code.
    #[inline]
    pub fn encode(self, sample: i16) -> u8 {
        self.encodings()[((sample as u16) >> 2) as usize]
    }

    /// Codes by the upper 14 bits of a sample taken as unsigned.
    #[inline]
    pub(crate) fn encodings(self) -> &'static [u8; ENCODINGS] {
        match self {
            Law::A => &ENCODE_A,
            Law::Mu => &ENCODE_MU,
        }
    }
}

const fn decode_table(a_law: bool) -> [i16; 256] {
    let mut table = [0; 256];
    let mut code = 0;
    while code < 256 {
        table[code] = if a_law {
            decode_a(code as u8)
        } else {
            decode_mu(code as u8)
        };
        code += 1;
    }
    table
}

const fn values(decoded: &[i16; 256]) -> [f32; 256] {
    let mut table = [0.0; 256];
    let mut code = 0;
    while code < 256 {
        table[code] = decoded[code] as f32;
        code += 1;
    }
    table
}

const fn encode_table(a_law: bool) -> [u8; ENCODINGS] {
    let mut table = [0; ENCODINGS];
    let mut index = 0;
    while index < ENCODINGS {
        let sample = ((index as u16) << 2) as i16;
        table[index] = if a_law {
            encode_a(sample)
        } else {
            encode_mu(sample)
        };
        index += 1;
    }
    table
}

const fn decode_a(code: u8) -> i16 {
    let bits = code ^ 0x55;
    let segment = (bits >> 4) & 7;
    let step = (bits & 15) as i16;
    // Segments 0 and 1 share the smallest interval; each value lies in the middle of its interval.
    let magnitude = match segment {
        0 => (step << 4) + 8,
        _ => ((step << 4) + 0x108) << (segment - 1),
    };
    if bits & 0x80 != 0 {
        magnitude
    } else {
        -magnitude
    }
}

const fn encode_a(sample: i16) -> u8 {
    // One's complement makes the negative side a mirror of the positive one, as the tables of G.711 are.
    let magnitude = (if sample < 0 { !sample } else { sample }) >> 4;
    let mut segment = 0;
    let mut step = magnitude;
    if step > 15 {
        segment = 1;
        while step > 31 {
            step >>= 1;
            segment += 1;
        }
    }
    let sign = if sample < 0 { 0 } else { 0x80 };
    (sign | (segment << 4) as u8 | (step & 15) as u8) ^ 0x55
}

const fn decode_mu(code: u8) -> i16 {
    let bits = !code;
    let segment = (bits >> 4) & 7;
    let magnitude = (((((bits & 15) as i16) << 3) + 0x84) << segment) - 0x84;
    if bits & 0x80 != 0 {
        -magnitude
    } else {
        magnitude
    }
}

const fn encode_mu(sample: i16) -> u8 {
    let magnitude = ((if sample < 0 { !sample } else { sample }) >> 2) + 33;
    let magnitude = if magnitude > 0x1FFF {
        0x1FFF
    } else {
        magnitude
    };
    let mut segment = 0;
    while magnitude >> (segment + 6) != 0 {
        segment += 1;
    }
    let step = (magnitude >> (segment + 1)) & 15;
    let sign = if sample < 0 { 0x80 } else { 0 };
    !(sign | (segment << 4) as u8 | step as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Decision values of G.711 tables 1a and 2a in the units of those tables.
    const A_SEGMENT_ENDS: [i32; 8] = [32, 64, 128, 256, 512, 1024, 2048, 4096];
    const MU_SEGMENT_ENDS: [i32; 8] = [31, 95, 223, 479, 991, 2015, 4063, 8159];

    fn decisions(ends: [i32; 8]) -> Vec<i32> {
        let starts = std::iter::once(0).chain(ends);
        let segment =
            |(start, end): (i32, i32)| (0..16).map(move |k| start + (end - start) / 16 * k);
        starts.zip(ends).flat_map(segment).collect()
    }

    fn a_decisions() -> Vec<i32> {
        decisions(A_SEGMENT_ENDS)
    }

    /// The first interval of the µ-law is half as wide as the others of its segment.
    fn mu_decisions() -> Vec<i32> {
        let first = std::iter::once(0).chain((0..15).map(|k| 1 + 2 * k));
        first
            .chain(decisions(MU_SEGMENT_ENDS).into_iter().skip(16))
            .collect()
    }

    #[test]
    fn every_code_survives_decoding_and_encoding_again() {
        for code in 0..=255u8 {
            assert_eq!(Law::A.encode(Law::A.decode(code)), code);
            // Both zeros of the µ-law decode to 0, which encodes as the positive one.
            let expected = if code == 0x7F { 0xFF } else { code };
            assert_eq!(Law::Mu.encode(Law::Mu.decode(code)), expected);
        }
    }

    #[test]
    fn a_law_output_values_are_those_of_table_1a() {
        // Table 1a counts in units of 1/4096 of full scale: 8 of ours make one.
        assert_eq!(Law::A.decode(0b1101_0101), 8);
        assert_eq!(Law::A.decode(0b1101_0101 ^ 0x80), -8);
        assert_eq!(Law::A.decode(0x7F ^ 0x55 ^ 0x80), 4032 * 8);
        for (segment, end) in A_SEGMENT_ENDS.iter().enumerate() {
            let last = Law::A.decode((0x80 | (segment << 4) as u8 | 15) ^ 0x55) as i32;
            let half_step = if segment == 0 { 8 } else { 8 << (segment - 1) };
            assert_eq!(last + half_step, end * 8);
        }
    }

    #[test]
    fn mu_law_output_values_are_those_of_table_2a() {
        // Table 2a counts in units of 1/8159 of full scale: 4 of ours make one.
        assert_eq!(Law::Mu.decode(0x80), 8031 * 4);
        assert_eq!(Law::Mu.decode(0x00), -8031 * 4);
        assert_eq!(Law::Mu.decode(0xFF), 0);
        assert_eq!(Law::Mu.decode(0xFE), 2 * 4);
        for (segment, end) in MU_SEGMENT_ENDS.iter().enumerate() {
            let last = Law::Mu.decode(!((segment << 4) as u8 | 15)) as i32;
            assert_eq!(last + (4 << segment), end * 4);
        }
    }

    #[test]
    fn the_idle_code_is_silence() {
        assert_eq!(Law::A.encode(0), Law::A.idle());
        assert_eq!(Law::Mu.encode(0), Law::Mu.idle());
    }

    proptest! {
        #[test]
        fn a_sample_is_coded_by_the_decision_values_of_the_tables(sample in 0..=i16::MAX) {
            let number = |values: Vec<i32>, unit: i32| {
                (values.iter().filter(|&&value| value * unit <= i32::from(sample)).count() as u8 - 1).min(127)
            };
            prop_assert_eq!(Law::A.encode(sample), (0x80 | number(a_decisions(), 8)) ^ 0x55);
            prop_assert_eq!(Law::Mu.encode(sample), !number(mu_decisions(), 4));
        }

        #[test]
        fn both_signs_are_coded_alike(sample in 0..=i16::MAX) {
            for law in [Law::A, Law::Mu] {
                prop_assert_eq!(law.encode(sample) ^ 0x80, law.encode(!sample));
            }
        }
    }
}
