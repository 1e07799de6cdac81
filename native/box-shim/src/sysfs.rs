//! `/sys/class/gpio`, as `drivers/gpio/gpiolib-sysfs.c` has it on kernels from 6.6 on: the first number of the header's
//! lines is not 0. Folders and plain attributes are real files in the folder of the sockets; `value` is a socket, so
//! that its edges wake an epoll with `EPOLLPRI`.

use std::ffi::{CStr, CString};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use libc::c_int;

use crate::chardev;
use crate::descriptors::{Device, keep, pair, remember, setting, sockets};
use crate::lines::{self, Told};

pub const ROOT: &str = "/sys/class/gpio";
/// First number of the header's lines on a Raspberry Pi 4 with Linux 6.6.
const BASE: u32 = 512;

/// An open `value`.
pub struct Value {
    offset: u32,
}

/// An open file whose writing does something.
pub enum Control {
    Export,
    Unexport,
    Direction(u32),
    /// `edge`, `active_low`: kept, but both edges are told and nothing is turned round.
    Attribute,
}

fn folder() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    FOLDER
        .get_or_init(|| {
            if setting("BOX_SHIM_SYSFS").is_some_and(|value| value == "off") {
                return None;
            }
            let folder = sockets()?.join(format!("sysfs-{}", std::process::id()));
            let chips: [(u32, u32, Vec<u8>); 2] = [
                (BASE, lines::COUNT, chardev::label()),
                (BASE + lines::COUNT, 8, b"raspberrypi-exp-gpio".to_vec()),
            ];
            for (base, count, label) in chips {
                let chip = folder.join(format!("gpiochip{base}"));
                fs::create_dir_all(&chip).ok()?;
                fs::write(chip.join("base"), format!("{base}\n")).ok()?;
                fs::write(chip.join("ngpio"), format!("{count}\n")).ok()?;
                fs::write(chip.join("label"), [label, b"\n".to_vec()].concat()).ok()?;
            }
            fs::write(folder.join("export"), "").ok()?;
            fs::write(folder.join("unexport"), "").ok()?;
            Some(folder)
        })
        .as_ref()
}

fn inside(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(ROOT)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_matches('/'))
}

/// Where a path of sysfs really is; none for every other.
pub fn redirected(path: &CStr) -> Option<CString> {
    let rest = inside(path.to_str().ok()?)?;
    sockets()?;
    let there = folder().map_or_else(|| PathBuf::from("/nonexistent"), |folder| folder.join(rest));
    CString::new(there.to_str()?).ok()
}

/// Opens a file of sysfs.
pub fn open(path: &str, flags: c_int) -> Option<Result<c_int, c_int>> {
    let rest = inside(path)?;
    let Some(folder) = folder() else {
        return Some(Err(libc::ENOENT));
    };
    let there = folder.join(rest);
    if !there.exists() {
        return Some(Err(libc::ENOENT));
    }
    let line = rest
        .strip_prefix("gpio")
        .and_then(|rest| rest.split_once('/'))
        .and_then(|(number, file)| Some((number.parse::<u32>().ok()?.checked_sub(BASE)?, file)));
    let writes = flags & libc::O_ACCMODE != libc::O_RDONLY;
    Some(match (rest, line) {
        ("export", _) => remember(Device::SysfsControl(Control::Export)),
        ("unexport", _) => remember(Device::SysfsControl(Control::Unexport)),
        (_, Some((offset, "value"))) => open_value(offset),
        (_, Some((offset, "direction"))) if writes => {
            remember(Device::SysfsControl(Control::Direction(offset)))
        }
        (_, Some(_)) if writes => remember(Device::SysfsControl(Control::Attribute)),
        _ => open_plain(&there),
    })
}

fn open_value(offset: u32) -> Result<c_int, c_int> {
    let (fd, peer) = pair()?;
    lines::watch(offset, peer, Told::Urgent);
    keep(fd, Device::SysfsValue(Value { offset }));
    Ok(fd)
}

fn open_plain(path: &Path) -> Result<c_int, c_int> {
    let name = path.to_str().and_then(|path| CString::new(path).ok());
    let name = name.ok_or(libc::EINVAL)?;
    let flags = libc::O_RDONLY | libc::O_CLOEXEC;
    // SAFETY: a string that ends with a zero and lives through the call.
    let fd = unsafe { libc::syscall(libc::SYS_openat, libc::AT_FDCWD, name.as_ptr(), flags) };
    c_int::try_from(fd)
        .ok()
        .filter(|fd| *fd >= 0)
        .ok_or(libc::EIO)
}

impl Value {
    /// Reading takes what woke an epoll, as in sysfs.
    pub fn read(&self, fd: c_int, bytes: &mut [u8]) -> Result<usize, c_int> {
        let mut scrap = [0u8; 64];
        for flags in [libc::MSG_OOB, 0] {
            // SAFETY: a buffer of our own; the descriptor is the open value.
            while unsafe {
                libc::recv(
                    fd,
                    scrap.as_mut_ptr().cast(),
                    scrap.len(),
                    flags | libc::MSG_DONTWAIT,
                )
            } > 0
            {}
        }
        let text: &[u8] = if lines::is_high(self.offset) {
            b"1\n"
        } else {
            b"0\n"
        };
        let count = text.len().min(bytes.len());
        bytes[..count].copy_from_slice(&text[..count]);
        Ok(count)
    }

    pub fn write(&self, bytes: &[u8]) -> Result<usize, c_int> {
        lines::drive(self.offset, bytes.first() == Some(&b'1'));
        Ok(bytes.len())
    }
}

impl Control {
    pub fn write(&self, bytes: &[u8]) -> Result<usize, c_int> {
        let text = std::str::from_utf8(bytes).map_err(|_| libc::EINVAL)?.trim();
        match self {
            Self::Export | Self::Unexport => {
                let number: u32 = text.parse().map_err(|_| libc::EINVAL)?;
                let offset = number
                    .checked_sub(BASE)
                    .filter(|offset| *offset < lines::COUNT);
                export(offset.ok_or(libc::EINVAL)?, matches!(self, Self::Export))?;
            }
            Self::Direction(offset) => match text {
                "in" => {}
                "out" | "low" => lines::drive(*offset, false),
                "high" => lines::drive(*offset, true),
                _ => return Err(libc::EINVAL),
            },
            Self::Attribute => {}
        }
        Ok(bytes.len())
    }
}

fn export(offset: u32, on: bool) -> Result<(), c_int> {
    lines::export(offset, on)?;
    let folder = folder()
        .ok_or(libc::ENODEV)?
        .join(format!("gpio{}", BASE + offset));
    if !on {
        return fs::remove_dir_all(folder).map_err(|_| libc::EIO);
    }
    let made = fs::create_dir_all(&folder).and_then(|()| {
        for (name, text) in [
            ("value", ""),
            ("direction", "in\n"),
            ("edge", "none\n"),
            ("active_low", "0\n"),
        ] {
            fs::write(folder.join(name), text)?;
        }
        Ok(())
    });
    made.map_err(|_| libc::EIO)
}
