//! Telephone events (RFC 4733): digits beside the voice, both ways.

/// 100 ms without an update, and some jitter, end an event whose end was lost (RFC 4733 §2.5.1.4).
const SILENT_MS_MAX: i64 = 150;
/// A digit whose last packet is older than this is no retransmission any more.
const OLD_S: i64 = 30;
/// Longest duration of one segment.
const SEGMENT_TICKS: u32 = 0xFFFF;
/// The last packet is sent so often (§2.5.1.4).
const END_PACKETS: u8 = 3;
const DIGITS: &[u8; 16] = b"0123456789*#ABCD";

/// The 4 bytes of an event (RFC 4733 §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventPayload {
    /// 0 to 15 are the digits `0–9 * # A–D`.
    pub event: u8,
    /// The event is over.
    pub is_end: bool,
    /// Level below 0 dBm0, 0 to 63.
    pub volume: u8,
    /// Timestamp ticks since it began.
    pub duration: u16,
}

impl EventPayload {
    /// Reads the first event of a payload.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let &[event, flags, high, low] = bytes.first_chunk::<4>()?;
        Some(Self {
            event,
            is_end: flags & 0x80 != 0,
            volume: flags & 63,
            duration: u16::from_be_bytes([high, low]),
        })
    }

    /// The bytes to send.
    pub fn write(&self) -> [u8; 4] {
        let [high, low] = self.duration.to_be_bytes();
        let end = u8::from(self.is_end) << 7;
        [self.event, end | self.volume & 63, high, low]
    }

    /// The digit of events 0 to 15.
    pub fn digit(&self) -> Option<u8> {
        DIGITS.get(usize::from(self.event)).copied()
    }
}

/// The event of a digit `0–9 * # A–D`.
pub fn event_of(digit: u8) -> Option<u8> {
    let upper = digit.to_ascii_uppercase();
    DIGITS
        .iter()
        .position(|&known| known == upper)
        .map(|at| at as u8)
}

/// What the other side dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigitHeard {
    /// A key went down. Told once, whatever was lost, doubled or reordered.
    Begun(u8),
    /// It went up again, after so many ticks of the RTP clock.
    Ended(u8, u32),
}

#[derive(Debug, Clone, Copy)]
struct Current {
    event: u8,
    digit: u8,
    /// Timestamp of the segment, and ticks of the segments before it.
    timestamp: u32,
    before: u32,
    duration: u32,
    updated_at: i64,
}

/// Receives events of one stream.
#[derive(Debug, Clone)]
pub struct EventReceiver {
    clock_rate: i64,
    current: Option<Current>,
    /// Timestamp of the last event that ended, and when.
    ended: Option<(u32, i64)>,
}

impl EventReceiver {
    /// For an RTP clock of so many ticks per second.
    pub fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate: i64::from(clock_rate),
            current: None,
            ended: None,
        }
    }

    /// A key is down now.
    pub fn is_active(&self) -> bool {
        self.current.is_some()
    }

    /// Another sender begins: its timestamps tell nothing of the old ones.
    pub fn restart(&mut self, tell: &mut dyn FnMut(DigitHeard)) {
        self.end(tell);
        self.ended = None;
    }

    /// Takes a packet that came at `at`, in ticks. False if it is no event that we know.
    pub fn receive(
        &mut self,
        timestamp: u32,
        payload: &[u8],
        at: i64,
        tell: &mut dyn FnMut(DigitHeard),
    ) -> bool {
        let Some(payload) = EventPayload::read(payload) else {
            return false;
        };
        let Some(digit) = payload.digit() else {
            return false;
        };
        match &self.current {
            Some(current) if self.is_before(timestamp, current.timestamp) => return true,
            Some(current) if !belongs(current, timestamp, &payload) => self.end(tell),
            _ => {}
        }
        match &mut self.current {
            Some(current) => update(current, timestamp, &payload, at),
            None => {
                if self.is_over(timestamp, at) {
                    return true;
                }
                self.current = Some(Current {
                    event: payload.event,
                    digit,
                    timestamp,
                    before: 0,
                    duration: u32::from(payload.duration),
                    updated_at: at,
                });
                tell(DigitHeard::Begun(digit));
            }
        }
        if payload.is_end {
            self.end(tell);
        }
        true
    }

    /// Ends an event whose end was lost.
    pub fn tick(&mut self, now: i64, tell: &mut dyn FnMut(DigitHeard)) {
        let silent_max = SILENT_MS_MAX * self.clock_rate / 1000;
        if self
            .current
            .is_some_and(|current| now - current.updated_at > silent_max)
        {
            self.end(tell);
        }
    }

    fn end(&mut self, tell: &mut dyn FnMut(DigitHeard)) {
        if let Some(current) = self.current.take() {
            self.ended = Some((current.timestamp, current.updated_at));
            tell(DigitHeard::Ended(
                current.digit,
                current.before + current.duration,
            ));
        }
    }

    fn is_before(&self, timestamp: u32, other: u32) -> bool {
        let ahead = i64::from(timestamp.wrapping_sub(other) as i32);
        ahead < 0 && ahead > -OLD_S * self.clock_rate
    }

    /// A packet of an event that was told already: retransmitted, doubled or late.
    fn is_over(&self, timestamp: u32, at: i64) -> bool {
        self.ended.is_some_and(|(ended, when)| {
            at - when < OLD_S * self.clock_rate
                && (timestamp == ended || self.is_before(timestamp, ended))
        })
    }
}

/// Whether a packet goes on with the current event rather than beginning another.
fn belongs(current: &Current, timestamp: u32, payload: &EventPayload) -> bool {
    let ahead = timestamp.wrapping_sub(current.timestamp);
    let duration = u32::from(payload.duration);
    // Senders that move the timestamp with every update are forgiven: the duration grows by as much. A new
    // event of the same key begins after the current one and is short at first.
    let is_moved = duration > current.duration && ahead <= duration - current.duration;
    // Long events go on in segments (RFC 4733 §2.5.1.3).
    payload.event == current.event && (ahead == 0 || ahead == SEGMENT_TICKS || is_moved)
}

fn update(current: &mut Current, timestamp: u32, payload: &EventPayload, at: i64) {
    if timestamp.wrapping_sub(current.timestamp) == SEGMENT_TICKS {
        current.before = current.before.saturating_add(SEGMENT_TICKS);
        current.duration = 0;
    }
    current.timestamp = timestamp;
    current.duration = current.duration.max(u32::from(payload.duration));
    current.updated_at = at;
}

/// A packet of an event to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventPacket {
    /// Only the first of an event.
    pub marker: bool,
    /// When the event, or its segment, began.
    pub timestamp: u32,
    /// What to send.
    pub payload: EventPayload,
}

/// Sends one event at a time: at once, every 20 ms, and three times when it ends.
#[derive(Debug, Clone)]
pub struct EventSender {
    frame_ticks: u32,
    active: Option<Active>,
}

#[derive(Debug, Clone, Copy)]
struct Active {
    event: u8,
    volume: u8,
    timestamp: u32,
    duration: u32,
    is_first: bool,
    frames: u8,
    ends_left: Option<u8>,
}

/// 5 ms frames between packets.
const PACKET_FRAMES: u8 = 4;

impl EventSender {
    /// For frames of so many ticks.
    pub fn new(frame_ticks: u32) -> Self {
        Self {
            frame_ticks,
            active: None,
        }
    }

    /// An event is being sent, its repeated end included.
    pub fn is_active(&self) -> bool {
        self.active.is_some()
    }

    /// A digit began at `timestamp`, `elapsed` ticks ago. An event still being sent is cut off.
    pub fn begin(&mut self, event: u8, volume: u8, timestamp: u32, elapsed: u32) {
        self.active = Some(Active {
            event,
            volume,
            timestamp,
            duration: elapsed,
            is_first: true,
            frames: PACKET_FRAMES,
            ends_left: None,
        });
    }

    /// The key went up.
    pub fn end(&mut self) {
        if let Some(active) = &mut self.active {
            active.ends_left.get_or_insert(END_PACKETS);
        }
    }

    /// Lets 5 ms pass; gives a packet when one is due.
    pub fn frame(&mut self) -> Option<EventPacket> {
        let active = self.active.as_mut()?;
        if active.ends_left.is_none() {
            active.duration += self.frame_ticks;
            active.frames += 1;
            if active.frames < PACKET_FRAMES {
                return None;
            }
            active.frames = 0;
        }
        let mut packet = EventPacket {
            marker: std::mem::take(&mut active.is_first),
            timestamp: active.timestamp,
            payload: EventPayload {
                event: active.event,
                is_end: active.ends_left.is_some(),
                volume: active.volume,
                duration: active.duration.min(SEGMENT_TICKS) as u16,
            },
        };
        if active.duration > SEGMENT_TICKS {
            // The full segment is told without an end; the next packet belongs to the next one.
            packet.payload.is_end = false;
            active.timestamp = active.timestamp.wrapping_add(SEGMENT_TICKS);
            active.duration -= SEGMENT_TICKS;
            active.frames = PACKET_FRAMES - 1;
        } else if let Some(left) = &mut active.ends_left {
            *left -= 1;
            if *left == 0 {
                self.active = None;
            }
        }
        Some(packet)
    }
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
