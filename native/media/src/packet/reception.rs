//! What RTCP tells of a stream that is received (RFC 3550 A.3 and A.8).

use super::rtcp::{ReportBlock, SenderInfo};
use super::rtp::RtpHeader;

/// A sequence number further away is a sender that began anew (RFC 3550 A.1).
const JUMP: u16 = 3000;

/// Reception of one sender.
#[derive(Debug, Clone, Default)]
pub struct Reception {
    ssrc: Option<u32>,
    first: u32,
    highest: u32,
    received: u32,
    expected_before: u32,
    received_before: u32,
    /// Lost by senders before this one.
    lost_before: i64,
    transit: i64,
    /// Sixteen times the jitter, in ticks.
    jitter_16: i64,
    /// Middle bits of the last sender report's time, and when it came (NTP).
    sender_report: Option<(u32, u64)>,
}

impl Reception {
    /// A packet came at `at`, in ticks. Only voice tells of jitter: the timestamps of events stand still.
    pub fn packet(&mut self, header: &RtpHeader, at: i64, is_voice: bool) {
        let sequence = header.sequence;
        let transit = at - i64::from(header.timestamp);
        let ahead = sequence.wrapping_sub(self.highest as u16) as i16;
        if self.ssrc != Some(header.ssrc) || ahead.unsigned_abs() > JUMP {
            *self = Self {
                lost_before: self.lost(),
                ssrc: Some(header.ssrc),
                first: u32::from(sequence),
                highest: u32::from(sequence),
                transit,
                ..Self::default()
            };
        }
        self.received = self.received.saturating_add(1);
        let ahead = sequence.wrapping_sub(self.highest as u16) as i16;
        if ahead > 0 {
            self.highest = self.highest.wrapping_add(u32::from(ahead as u16));
        }
        if !is_voice {
            return;
        }
        // Timestamps wrap: the difference of transits is taken modulo 2³².
        let change = i64::from((transit - self.transit) as i32).abs();
        self.transit = transit;
        self.jitter_16 += change - ((self.jitter_16 + 8) >> 4);
    }

    /// A sender report came at `now` (NTP, 32.32 bits).
    pub fn sender_report(&mut self, ssrc: u32, info: &SenderInfo, now: u64) {
        if self.ssrc == Some(ssrc) {
            self.sender_report = Some(((info.ntp >> 16) as u32, now));
        }
    }

    /// Interarrival jitter in ticks.
    pub fn jitter(&self) -> u32 {
        u32::try_from(self.jitter_16 >> 4).unwrap_or(u32::MAX)
    }

    fn expected(&self) -> u32 {
        match self.ssrc {
            Some(_) => self.highest.wrapping_sub(self.first).wrapping_add(1),
            None => 0,
        }
    }

    /// Packets of all senders so far that did not come at all; doubles can make it negative.
    pub fn lost(&self) -> i64 {
        self.lost_before + self.lost_of_sender()
    }

    fn lost_of_sender(&self) -> i64 {
        i64::from(self.expected()) - i64::from(self.received)
    }

    /// The block of the next report, at `now` (NTP); counts from here for the one after.
    pub fn report(&mut self, now: u64) -> Option<ReportBlock> {
        let ssrc = self.ssrc?;
        let expected = self.expected().wrapping_sub(self.expected_before);
        let received = self.received.wrapping_sub(self.received_before);
        self.expected_before = self.expected();
        self.received_before = self.received;
        let fraction_lost = match expected.checked_sub(received) {
            Some(lost) if expected > 0 => {
                (u64::from(lost) * 256 / u64::from(expected)).min(255) as u8
            }
            _ => 0,
        };
        let (last_sender_report, delay_since_last) = match self.sender_report {
            Some((middle, came)) => (middle, (now.saturating_sub(came) >> 16) as u32),
            None => (0, 0),
        };
        Some(ReportBlock {
            ssrc,
            fraction_lost,
            lost: self.lost_of_sender().clamp(-0x80_0000, 0x7F_FFFF) as i32,
            highest_sequence: self.highest,
            jitter: self.jitter(),
            last_sender_report,
            delay_since_last,
        })
    }
}

/// Round-trip time in 1/65536 s from a report about us that came at `now` (NTP; RFC 3550 §6.4.1).
pub fn round_trip(block: &ReportBlock, now: u64) -> Option<u32> {
    let away = ((now >> 16) as u32).wrapping_sub(block.last_sender_report);
    (block.last_sender_report != 0)
        .then(|| away.checked_sub(block.delay_since_last))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(sequence: u16, timestamp: u32) -> RtpHeader {
        RtpHeader {
            sequence,
            timestamp,
            ssrc: 9,
            ..RtpHeader::default()
        }
    }

    #[test]
    fn loss_is_counted_over_the_wrap_and_per_interval() {
        let mut reception = Reception::default();
        let mut packet = |n: u32| {
            reception.packet(
                &voice((65_500 + n) as u16, n * 160),
                i64::from(n) * 160,
                true,
            )
        };
        (0..100).filter(|n| n % 4 != 1).for_each(&mut packet);
        let block = reception.report(0).unwrap();
        assert_eq!((block.lost, block.fraction_lost, block.jitter), (25, 64, 0));
        assert_eq!(block.highest_sequence, 65_599);
        let mut packet = |n: u32| {
            reception.packet(
                &voice((65_500 + n) as u16, n * 160),
                i64::from(n) * 160,
                true,
            )
        };
        (100..200).for_each(&mut packet);
        let block = reception.report(0).unwrap();
        assert_eq!((block.lost, block.fraction_lost), (25, 0));
    }

    #[test]
    fn jitter_settles_at_the_mean_difference_of_transits() {
        let mut reception = Reception::default();
        for n in 0..500u32 {
            let at = i64::from(n) * 160 + i64::from(n % 2) * 80;
            reception.packet(
                &voice(n as u16, 0xFFFF_F000u32.wrapping_add(n * 160)),
                at,
                true,
            );
        }
        assert!(
            (78..=80).contains(&reception.jitter()),
            "{}",
            reception.jitter()
        );
    }

    #[test]
    fn the_round_trip_is_what_neither_side_waited() {
        let mut reception = Reception::default();
        reception.packet(&voice(0, 0), 0, true);
        let sent_at = 5u64 << 32;
        let info = SenderInfo {
            ntp: sent_at,
            ..SenderInfo::default()
        };
        reception.sender_report(9, &info, 100 << 32);
        let block = reception.report((101u64 << 32) + (1 << 31)).unwrap();
        assert_eq!(block.delay_since_last, 3 << 15);
        assert_eq!(round_trip(&block, sent_at + (7u64 << 30)), Some(1 << 14));
        assert_eq!(round_trip(&ReportBlock::default(), sent_at), None);
    }
}
