//! The numbers of what a leg sends. To its peer it is one stream from beginning to end, whoever feeds it: the mixed
//! path, which makes packets here, or another leg, whose packets pass as they are.

use tipring_media::packet::rtp::RtpHeader;
use tipring_media::packet::ticks;
use tipring_media::srtp::Window;

/// A relayed sender whose numbers jump further began anew (RFC 3550 A.1).
const JUMP: u16 = 3000;

/// Numbers for one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// Its sequence number is the lower half; no two packets of a leg have the same, which SRTP lives by.
    pub index: u64,
    pub timestamp: u32,
    pub marker: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feed {
    Nobody,
    Mixed,
    /// `highest`: of the sequence numbers that came, with the index that it was given.
    Relayed {
        ssrc: u32,
        highest: (u16, u64),
        first: u64,
    },
}

/// The numbering of one leg.
#[derive(Debug)]
pub(crate) struct Outgoing {
    clock_rate: u32,
    /// Ticks of one packet.
    step: u32,
    first_timestamp: u32,
    /// After the highest that was given.
    next: u64,
    /// The newest timestamp, and when it went.
    last: Option<(u32, u64)>,
    feed: Feed,
    /// From the feed's timestamps to ours.
    offset: u32,
    passed: Window,
    /// RTP packets sent, and their payload bytes modulo 2³² (RFC 3550 §6.4.1).
    pub packets: u32,
    pub octets: u32,
}

impl Outgoing {
    pub fn new(clock_rate: u32, ptime_ms: u8, first_sequence: u16, first_timestamp: u32) -> Self {
        Self {
            clock_rate,
            step: clock_rate / 1000 * u32::from(ptime_ms),
            first_timestamp,
            next: first_sequence.into(),
            last: None,
            feed: Feed::Nobody,
            offset: 0,
            passed: Window::default(),
            packets: 0,
            octets: 0,
        }
    }

    /// Goes on where the stream before was: with the clock of another codec perhaps, and where `is_new` with a mixed
    /// path whose own numbers begin anew.
    pub fn follow(&mut self, other: &Self, is_new: bool) {
        self.next = other.next;
        (self.packets, self.octets) = (other.packets, other.octets);
        if self.clock_rate == other.clock_rate {
            self.last = other.last;
        }
        if !is_new && other.feed == Feed::Mixed {
            (self.feed, self.offset) = (other.feed, other.offset);
        }
    }

    fn ticks(&self, us: u64) -> u32 {
        ticks(us, self.clock_rate) as u32
    }

    /// The timestamp of what is said just now, once something was.
    pub fn timestamp(&self, now_us: u64) -> Option<u32> {
        let (timestamp, at_us) = self.last?;
        Some(timestamp.wrapping_add(self.ticks(now_us.saturating_sub(at_us))))
    }

    /// Another feed begins: its first packet follows the last one by the time that has gone by, and by one packet at
    /// least, so that nothing overlaps.
    fn begin(&mut self, timestamp: u32, now_us: u64) {
        let follows = match self.last {
            None => self.first_timestamp,
            Some((last, at_us)) => {
                let elapsed = self.ticks(now_us.saturating_sub(at_us));
                last.wrapping_add(elapsed.max(self.step))
            }
        };
        self.offset = follows.wrapping_sub(timestamp);
    }

    fn give(&mut self, index: u64, header: &RtpHeader, begins: bool, now_us: u64) -> Numbers {
        let timestamp = header.timestamp.wrapping_add(self.offset);
        let is_newer = |(last, _): (u32, u64)| timestamp.wrapping_sub(last) as i32 > 0;
        if self.last.is_none_or(is_newer) {
            self.last = Some((timestamp, now_us));
        }
        self.next = self.next.max(index + 1);
        Numbers {
            index,
            timestamp,
            marker: header.marker || begins,
        }
    }

    /// For a packet of the mixed path.
    pub fn mixed(&mut self, header: &RtpHeader, now_us: u64) -> Numbers {
        let begins = self.feed != Feed::Mixed;
        if begins {
            // Its own numbers serve while nobody else has been there.
            let is_first = self.last.is_none();
            self.begin(header.timestamp, now_us);
            self.offset = if is_first { 0 } else { self.offset };
            self.feed = Feed::Mixed;
        }
        self.give(self.next, header, begins, now_us)
    }

    /// For a packet of another leg: what was lost or changed places on its way to us stays so. None: it came before,
    /// or is older than the relay.
    pub fn relayed(&mut self, header: &RtpHeader, now_us: u64) -> Option<Numbers> {
        let ahead_of = |highest: u16| header.sequence.wrapping_sub(highest) as i16;
        let known = match self.feed {
            Feed::Relayed {
                ssrc,
                highest: (sequence, index),
                first,
            } if ssrc == header.ssrc && ahead_of(sequence).unsigned_abs() <= JUMP => {
                let ahead = ahead_of(sequence);
                Some((index.checked_add_signed(ahead.into())?, first, ahead > 0))
            }
            _ => None,
        };
        let begins = known.is_none();
        let (index, first, is_highest) = known.unwrap_or((self.next, self.next, true));
        if begins {
            self.begin(header.timestamp, now_us);
            self.passed = Window::default();
        } else if index < first || !self.passed.is_new(index) {
            return None;
        }
        self.passed.note(index);
        if is_highest {
            self.feed = Feed::Relayed {
                ssrc: header.ssrc,
                highest: (header.sequence, index),
                first,
            };
        }
        Some(self.give(index, header, begins, now_us))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn packet(sequence: u16, timestamp: u32, ssrc: u32) -> RtpHeader {
        RtpHeader {
            sequence,
            timestamp,
            ssrc,
            ..RtpHeader::default()
        }
    }

    fn g711() -> Outgoing {
        Outgoing::new(8000, 20, 65_530, 77)
    }

    #[test]
    fn a_call_that_is_mixed_then_relayed_then_mixed_is_one_stream_to_its_hearer() {
        let mut outgoing = g711();
        let mut heard = Vec::new();
        for n in 0..10u16 {
            let header = packet(65_530 + n % 6, 77 + u32::from(n) * 160, 1);
            heard.push(outgoing.mixed(&header, u64::from(n) * 20_000));
        }
        for n in 10..20u16 {
            let header = packet(n * 3, u32::from(n) * 160 + 999_999, 5);
            let header = RtpHeader {
                sequence: 40_000 + n,
                ..header
            };
            heard.push(
                outgoing
                    .relayed(&header, u64::from(n) * 20_000 + 7000)
                    .unwrap(),
            );
        }
        for n in 20..30u16 {
            let header = packet(n, 77 + u32::from(n) * 160, 1);
            heard.push(outgoing.mixed(&header, u64::from(n) * 20_000));
        }
        for pair in heard.windows(2) {
            let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
            assert_eq!(pair[1].index, pair[0].index + 1);
            assert!((160..=216).contains(&step), "{step}");
        }
        let marked: Vec<usize> = (0..30).filter(|&n| heard[n].marker).collect();
        assert_eq!(
            marked,
            [0, 10, 20],
            "where the feed changes a talkspurt begins"
        );
        assert_eq!((heard[0].index, heard[0].timestamp), (65_530, 77));
    }

    #[test]
    fn what_the_network_lost_or_swapped_before_us_stays_lost_or_swapped() {
        let mut outgoing = g711();
        let index = |outgoing: &mut Outgoing, sequence: u16| {
            let header = packet(sequence, u32::from(sequence) * 160, 5);
            outgoing
                .relayed(&header, 0)
                .map(|numbers| numbers.index - 65_530)
        };
        let came: Vec<_> = [100, 101, 104, 103, 103, 99, 105]
            .map(|sequence| index(&mut outgoing, sequence))
            .into();
        assert_eq!(
            came,
            [Some(0), Some(1), Some(4), Some(3), None, None, Some(5)]
        );
        assert_eq!(
            index(&mut outgoing, 50_000),
            Some(6),
            "a sender that began anew"
        );
    }

    proptest! {
        #[test]
        fn no_number_is_given_twice_whatever_comes(
            steps in prop::collection::vec((0u8..4, any::<u16>(), 0u16..8, 0u32..3), 1..300),
        ) {
            let mut outgoing = g711();
            let (mut given, mut sequence) = (HashSet::new(), 0u16);
            for (n, (kind, far, near, ssrc)) in (0..).zip(steps) {
                sequence = if kind == 3 { far } else { sequence.wrapping_add(near).wrapping_sub(2) };
                let header = packet(sequence, u32::from(far), ssrc);
                let numbers = match kind {
                    0 => Some(outgoing.mixed(&header, n * 20_000)),
                    _ => outgoing.relayed(&header, n * 20_000),
                };
                if let Some(numbers) = numbers {
                    prop_assert!(given.insert(numbers.index), "{}", numbers.index);
                }
            }
        }
    }
}
