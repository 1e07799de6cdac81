//! `/dev/gpiochip*`, as `drivers/gpio/gpiolib-cdev.c` answers uAPI v2. Two controllers, as a Raspberry Pi has them: the
//! first is the firmware's, not the header's, so that whoever goes by the number is wrong.

use libc::{c_int, c_ulong, c_void};
use std::os::unix::ffi::OsStrExt;

use crate::descriptors::{Device, keep, pair, setting};
use crate::lines::{self, Told};

const GET_CHIPINFO: c_ulong = 0x8044_B401;
const V2_GET_LINE: c_ulong = 0xC250_B407;
const V2_GET_VALUES: c_ulong = 0xC010_B40E;
const V2_SET_VALUES: c_ulong = 0xC010_B40F;
const FLAG_INPUT: u64 = 1 << 2;
const FLAG_OUTPUT: u64 = 1 << 3;
const FLAG_EDGES: u64 = 3 << 4;

/// `struct gpio_v2_line_request`, in words of 32 bits.
const WORDS: usize = 148;
const FLAGS_AT: usize = 72;
const ATTRIBUTE_COUNT_AT: usize = 74;
const FIRST_VALUES_AT: usize = 82;
const COUNT_AT: usize = 140;
const FD_AT: usize = 147;

/// One controller.
pub struct Chip {
    is_header: bool,
}

/// One line that was given out.
pub struct LineHandle {
    offset: u32,
    is_output: bool,
}

/// The label of the header's controller.
pub fn label() -> Vec<u8> {
    setting("BOX_SHIM_GPIO").map_or_else(
        || b"pinctrl-bcm2711".to_vec(),
        |label| label.as_bytes().to_vec(),
    )
}

impl Chip {
    pub fn numbered(number: &str) -> Option<Self> {
        match number {
            "0" => Some(Self { is_header: false }),
            "4" => Some(Self { is_header: true }),
            _ => None,
        }
    }

    /// # Safety
    /// `argument` is what the request asks for, as in linux/gpio.h.
    pub unsafe fn ioctl(&self, request: c_ulong, argument: *mut c_void) -> Result<c_int, c_int> {
        match request {
            GET_CHIPINFO => {
                let label = if self.is_header {
                    label()
                } else {
                    b"raspberrypi-exp-gpio".to_vec()
                };
                let lines = if self.is_header { lines::COUNT } else { 8 };
                let mut info = [0u8; 68];
                let length = label.len().min(31);
                info[..8].copy_from_slice(b"gpiochip");
                info[8] = if self.is_header { b'4' } else { b'0' };
                info[32..32 + length].copy_from_slice(&label[..length]);
                info[64..].copy_from_slice(&lines.to_le_bytes());
                // SAFETY: the caller's promise: 68 bytes to write to.
                unsafe { *argument.cast::<[u8; 68]>() = info };
                Ok(0)
            }
            // SAFETY: the caller's promise: one structure, read and written, aligned to its 64-bit words.
            V2_GET_LINE => unsafe { self.line(&mut *argument.cast::<[u32; WORDS]>()) },
            _ => Err(libc::ENOTTY),
        }
    }

    fn line(&self, request: &mut [u32; WORDS]) -> Result<c_int, c_int> {
        let offset = request[0];
        let long = |at: usize| u64::from(request[at]) | u64::from(request[at + 1]) << 32;
        let flags = long(FLAGS_AT);
        let is_output = flags & FLAG_OUTPUT != 0;
        let both_or_none = is_output == (flags & FLAG_INPUT != 0);
        if !self.is_header || request[COUNT_AT] != 1 || offset >= lines::COUNT || both_or_none {
            return Err(libc::EINVAL);
        }
        if !is_output && flags & FLAG_EDGES != FLAG_EDGES {
            return Err(libc::EINVAL);
        }
        if !lines::is_free(offset) {
            return Err(libc::EBUSY);
        }
        let (fd, peer) = pair()?;
        lines::watch(offset, peer, Told::Event);
        if is_output {
            let high = request[ATTRIBUTE_COUNT_AT] == 1 && long(FIRST_VALUES_AT) & 1 == 1;
            lines::drive(offset, high);
        }
        keep(fd, Device::GpioLine(LineHandle { offset, is_output }));
        request[FD_AT] = fd as u32;
        Ok(0)
    }
}

impl LineHandle {
    /// # Safety
    /// As `Chip::ioctl`.
    pub unsafe fn ioctl(&self, request: c_ulong, argument: *mut c_void) -> Result<c_int, c_int> {
        // SAFETY: the caller's promise: bits and mask.
        let values = unsafe { &mut *argument.cast::<[u64; 2]>() };
        match request {
            V2_GET_VALUES => values[0] = lines::is_high(self.offset).into(),
            V2_SET_VALUES if self.is_output => lines::drive(self.offset, values[0] & 1 == 1),
            V2_SET_VALUES => return Err(libc::EPERM),
            _ => return Err(libc::ENOTTY),
        }
        Ok(0)
    }
}
