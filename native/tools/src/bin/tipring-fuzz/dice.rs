//! Chance that a seed repeats, and what it does to an input.

/// xorshift64*.
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 8
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn mutate(&mut self, input: &mut Vec<u8>) {
        const LIKELY: [u8; 10] = [0, 1, 2, 0x7F, 0x80, 0x81, 0xBF, 0xC8, 0xFE, 0xFF];
        let at = self.below(input.len());
        match self.below(8) {
            0 => input.truncate(at),
            1 => input.insert(at.min(input.len()), self.next() as u8),
            2 if !input.is_empty() => drop(input.remove(at)),
            3 if !input.is_empty() => input[at] ^= 1 << self.below(8),
            4 if !input.is_empty() => input[at] = LIKELY[self.below(LIKELY.len())],
            5 if input.len() > at + 4 => {
                let value = [0u32, 1, 0x7FFF_FFFF, 0x8000_0000, u32::MAX][self.below(5)];
                input[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
            6 => {
                let length = self.below(64).min(input.len() - at.min(input.len()));
                let piece = input[at..at + length].to_vec();
                input.extend(piece);
            }
            _ if !input.is_empty() => input[at] = self.next() as u8,
            _ => input.push(self.next() as u8),
        }
    }
}
