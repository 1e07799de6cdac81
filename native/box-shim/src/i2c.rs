//! `/dev/i2c-1` (expander, thermometer, calibration, clock) and the bus of the ID EEPROM, as `drivers/i2c/i2c-dev.c`
//! answers. Devices are addressed by registers; the address of a register is kept between a write and a read.

use std::collections::HashMap;
use std::sync::Mutex;

use libc::{c_int, c_ulong, c_void};

use crate::descriptors::locked;
use crate::link;

const SLAVE: c_ulong = 0x703;
const SLAVE_FORCE: c_ulong = 0x706;
const FUNCS: c_ulong = 0x705;
const SMBUS: c_ulong = 0x720;
/// Plain I²C and the SMBus calls that are made of it.
const FUNCTIONS: c_ulong = 0x0EFF_0009;

const BYTE: u32 = 1;
const BYTE_DATA: u32 = 2;
const WORD_DATA: u32 = 3;
const BLOCK_BROKEN: u32 = 6;
const BLOCK: u32 = 8;
const BLOCK_MAX: usize = 32;
/// Of one message, as i2c-dev has it.
const BYTES_MAX: usize = 8192;
/// What the simulator takes at once.
const READ_MAX: usize = 4096;

#[repr(C)]
struct SmbusCall {
    read: u8,
    command: u8,
    size: u32,
    /// `union i2c_smbus_data`: a byte, a word, or a block with its length in front.
    data: *mut [u8; 34],
}

/// One open bus; i2c-bus opens one for each address.
pub struct I2cBus {
    /// As the simulator numbers them.
    bus: u8,
    address: Mutex<u8>,
    pointers: Mutex<HashMap<u8, u16>>,
}

impl I2cBus {
    /// Bus 1 of the header; the ID EEPROM's is 0, or 9 when it was made of two GPIO lines.
    pub fn numbered(number: &str) -> Option<Self> {
        let bus = match number {
            "1" => 0,
            "0" | "9" => 1,
            _ => return None,
        };
        Some(Self {
            bus,
            address: Mutex::new(0),
            pointers: Mutex::default(),
        })
    }

    fn address(&self) -> u8 {
        *locked(&self.address)
    }

    /// Bytes of a register's address: the EEPROMs have two.
    fn width(&self) -> u8 {
        match (self.bus, self.address()) {
            (1, _) | (0, 0x54) => 2,
            _ => 1,
        }
    }

    /// # Safety
    /// `argument` is what the request asks for, as in i2c-dev.h.
    pub unsafe fn ioctl(&self, request: c_ulong, argument: *mut c_void) -> Result<c_int, c_int> {
        match request {
            SLAVE | SLAVE_FORCE => {
                let address = u8::try_from(argument as usize).map_err(|_| libc::EINVAL)?;
                *locked(&self.address) = address;
            }
            // SAFETY: the caller's promise: one long to write to.
            FUNCS => unsafe { *argument.cast::<c_ulong>() = FUNCTIONS },
            SMBUS => {
                // SAFETY: the caller's promise.
                let call = unsafe { &*argument.cast::<SmbusCall>() };
                // SAFETY: the union of the call, of the length that its size needs.
                unsafe { self.smbus(call)? };
            }
            _ => return Err(libc::ENOTTY),
        }
        Ok(0)
    }

    /// # Safety
    /// `call.data` is valid for what the call's size moves.
    unsafe fn smbus(&self, call: &SmbusCall) -> Result<(), c_int> {
        let data = call.data.cast::<u8>();
        let (length, at) = match call.size {
            BYTE | BYTE_DATA => (1, 0),
            WORD_DATA => (2, 0),
            // SAFETY: a block begins with its length.
            BLOCK | BLOCK_BROKEN => (usize::from(unsafe { *data }), 1),
            _ => return Err(libc::EOPNOTSUPP),
        };
        if length == 0 || length > BLOCK_MAX {
            return Err(libc::EINVAL);
        }
        // SAFETY: the caller's promise.
        let bytes = unsafe { std::slice::from_raw_parts_mut(data.add(at), length) };
        if call.read == 1 {
            bytes.copy_from_slice(&self.read_register(call.command.into(), length)?);
            Ok(())
        } else {
            self.write_register(call.command.into(), bytes)
        }
    }

    pub fn read(&self, bytes: &mut [u8]) -> Result<usize, c_int> {
        let length = bytes.len().min(READ_MAX);
        let address = self.address();
        let pointer = locked(&self.pointers).get(&address).copied().unwrap_or(0);
        bytes[..length].copy_from_slice(&self.read_register(pointer, length)?);
        locked(&self.pointers).insert(address, pointer.wrapping_add(length as u16));
        Ok(length)
    }

    pub fn write(&self, bytes: &[u8]) -> Result<usize, c_int> {
        let width = usize::from(self.width());
        if bytes.len() > BYTES_MAX || bytes.len() < width {
            return Err(libc::EINVAL);
        }
        let (register, data) = bytes.split_at(width);
        let register = register
            .iter()
            .fold(0, |register, byte| register << 8 | u16::from(*byte));
        self.write_register(register, data)?;
        locked(&self.pointers).insert(self.address(), register);
        Ok(bytes.len())
    }

    fn head(&self, register: u16) -> Vec<u8> {
        let [low, high] = register.to_le_bytes();
        vec![self.bus, self.address(), self.width(), low, high]
    }

    fn read_register(&self, register: u16, length: usize) -> Result<Vec<u8>, c_int> {
        let mut request = self.head(register);
        request.extend_from_slice(&(length as u16).to_le_bytes());
        let mut reply = link::ask(link::I2C_READ, &request)?;
        match reply.first() {
            Some(0) if reply.len() == length + 1 => Ok(reply.split_off(1)),
            // Not acknowledged, as i2c-bcm2835 says it.
            _ => Err(libc::EREMOTEIO),
        }
    }

    fn write_register(&self, register: u16, data: &[u8]) -> Result<(), c_int> {
        let mut request = self.head(register);
        request.extend_from_slice(data);
        match link::ask(link::I2C_WRITE, &request)?.first() {
            Some(0) => Ok(()),
            _ => Err(libc::EREMOTEIO),
        }
    }
}
