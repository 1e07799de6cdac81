//! The class that `native/binding.ts` wraps.

use napi::bindgen_prelude::{Function, Int16Array, Int16ArraySlice, Uint8ArraySlice};
use napi::threadsafe_function::ThreadsafeFunctionCallMode;
use napi::{Error, Result, Status};
use napi_derive::napi;
use serde::Serialize;
use tipring_engine::burst::{BURST_LEN, SLOTS};
use tipring_engine::delay;
use tipring_engine::port::{BurstBytes, BurstPort};
use tipring_engine::realtime::Realtime;
use tipring_engine::sim_port::SimPort;
use tipring_engine::statistics::Statistics;

use crate::json::order;
use crate::packet_legs::PacketLegs;
use crate::source::{Source, Virtual};
use crate::spidev;

/// Cards of one exchange; far above any box, and bounds what a wrong number can allocate.
const CARDS_MAX: u32 = 64;

/// Events in virtual time wait here until they are fetched; in real time the media thread runs beside us.
#[napi]
pub struct MediaPlane {
    cards: usize,
    source: Source,
    legs: PacketLegs,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AllStatistics {
    #[serde(flatten)]
    counters: Statistics,
    frame_us_max: u64,
    realtime_priority: bool,
    memory_locked: bool,
}

#[napi]
impl MediaPlane {
    /// A plane of `cards` cards (at most 64; none: voice over the network alone), 16 timeslots each, in virtual time; `packet_legs`: `PacketLegOptions` as
    /// JSON, none without.
    #[napi(constructor, catch_unwind)]
    pub fn new(cards: u32, packet_legs: Option<String>) -> Result<Self> {
        if cards > CARDS_MAX {
            return Err(invalid(format!("{cards} cards; {CARDS_MAX} are possible")));
        }
        let cards = cards as usize;
        let legs = PacketLegs::new(cards, packet_legs.as_deref()).map_err(invalid)?;
        let frames = Virtual::new(cards, legs.legs)
            .map_err(|error| Error::new(Status::GenericFailure, error.to_string()))?;
        Ok(Self {
            cards,
            source: Source::Virtual(Box::new(frames)),
            legs,
        })
    }

    /// Gives a `MediaCommand`; `null` when it is taken, else the `refused` event as JSON.
    #[napi(catch_unwind)]
    pub fn command(&mut self, json: String) -> Result<Option<String>> {
        let taken = order(&json, self.cards * SLOTS + usize::from(self.legs.legs))
            .and_then(|(op, prepared)| self.source.order(op, prepared));
        taken.err().map(|refused| to_json(&refused)).transpose()
    }

    /// Writes the burst that each card gets in the next exchange. Each call is a new frame of the host's
    /// sequence: once before the first exchange, then `processFrame` does it.
    #[napi(catch_unwind)]
    pub fn prepare_frame(&mut self, mut mosi: Vec<Uint8ArraySlice<'_>>) -> Result<()> {
        let cards = self.cards;
        let frames = self.virtual_time()?;
        if mosi.len() != cards {
            return Err(invalid(format!("{} buffers for {cards} cards", mosi.len())));
        }
        for (card, buffer) in mosi.iter_mut().enumerate() {
            // SAFETY: JavaScript runs nothing while we are called, and one buffer at a time is written; two
            // that are the same memory would only hold the later card's burst.
            let bytes = unsafe { buffer.as_mut() };
            let length = bytes.len();
            let bytes: &mut BurstBytes = bytes.try_into().map_err(|_| {
                invalid(format!(
                    "a burst buffer of {length} bytes; {BURST_LEN} are needed"
                ))
            })?;
            frames.transmit(card, bytes);
        }
        Ok(())
    }

    /// One 5 ms frame of virtual time. `miso`: what each card sent in the exchange just done, empty when it
    /// sent nothing. Fills `mosi` for the next exchange: SPI is full duplex, so this frame's answer cannot
    /// be in the same burst. Returns the number of events that wait.
    #[napi(catch_unwind)]
    pub fn process_frame(
        &mut self,
        miso: Vec<Uint8ArraySlice<'_>>,
        mosi: Vec<Uint8ArraySlice<'_>>,
    ) -> Result<u32> {
        let cards = self.cards;
        if miso.len() != cards {
            return Err(invalid(format!("{} bursts for {cards} cards", miso.len())));
        }
        let heard: Vec<&[u8]> = miso.iter().map(|bytes| &bytes[..]).collect();
        let waiting = self.virtual_time()?.frame(&heard);
        self.prepare_frame(mosi)?;
        Ok(waiting as u32)
    }

    /// The events that wait, oldest first: a JSON array of `{event, ageUs}`. `ageUs` is how long before now the
    /// event happened: edges carry their place inside the frame, and in real time the wait is added.
    #[napi(catch_unwind)]
    pub fn drain_events(&mut self) -> Result<String> {
        to_json(&self.source.drain())
    }

    /// Leaves virtual time: starts the real-time thread over the simulator's sockets, one a card. `wake` is
    /// called on JavaScript's thread when events wait, at most once between two fetches.
    #[napi(catch_unwind)]
    pub fn start_simulated(
        &mut self,
        socket_paths: Vec<String>,
        wake: Function<'_, (), ()>,
    ) -> Result<()> {
        self.virtual_time()?;
        if self.legs.is_in_use() {
            return Err(invalid(
                "packet legs are opened after the plane was started".into(),
            ));
        }
        if socket_paths.len() != self.cards {
            return Err(invalid(format!(
                "{} sockets for {} cards",
                socket_paths.len(),
                self.cards
            )));
        }
        let mut ports: Vec<Box<dyn BurstPort>> = Vec::new();
        for path in &socket_paths {
            let port = SimPort::new(path).ok_or_else(|| {
                invalid(format!(
                    "no socket can have the path “{path}”: 1 to 107 bytes"
                ))
            })?;
            ports.push(Box::new(port));
        }
        self.start_real(ports, &wake)
    }

    /// The same over the real buses of a box: one `SpidevBurst` (JSON) a card.
    #[napi(catch_unwind)]
    pub fn start_spidev(&mut self, bursts: Vec<String>, wake: Function<'_, (), ()>) -> Result<()> {
        self.virtual_time()?;
        if self.legs.is_in_use() {
            return Err(invalid(
                "packet legs are opened after the plane was started".into(),
            ));
        }
        if bursts.len() != self.cards {
            let what = format!("{} buses for {} cards", bursts.len(), self.cards);
            return Err(invalid(what));
        }
        let mut ports: Vec<Box<dyn BurstPort>> = Vec::new();
        for options in &bursts {
            ports.push(Box::new(spidev::open(options)?));
        }
        self.start_real(ports, &wake)
    }

    fn start_real(
        &mut self,
        ports: Vec<Box<dyn BurstPort>>,
        wake: &Function<'_, (), ()>,
    ) -> Result<()> {
        // Weak: a plane that nobody stopped must not keep the process alive. One call waits at most.
        let wake = wake
            .build_threadsafe_function::<()>()
            .weak::<true>()
            .max_queue_size::<1>()
            .build()?;
        let started = Realtime::start_with_legs(ports, self.legs.legs, move || {
            wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
        });
        self.source = Source::Real(
            started.map_err(|error| Error::new(Status::GenericFailure, error.to_string()))?,
        );
        Ok(())
    }

    /// Opens a packet leg, `ipv4` or `ipv6`: `{slot, port}` as JSON; `null` when none is free.
    #[napi(catch_unwind)]
    pub fn open_leg(&mut self, family: String) -> Result<Option<String>> {
        let opened = self.legs.open(&family, &mut self.source);
        opened.map(|opened| to_json(&opened)).transpose()
    }

    /// Gives a `LegAgreement` to a leg; `null` when it is taken, else the `refused` event as JSON.
    #[napi(catch_unwind)]
    pub fn set_leg(&mut self, slot: u16, agreement: String) -> Result<Option<String>> {
        let taken = self.legs.set(slot, &agreement, &mut self.source);
        taken.err().map(|refused| to_json(&refused)).transpose()
    }

    /// Closes a leg; one that is not open stays so.
    #[napi(catch_unwind)]
    pub fn close_leg(&mut self, slot: u16) {
        self.legs.close(slot, &mut self.source);
    }

    /// `LegCounters` of an open leg as JSON.
    #[napi(catch_unwind)]
    pub fn leg_counters(&self, slot: u16) -> Result<Option<String>> {
        let counters = self.legs.counters(slot);
        counters.map(|counters| to_json(&counters)).transpose()
    }

    /// Stops for good; commands are refused from then on.
    #[napi(catch_unwind)]
    pub fn stop(&mut self) {
        self.source.stop();
    }

    /// `MediaStatistics` and the engine's further counters, as JSON.
    #[napi(catch_unwind)]
    pub fn statistics(&self) -> Result<String> {
        let (counters, frame_us_max, privileges) = self.source.statistics();
        to_json(&AllStatistics {
            counters,
            frame_us_max,
            realtime_priority: privileges.realtime,
            memory_locked: privileges.locked,
        })
    }

    fn virtual_time(&mut self) -> Result<&mut Virtual> {
        match &mut self.source {
            Source::Virtual(frames) => Ok(frames),
            Source::Real(_) | Source::Stopped(_) => {
                Err(invalid("the plane is not in virtual time".into()))
            }
        }
    }
}

/// The noise whose delay [`find_probe`] measures, 16-bit linear at 8 kHz.
#[napi(catch_unwind)]
pub fn probe() -> Int16Array {
    Int16Array::new(delay::probe().to_vec())
}

/// Samples until the probe begins in `heard`; `null` when it is not in there.
#[napi(catch_unwind)]
pub fn find_probe(heard: Int16ArraySlice<'_>) -> Option<u32> {
    delay::find_probe(&heard).and_then(|samples| u32::try_from(samples).ok())
}

fn invalid(what: String) -> Error {
    Error::new(Status::InvalidArg, what)
}

fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Error::new(Status::GenericFailure, error.to_string()))
}
