//! Where the frames come from: virtual time, or the real-time thread.

use std::time::Instant;

use tipring_engine::frame_loop::{EngineEvent, FrameLoop};
use tipring_engine::os::Privileges;
use tipring_engine::port::BurstBytes;
use tipring_engine::realtime::{Order, OrderError, Realtime};
use tipring_engine::statistics::Statistics;
use tipring_media::{Event, Prepared};

use crate::json::{Told, media_event, refused};

/// Microseconds of one tick of the burst's event list.
const TICK_US: u64 = 125;
/// Events that wait to be fetched in virtual time.
const EVENTS_MAX: usize = 65_536;

/// What drives the plane.
pub enum Source {
    Virtual(Box<Virtual>),
    Real(Realtime),
    Stopped(Statistics),
}

/// The frame loop in virtual time: each call of `frame` is 5 ms.
pub struct Virtual {
    frames: FrameLoop,
    waiting: Vec<EngineEvent>,
    dropped: u64,
}

impl Virtual {
    pub fn new(cards: usize, legs: u16) -> std::io::Result<Self> {
        Ok(Self {
            frames: FrameLoop::with_legs(cards, legs)?,
            waiting: Vec::new(),
            dropped: 0,
        })
    }

    /// Writes the burst for the next exchange with a card (from 0).
    pub fn transmit(&mut self, card: usize, mosi: &mut BurstBytes) {
        self.frames.transmit(card, mosi);
    }

    /// One frame: what each card sent in the burst just done; no bytes where there was none.
    pub fn frame(&mut self, miso: &[&[u8]]) -> usize {
        let mut emit = bounded(&mut self.waiting, &mut self.dropped);
        for (card, bytes) in miso.iter().enumerate() {
            let bytes = (!bytes.is_empty()).then_some(*bytes);
            self.frames.receive(card, bytes, &mut emit);
        }
        self.frames.process(&mut emit);
        drop(emit);
        self.collect();
        self.waiting.len()
    }

    fn take(&mut self, order: Order) {
        let mut emit = bounded(&mut self.waiting, &mut self.dropped);
        match order {
            Order::Plane(prepared) => drop(self.frames.apply(prepared, &mut emit)),
            Order::Open(leg) => drop(self.frames.open_leg(leg)),
            Order::Agree(agreed) => drop(self.frames.agree(agreed, &mut emit)),
        }
    }

    fn collect(&mut self) {
        self.frames.settle();
        let mut emit = bounded(&mut self.waiting, &mut self.dropped);
        while let Some(spent) = self.frames.take_spent(&mut emit) {
            drop(spent);
        }
    }

    fn drain(&mut self) -> Vec<Told> {
        let dropped = std::mem::take(&mut self.dropped);
        let mut told: Vec<Told> = self.waiting.drain(..).map(told_in_virtual_time).collect();
        if dropped > 0 {
            told.push(told_in_virtual_time(EngineEvent::Lost { events: dropped }));
            self.frames
                .retell(&mut |event| told.push(told_in_virtual_time(event)));
        }
        told
    }
}

fn bounded<'a>(
    waiting: &'a mut Vec<EngineEvent>,
    dropped: &'a mut u64,
) -> impl FnMut(EngineEvent) + 'a {
    |event| {
        if waiting.len() < EVENTS_MAX {
            waiting.push(event);
        } else {
            *dropped += 1;
        }
    }
}

fn told_in_virtual_time(event: EngineEvent) -> Told {
    let age_us = match &event {
        EngineEvent::Edge { edge, .. } => u64::from(edge.ticks_ago) * TICK_US,
        _ => 0,
    };
    Told {
        event: media_event(event),
        age_us,
    }
}

impl Source {
    pub fn order(&mut self, op: &str, order: Prepared) -> Result<(), Event> {
        self.give(op, Order::Plane(order))
    }

    /// Frees what the plane gave back: places and ports of closed legs with it.
    pub fn collect(&mut self) {
        match self {
            Self::Virtual(virtual_time) => virtual_time.collect(),
            Self::Real(thread) => thread.free_waste(),
            Self::Stopped(_) => {}
        }
    }

    /// Hands over an order of any kind; the refusal calls it `op`.
    pub fn give(&mut self, op: &str, order: Order) -> Result<(), Event> {
        match self {
            Self::Virtual(virtual_time) => {
                virtual_time.take(order);
                Ok(())
            }
            Self::Real(thread) => thread.give(order).map_err(|why| match why {
                OrderError::Full => refused(
                    op,
                    "queue-full",
                    "the media plane has 1024 commands waiting".into(),
                ),
                OrderError::Ended => {
                    refused(op, "media-ended", "the real-time thread has ended".into())
                }
            }),
            Self::Stopped(_) => Err(refused(
                op,
                "media-stopped",
                "the media plane is stopped".into(),
            )),
        }
    }

    pub fn drain(&mut self) -> Vec<Told> {
        match self {
            Self::Virtual(virtual_time) => virtual_time.drain(),
            Self::Real(thread) => {
                let mut told = Vec::new();
                let now = Instant::now();
                thread.drain(|stamped| {
                    let age = now.saturating_duration_since(stamped.at).as_micros();
                    let age_us = u64::try_from(age).unwrap_or(u64::MAX);
                    told.push(Told {
                        event: media_event(stamped.event),
                        age_us,
                    });
                });
                told
            }
            Self::Stopped(_) => Vec::new(),
        }
    }

    /// Counters, and the worst time of a frame since the last look (0 in virtual time, where none passes).
    pub fn statistics(&self) -> (Statistics, u64, Privileges) {
        match self {
            Self::Virtual(virtual_time) => {
                (virtual_time.frames.statistics(), 0, Privileges::default())
            }
            Self::Real(thread) => (
                thread.statistics(),
                thread.take_frame_us_max(),
                thread.privileges(),
            ),
            Self::Stopped(last) => (*last, 0, Privileges::default()),
        }
    }

    /// Stops what runs and keeps its last counters.
    pub fn stop(&mut self) {
        if let Self::Real(thread) = self {
            thread.stop();
        }
        let (last, ..) = self.statistics();
        *self = Self::Stopped(last);
    }
}
