//! Both legs of a call, recorded in step while the call goes on.
//!
//! The audio thread writes codes into a ring that was allocated for it; once a second it tells how far it
//! has come. Whoever takes that event reads the ring up to there, on another thread, and so makes room.

use crate::event::Raw;
use crate::{Law, SAMPLES, SlotFrame, wav};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of one atomic word: four sampling instants of both legs.
const WORD: usize = 8;
const WORDS_A_FRAME: usize = 2 * SAMPLES / WORD;
const FRAMES_A_CHUNK: u64 = 200;
/// How long the reader may stand still: 8 s, 128 kB.
const FRAMES_MAX: u64 = 1600;

/// The memory between the audio thread and the reader of the chunks. Counters are in frames.
#[derive(Debug)]
pub(crate) struct Ring {
    words: Box<[AtomicU64]>,
    read: AtomicU64,
}

/// What a `recordCall` brings along.
#[derive(Debug)]
pub(crate) struct CallRecorder {
    pub id: u32,
    pub law: Law,
    slots: [usize; 2],
    ring: Arc<Ring>,
    written: u64,
    told: u64,
    frames_max: u64,
    lost: u64,
}

/// One second of a recording on its way, or its end.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub id: u32,
    law: Law,
    ring: Arc<Ring>,
    end: u64,
    lost: u64,
    /// With the last chunk the recorder leaves the audio thread, which must not free it.
    last: Option<Box<CallRecorder>>,
}

/// Bytes of a file and where they belong in it.
pub(crate) struct FilePart {
    pub at: u64,
    pub bytes: Vec<u8>,
    pub last: bool,
    pub lost_ms: u64,
}

impl CallRecorder {
    /// Records what comes from a timeslot.
    pub fn hears(&self, slot: usize) -> bool {
        self.slots.contains(&slot)
    }

    /// Allocates the ring and touches it, so that the audio thread meets no page fault.
    pub fn new(id: u32, slots: [usize; 2], ms_max: u32) -> Self {
        let words = (0..FRAMES_MAX as usize * WORDS_A_FRAME).map(|_| AtomicU64::new(u64::MAX));
        Self {
            id,
            law: Law::A,
            slots,
            ring: Arc::new(Ring {
                words: words.collect(),
                read: AtomicU64::new(0),
            }),
            written: 0,
            told: 0,
            frames_max: u64::from(ms_max).div_ceil(5),
            lost: 0,
        }
    }

    /// Takes a frame of both legs; false once the recording is as long as it may be.
    pub fn process(&mut self, from_ports: &[SlotFrame], emit: &mut dyn FnMut(Raw)) -> bool {
        if self.written - self.ring.read.load(Ordering::Acquire) >= FRAMES_MAX {
            // Nobody has read for 8 s. Both legs lose the same frame and stay in step.
            self.lost += 1;
            return true;
        }
        let idle = [self.law.idle(); SAMPLES];
        let [left, right] = self.slots.map(|slot| from_ports.get(slot).unwrap_or(&idle));
        let first = (self.written % FRAMES_MAX) as usize * WORDS_A_FRAME;
        for (place, word) in self.ring.words[first..first + WORDS_A_FRAME]
            .iter()
            .enumerate()
        {
            let at = place * WORD / 2;
            let bytes = std::array::from_fn(|n| if n % 2 == 0 { left } else { right }[at + n / 2]);
            word.store(u64::from_le_bytes(bytes), Ordering::Relaxed);
        }
        self.written += 1;
        if self.written - self.told == FRAMES_A_CHUNK {
            self.told = self.written;
            emit(Raw::Recording(self.chunk()));
        }
        self.written < self.frames_max
    }

    /// The rest, and that it was the last.
    pub fn finish(self: Box<Self>, emit: &mut dyn FnMut(Raw)) {
        if self.written > self.told || self.written == 0 {
            emit(Raw::Recording(self.chunk()));
        }
        let last = self.chunk();
        emit(Raw::Recording(Chunk {
            last: Some(self),
            ..last
        }));
    }

    fn chunk(&self) -> Chunk {
        Chunk {
            id: self.id,
            law: self.law,
            ring: Arc::clone(&self.ring),
            end: self.written,
            lost: self.lost,
            last: None,
        }
    }
}

impl Chunk {
    /// Reads the ring up to where this chunk ends. An earlier event that was lost on its way is made up for:
    /// reading begins where the last reader ended.
    pub fn read(self) -> FilePart {
        let start = self.ring.read.load(Ordering::Acquire).min(self.end);
        let bytes_a_frame = WORDS_A_FRAME * WORD;
        let last = self.last.is_some();
        let (at, mut bytes) = if last {
            let length = self.end as usize * bytes_a_frame;
            (0, wav::stereo_header(self.law, Some(length)))
        } else if start == 0 {
            (0, wav::stereo_header(self.law, None))
        } else {
            let header = wav::stereo_header(self.law, None).len();
            (header as u64 + start * bytes_a_frame as u64, Vec::new())
        };
        if !last {
            for frame in start..self.end {
                let first = (frame % FRAMES_MAX) as usize * WORDS_A_FRAME;
                for word in &self.ring.words[first..first + WORDS_A_FRAME] {
                    bytes.extend(word.load(Ordering::Relaxed).to_le_bytes());
                }
            }
            self.ring.read.store(self.end, Ordering::Release);
        }
        FilePart {
            at,
            bytes,
            last,
            lost_ms: self.lost * 5,
        }
    }
}
