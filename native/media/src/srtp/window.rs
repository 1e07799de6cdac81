//! What has come of one sender: its highest index, and which of those before it (RFC 3711 §3.3.2).

/// Packets behind the highest that are told apart; the standard asks for 64 at least.
const WINDOW: u64 = 128;

/// A window of indices that have come.
#[derive(Debug, Clone, Copy, Default)]
pub struct Window {
    highest: u64,
    /// Bit *n*: the index *n* below the highest has come.
    came: u128,
}

impl Window {
    /// Whether an index is new: neither known nor older than the window.
    pub fn is_new(&self, index: u64) -> bool {
        if self.came == 0 || index > self.highest {
            return true;
        }
        let behind = self.highest - index;
        behind < WINDOW && self.came >> behind & 1 == 0
    }

    /// Remembers an index that was new and whose packet was good.
    pub fn note(&mut self, index: u64) {
        if self.came == 0 {
            (self.highest, self.came) = (index, 1);
        } else if index > self.highest {
            let ahead = index - self.highest;
            let moved = u32::try_from(ahead).ok();
            self.came = moved.and_then(|by| self.came.checked_shl(by)).unwrap_or(0) | 1;
            self.highest = index;
        } else if self.highest - index < WINDOW {
            self.came |= 1 << (self.highest - index);
        }
    }

    /// The index that a sequence number stands for, nearest to the highest (RFC 3711 §3.3.1); nothing before
    /// the beginning.
    pub fn index_of(&self, sequence: u16) -> Option<u64> {
        let ahead = i64::from(sequence.wrapping_sub(self.highest as u16) as i16);
        self.highest.checked_add_signed(ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn each_index_is_new_once_and_never_again(
            start in 0u64..1 << 33,
            steps in prop::collection::vec(prop_oneof![-200i64..200, -5i64..5, Just(70_000i64)], 1..200),
        ) {
            let mut window = Window::default();
            let mut came = HashSet::new();
            let mut at = start + 1_000_000;
            for step in steps {
                at = at.saturating_add_signed(step);
                let highest = came.iter().max().copied().unwrap_or(0);
                let expected = !came.contains(&at) && (came.is_empty() || at + WINDOW > highest);
                prop_assert_eq!(window.is_new(at), expected);
                if expected {
                    window.note(at);
                    came.insert(at);
                }
            }
        }

        #[test]
        fn a_sequence_number_is_the_nearest_index(highest in 40_000u64..1 << 40, ahead in -32_768i64..32_768) {
            let mut window = Window::default();
            window.note(highest);
            let index = highest.checked_add_signed(ahead).unwrap();
            prop_assert_eq!(window.index_of(index as u16), Some(index));
        }
    }

    #[test]
    fn nothing_is_before_the_beginning() {
        let mut window = Window::default();
        window.note(3);
        assert_eq!(window.index_of(65_535), None);
    }
}
