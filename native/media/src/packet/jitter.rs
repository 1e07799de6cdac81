//! Adaptive jitter buffer. Packets wait here until their time has come; times are ticks of the RTP clock.
//!
//! A packet's time is its timestamp, plus the shortest transit of late, plus what covers 99 of 100
//! packets ([`DelayEstimate`]). That time is kept to at the beginning of each talkspurt; within one,
//! the next packet follows the last without a gap, and who plays compares [`JitterBuffer::ahead`] with
//! nothing to shorten or lengthen what is heard. When the buffer runs empty the line waits for the next
//! packet: a late packet that is still the next one is played, not thrown away.

use super::delay::DelayEstimate;
pub use super::jitter_types::{Arrival, Content, Inserted, JitterCounters, JitterLimits, Next};
use super::timeline::Timeline;

/// Packets that can wait: 1.3 s of 20 ms.
const PLACES: usize = 64;
/// Longest payload: an Opus packet (RFC 6716 §3.4), and 159 ms of G.711.
pub const PAYLOAD_BYTES_MAX: usize = 1275;
/// A gap longer than this is silence rather than something to conceal (ms).
const GAP_MS_MAX: i64 = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Free,
    Waiting,
    /// Played, or of no more use: it is only known to have come.
    Done,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    state: State,
    sequence: i64,
    media: i64,
    ticks: i64,
    length: usize,
    content: Content,
    is_restart: bool,
}

/// The buffer of one stream. Allocates all it needs when it is made.
#[derive(Debug)]
pub struct JitterBuffer {
    clock_rate: i64,
    limits: JitterLimits,
    timeline: Timeline,
    delay: DelayEstimate,
    slots: [Slot; PLACES],
    payloads: Box<[[u8; PAYLOAD_BYTES_MAX]]>,
    /// Highest sequence number that came, and the highest that was played.
    highest: i64,
    played: i64,
    /// Time of the next sample to give out.
    play: i64,
    /// Ticks waited for a packet that was not there.
    waited: i64,
    /// Between talkspurts: the next packet is held until its time.
    is_paused: bool,
    counters: JitterCounters,
}

impl JitterBuffer {
    /// An empty buffer for an RTP clock of so many ticks per second.
    pub fn new(clock_rate: u32, limits: JitterLimits) -> Self {
        Self {
            clock_rate: i64::from(clock_rate),
            limits,
            timeline: Timeline::new(clock_rate),
            delay: DelayEstimate::new(clock_rate),
            slots: [Slot::default(); PLACES],
            payloads: vec![[0; PAYLOAD_BYTES_MAX]; PLACES].into_boxed_slice(),
            highest: -1,
            played: -1,
            play: i64::MIN / 4,
            waited: 0,
            is_paused: true,
            counters: JitterCounters::default(),
        }
    }

    fn ticks_of_ms(&self, ms: u32) -> i64 {
        i64::from(ms) * self.clock_rate / 1000
    }

    /// The counters so far.
    pub fn counters(&self) -> JitterCounters {
        self.counters
    }

    /// The sender that is heard.
    pub fn ssrc(&self) -> Option<u32> {
        self.timeline.ssrc()
    }

    /// Delay now aimed at, in ticks.
    pub fn target(&self) -> i64 {
        let limits = (self.limits.delay_ms_min, self.limits.delay_ms_max);
        let (least, most) = (self.ticks_of_ms(limits.0), self.ticks_of_ms(limits.1));
        self.delay.wanted().clamp(least, most.max(least))
    }

    /// Packets that wait.
    pub fn waiting(&self) -> usize {
        self.slots
            .iter()
            .filter(|slot| slot.state == State::Waiting)
            .count()
    }

    /// A packet's payload, until the next packet is inserted.
    pub fn payload(&self, place: usize) -> &[u8] {
        &self.payloads[place][..self.slots[place].length]
    }

    /// By how many ticks what sounds at `now` is later than aimed at (positive: too late). Only while
    /// a talkspurt is played.
    pub fn behind(&self, now: i64) -> Option<i64> {
        let base = self.delay.base().filter(|_| !self.is_paused)?;
        Some(now - self.play - base - self.target())
    }

    /// How much of the time between a sample's place on the line and its sounding is not transit.
    pub fn held(&self, between: i64) -> i64 {
        self.delay.base().map_or(0, |base| between - base)
    }

    /// Time on the line of the next sample to be given out.
    pub fn position(&self) -> i64 {
        self.play
    }

    /// Puts a packet in its place.
    pub fn insert(&mut self, arrival: &Arrival) -> Inserted {
        self.place(arrival, true)
    }

    /// The same for a packet that somebody else plays: only that it came is known.
    pub fn pass(&mut self, arrival: &Arrival) -> Inserted {
        self.place(arrival, false)
    }

    /// Nothing that waits is played any more; the next packet begins a talkspurt.
    pub fn clear(&mut self) {
        for place in 0..PLACES {
            if self.slots[place].state == State::Waiting {
                self.finish(place);
            }
        }
        self.is_paused = true;
    }

    fn place(&mut self, arrival: &Arrival, is_played: bool) -> Inserted {
        let (ticks, base) = (i64::from(arrival.ticks), self.delay.base());
        let known = (arrival.payload.len() <= PAYLOAD_BYTES_MAX)
            .then(|| {
                self.timeline
                    .place(&arrival.header, ticks, arrival.at, base)
            })
            .flatten();
        let Some(at) = known else {
            self.counters.stray += 1;
            return Inserted::Stray;
        };
        if at.sequence <= self.highest - PLACES as i64 {
            self.counters.received += 1;
            self.counters.late += 1;
            return Inserted::Late;
        }
        let place = at.sequence.rem_euclid(PLACES as i64) as usize;
        let old = self.slots[place];
        if old.state != State::Free && old.sequence == at.sequence {
            self.counters.duplicates += 1;
            return Inserted::Duplicate;
        }
        if old.state == State::Waiting {
            self.counters.discarded += 1;
        }
        self.counters.received += 1;
        self.highest = self.highest.max(at.sequence);
        if arrival.content == Content::Audio {
            self.delay.observe(arrival.at - at.media, arrival.at);
        }
        let is_late =
            is_played && arrival.content == Content::Audio && at.media + ticks <= self.play;
        let waits = is_played && arrival.content != Content::Event && !is_late;
        self.slots[place] = Slot {
            state: if waits { State::Waiting } else { State::Done },
            sequence: at.sequence,
            media: at.media,
            ticks,
            length: arrival.payload.len(),
            content: arrival.content,
            is_restart: at.is_restart,
        };
        if is_late {
            self.counters.late += 1;
            return Inserted::Late;
        }
        if !is_played {
            return Inserted::Queued(at.media);
        }
        self.payloads[place][..arrival.payload.len()].copy_from_slice(arrival.payload);
        self.limit_depth(at.media + ticks);
        Inserted::Queued(at.media)
    }

    /// Drops the oldest of what waits when it is more than may wait.
    fn limit_depth(&mut self, newest_end: i64) {
        let most = self.ticks_of_ms(self.limits.depth_ms_max);
        while let Some(place) = self.first() {
            let slot = &mut self.slots[place];
            if newest_end - slot.media <= most {
                return;
            }
            slot.state = State::Done;
            self.played = self.played.max(slot.sequence);
            self.play = self.play.max(slot.media + slot.ticks);
            self.counters.discarded += 1;
        }
    }

    /// The waiting packet with the lowest number.
    fn first(&self) -> Option<usize> {
        let waiting = (0..PLACES).filter(|&place| self.slots[place].state == State::Waiting);
        waiting.min_by_key(|&place| self.slots[place].sequence)
    }

    /// Whether a packet between the last one played and this one did not come; how many.
    fn missing_before(&self, sequence: i64) -> usize {
        let from = (self.played + 1).max(sequence - PLACES as i64);
        let came = |number: i64| {
            let slot = &self.slots[number.rem_euclid(PLACES as i64) as usize];
            slot.state != State::Free && slot.sequence == number
        };
        (from..sequence).filter(|&number| !came(number)).count()
    }

    /// What is to sound at `now`, the time when the next sample will be heard.
    pub fn next(&mut self, now: i64) -> Next {
        while let Some(place) = self.first() {
            let slot = self.slots[place];
            let due = slot.media + self.delay.base().unwrap_or(slot.media) + self.target();
            if self.is_paused {
                if now < due {
                    return Next::Pause;
                }
                self.is_paused = slot.content == Content::Noise;
                self.play = self.play.max(slot.media);
                self.waited = 0;
                return self.take(place);
            }
            let gap = slot.media - self.play;
            if gap <= 0 {
                if slot.content == Content::Audio && -gap >= slot.ticks {
                    // Concealed as a whole while it waited behind a gap.
                    self.counters.late += 1;
                    self.finish(place);
                    continue;
                }
                self.waited = 0;
                self.is_paused = slot.content == Content::Noise;
                return self.take(place);
            }
            let missing = self.missing_before(slot.sequence);
            if missing == 0 || gap > self.ticks_of_ms(GAP_MS_MAX as u32) {
                self.is_paused = true;
                continue;
            }
            // What was concealed while waiting counts: the delay does not grow by it.
            let credit = self.waited.min(gap);
            self.waited -= credit;
            self.play += credit;
            if credit < gap {
                return Next::Lost {
                    ticks: (gap - credit) as u32,
                    then: (missing == 1 && credit == 0).then_some(place),
                };
            }
        }
        if self.is_paused {
            Next::Pause
        } else {
            Next::Starved
        }
    }

    fn finish(&mut self, place: usize) {
        self.slots[place].state = State::Done;
        self.played = self.played.max(self.slots[place].sequence);
    }

    fn take(&mut self, place: usize) -> Next {
        self.finish(place);
        let slot = self.slots[place];
        if slot.content == Content::Noise {
            return Next::Noise { place };
        }
        let skip = (self.play - slot.media).clamp(0, slot.ticks);
        self.play = self.play.max(slot.media + slot.ticks);
        Next::Packet {
            place,
            skip: skip as u32,
            ticks: slot.ticks as u32,
            is_restart: slot.is_restart,
        }
    }

    /// Voice waits that follows what was played last without a gap.
    pub fn is_next_here(&self) -> bool {
        self.first().is_some_and(|place| {
            let slot = &self.slots[place];
            !self.is_paused && slot.content == Content::Audio && slot.media == self.play
        })
    }

    /// So many ticks of a gap were concealed.
    pub fn concealed(&mut self, ticks: u32) {
        self.play += i64::from(ticks);
    }

    /// So many ticks were filled while the next packet had not come.
    pub fn waited(&mut self, ticks: u32) {
        self.waited += i64::from(ticks);
    }

    /// The sender is silent by its own word: the next packet begins a talkspurt.
    pub fn pause(&mut self) {
        self.is_paused = true;
    }
}

#[cfg(test)]
#[path = "jitter_tests.rs"]
mod tests;
