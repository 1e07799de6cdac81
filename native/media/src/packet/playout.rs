//! The receiving half of a stream: packets in, frames of sound out, whatever the network did.

use super::comfort_noise::{NoiseGenerator, NoiseModel};
use super::conceal::Concealer;
use super::fifo::Fifo;
use super::jitter::{JitterBuffer, JitterLimits, Next};
use crate::codec::Codec;

/// Too late by more than this is caught up, too early by more is waited out, in frames.
const BEHIND_FRAMES_MAX: i64 = 3;
const AHEAD_FRAMES_MAX: i64 = 2;
/// Far too late: alike or not, something must go.
const FAR_BEHIND_FRAMES: i64 = 20;
/// Frames between changes of the speed: about a tenth faster or slower.
const CHANGE_FRAMES: u32 = 12;
/// A codec that conceals by itself is silenced after so many frames: 60 ms, as G.711 Appendix I.
const CONCEALED_FRAMES_MAX: u32 = 12;

/// Frames that were something else than what came, 5 ms each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlayoutCounters {
    /// All frames.
    pub frames: u64,
    /// Samples that were concealed, at the codec's rate.
    pub concealed_samples: u64,
    /// Times that concealment had to begin.
    pub loss_runs: u64,
    /// Samples of silence or comfort noise between talkspurts.
    pub silent_samples: u64,
    /// Samples taken out to catch up, and put in to wait.
    pub shortened_samples: u64,
    /// Samples put in.
    pub lengthened_samples: u64,
}

/// Where concealed samples went.
#[derive(Debug, Clone, Copy)]
enum Concealed {
    /// Into the queue, by the codec.
    Queued(usize),
    /// Straight into the frame.
    InFrame(usize),
}

impl Concealed {
    fn count(self) -> usize {
        match self {
            Concealed::Queued(count) | Concealed::InFrame(count) => count,
        }
    }

    fn in_frame(self) -> usize {
        match self {
            Concealed::Queued(_) => 0,
            Concealed::InFrame(count) => count,
        }
    }
}

/// Plays one stream.
#[derive(Debug)]
pub struct Playout {
    /// Packets that wait.
    pub jitter: JitterBuffer,
    fifo: Fifo,
    concealer: Concealer,
    noise: NoiseGenerator,
    has_noise: bool,
    clock_rate: i64,
    rate: i64,
    /// Samples still to be put in to wait for packets.
    lengthening: usize,
    since_change: u32,
    concealed_frames: u32,
    is_concealing: bool,
    /// How long the packet played last was held.
    held: i64,
    counters: PlayoutCounters,
}

impl Playout {
    /// For a codec, with all memory it will need.
    pub fn new(codec: &dyn Codec, limits: JitterLimits) -> Self {
        Self {
            jitter: JitterBuffer::new(codec.clock_rate(), limits),
            fifo: Fifo::new(codec.rate()),
            concealer: Concealer::new(codec.rate()),
            noise: NoiseGenerator::default(),
            has_noise: false,
            clock_rate: i64::from(codec.clock_rate()),
            rate: i64::from(codec.rate()),
            lengthening: 0,
            since_change: 0,
            concealed_frames: 0,
            is_concealing: false,
            held: 0,
            counters: PlayoutCounters::default(),
        }
    }

    /// The counters so far.
    pub fn counters(&self) -> PlayoutCounters {
        self.counters
    }

    fn ticks(&self, samples: usize) -> i64 {
        samples as i64 * self.clock_rate / self.rate
    }

    fn samples(&self, ticks: u32) -> usize {
        (i64::from(ticks) * self.rate / self.clock_rate) as usize
    }

    /// Place on the line of the next sample given out, in ticks.
    pub fn position(&self) -> i64 {
        self.jitter.position() - self.ticks(self.fifo.len())
    }

    /// How long the packet played last was held after the shortest time of transit, in ticks.
    pub fn held(&self) -> i64 {
        self.held
    }

    /// Samples by which the output lags what is taken from the buffer.
    pub fn lag(&self) -> usize {
        self.concealer.delay()
    }

    /// Forgets all that was to be played.
    pub fn clear(&mut self) {
        self.jitter.clear();
        self.fifo.skip(self.fifo.len());
        self.lengthening = 0;
        self.is_concealing = false;
    }

    /// Fills one frame that begins to sound at `now`, in ticks. While `is_dialling` nothing is concealed:
    /// the sender tells digits instead of voice.
    pub fn frame(&mut self, codec: &mut dyn Codec, now: i64, is_dialling: bool, out: &mut [i16]) {
        self.counters.frames += 1;
        self.adapt(codec, now);
        let mut filled = 0;
        while filled < out.len() {
            let rest = &mut out[filled..];
            if self.lengthening > 0 {
                let count = self.lengthening.min(rest.len());
                self.concealer.lost(&mut rest[..count]);
                self.lengthening -= count;
                self.counters.lengthened_samples += count as u64;
                filled += count;
                continue;
            }
            let count = self.fifo.take(rest);
            if count > 0 {
                self.concealer.good(&mut rest[..count]);
                filled += count;
                continue;
            }
            let sounds_at = now + self.ticks(filled);
            filled += self.fetch(codec, sounds_at, is_dialling, &mut out[filled..]);
        }
    }

    /// The same for a stream of which nothing has ever come: what [`Playout::frame`] would do, without the work.
    pub fn rest(&mut self, out: &mut [i16]) {
        self.counters.frames += 1;
        self.counters.silent_samples += out.len() as u64;
        self.since_change = self.since_change.saturating_add(1);
        out.fill(0);
    }

    /// Takes what is next: into the queue, or, if there is nothing to decode, as samples.
    fn fetch(
        &mut self,
        codec: &mut dyn Codec,
        now: i64,
        is_dialling: bool,
        out: &mut [i16],
    ) -> usize {
        match self.jitter.next(now) {
            Next::Packet {
                place,
                skip,
                ticks,
                is_restart,
            } => {
                if is_restart {
                    codec.reset_decoder();
                }
                let begins = self.jitter.position() - i64::from(ticks - skip);
                self.held = self.jitter.held(now - begins);
                self.decode(codec, place, skip, ticks);
                0
            }
            Next::Noise { place } => {
                if let Some(model) = NoiseModel::read(self.jitter.payload(place)) {
                    self.noise.set(model);
                    self.has_noise = true;
                }
                0
            }
            Next::Lost { ticks, then } => {
                let lost = self.samples(ticks).max(1);
                let filled = self.conceal(codec, lost, then, out);
                self.jitter.concealed(self.ticks(filled.count()) as u32);
                filled.in_frame()
            }
            Next::Starved if is_dialling => {
                self.jitter.pause();
                0
            }
            Next::Starved => {
                let filled = self.conceal(codec, out.len(), None, out);
                self.jitter.waited(self.ticks(filled.count()) as u32);
                filled.in_frame()
            }
            Next::Pause => {
                self.is_concealing = false;
                if self.has_noise {
                    self.noise.fill(out);
                } else {
                    out.fill(0);
                }
                self.concealer.good(out);
                self.counters.silent_samples += out.len() as u64;
                out.len()
            }
        }
    }

    fn decode(&mut self, codec: &mut dyn Codec, place: usize, skip: u32, ticks: u32) {
        self.concealed_frames = 0;
        self.is_concealing = false;
        let (skip, most) = (self.samples(skip), self.samples(ticks));
        let Some(room) = self.fifo.room(most) else {
            return;
        };
        let count = codec.decode(self.jitter.payload(place), room);
        // A packet that turns out not to be decodable is silence of its length.
        room[count..].fill(0);
        self.fifo.skip(skip);
    }

    /// Conceals up to `lost` samples.
    fn conceal(
        &mut self,
        codec: &mut dyn Codec,
        lost: usize,
        then: Option<usize>,
        out: &mut [i16],
    ) -> Concealed {
        // What a codec conceals comes in its own steps: a whole packet if the next one tells of it.
        let next = then.map(|place| self.jitter.payload(place));
        let own = if next.is_some() {
            lost
        } else {
            (self.rate / 200) as usize
        };
        self.concealed_frames += 1;
        let begins = !std::mem::replace(&mut self.is_concealing, true);
        self.counters.loss_runs += u64::from(begins);
        if let Some(room) = self.fifo.room(own) {
            if codec.conceal(next, room) {
                if self.concealed_frames > CONCEALED_FRAMES_MAX {
                    room.fill(0);
                }
                self.counters.concealed_samples += own as u64;
                return Concealed::Queued(own);
            }
            self.fifo.give_back(own);
        }
        let count = lost.min(out.len());
        self.concealer.lost(&mut out[..count]);
        self.counters.concealed_samples += count as u64;
        Concealed::InFrame(count)
    }

    /// Plays a little faster or slower when what is heard is later or earlier than it should be.
    fn adapt(&mut self, codec: &mut dyn Codec, now: i64) {
        self.since_change += 1;
        let frame = self.clock_rate / 200;
        let queued = self.ticks(self.fifo.len());
        let Some(behind) = self.jitter.behind(now + queued) else {
            return;
        };
        if self.since_change < CHANGE_FRAMES || self.lengthening > 0 {
            return;
        }
        if behind > BEHIND_FRAMES_MAX * frame {
            self.prefetch(codec, now);
            let gone = self.fifo.shorten(behind > FAR_BEHIND_FRAMES * frame);
            self.counters.shortened_samples += gone as u64;
            // What is not alike now may be in 5 ms.
            self.since_change = if gone > 0 { 0 } else { CHANGE_FRAMES - 1 };
        } else if behind < -AHEAD_FRAMES_MAX * frame && self.fifo.len() > 0 {
            self.lengthening = self.concealer.period();
            self.since_change = 0;
        }
    }

    /// Decodes packets that follow without a gap, so that there is enough to shorten.
    fn prefetch(&mut self, codec: &mut dyn Codec, now: i64) {
        while self.fifo.len() < self.fifo.shorten_len() && self.jitter.is_next_here() {
            let sounds_at = now + self.ticks(self.fifo.len());
            let before = self.fifo.len();
            self.fetch(codec, sounds_at, false, &mut []);
            if self.fifo.len() == before {
                return;
            }
        }
    }
}
