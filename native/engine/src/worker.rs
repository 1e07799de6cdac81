//! The real-time thread itself. It owns the frame clock, the bursts and the plane.
//!
//! The clock is the cards' FRAME, not ours: while the first live card gives none, no frame is processed,
//! because none was spoken. Other cards are read along with it; one that runs faster fills its own queue and
//! slips there, which its overrun flag and sequence then show. Only when no card is left does the machine's
//! clock keep the plane going, so that what is under way (a record, a string of digits) comes to its end.
//!
//! After [`Worker::new`] nothing here allocates, locks or logs, and nothing waits without a deadline.

use std::os::fd::AsRawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};
use std::thread;
use std::time::{Duration, Instant};

use rtrb::Consumer;

use crate::burst::BURST_LEN;
use crate::frame_loop::{EngineEvent, FrameLoop};
use crate::os::{ask_privileges, wait_fd};
use crate::outlets::{Outlets, Waste};
use crate::port::{BurstBytes, BurstPort, PortError};
use crate::realtime::{Order, Shared};
use crate::rtp::Spent;
use crate::statistics::Statistics;

const FRAME: Duration = Duration::from_millis(5);
/// How long the first card may be late before the others are served without it.
const PATIENCE: Duration = Duration::from_millis(7);
/// How long another card may come after the first: what remains of a frame, less the time to process it.
const SKEW: Duration = Duration::from_millis(4);
/// A card that has been silent for longer gives no clock.
const CLOCK_SILENCE_MAX: Duration = Duration::from_millis(10);
/// Between two attempts to open a port that is gone.
const RETRY: Duration = Duration::from_millis(500);
/// Frames that are slept through where nobody hears them; the next one follows at once.
const REST_FRAMES: u32 = 3;
/// Orders taken in one frame: bounds its time.
const ORDERS_A_FRAME: usize = 128;

struct Link {
    port: Box<dyn BurstPort>,
    open: bool,
    served: bool,
    heard_at: Instant,
    retry_at: Instant,
    /// Times that it was closed because it failed.
    failures: u64,
    /// Bursts that it did not carry out.
    missed: u64,
}

impl Link {
    fn silent_for(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.heard_at)
    }

    /// May give the clock.
    fn live(&self, now: Instant) -> bool {
        self.open && self.silent_for(now) <= self.port.stall_max().max(CLOCK_SILENCE_MAX)
    }

    /// Gives no FRAME now, but may have been stalled rather than lost.
    fn late(&self, now: Instant) -> bool {
        self.open && self.silent_for(now) <= self.port.stall_max()
    }

    /// Whether FRAME has come; a port that fails is closed, to be opened again later.
    fn frame(&mut self, deadline: Instant) -> bool {
        if !self.open {
            return false;
        }
        match self.port.wait_frame(deadline) {
            Ok(ready) => ready,
            Err(_) => {
                self.close();
                false
            }
        }
    }

    fn close(&mut self) {
        self.failures += 1;
        self.open = false;
        self.retry_at = Instant::now() + RETRY;
    }

    fn reopen(&mut self, now: Instant) {
        if !self.open && now >= self.retry_at {
            self.open = self.port.reopen();
            self.retry_at = now + RETRY;
            self.heard_at = now;
        }
    }
}

/// All that the thread owns.
pub(crate) struct Worker {
    links: Vec<Link>,
    frames: FrameLoop,
    orders: Consumer<Order>,
    outlets: Outlets,
    shared: Arc<Shared>,
    mosi: Box<BurstBytes>,
    miso: Box<BurstBytes>,
    next: Instant,
    started: Instant,
}

impl Worker {
    pub fn new(
        ports: Vec<Box<dyn BurstPort>>,
        frames: FrameLoop,
        orders: Consumer<Order>,
        outlets: Outlets,
        shared: Arc<Shared>,
    ) -> Self {
        let now = Instant::now();
        let link = |port| Link {
            port,
            open: false,
            served: false,
            heard_at: now,
            retry_at: now,
            failures: 0,
            missed: 0,
        };
        Self {
            links: ports.into_iter().map(link).collect(),
            frames,
            orders,
            outlets,
            shared,
            mosi: Box::new([0; BURST_LEN]),
            miso: Box::new([0; BURST_LEN]),
            next: now,
            started: now,
        }
    }

    /// Where the clock of the frames begins.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// The thread's body. A panic is a broken assumption of ours: the cards are reported as down, the process
    /// and its other parts live on.
    pub fn run_to_the_end(mut self) {
        let privileges = ask_privileges();
        self.shared
            .realtime
            .store(privileges.realtime, Ordering::Relaxed);
        self.shared
            .locked
            .store(privileges.locked, Ordering::Relaxed);
        let ended_well = catch_unwind(AssertUnwindSafe(|| self.run())).is_ok();
        self.shared.ended.store(true, Ordering::Release);
        if !ended_well {
            self.outlets.frame_at = Instant::now();
            for card in 1..=self.links.len() {
                self.outlets.emit(EngineEvent::Card {
                    card: card as u16,
                    up: false,
                });
            }
            self.ring();
        }
    }

    fn run(&mut self) {
        while !self.shared.stop.load(Ordering::Acquire) {
            if self.gather() {
                self.take_orders();
                self.process();
                self.report();
            }
        }
        self.say_goodbye();
    }

    fn process(&mut self) {
        let now_us = self.us(self.outlets.frame_at);
        let outlets = &mut self.outlets;
        self.frames
            .process_at(now_us, &mut |event| outlets.emit(event));
    }

    /// On the clock of the frames.
    fn us(&self, at: Instant) -> u64 {
        let since = at.saturating_duration_since(self.started);
        u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
    }

    /// Serves every card once; `false` when no card had a frame, so that there is nothing to process.
    fn gather(&mut self) -> bool {
        let now = Instant::now();
        for link in &mut self.links {
            link.reopen(now);
            link.served = false;
        }
        let Some(first) = self.first(now) else {
            self.free_run(now);
            return true;
        };
        let led = self.links[first].frame(now + PATIENCE);
        let start = Instant::now();
        self.outlets.frame_at = start;
        if led {
            self.serve(first);
        }
        let mut any = led;
        for card in (0..self.links.len()).filter(|&card| card != first) {
            let wait = if any && self.frames.is_up(card) {
                SKEW
            } else {
                Duration::ZERO
            };
            if self.links[card].frame(start + wait) {
                self.serve(card);
                any = true;
            }
        }
        if any {
            self.miss_the_others();
            self.next = start + FRAME;
            let us = start.elapsed().as_micros();
            self.shared
                .frame_us_max
                .fetch_max(u64::try_from(us).unwrap_or(u64::MAX), Ordering::Relaxed);
        }
        any
    }

    /// The card whose FRAME is the clock: one that gave it just now, else one that may give it again.
    fn first(&self, now: Instant) -> Option<usize> {
        let cards = || 0..self.links.len();
        let punctual = |card: &usize| {
            self.frames.is_up(*card) && self.links[*card].silent_for(now) <= CLOCK_SILENCE_MAX
        };
        let live = |card: &usize| self.links[*card].live(now);
        cards()
            .find(|card| live(card) && punctual(card))
            .or_else(|| cards().find(live))
    }

    /// A frame by the machine's clock.
    fn free_run(&mut self, now: Instant) {
        if self.frames.is_unheard() && self.next > now {
            self.rest();
        }
        thread::sleep(self.next.saturating_duration_since(Instant::now()));
        let start = Instant::now();
        // After a long stop there is nothing to catch up with: nobody was listening.
        self.next = start.max(self.next + FRAME);
        self.outlets.frame_at = start;
        for card in 0..self.links.len() {
            if self.links[card].frame(start) {
                self.serve(card);
            }
        }
        self.miss_the_others();
    }

    /// Sleeps for some frames, or until an order comes, and then makes up for those that are over. An order is taken
    /// with the next frame, as ever: with those that follow it meanwhile, which then need not wake anybody.
    fn rest(&mut self) {
        self.shared.resting.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        let until = self.next + REST_FRAMES * FRAME;
        let bell = &self.shared.order_bell;
        let is_ordered = !self.orders.is_empty()
            || wait_fd(bell.as_raw_fd(), libc::POLLIN, until).unwrap_or(true);
        if is_ordered {
            bell.clear();
        }
        self.shared.resting.store(false, Ordering::SeqCst);
        let ahead = if is_ordered { Duration::ZERO } else { FRAME };
        // After a long stop there is nothing to make up for.
        let now = Instant::now().min(until);
        while self.next + ahead <= now {
            self.outlets.frame_at = self.next;
            let now_us = self.us(self.next);
            let outlets = &mut self.outlets;
            self.frames
                .make_up(now_us, &mut |event| outlets.emit(event));
            self.next += FRAME;
        }
    }

    /// One burst with a card that has a frame ready.
    fn serve(&mut self, card: usize) {
        let link = &mut self.links[card];
        self.frames.transmit(card, &mut self.mosi);
        match link.port.exchange(&self.mosi, &mut self.miso) {
            Ok(()) => {
                link.served = true;
                link.heard_at = self.outlets.frame_at;
                let outlets = &mut self.outlets;
                self.frames
                    .receive(card, Some(&self.miso[..]), &mut |event| outlets.emit(event));
            }
            Err(PortError::Missed) => link.missed += 1,
            Err(_) => link.close(),
        }
    }

    fn miss_the_others(&mut self) {
        let now = self.outlets.frame_at;
        for card in 0..self.links.len() {
            let link = &self.links[card];
            if link.late(now) && self.frames.is_up(card) && !link.served {
                self.frames.late(card);
            } else if !link.served {
                let outlets = &mut self.outlets;
                self.frames
                    .receive(card, None, &mut |event| outlets.emit(event));
            }
        }
    }

    fn take_orders(&mut self) {
        for _ in 0..ORDERS_A_FRAME {
            // What an order replaces must have somewhere to go, and so must the order itself: what waits here fills
            // the ring before it, and whoever orders then is told.
            if self.outlets.waste.is_full() || !self.frames.takes_orders() {
                break;
            }
            let Ok(order) = self.orders.pop() else { break };
            if let Some(waste) = self.take(order) {
                self.outlets.discard(waste);
            }
        }
        self.pass_on_spent();
    }

    fn take(&mut self, order: Order) -> Option<Waste> {
        let outlets = &mut self.outlets;
        let mut emit = |event| outlets.emit(event);
        match order {
            Order::Plane(prepared) => self.frames.apply(prepared, &mut emit).map(Waste::Garbage),
            Order::Open(leg) => {
                let refused = self.frames.open_leg(leg);
                refused.map(|leg| Waste::Spent(Spent::Leg(leg)))
            }
            Order::Agree(agreed) => {
                let refused = self.frames.agree(agreed, &mut emit);
                refused.map(|agreed| Waste::Spent(Spent::Agreed(agreed)))
            }
        }
    }

    fn pass_on_spent(&mut self) {
        while !self.outlets.waste.is_full() {
            let outlets = &mut self.outlets;
            let spent = self.frames.take_spent(&mut |event| outlets.emit(event));
            let Some(spent) = spent else { return };
            // The port of a leg is free when somebody has fetched it.
            self.outlets.pushed |= matches!(spent, Spent::Leg(_));
            self.outlets.discard(Waste::Spent(spent));
        }
    }

    fn report(&mut self) {
        if let Some(lost) = self.outlets.recovered() {
            self.outlets.emit(EngineEvent::Lost { events: lost });
            let outlets = &mut self.outlets;
            self.frames.retell(&mut |event| outlets.emit(event));
        }
        let statistics = Statistics {
            events_dropped: self.outlets.dropped,
            burst_failures: self.links.iter().map(|link| link.missed).sum(),
            port_failures: self.links.iter().map(|link| link.failures).sum(),
            ..self.frames.statistics()
        };
        self.shared.statistics.publish(&statistics);
        self.ring();
    }

    /// One write when something was told that nobody has been woken for yet.
    fn ring(&mut self) {
        if std::mem::take(&mut self.outlets.pushed)
            && !self.shared.woken.swap(true, Ordering::SeqCst)
        {
            self.shared.bell.signal();
        }
    }

    /// A last frame of silence tells the cards that the host means to stop.
    fn say_goodbye(&mut self) {
        self.frames.drain();
        let deadline = Instant::now() + PATIENCE;
        for card in 0..self.links.len() {
            if self.links[card].frame(deadline) {
                self.frames.transmit(card, &mut self.mosi);
                let _ = self.links[card].port.exchange(&self.mosi, &mut self.miso);
            }
        }
    }
}
