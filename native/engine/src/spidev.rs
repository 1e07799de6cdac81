//! A PX8 card on a real bus: bursts on spidev0.1, FRAME on a GPIO line.
//!
//! One `SPI_IOC_MESSAGE` with one segment a burst: CE1 stays low throughout, the buffers are ours and locked, and the
//! driver copies 704 bytes each way into its own (`bufsiz` 4096). FRAME is held low from "frame ready" until CE1
//! falls, so its level tells more than its edges: none can be missed, and none that is old can mislead.

use std::ffi::{CStr, CString};
use std::fmt;
use std::io;
use std::mem::size_of;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::time::{Duration, Instant};

use crate::burst::BURST_LEN;
use crate::gpio::{Direction, Line, control};
use crate::loopback::ClockedPort;
use crate::port::{BurstBytes, BurstPort, PortError};

/// `_IOW('k', 0, char[32])` (one segment) and its siblings, `include/uapi/linux/spi/spidev.h`.
const MESSAGE_OF_ONE: libc::c_ulong = 0x4020_6B00;
const WR_MODE: libc::c_ulong = 0x4001_6B01;
const WR_BITS_PER_WORD: libc::c_ulong = 0x4001_6B03;
const WR_MAX_SPEED_HZ: libc::c_ulong = 0x4004_6B04;

/// Clock idles high, sampled at the second edge: both selects of the card (card-px8, 40-pin header).
const MODE_3: u8 = 3;
const BITS_PER_WORD: u8 = 8;
const FRAME: Duration = Duration::from_millis(5);
/// The card queues so many frames; a host that comes back from a stall may fetch them at once.
const QUEUE_FRAMES: u32 = 8;

#[repr(C)]
#[derive(Default)]
struct Transfer {
    tx_buf: u64,
    rx_buf: u64,
    len: u32,
    speed_hz: u32,
    delay_usecs: u16,
    bits_per_word: u8,
    cs_change: u8,
    tx_nbits: u8,
    rx_nbits: u8,
    word_delay_usecs: u8,
    pad: u8,
}

const _: () = assert!(size_of::<Transfer>() == 32);

/// Where a card's burst is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wiring {
    /// `/dev/spidev0.1`.
    pub device: String,
    /// SCLK asked for, Hz; the controller takes the next one below that it can divide to.
    pub clock_hz: u32,
    /// Labels of the GPIO controller, the first that is there.
    pub gpio_labels: Vec<String>,
    /// FRAME, as an offset of that controller.
    pub frame_line: u32,
    /// How long FRAME may be missing before each missing frame counts as failed. None for a card, whose crystal never
    /// stalls; a card that is simulated stands still with its machine.
    pub stall_max: Duration,
}

/// The host's end of one card's burst.
pub struct SpidevPort {
    device: CString,
    clock_hz: u32,
    /// None: the controller is gone.
    bus: Option<OwnedFd>,
    frame: Line,
    pace: Pace,
    stall_max: Duration,
}

impl fmt::Debug for SpidevPort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "SpidevPort {{ {:?}, open: {} }}",
            self.device,
            self.bus.is_some()
        )
    }
}

impl SpidevPort {
    /// Opens the bus and takes the FRAME line.
    ///
    /// # Errors
    /// When either cannot be had; the message says which.
    pub fn open(wiring: &Wiring) -> io::Result<Self> {
        let named = |what: &str, error: &io::Error| {
            io::Error::new(error.kind(), format!("{what}: {error}"))
        };
        let device = CString::new(wiring.device.as_str())
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        let bus =
            open_bus(&device, wiring.clock_hz).map_err(|error| named(&wiring.device, &error))?;
        let labels: Vec<&str> = wiring.gpio_labels.iter().map(String::as_str).collect();
        let frame = Line::take(&labels, wiring.frame_line, Direction::Input)
            .map_err(|error| named(&format!("FRAME, GPIO {}", wiring.frame_line), &error))?;
        Ok(Self {
            device,
            clock_hz: wiring.clock_hz,
            bus: Some(bus),
            frame,
            pace: Pace::new(Instant::now()),
            stall_max: wiring.stall_max,
        })
    }
}

impl ClockedPort for SpidevPort {
    fn set_clock(&mut self, clock_hz: u32) {
        self.clock_hz = clock_hz;
    }
}

/// Also called by the real-time thread: nothing here allocates.
fn open_bus(device: &CStr, clock_hz: u32) -> io::Result<OwnedFd> {
    // SAFETY: a string that ends with a zero and lives through the call.
    let fd = unsafe { libc::open(device.as_ptr(), libc::O_RDWR | libc::O_CLOEXEC) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: a descriptor that was just made and that nobody else has.
    let bus = unsafe { OwnedFd::from_raw_fd(fd) };
    let (mut mode, mut bits, mut clock) = (MODE_3, BITS_PER_WORD, clock_hz);
    control(fd, WR_MODE, &mut mode)?;
    control(fd, WR_BITS_PER_WORD, &mut bits)?;
    control(fd, WR_MAX_SPEED_HZ, &mut clock)?;
    Ok(bus)
}

impl BurstPort for SpidevPort {
    fn wait_frame(&mut self, deadline: Instant) -> Result<bool, PortError> {
        if self.bus.is_none() {
            return Err(PortError::Gone);
        }
        let gone = |_| PortError::Gone;
        loop {
            self.frame.forget_edges().map_err(gone)?;
            if !self.frame.is_high().map_err(gone)? {
                let now = Instant::now();
                if self.pace.take(now) {
                    return Ok(true);
                }
                // A FRAME that is stuck low is none: it would have us run bursts without end.
                let wait = self
                    .pace
                    .next()
                    .min(deadline)
                    .saturating_duration_since(now);
                std::thread::sleep(wait);
                if Instant::now() >= deadline {
                    return Ok(false);
                }
            } else if !self.frame.wait_edge(deadline).map_err(gone)? {
                return Ok(false);
            }
        }
    }

    fn exchange(&mut self, mosi: &BurstBytes, miso: &mut BurstBytes) -> Result<(), PortError> {
        let Some(bus) = &self.bus else {
            return Err(PortError::Gone);
        };
        let mut transfer = Transfer {
            tx_buf: mosi.as_ptr() as u64,
            rx_buf: miso.as_mut_ptr() as u64,
            len: BURST_LEN as u32,
            speed_hz: self.clock_hz,
            bits_per_word: BITS_PER_WORD,
            ..Transfer::default()
        };
        match control(bus.as_raw_fd(), MESSAGE_OF_ONE, &mut transfer) {
            Ok(()) => Ok(()),
            // The controller went away (module unloaded); anything else is this burst's own bad luck: RP1's driver
            // gives ETIMEDOUT now and then (raspberrypi/linux issue 6020), and the next burst is as good as any.
            Err(error) => match error.raw_os_error() {
                Some(libc::ENODEV | libc::ESHUTDOWN | libc::EBADF) => {
                    self.bus = None;
                    Err(PortError::Gone)
                }
                _ => Err(PortError::Missed),
            },
        }
    }

    fn reopen(&mut self) -> bool {
        if self.bus.is_none() {
            self.bus = open_bus(&self.device, self.clock_hz).ok();
        }
        self.bus.is_some()
    }

    fn stall_max(&self) -> Duration {
        self.stall_max
    }
}

/// FRAMEs that may be believed: one each 5 ms, and what the card can have queued.
#[derive(Debug)]
struct Pace {
    /// The time that the next FRAME pays for; behind now by what is saved up.
    paid_until: Instant,
}

impl Pace {
    fn new(now: Instant) -> Self {
        Self { paid_until: now }
    }

    /// Whether a FRAME at this time can be one.
    fn take(&mut self, now: Instant) -> bool {
        let saved_max = FRAME * QUEUE_FRAMES;
        if self.paid_until + saved_max < now {
            self.paid_until = now.checked_sub(saved_max).unwrap_or(now);
        }
        if self.paid_until > now + FRAME {
            return false;
        }
        // A crystal that is 1 % fast is broken; one that is 100 ppm fast must not look stuck.
        self.paid_until += FRAME - FRAME / 100;
        true
    }

    /// When the next one can come.
    fn next(&self) -> Instant {
        self.paid_until
            .checked_sub(FRAME)
            .unwrap_or(self.paid_until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_keeps_time_is_always_believed() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        for frame in 1..10_000 {
            assert!(pace.take(start + FRAME * frame));
        }
    }

    #[test]
    fn after_a_stall_the_queued_frames_may_come_at_once_and_no_more() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let late = start + Duration::from_secs(1);
        let taken = (0..50).filter(|_| pace.take(late)).count();
        assert_eq!(taken, 10);
    }

    #[test]
    fn a_line_stuck_low_gives_no_more_frames_than_a_clock_would() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let taken = (0..100_000)
            .filter(|step| pace.take(start + Duration::from_micros(10) * *step))
            .count();
        assert!((200..=215).contains(&taken), "{taken} frames in 1 s");
    }

    #[test]
    fn a_device_that_is_not_there_is_named() {
        let missing = SpidevPort::open(&Wiring {
            device: "/nonexistent/spidev0.1".into(),
            clock_hz: 8_000_000,
            gpio_labels: vec!["pinctrl-bcm2711".into()],
            frame_line: 24,
            stall_max: Duration::ZERO,
        });
        let error = missing.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(error.to_string().contains("/nonexistent/spidev0.1"));
    }
}
