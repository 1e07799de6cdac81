//! `/dev/spidev0.0` (control port) and `/dev/spidev0.1` (media burst), as `drivers/spi/spidev.c` answers.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use libc::{c_int, c_ulong, c_void};

use crate::descriptors::{locked, setting};
use crate::link;
use crate::media::{self, BURST};

const MODE_3: u8 = 3;
/// spidev's `bufsiz`, and how many buffers of 128-byte lines fit in it.
const BYTES_MAX: usize = 4096;
const SEGMENTS_MAX: usize = 32;
const SEGMENT_BYTES: usize = 32;
const OPERATION: usize = 8;
const TRANSFER_MAX: usize = 256;
/// Every so many bursts lose a bit when the clock is too fast.
const LOSSY: u32 = 7;

#[repr(C)]
struct Segment {
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

struct Options {
    mode: u8,
    bits: u8,
    clock_hz: u32,
}

/// One select of the bus.
pub struct SpiDevice {
    select: u8,
    options: Mutex<Options>,
}

static BURSTS: AtomicU32 = AtomicU32::new(0);

impl SpiDevice {
    pub fn new(select: u8) -> Self {
        let options = Mutex::new(Options {
            mode: 0,
            bits: 8,
            clock_hz: 125_000_000,
        });
        Self { select, options }
    }

    /// # Safety
    /// `argument` is what the request asks for, as in spidev.h.
    pub unsafe fn ioctl(&self, request: c_ulong, argument: *mut c_void) -> Result<c_int, c_int> {
        let kind = request & 0xFFFF;
        let size = (request >> 16 & 0x3FFF) as usize;
        let is_read = request >> 30 == 2;
        if kind == 0x6B00 {
            if size % SEGMENT_BYTES != 0 {
                return Err(libc::EINVAL);
            }
            // SAFETY: the caller's promise: so many segments.
            let segments = unsafe {
                std::slice::from_raw_parts(argument.cast::<Segment>(), size / SEGMENT_BYTES)
            };
            // SAFETY: the segments' buffers are as long as they say.
            return unsafe { self.message(segments) };
        }
        let mut options = locked(&self.options);
        // SAFETY: the caller's promise: one byte or one word, by the request.
        unsafe {
            match (kind, is_read) {
                (0x6B01, false) => options.mode = *argument.cast::<u8>(),
                (0x6B01, true) => *argument.cast::<u8>() = options.mode,
                (0x6B03, false) => options.bits = *argument.cast::<u8>(),
                (0x6B03, true) => *argument.cast::<u8>() = options.bits,
                (0x6B04, false) => options.clock_hz = *argument.cast::<u32>(),
                (0x6B04, true) => *argument.cast::<u32>() = options.clock_hz,
                // LSB first, which no Raspberry Pi can.
                (0x6B02, false) if *argument.cast::<u8>() == 0 => {}
                (0x6B02, true) => *argument.cast::<u8>() = 0,
                _ => return Err(libc::EINVAL),
            }
        }
        Ok(0)
    }

    /// # Safety
    /// Each segment's buffers are none or as long as it says.
    unsafe fn message(&self, segments: &[Segment]) -> Result<c_int, c_int> {
        let bytes: usize = segments.iter().map(|segment| segment.len as usize).sum();
        if bytes > BYTES_MAX || segments.len() > SEGMENTS_MAX {
            return Err(libc::EMSGSIZE);
        }
        let (right_mode, clock_hz) = {
            let options = locked(&self.options);
            (
                options.mode & 3 == MODE_3 && options.bits == 8,
                options.clock_hz,
            )
        };
        for segment in segments {
            let length = segment.len as usize;
            let mut mosi = vec![0; length];
            if segment.tx_buf != 0 {
                // SAFETY: the caller's promise.
                mosi.copy_from_slice(unsafe {
                    std::slice::from_raw_parts(segment.tx_buf as *const u8, length)
                });
            }
            let clock_hz = if segment.speed_hz == 0 {
                clock_hz
            } else {
                segment.speed_hz
            };
            let miso = if right_mode {
                self.segment(&mut mosi, clock_hz)?
            } else {
                // Sampled at the wrong edge, nothing that comes back means anything.
                vec![0xFF; length]
            };
            if segment.rx_buf != 0 {
                // SAFETY: the caller's promise.
                unsafe { std::slice::from_raw_parts_mut(segment.rx_buf as *mut u8, length) }
                    .copy_from_slice(&miso);
            }
        }
        c_int::try_from(bytes).map_err(|_| libc::EMSGSIZE)
    }

    fn segment(&self, mosi: &mut [u8], clock_hz: u32) -> Result<Vec<u8>, c_int> {
        let length = mosi.len();
        if self.select == 0 {
            if length == 0 || length % OPERATION != 0 || length > TRANSFER_MAX {
                return Err(libc::EINVAL);
            }
            let miso = link::ask(link::CONTROL, mosi)?;
            return if miso.len() == length {
                Ok(miso)
            } else {
                Err(libc::EIO)
            };
        }
        let burst: &mut [u8; BURST] = mosi.try_into().map_err(|_| libc::EINVAL)?;
        let number = BURSTS.fetch_add(1, Ordering::Relaxed);
        let lossy = clock_max().is_some_and(|max| clock_hz > max) && number % LOSSY == LOSSY - 1;
        let bit = (number as usize / 8) % BURST;
        if lossy && number & 1 == 0 {
            burst[bit] ^= 0x10;
        }
        let mut miso = media::exchange(burst)?;
        if lossy && number & 1 == 1 {
            miso[bit] ^= 0x10;
        }
        Ok(miso)
    }
}

fn clock_max() -> Option<u32> {
    setting("BOX_SHIM_CLOCK_HZ_MAX")?.to_str()?.parse().ok()
}
