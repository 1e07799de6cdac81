//! GPIO lines through the character device, `include/uapi/linux/gpio.h` v2 (Linux 5.10 and later).
//!
//! A line is found by its controller's label, never by number: `gpiochip0` moved between kernels, and the bases of
//! sysfs with it (raspberrypi/linux issue 6144 and its like).

use std::ffi::CStr;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::mem::{offset_of, size_of};
use std::os::fd::{AsRawFd, FromRawFd, RawFd};
use std::os::unix::fs::OpenOptionsExt;
use std::time::Instant;

use crate::os::wait_fd;

/// Controllers that are looked at: a Pi 5 has about a dozen.
const CHIPS_MAX: u32 = 32;
/// What other programs see as the line's user (`gpioinfo`).
const CONSUMER: &[u8] = b"tipring";
/// Edges fetched with one call.
const EVENTS_A_READ: usize = 16;

/// `_IOR(0xB4, 0x01, struct gpiochip_info)` and its siblings; the encoding is the same on all our machines.
const GET_CHIPINFO: libc::c_ulong = 0x8044_B401;
const V2_GET_LINE: libc::c_ulong = 0xC250_B407;
const V2_GET_VALUES: libc::c_ulong = 0xC010_B40E;
const V2_SET_VALUES: libc::c_ulong = 0xC010_B40F;

const FLAG_INPUT: u64 = 1 << 2;
const FLAG_OUTPUT: u64 = 1 << 3;
const FLAG_EDGE_RISING: u64 = 1 << 4;
const FLAG_EDGE_FALLING: u64 = 1 << 5;
const FLAG_BIAS_PULL_UP: u64 = 1 << 8;
const ATTRIBUTE_OUTPUT_VALUES: u32 = 2;

#[repr(C)]
struct ChipInfo {
    name: [u8; 32],
    label: [u8; 32],
    lines: u32,
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Attribute {
    id: u32,
    padding: u32,
    values: u64,
    mask: u64,
}

#[repr(C)]
struct LineRequest {
    offsets: [u32; 64],
    consumer: [u8; 32],
    flags: u64,
    attribute_count: u32,
    config_padding: [u32; 5],
    attributes: [Attribute; 10],
    line_count: u32,
    event_buffer_size: u32,
    padding: [u32; 5],
    fd: i32,
}

#[repr(C)]
struct LineValues {
    bits: u64,
    mask: u64,
}

#[repr(C)]
struct LineEvent {
    timestamp_ns: u64,
    id: u32,
    offset: u32,
    seqno: u32,
    line_seqno: u32,
    padding: [u32; 6],
}

const _: () = assert!(size_of::<ChipInfo>() == 68);
const _: () = assert!(size_of::<LineRequest>() == 592 && offset_of!(LineRequest, flags) == 288);
const _: () = assert!(size_of::<LineEvent>() == 48);

/// What a line is asked to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Both edges are told. Pulled up, so that a card that is pulled out asks for nothing.
    Input,
    /// Driven, at first with this level.
    Output {
        /// Level at the moment of the request.
        high: bool,
    },
}

/// One GPIO line; dropping it gives it back.
#[derive(Debug)]
pub struct Line {
    file: File,
}

impl Line {
    /// Takes a line of the first controller that has one of these labels.
    ///
    /// # Errors
    /// `NotFound` when no controller has such a label; `ResourceBusy` when another program has the line.
    pub fn take(labels: &[&str], offset: u32, direction: Direction) -> io::Result<Self> {
        let chip = chip_with_label(labels)?;
        let mut request = LineRequest {
            offsets: [0; 64],
            consumer: [0; 32],
            flags: FLAG_INPUT | FLAG_EDGE_RISING | FLAG_EDGE_FALLING | FLAG_BIAS_PULL_UP,
            attribute_count: 0,
            config_padding: [0; 5],
            attributes: [Attribute {
                id: 0,
                padding: 0,
                values: 0,
                mask: 0,
            }; 10],
            line_count: 1,
            event_buffer_size: 0,
            padding: [0; 5],
            fd: -1,
        };
        request.offsets[0] = offset;
        request.consumer[..CONSUMER.len()].copy_from_slice(CONSUMER);
        if let Direction::Output { high } = direction {
            request.flags = FLAG_OUTPUT;
            request.attribute_count = 1;
            request.attributes[0] = Attribute {
                id: ATTRIBUTE_OUTPUT_VALUES,
                padding: 0,
                values: high.into(),
                mask: 1,
            };
        }
        control(chip.as_raw_fd(), V2_GET_LINE, &mut request)?;
        // SAFETY: the kernel has just made this descriptor for us, and nobody else has it.
        let file = unsafe { File::from_raw_fd(request.fd) };
        set_non_blocking(request.fd)?;
        Ok(Self { file })
    }

    /// The level now.
    ///
    /// # Errors
    /// What the kernel says; a line of a controller that is still there has a level.
    pub fn is_high(&self) -> io::Result<bool> {
        let mut values = LineValues { bits: 0, mask: 1 };
        control(self.file.as_raw_fd(), V2_GET_VALUES, &mut values)?;
        Ok(values.bits & 1 == 1)
    }

    /// Drives an output.
    ///
    /// # Errors
    /// `PermissionDenied` for an input.
    pub fn set(&self, high: bool) -> io::Result<()> {
        let mut values = LineValues {
            bits: high.into(),
            mask: 1,
        };
        control(self.file.as_raw_fd(), V2_SET_VALUES, &mut values)
    }

    /// Throws away the edges that were told until now. Levels are held on this card until they are served, so an
    /// edge is only a reason to look at the level; which edges they were does not matter.
    ///
    /// # Errors
    /// What the kernel says; no edge is none.
    pub fn forget_edges(&self) -> io::Result<()> {
        let mut bytes = [0; EVENTS_A_READ * size_of::<LineEvent>()];
        loop {
            match (&self.file).read(&mut bytes) {
                Ok(count) if count == bytes.len() => {}
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Waits for an edge; `false` at the deadline.
    ///
    /// # Errors
    /// What the kernel says.
    pub fn wait_edge(&self, deadline: Instant) -> io::Result<bool> {
        wait_fd(self.file.as_raw_fd(), libc::POLLIN, deadline)
    }

    /// For somebody who waits for more than this line: readable when there are edges.
    #[must_use]
    pub fn descriptor(&self) -> RawFd {
        self.file.as_raw_fd()
    }
}

fn chip_with_label(labels: &[&str]) -> io::Result<File> {
    let mut refused = None;
    for number in 0..CHIPS_MAX {
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(libc::O_CLOEXEC)
            .open(format!("/dev/gpiochip{number}"));
        let chip = match opened {
            Ok(chip) => chip,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => {
                refused = Some(error);
                continue;
            }
        };
        let mut info = ChipInfo {
            name: [0; 32],
            label: [0; 32],
            lines: 0,
        };
        control(chip.as_raw_fd(), GET_CHIPINFO, &mut info)?;
        let label = CStr::from_bytes_until_nul(&info.label).unwrap_or_default();
        if labels
            .iter()
            .any(|wanted| wanted.as_bytes() == label.to_bytes())
        {
            return Ok(chip);
        }
    }
    let missing = || {
        let what = format!("no GPIO controller is labelled {}", labels.join(" or "));
        io::Error::new(ErrorKind::NotFound, what)
    };
    Err(refused.unwrap_or_else(missing))
}

fn set_non_blocking(fd: RawFd) -> io::Result<()> {
    // SAFETY: no pointer; the descriptor is open.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    // SAFETY: as above.
    if flags < 0 || unsafe { libc::fcntl(fd, libc::F_SETFL, flags | libc::O_NONBLOCK) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// One call with a structure that is read and written; an interrupted one is made again.
pub(crate) fn control<T>(fd: RawFd, request: libc::c_ulong, argument: &mut T) -> io::Result<()> {
    loop {
        // SAFETY: `request` carries the size of `T` (asserted above where it is used), which is alive meanwhile.
        if unsafe { libc::ioctl(fd, request, std::ptr::from_mut(argument)) } >= 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        if error.kind() != ErrorKind::Interrupted {
            return Err(error);
        }
    }
}
