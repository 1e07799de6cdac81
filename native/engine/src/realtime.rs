//! The real-time thread's other side: what JavaScript's thread holds of it.
//!
//! Three bounded single-producer rings cross the border, so that neither side ever waits for the other:
//! orders go in; events come out with their time; what the plane has no more use for comes out to be freed
//! here. A wake-up is one write to an eventfd, by which a notifier thread sleeps that may call into
//! JavaScript; the real-time thread writes only when nobody has been told yet, so a stalled event loop costs
//! it nothing at all.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering, fence};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use rtrb::{Consumer, PushError, RingBuffer};
use tipring_media::Prepared;

use crate::frame_loop::{EngineEvent, FrameLoop};
use crate::os::{EventFd, Privileges};
use crate::outlets::{Outlets, Waste};
use crate::port::BurstPort;
use crate::rtp::{Agreed, Leg};
use crate::statistics::{SharedStatistics, Statistics};
use crate::worker::Worker;

/// Orders that may wait for the next frame.
const ORDERS: usize = 1024;
/// Events kept for each card while the event loop is stalled. 10 s of 16 slots at 40 events a second (dial
/// pulses at 20 Hz: two edges each) are 6 400.
const EVENTS_PER_CARD: usize = 8192;

/// All of it is locked in memory; the plane's deepest use is some kilobytes.
const STACK: usize = 512 * 1024;

/// An event and the moment at which it happened.
#[derive(Debug)]
pub struct Stamped {
    /// On the machine's monotonic clock.
    pub at: Instant,
    /// What happened.
    pub event: EngineEvent,
}

/// What both threads see.
#[derive(Debug)]
pub(crate) struct Shared {
    pub stop: Arc<AtomicBool>,
    /// The real-time thread is no more.
    pub ended: AtomicBool,
    /// The notifier has been told and the events have not been fetched since.
    pub woken: AtomicBool,
    pub bell: EventFd,
    /// The real-time thread sleeps for longer than a frame, and wants to be woken for an order.
    pub resting: AtomicBool,
    pub order_bell: EventFd,
    pub statistics: SharedStatistics,
    pub frame_us_max: AtomicU64,
    pub realtime: AtomicBool,
    pub locked: AtomicBool,
}

/// What crosses the border inward.
pub enum Order {
    /// For the plane.
    Plane(Prepared),
    /// A packet leg to be served from now on.
    Open(Box<Leg>),
    /// For a packet leg.
    Agree(Box<Agreed>),
}

/// Why an order was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderError {
    /// Too many wait already.
    Full,
    /// The real-time thread has ended.
    Ended,
}

/// A running real-time thread. Dropping it stops the thread.
pub struct Realtime {
    orders: rtrb::Producer<Order>,
    events: Consumer<Stamped>,
    waste: Consumer<Waste>,
    shared: Arc<Shared>,
    /// Wakes the thread of the sockets, if there are packet legs.
    network_bell: Option<Arc<EventFd>>,
    threads: Vec<JoinHandle<()>>,
}

impl Realtime {
    /// Starts the thread over one port a card, and a notifier that calls `wake` when there are events to
    /// fetch: at most once between two calls of [`Realtime::drain`].
    ///
    /// # Errors
    /// When the system has no thread or descriptor left.
    pub fn start(
        ports: Vec<Box<dyn BurstPort>>,
        wake: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        Self::start_with_legs(ports, 0, wake)
    }

    /// The same with places for so many packet legs, at the timeslots after those of the cards.
    ///
    /// # Errors
    /// As [`Realtime::start`].
    pub fn start_with_legs(
        ports: Vec<Box<dyn BurstPort>>,
        legs: u16,
        wake: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        let cards = ports.len();
        let (orders, orders_in) = RingBuffer::new(ORDERS);
        let (events_out, events) = RingBuffer::new(EVENTS_PER_CARD * cards.max(1));
        // Each order leaves at most one piece of waste, and `order` takes them out before it puts one in.
        let (waste_out, waste) = RingBuffer::new(2 * ORDERS);
        let shared = Arc::new(Shared {
            stop: Arc::default(),
            ended: AtomicBool::new(false),
            woken: AtomicBool::new(false),
            bell: EventFd::new()?,
            resting: AtomicBool::new(false),
            order_bell: EventFd::new()?,
            statistics: SharedStatistics::default(),
            frame_us_max: AtomicU64::new(0),
            realtime: AtomicBool::new(false),
            locked: AtomicBool::new(false),
        });
        let mut frames = FrameLoop::with_legs(cards, legs)?;
        let (network, network_bell) = frames.take_network().unzip();
        let mut running = Self {
            network_bell,
            orders,
            events,
            waste,
            shared: Arc::clone(&shared),
            threads: Vec::new(),
        };
        let outlets = Outlets::new(events_out, waste_out);
        let worker = Worker::new(ports, frames, orders_in, outlets, Arc::clone(&shared));
        running.spawn("tipring-notify", move || {
            loop {
                shared.bell.wait();
                if shared.stop.load(Ordering::Acquire) {
                    return;
                }
                wake();
            }
        })?;
        if let Some(network) = network {
            let (started, stop) = (worker.started(), Arc::clone(&running.shared.stop));
            running.spawn("tipring-rtp", move || network.run(started, &stop))?;
        }
        running.spawn("tipring-media", move || worker.run_to_the_end())?;
        Ok(running)
    }

    fn spawn(&mut self, name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let builder = thread::Builder::new().name(name.into()).stack_size(STACK);
        self.threads.push(builder.spawn(body)?);
        Ok(())
    }

    /// Hands an order to the next frame.
    ///
    /// # Errors
    /// When the ring is full or the thread has ended; the order is then freed here.
    pub fn order(&mut self, order: Prepared) -> Result<(), OrderError> {
        self.give(Order::Plane(order))
    }

    /// The same with any kind of order.
    ///
    /// # Errors
    /// As [`Realtime::order`].
    pub fn give(&mut self, order: Order) -> Result<(), OrderError> {
        self.free_waste();
        if self.shared.ended.load(Ordering::Acquire) {
            return Err(OrderError::Ended);
        }
        self.orders
            .push(order)
            .map_err(|PushError::Full(_)| OrderError::Full)?;
        // Either we see that it rests, or it sees the order before it does: both write first, and then look.
        fence(Ordering::SeqCst);
        if self.shared.resting.swap(false, Ordering::SeqCst) {
            self.shared.order_bell.signal();
        }
        Ok(())
    }

    /// Fetches the events that wait, oldest first; also frees what the plane gave back.
    pub fn drain(&mut self, mut take: impl FnMut(Stamped)) {
        // Cleared first: what is pushed after the last `pop` rings the bell again.
        self.shared.woken.store(false, Ordering::SeqCst);
        while let Ok(stamped) = self.events.pop() {
            take(stamped);
        }
        self.free_waste();
    }

    /// Frees what the plane gave back: places and ports of closed legs with it.
    pub fn free_waste(&mut self) {
        while self.waste.pop().is_ok() {}
    }

    /// Counters since start.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.shared.statistics.read()
    }

    /// Worst time from FRAME to the last card's burst being done since the last look, µs.
    #[must_use]
    pub fn take_frame_us_max(&self) -> u64 {
        self.shared.frame_us_max.swap(0, Ordering::Relaxed)
    }

    /// What the kernel allowed.
    #[must_use]
    pub fn privileges(&self) -> Privileges {
        Privileges {
            realtime: self.shared.realtime.load(Ordering::Relaxed),
            locked: self.shared.locked.load(Ordering::Relaxed),
        }
    }

    /// Stops the thread, after telling the cards, and waits until it has ended.
    pub fn stop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        self.shared.bell.signal();
        self.shared.order_bell.signal();
        if let Some(bell) = &self.network_bell {
            bell.signal();
        }
        for thread in self.threads.drain(..) {
            // A panic in it has been reported as cards that are down.
            let _ = thread.join();
        }
    }
}

impl Drop for Realtime {
    fn drop(&mut self) {
        self.stop();
    }
}
