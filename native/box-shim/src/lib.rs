//! Loaded in front of libc (`LD_PRELOAD`): `/dev/spidev0.*`, `/dev/i2c-*`, `/dev/gpiochip*` and `/sys/class/gpio` are
//! those of a Raspberry Pi with one PX8 card, whose chips are the models in the simulator's process (its sockets are in
//! `BOX_SHIM_SOCKETS`). So the real packages and the real-time thread run unchanged on any PC.
//!
//! | variable | meaning |
//! |---|---|
//! | `BOX_SHIM_SOCKETS` | folder with `control.sock` and `media-1.sock`; without it nothing is answered here |
//! | `BOX_SHIM_GPIO` | label of the GPIO controller, `pinctrl-bcm2711` unless said |
//! | `BOX_SHIM_SYSFS` | `off`: a kernel without `/sys/class/gpio` |
//! | `BOX_SHIM_CLOCK_HZ_MAX` | above this SCLK the bursts lose bits |
//!
//! The functions here only sort calls by their path or descriptor; everything else goes on to the kernel as it came.

mod chardev;
mod descriptors;
mod i2c;
mod lines;
mod link;
mod media;
mod spi;
mod sysfs;

use descriptors::{Device, device, failed};
use libc::{c_char, c_int, c_uint, c_ulong, c_void, mode_t, off_t, size_t, ssize_t};
use std::ffi::CStr;

/// The raw call's answer in the way of libc: −1 and `errno`.
fn answered(result: libc::c_long) -> c_int {
    c_int::try_from(result).unwrap_or(-1)
}

/// What an answer of ours is in the way of libc.
fn told(answer: Result<usize, c_int>) -> ssize_t {
    match answer {
        Ok(count) => ssize_t::try_from(count).unwrap_or(ssize_t::MAX),
        Err(errno) => failed(errno) as ssize_t,
    }
}

/// # Safety
/// As `openat(2)`: `path` is a string that ends with a zero.
unsafe fn open_at(folder: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(path) };
    match descriptors::open_ours(name, flags) {
        Some(Ok(fd)) => fd,
        Some(Err(errno)) => failed(errno),
        None => {
            // SAFETY: the caller's arguments, handed on as they came.
            answered(unsafe {
                libc::syscall(libc::SYS_openat, folder, path, flags, c_uint::from(mode))
            })
        }
    }
}

/// # Safety
/// As `open(2)`. The mode is read whether it was given or not, which the C ABIs of our boards allow: it lies in a
/// register.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { open_at(libc::AT_FDCWD, path, flags, mode) }
}

/// # Safety
/// As `open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open64(path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { open_at(libc::AT_FDCWD, path, flags, mode) }
}

/// # Safety
/// As `openat(2)`; of the mode as `open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn openat(
    folder: c_int,
    path: *const c_char,
    flags: c_int,
    mode: mode_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { open_at(folder, path, flags, mode) }
}

/// # Safety
/// As `access(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn access(path: *const c_char, mode: c_int) -> c_int {
    // SAFETY: the caller's string ends with a zero.
    let name = unsafe { CStr::from_ptr(path) };
    let there = sysfs::redirected(name);
    let path = there.as_deref().map_or(path, CStr::as_ptr);
    // SAFETY: a string that ends with a zero, ours or the caller's.
    answered(unsafe { libc::syscall(libc::SYS_faccessat, libc::AT_FDCWD, path, mode) })
}

type Filter = Option<unsafe extern "C" fn(*const libc::dirent64) -> c_int>;
type Compare =
    Option<unsafe extern "C" fn(*mut *const libc::dirent64, *mut *const libc::dirent64) -> c_int>;
type Scan =
    unsafe extern "C" fn(*const c_char, *mut *mut *mut libc::dirent64, Filter, Compare) -> c_int;

/// # Safety
/// As `scandir(3)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scandir64(
    path: *const c_char,
    list: *mut *mut *mut libc::dirent64,
    filter: Filter,
    compare: Compare,
) -> c_int {
    // SAFETY: asks for the next object's function of that name.
    let next = unsafe { libc::dlsym(libc::RTLD_NEXT, c"scandir64".as_ptr()) };
    if next.is_null() {
        return failed(libc::ENOSYS);
    }
    // SAFETY: libc's scandir64 has this type.
    let next: Scan = unsafe { std::mem::transmute(next) };
    // SAFETY: the caller's string ends with a zero.
    let name = unsafe { CStr::from_ptr(path) };
    let there = sysfs::redirected(name);
    let path = there.as_deref().map_or(path, CStr::as_ptr);
    // SAFETY: the caller's arguments; the path is a string that ends with a zero, ours or the caller's.
    unsafe { next(path, list, filter, compare) }
}

/// # Safety
/// As `ioctl(2)`. The argument is read whether it was given or not, as in `open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ioctl(fd: c_int, request: c_ulong, argument: *mut c_void) -> c_int {
    let Some(found) = device(fd) else {
        // SAFETY: the caller's arguments, handed on as they came.
        return answered(unsafe { libc::syscall(libc::SYS_ioctl, fd, request, argument) });
    };
    // SAFETY: the caller gives what the request of this device asks for.
    let answer = unsafe {
        match &*found {
            Device::Spi(bus) => bus.ioctl(request, argument),
            Device::I2c(bus) => bus.ioctl(request, argument),
            Device::GpioChip(chip) => chip.ioctl(request, argument),
            Device::GpioLine(line) => line.ioctl(request, argument),
            Device::SysfsValue(_) | Device::SysfsControl(_) => Err(libc::ENOTTY),
        }
    };
    match answer {
        Ok(value) => value,
        Err(errno) => failed(errno),
    }
}

/// # Safety
/// `bytes` is valid for `count` bytes to be written to.
unsafe fn read_ours(fd: c_int, bytes: *mut c_void, count: size_t) -> Option<ssize_t> {
    let found = device(fd)?;
    // SAFETY: the caller's promise.
    let bytes = unsafe { std::slice::from_raw_parts_mut(bytes.cast::<u8>(), count) };
    match &*found {
        Device::I2c(bus) => Some(told(bus.read(bytes))),
        Device::SysfsValue(value) => Some(told(value.read(fd, bytes))),
        // Edges of a line are bytes in a socket already.
        Device::GpioLine(_) => None,
        Device::Spi(_) | Device::GpioChip(_) | Device::SysfsControl(_) => {
            Some(told(Err(libc::EINVAL)))
        }
    }
}

/// # Safety
/// `bytes` is valid for `count` bytes.
unsafe fn write_ours(fd: c_int, bytes: *const c_void, count: size_t) -> Option<ssize_t> {
    let found = device(fd)?;
    // SAFETY: the caller's promise.
    let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), count) };
    Some(told(match &*found {
        Device::I2c(bus) => bus.write(bytes),
        Device::SysfsValue(value) => value.write(bytes),
        Device::SysfsControl(control) => control.write(bytes),
        Device::Spi(_) | Device::GpioChip(_) | Device::GpioLine(_) => Err(libc::EINVAL),
    }))
}

/// # Safety
/// As `read(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn read(fd: c_int, bytes: *mut c_void, count: size_t) -> ssize_t {
    // SAFETY: the caller's promise; what is not ours is handed on as it came.
    unsafe {
        read_ours(fd, bytes, count)
            .unwrap_or_else(|| libc::syscall(libc::SYS_read, fd, bytes, count) as ssize_t)
    }
}

/// # Safety
/// As `pread(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pread64(
    fd: c_int,
    bytes: *mut c_void,
    count: size_t,
    offset: off_t,
) -> ssize_t {
    // SAFETY: as in `read`.
    unsafe {
        read_ours(fd, bytes, count).unwrap_or_else(|| {
            libc::syscall(libc::SYS_pread64, fd, bytes, count, offset) as ssize_t
        })
    }
}

/// # Safety
/// As `write(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn write(fd: c_int, bytes: *const c_void, count: size_t) -> ssize_t {
    // SAFETY: the caller's promise; what is not ours is handed on as it came.
    unsafe {
        write_ours(fd, bytes, count)
            .unwrap_or_else(|| libc::syscall(libc::SYS_write, fd, bytes, count) as ssize_t)
    }
}

/// # Safety
/// As `pwrite(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite64(
    fd: c_int,
    bytes: *const c_void,
    count: size_t,
    offset: off_t,
) -> ssize_t {
    // SAFETY: as in `write`.
    unsafe {
        write_ours(fd, bytes, count).unwrap_or_else(|| {
            libc::syscall(libc::SYS_pwrite64, fd, bytes, count, offset) as ssize_t
        })
    }
}
