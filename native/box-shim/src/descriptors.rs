//! Which descriptors are ours, and what they are.

use std::collections::HashMap;
use std::ffi::{CStr, OsString};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use libc::c_int;

use crate::chardev::{Chip, LineHandle};
use crate::i2c::I2cBus;
use crate::spi::SpiDevice;
use crate::sysfs::{Control, Value};
use crate::{chardev, sysfs};

/// What a descriptor of ours is.
pub enum Device {
    Spi(SpiDevice),
    I2c(I2cBus),
    GpioChip(Chip),
    GpioLine(LineHandle),
    SysfsValue(Value),
    SysfsControl(Control),
}

struct Entry {
    device: Arc<Device>,
    /// Device and inode: libuv closes with a bare system call that nobody sees, and the number is then another's.
    identity: (u64, u64),
}

/// Descriptors above this are not looked for.
const FD_MAX: usize = 4096;
/// Looked at first, so that all other reads and writes cost one load.
static OURS: [AtomicBool; FD_MAX] = [const { AtomicBool::new(false) }; FD_MAX];
static TABLE: Mutex<Option<HashMap<c_int, Entry>>> = Mutex::new(None);

/// A lock whose holder panicked is as good as any: this is a test's tool.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// −1 and `errno`, as libc fails.
pub fn failed(errno: c_int) -> c_int {
    // SAFETY: the calling thread's own `errno`.
    unsafe { *libc::__errno_location() = errno };
    -1
}

/// Folder of the simulator's sockets; none when nothing is to be answered here.
pub fn sockets() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOLDER
        .get_or_init(|| setting("BOX_SHIM_SOCKETS").map(PathBuf::from))
        .as_ref()
}

/// A variable of the environment that says something.
pub fn setting(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Opens what is ours; none for every other path.
pub fn open_ours(path: &CStr, flags: c_int) -> Option<Result<c_int, c_int>> {
    let name = path.to_str().ok()?;
    if !name.starts_with("/dev/") && !name.starts_with(sysfs::ROOT) {
        return None;
    }
    sockets()?;
    if let Some(select) = name.strip_prefix("/dev/spidev0.") {
        let select = select.parse().ok().filter(|select| *select < 2);
        return Some(match select {
            Some(select) => remember(Device::Spi(SpiDevice::new(select))),
            None => Err(libc::ENOENT),
        });
    }
    if let Some(bus) = name.strip_prefix("/dev/i2c-") {
        return Some(match I2cBus::numbered(bus) {
            Some(bus) => remember(Device::I2c(bus)),
            None => Err(libc::ENOENT),
        });
    }
    if let Some(number) = name.strip_prefix("/dev/gpiochip") {
        return Some(match chardev::Chip::numbered(number) {
            Some(chip) => remember(Device::GpioChip(chip)),
            None => Err(libc::ENOENT),
        });
    }
    sysfs::open(name, flags)
}

/// A descriptor of its own for a device that has nothing to wait for.
pub fn remember(device: Device) -> Result<c_int, c_int> {
    // SAFETY: a name that ends with a zero; the result is checked.
    let fd = unsafe { libc::memfd_create(c"box-shim".as_ptr(), libc::MFD_CLOEXEC) };
    if fd < 0 {
        return Err(libc::EMFILE);
    }
    keep(fd, device);
    Ok(fd)
}

/// A descriptor that can be waited for, and its other end.
pub fn pair() -> Result<(c_int, UnixStream), c_int> {
    let mut ends = [-1; 2];
    let kind = libc::SOCK_STREAM | libc::SOCK_CLOEXEC;
    // SAFETY: two numbers to write to.
    if unsafe { libc::socketpair(libc::AF_UNIX, kind, 0, ends.as_mut_ptr()) } < 0 {
        return Err(libc::EMFILE);
    }
    // SAFETY: a descriptor that was just made and that nobody else has.
    let peer = UnixStream::from(unsafe { OwnedFd::from_raw_fd(ends[1]) });
    peer.set_nonblocking(true).map_err(|_| libc::EIO)?;
    Ok((ends[0], peer))
}

/// Whether the other end is closed.
pub fn hung_up(peer: &UnixStream) -> bool {
    let mut poll = libc::pollfd {
        fd: peer.as_raw_fd(),
        events: 0,
        revents: 0,
    };
    // SAFETY: one pollfd, alive during the call.
    let ready = unsafe { libc::poll(&mut poll, 1, 0) };
    ready > 0 && poll.revents & libc::POLLHUP != 0
}

/// What this descriptor is from now on.
pub fn keep(fd: c_int, device: Device) {
    let (Ok(index), Some(identity)) = (usize::try_from(fd), identity(fd)) else {
        return;
    };
    if index >= FD_MAX {
        return;
    }
    let entry = Entry {
        device: Arc::new(device),
        identity,
    };
    locked(&TABLE).get_or_insert_default().insert(fd, entry);
    OURS[index].store(true, Ordering::Release);
}

/// What this descriptor is, when it is ours and still the one that we gave out.
pub fn device(fd: c_int) -> Option<Arc<Device>> {
    let index = usize::try_from(fd).ok().filter(|index| *index < FD_MAX)?;
    if !OURS[index].load(Ordering::Acquire) {
        return None;
    }
    let now = identity(fd);
    let mut table = locked(&TABLE);
    let table = table.as_mut()?;
    let entry = table.get(&fd)?;
    if now == Some(entry.identity) {
        return Some(Arc::clone(&entry.device));
    }
    OURS[index].store(false, Ordering::Release);
    table.remove(&fd);
    None
}

fn identity(fd: c_int) -> Option<(u64, u64)> {
    let mut stat = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: `fstat` fills the whole structure when it answers 0, and only then is it read.
    let stat = unsafe {
        if libc::fstat(fd, stat.as_mut_ptr()) != 0 {
            return None;
        }
        stat.assume_init()
    };
    Some((stat.st_dev as u64, stat.st_ino as u64))
}
