//! The five GPIO lines between a Raspberry Pi and a PX8 card, and who watches them.

use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::sync::Mutex;

use libc::c_int;

use crate::descriptors::{hung_up, locked, setting};
use crate::{link, media};

/// Lines of the controller: more than any board has.
pub const COUNT: u32 = 58;

/// What a line means to the card.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    ResetN,
    RelayArm,
    PowerFailN,
    Attention,
    Frame,
}

impl Signal {
    /// As the control socket numbers the card's outputs.
    pub fn told(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::PowerFailN),
            1 => Some(Self::Attention),
            _ => None,
        }
    }

    fn offset(self) -> u32 {
        match self {
            Self::PowerFailN => 22,
            Self::ResetN => 23,
            Self::Frame => 24,
            Self::Attention => 25,
            Self::RelayArm => 27,
        }
    }

    fn at(offset: u32) -> Option<Self> {
        [
            Self::PowerFailN,
            Self::ResetN,
            Self::Frame,
            Self::Attention,
            Self::RelayArm,
        ]
        .into_iter()
        .find(|signal| signal.offset() == offset)
    }
}

/// How edges are told.
pub enum Told {
    /// 48 bytes in the line's own descriptor.
    Event,
    /// `EPOLLPRI` on the open `value` file.
    Urgent,
}

struct Watcher {
    offset: u32,
    peer: UnixStream,
    told: Told,
    seqno: u32,
}

struct Lines {
    /// Bit n: line n is high. Pulled up but for the card's reset and relay lines.
    levels: u64,
    watchers: Vec<Watcher>,
    /// Lines that sysfs has.
    exported: u64,
}

static LINES: Mutex<Lines> = Mutex::new(Lines {
    levels: !(1 << 23 | 1 << 27),
    watchers: Vec::new(),
    exported: 0,
});

/// The level of a line.
pub fn is_high(offset: u32) -> bool {
    locked(&LINES).levels >> offset & 1 == 1
}

/// The other end of a wire from this pin: `BOX_SHIM_WIRE=20-26` joins two pins of the header, as a technician's does.
fn wired(offset: u32) -> Option<u32> {
    let wire = setting("BOX_SHIM_WIRE")?;
    let (from, to) = wire.to_str()?.split_once('-')?;
    (from.parse() == Ok(offset)).then(|| to.parse().ok())?
}

/// The host drives a line.
pub fn drive(offset: u32, high: bool) {
    change(offset, high);
    if let Some(other) = wired(offset) {
        change(other, high);
    }
    match Signal::at(offset) {
        Some(Signal::ResetN) => link::drive(0, high),
        Some(Signal::RelayArm) => link::drive(1, high),
        _ => {}
    }
}

/// The card drives a line.
pub fn hear(signal: Signal, high: bool) {
    change(signal.offset(), high);
}

fn change(offset: u32, high: bool) {
    let mut lines = locked(&LINES);
    if (lines.levels >> offset & 1 == 1) == high {
        return;
    }
    lines.levels ^= 1 << offset;
    lines.watchers.retain_mut(|watcher| {
        if watcher.offset == offset {
            watcher.tell(high);
        }
        !hung_up(&watcher.peer)
    });
}

impl Watcher {
    fn tell(&mut self, high: bool) {
        self.seqno += 1;
        match self.told {
            // struct gpio_v2_line_event: time, id (1 rising, 2 falling), offset, two sequence numbers.
            Told::Event => {
                let mut event = [0; 48];
                event[8..12].copy_from_slice(&(if high { 1u32 } else { 2 }).to_le_bytes());
                event[12..16].copy_from_slice(&self.offset.to_le_bytes());
                event[16..20].copy_from_slice(&self.seqno.to_le_bytes());
                event[20..24].copy_from_slice(&self.seqno.to_le_bytes());
                // A full buffer drops events in the kernel, too.
                let _ = self.peer.write(&event);
            }
            Told::Urgent => {
                let flags = libc::MSG_OOB | libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
                // SAFETY: one readable byte; the descriptor is the watcher's own.
                unsafe { libc::send(self.peer.as_raw_fd(), c"!".as_ptr().cast(), 1, flags) };
            }
        }
    }
}

/// Connects whatever moves this line.
fn awake(offset: u32) {
    match Signal::at(offset) {
        Some(Signal::Frame) => media::begin(),
        Some(_) => link::begin(),
        None => {}
    }
}

/// Tells the edges of a line to the other end of `peer` for as long as that is open.
pub fn watch(offset: u32, peer: UnixStream, told: Told) {
    awake(offset);
    let seqno = 0;
    locked(&LINES).watchers.push(Watcher {
        offset,
        peer,
        told,
        seqno,
    });
}

/// Whether the character device may give this line out.
pub fn is_free(offset: u32) -> bool {
    let mut lines = locked(&LINES);
    lines.watchers.retain(|watcher| !hung_up(&watcher.peer));
    let requested =
        |watcher: &Watcher| watcher.offset == offset && matches!(watcher.told, Told::Event);
    lines.exported >> offset & 1 == 0 && !lines.watchers.iter().any(requested)
}

/// Gives a line to sysfs, or takes it back.
pub fn export(offset: u32, on: bool) -> Result<(), c_int> {
    if on && !is_free(offset) {
        return Err(libc::EBUSY);
    }
    let mut lines = locked(&LINES);
    let known = lines.exported >> offset & 1 == 1;
    if known == on {
        return Err(libc::EINVAL);
    }
    lines.exported ^= 1 << offset;
    Ok(())
}
