//! All legs of a plane, on the thread of the sockets. Nothing here allocates, locks or logs.

use std::io;
use std::os::fd::AsRawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rtrb::{Consumer, Producer};

use super::batch::{BATCH, BUFFER_BYTES, Batch};
use super::epoll::{Epoll, READY_MAX};
use super::leg::{Leg, Moment};
use super::terms::Agreed;
use super::wire::{Inlet, Kind, Outlet, PACKET_MAX};
use crate::os::{EventFd, ask_privileges, wait_fd};

/// At least, between two looks at what has no event of its own: legs to be closed, silent peers, reports.
const ROUND: Duration = Duration::from_millis(10);
/// Longest sleep. While legs are open the thread of the frames rings long before.
const SLEEP_MAX: Duration = Duration::from_secs(1);
/// A flood may take this much of the processor: so many datagrams and some for each leg, in this time. A leg has one
/// in 20 ms.
const SPELL: Duration = Duration::from_millis(5);
const SPELL_READ: usize = 64;
const SPELL_READ_PER_LEG: usize = 2;
/// Reports come seconds apart; what is more in one look is left for the next.
const REPORTS_READ_MAX: usize = 2;
/// One second: elapsed time stands for the wall clock (RFC 3550 §6.4.1), and 0 would mean none.
const NTP_START: u64 = 1 << 32;
const BELL: u64 = u64::MAX;

/// What comes in its own ring, told by a record.
pub(crate) enum Order {
    Open(Box<Leg>),
    Agree(Box<Agreed>),
}

/// What goes back to be freed.
#[derive(Debug)]
pub enum Spent {
    /// A leg that was closed, with its sockets.
    Leg(Box<Leg>),
    /// An agreement that is in force, with what it replaced.
    Agreed(Box<Agreed>),
}

/// The ends of the rings that the network has.
pub(crate) struct Ends {
    pub inlet: Inlet,
    pub outlet: Outlet,
    pub orders: Consumer<Order>,
    pub spent: Producer<Spent>,
    /// Rung when something was put in for us, or when it is time to look round.
    pub bell: Arc<EventFd>,
    /// We are awake, or were since the frames set it back.
    pub awake: Arc<AtomicBool>,
}

/// The open legs, by timeslot.
pub struct Network {
    first: u16,
    legs: Box<[Option<Box<Leg>>]>,
    open: usize,
    /// Counts the turns; not in virtual time, where a turn takes all there is.
    turns: u32,
    epoll: Epoll,
    ends: Ends,
    batch: Batch,
    buffer: Box<[u8; BUFFER_BYTES]>,
    cname: [u8; 16],
}

impl Network {
    /// Places for so many legs, from timeslot `first` on. Allocates all it will need.
    ///
    /// # Errors
    /// When the process has no descriptor left.
    pub(crate) fn new(first: u16, legs: u16, ends: Ends) -> io::Result<Self> {
        let epoll = Epoll::new()?;
        epoll.add(ends.bell.as_raw_fd(), BELL)?;
        Ok(Self {
            first,
            legs: (0..legs).map(|_| None).collect(),
            open: 0,
            turns: 0,
            epoll,
            ends,
            batch: Batch::new(),
            buffer: Box::new([0; BUFFER_BYTES]),
            cname: cname(),
        })
    }

    /// The body of a thread of its own. `started`: where the clock of the frames begins. A panic is a broken
    /// assumption of ours: it costs the packet in hand.
    pub(crate) fn run(mut self: Box<Self>, started: Instant, stop: &AtomicBool) {
        let _ = ask_privileges();
        while catch_unwind(AssertUnwindSafe(|| self.serve(started, stop))).is_err() {
            thread::sleep(SPELL);
        }
    }

    fn serve(&mut self, started: Instant, stop: &AtomicBool) {
        let us = |at: Instant| at.saturating_duration_since(started).as_micros() as u64;
        let (mut spell_ends, mut left, mut round_at) = (started, 0, started);
        while !stop.load(Ordering::Acquire) {
            let now = Instant::now();
            if now >= round_at {
                self.look_round(us(now));
                round_at = now + ROUND;
            }
            if now >= spell_ends {
                spell_ends = now + SPELL;
                left = SPELL_READ + SPELL_READ_PER_LEG * self.open;
            }
            if left == 0 {
                // What more has come waits in the kernel, and is dropped there when it is too much.
                let _ = wait_fd(self.ends.bell.as_raw_fd(), libc::POLLIN, spell_ends);
                self.ends.bell.clear();
                self.take(us(Instant::now()));
                continue;
            }
            self.turns = self.turns.wrapping_add(1);
            left = left.saturating_sub(self.turn(SLEEP_MAX, || us(Instant::now()), left));
            // Written only where it has been read: else the two threads' processors would fight for it.
            if !self.ends.awake.load(Ordering::Relaxed) {
                self.ends.awake.store(true, Ordering::Relaxed);
            }
        }
    }

    /// One turn in virtual time.
    pub(crate) fn turn_at(&mut self, now_us: u64) {
        self.take(now_us);
        self.turn(Duration::ZERO, || now_us, usize::MAX);
    }

    /// Waits for something to come, serves it, and gives how many datagrams it was: one at least for each socket, for
    /// one that has an error to tell is ready, too.
    fn turn(&mut self, most: Duration, now_us: impl Fn() -> u64, left: usize) -> usize {
        let mut tokens = [0; READY_MAX];
        let ready = self.epoll.wait(most, &mut tokens);
        let now_us = now_us();
        let tokens = &tokens[..ready];
        if tokens.contains(&BELL) {
            self.ends.bell.clear();
        }
        self.take(now_us);
        let mut read = 0;
        for &token in tokens.iter().filter(|&&token| token != BELL) {
            let at = (token / 2) as usize;
            read += if token % 2 == 1 {
                self.receive_reports(at, now_us)
            } else {
                self.receive(at, now_us, left.saturating_sub(read))
            }
            .max(1);
        }
        read
    }

    fn leg(&mut self, slot: u16) -> Option<&mut Leg> {
        let at = slot.checked_sub(self.first)?;
        self.legs.get_mut(usize::from(at))?.as_deref_mut()
    }

    /// Takes what the frames have for us: orders, and packets to be sent.
    pub(crate) fn take(&mut self, now_us: u64) {
        loop {
            let room = (&mut self.buffer[..PACKET_MAX]).try_into();
            let Ok(buffer) = room else { return };
            let Some((head, length)) = self.ends.inlet.pop(buffer) else {
                return;
            };
            match head.kind {
                Kind::Packet => {
                    let at = head.slot.checked_sub(self.first).map(usize::from);
                    let leg = at.and_then(|at| self.legs.get_mut(at)?.as_deref_mut());
                    if let Some(leg) = leg {
                        leg.send(&mut self.buffer, length, now_us);
                    }
                }
                Kind::Relay | Kind::Mix => {
                    let to = (head.kind == Kind::Relay).then_some(head.value as u16);
                    if let Some(leg) = self.leg(head.slot) {
                        leg.relayed_to = to;
                    }
                }
                Kind::Order => self.take_order(now_us),
                Kind::Report | Kind::Heard | Kind::Silent => {}
            }
        }
    }

    fn take_order(&mut self, now_us: u64) {
        match self.ends.orders.pop() {
            Ok(Order::Open(leg)) => self.open_leg(leg),
            Ok(Order::Agree(mut agreed)) => {
                self.part(agreed.slot);
                if let Some(leg) = self.leg(agreed.slot) {
                    leg.agree(&mut agreed, now_us);
                }
                self.give_back(Spent::Agreed(agreed));
            }
            Err(_) => debug_assert!(false, "an order is there before its marker"),
        }
    }

    /// Packets of a relayed leg and of its partner are not the other's any more.
    fn part(&mut self, slot: u16) {
        let to = self.leg(slot).and_then(|leg| leg.relayed_to.take());
        if let Some(partner) = to.and_then(|to| self.leg(to)) {
            partner.relayed_to = None;
        }
    }

    fn open_leg(&mut self, leg: Box<Leg>) {
        let Some(at) = leg.slot().checked_sub(self.first).map(usize::from) else {
            return self.give_back(Spent::Leg(leg));
        };
        let Some(place) = self.legs.get_mut(at) else {
            return self.give_back(Spent::Leg(leg));
        };
        for (part, fd) in (0..).zip(leg.descriptors()) {
            // Where the kernel watches no more sockets the leg is deaf, and told to be silent.
            let _ = self.epoll.add(fd, 2 * at as u64 + part);
        }
        let old = place.replace(leg);
        self.open += usize::from(old.is_none());
        if let Some(old) = old {
            self.give_back(Spent::Leg(old));
        }
    }

    fn give_back(&mut self, spent: Spent) {
        if let Err(rtrb::PushError::Full(spent)) = self.ends.spent.push(spent) {
            // Freeing here could wait for the allocator's lock; the memory is worth less than the voice.
            std::mem::forget(spent);
        }
    }

    /// Reads one socket; the packets of a relayed leg go straight on.
    fn receive(&mut self, at: usize, now_us: u64, most: usize) -> usize {
        let Some(Some(leg)) = self.legs.get_mut(at) else {
            return 0;
        };
        // Voice comes once in 20 ms: to ask for more each time finds nothing. What more there is, is told of at once.
        let more = self.turns.wrapping_sub(leg.read_in) <= 1;
        leg.read_in = self.turns;
        let count = self
            .batch
            .receive(leg.rtp(), most.min(if more { BATCH } else { 1 }));
        let to = leg.relayed_to.and_then(|to| to.checked_sub(self.first));
        // Taken out for as long as it takes: a leg is never its own partner.
        let mut partner = to.map(usize::from).filter(|&to| to != at).and_then(|to| {
            let leg = self.legs.get_mut(to)?.take()?;
            Some((to, leg))
        });
        if let Some(Some(leg)) = self.legs.get_mut(at) {
            for n in 0..count {
                let (bytes, length, from) = self.batch.datagram(n);
                let Some(from) = from else { continue };
                let outlet = &mut self.ends.outlet;
                let passing = leg.voice(bytes, length, from, now_us, outlet);
                let Some((passing, (_, partner))) = passing.zip(partner.as_mut()) else {
                    continue;
                };
                if let Some(length) = partner.pass(bytes, &passing, now_us) {
                    self.batch.leave(n, length);
                }
            }
        }
        if let Some((to, mut leg)) = partner {
            leg.send_passed(&mut self.batch);
            self.legs[to] = Some(leg);
        }
        count
    }

    fn receive_reports(&mut self, at: usize, now_us: u64) -> usize {
        let Some(Some(leg)) = self.legs.get_mut(at) else {
            return 0;
        };
        let count = self.batch.receive(leg.rtcp(), REPORTS_READ_MAX);
        for n in 0..count {
            let (bytes, length, from) = self.batch.datagram(n);
            let Some(from) = from else { continue };
            let outlet = &mut self.ends.outlet;
            leg.receive_report(&mut bytes[..length], from, moment(now_us), outlet);
        }
        count
    }

    /// What has no event of its own.
    pub(crate) fn look_round(&mut self, now_us: u64) {
        if self.open == 0 {
            return;
        }
        let moment = moment(now_us);
        for at in 0..self.legs.len() {
            let Some(leg) = self.legs[at].as_deref_mut() else {
                continue;
            };
            if leg.place().is_closing() && !self.ends.spent.is_full() {
                leg.end(moment, &self.cname);
                let slot = leg.slot();
                self.part(slot);
                let Some(leg) = self.legs[at].as_deref_mut() else {
                    continue;
                };
                for fd in leg.descriptors() {
                    self.epoll.remove(fd);
                }
                self.open -= 1;
                if let Some(leg) = self.legs[at].take() {
                    self.give_back(Spent::Leg(leg));
                }
                continue;
            }
            leg.watch(now_us, &mut self.ends.outlet);
            leg.report(moment, &self.cname);
        }
    }
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} legs open", self.open, self.legs.len())
    }
}

fn moment(now_us: u64) -> Moment {
    Moment {
        us: now_us,
        // 32.32 bits.
        ntp: NTP_START + ((u128::from(now_us) << 32) / 1_000_000) as u64,
    }
}

/// A name that tells nothing of the box: 64 random bits, anew with each start (RFC 7022 §4.2).
fn cname() -> [u8; 16] {
    let random = super::pool::random();
    std::array::from_fn(|at| b"0123456789abcdef"[(random >> (4 * at)) as usize & 15])
}
