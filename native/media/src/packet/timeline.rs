//! Puts packets on one line of sequence numbers and one of time, whatever the sender does to its own:
//! both wrap, and both jump when another sender takes over.

use super::rtp::RtpHeader;

/// A sequence number further ahead, or further behind, is a restart of the sender (RFC 3550 A.1).
const AHEAD_MAX: i64 = 3000;
const BEHIND_MAX: i64 = 100;
/// A timestamp that disagrees with the clock on the wall by more than this was set anew.
const DISAGREE_S: i64 = 2;
/// An old sender silent for so long is believed to have gone at the first packet of a new one.
const SILENT_MS: i64 = 100;

/// Where a packet belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Counts packets without wrapping.
    pub sequence: i64,
    /// Counts ticks of the RTP clock without wrapping.
    pub media: i64,
    /// Another sender's first packet: a decoder knows nothing of it.
    pub is_restart: bool,
}

/// The lines of one stream.
#[derive(Debug, Clone)]
pub struct Timeline {
    clock_rate: i64,
    known: Option<Known>,
    /// A packet of nobody known: the next one of the same sender proves it (RFC 3550 A.1).
    candidate: Option<(u32, u16)>,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    ssrc: u32,
    /// The highest packet.
    sequence: i64,
    media: i64,
    header_sequence: u16,
    header_timestamp: u32,
    /// End of the highest packet.
    media_end: i64,
    last_at: i64,
}

impl Timeline {
    /// For an RTP clock of so many ticks per second.
    pub fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate: i64::from(clock_rate),
            known: None,
            candidate: None,
        }
    }

    /// The sender that is heard now.
    pub fn ssrc(&self) -> Option<u32> {
        self.known.map(|known| known.ssrc)
    }

    /// Places a packet of `ticks` that came at `at`, when packets take `base` at least. Nothing for a
    /// packet that belongs to nobody yet.
    pub fn place(
        &mut self,
        header: &RtpHeader,
        ticks: i64,
        at: i64,
        base: Option<i64>,
    ) -> Option<Place> {
        let Some(known) = self.known else {
            return Some(self.restart(header, ticks, at, 0, at));
        };
        // A new line goes on where the old one ended, or where a packet of ordinary transit would be.
        let anew = known.media_end.max(at - base.unwrap_or(0));
        if header.ssrc != known.ssrc {
            let is_gone = at - known.last_at > SILENT_MS * self.clock_rate / 1000;
            return (is_gone || self.is_proven(header))
                .then(|| self.restart(header, ticks, at, known.sequence + 1, anew));
        }
        let ahead = i64::from(header.sequence.wrapping_sub(known.header_sequence) as i16);
        if !(-BEHIND_MAX..AHEAD_MAX).contains(&ahead) {
            return self
                .is_proven(header)
                .then(|| self.restart(header, ticks, at, known.sequence + 1, anew));
        }
        let elapsed = header.timestamp.wrapping_sub(known.header_timestamp) as i32;
        let mut media = known.media + i64::from(elapsed);
        let disagrees =
            base.is_some_and(|base| (at - media - base).abs() > DISAGREE_S * self.clock_rate);
        let goes_back = ahead > 0 && media < known.media;
        if disagrees || goes_back {
            if ahead <= 0 {
                return None;
            }
            media = anew;
        }
        let place = Place {
            sequence: known.sequence + ahead,
            media,
            is_restart: false,
        };
        if ahead > 0 {
            self.known = Some(Known {
                sequence: place.sequence,
                media,
                header_sequence: header.sequence,
                header_timestamp: header.timestamp,
                media_end: media + ticks,
                ..known
            });
        }
        if let Some(known) = &mut self.known {
            known.last_at = at;
        }
        Some(place)
    }

    /// Two packets in a row are a sender.
    fn is_proven(&mut self, header: &RtpHeader) -> bool {
        let proven = self.candidate == Some((header.ssrc, header.sequence));
        self.candidate = Some((header.ssrc, header.sequence.wrapping_add(1)));
        proven
    }

    fn restart(
        &mut self,
        header: &RtpHeader,
        ticks: i64,
        at: i64,
        sequence: i64,
        media: i64,
    ) -> Place {
        self.candidate = None;
        self.known = Some(Known {
            ssrc: header.ssrc,
            sequence,
            media,
            header_sequence: header.sequence,
            header_timestamp: header.timestamp,
            media_end: media + ticks,
            last_at: at,
        });
        Place {
            sequence,
            media,
            is_restart: true,
        }
    }
}
