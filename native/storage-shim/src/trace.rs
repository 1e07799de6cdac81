//! The trace: one record an operation, in the order in which the operations were done.
//!
//! A record is five little-endian `u64`: kind, file (inode), offset, length, bytes of payload; then the payload.

use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::sync::{Mutex, MutexGuard, OnceLock};

/// What was done. The numbers are the format: `tools/crash/trace.ts` knows them too.
#[derive(Clone, Copy)]
#[repr(u64)]
pub enum Kind {
    /// Payload: path. A name of a file was opened, and made if it was not there.
    Open = 1,
    /// Payload: the bytes.
    Write = 2,
    /// Length: the new one.
    Truncate = 3,
    /// The file is on disk.
    Sync = 4,
    /// Payload: old path, a zero, new path.
    Rename = 5,
    /// Payload: path.
    Unlink = 6,
    /// Payload: path. The names in a folder are on disk.
    SyncFolder = 7,
}

struct Settings {
    folder: Vec<u8>,
    trace: libc::c_int,
}

static SETTINGS: OnceLock<Option<Settings>> = OnceLock::new();
static LOCK: Mutex<()> = Mutex::new(());

fn settings() -> Option<&'static Settings> {
    SETTINGS
        .get_or_init(|| {
            let folder = std::env::var_os("STORAGE_SHIM_FOLDER")?;
            let path = std::env::var_os("STORAGE_SHIM_TRACE")?;
            let mut name = path.as_bytes().to_vec();
            name.push(0);
            let flags = libc::O_WRONLY | libc::O_CREAT | libc::O_APPEND | libc::O_CLOEXEC;
            // SAFETY: `name` ends with a zero and lives through the call.
            let trace = unsafe {
                libc::syscall(
                    libc::SYS_openat,
                    libc::AT_FDCWD,
                    name.as_ptr(),
                    flags,
                    0o600,
                )
            };
            let trace = libc::c_int::try_from(trace)
                .ok()
                .filter(|file| *file >= 0)?;
            Some(Settings {
                folder: folder.as_bytes().to_vec(),
                trace,
            })
        })
        .as_ref()
}

/// Held from before an operation until its record is written: the trace has the order of the disk.
pub fn order() -> MutexGuard<'static, ()> {
    LOCK.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Whether somebody asked for a trace at all.
pub fn is_on() -> bool {
    settings().is_some()
}

/// Whether a path is in the folder that is watched. SQLite and Node give absolute paths.
pub fn is_watched(path: &CStr) -> bool {
    settings().is_some_and(|settings| is_inside(path.to_bytes(), &settings.folder))
}

fn is_inside(path: &[u8], folder: &[u8]) -> bool {
    path.starts_with(folder) && (path.len() == folder.len() || path[folder.len()] == b'/')
}

/// The path of an open file, when it is one that is watched.
pub fn watched_path(file: libc::c_int) -> Option<Vec<u8>> {
    let settings = settings()?;
    let link = std::fs::read_link(format!("/proc/self/fd/{file}")).ok()?;
    let path: &OsStr = link.as_os_str();
    is_inside(path.as_bytes(), &settings.folder).then(|| path.as_bytes().to_vec())
}

/// Inode of an open file, and whether it is a folder.
pub fn identity(file: libc::c_int) -> Option<(u64, bool)> {
    let mut stat = std::mem::MaybeUninit::<libc::stat>::uninit();
    // SAFETY: `fstat` fills the whole structure when it answers 0, and only then is it read.
    let stat = unsafe {
        if libc::fstat(file, stat.as_mut_ptr()) != 0 {
            return None;
        }
        stat.assume_init()
    };
    Some((stat.st_ino, stat.st_mode & libc::S_IFMT == libc::S_IFDIR))
}

/// Appends one record; the caller holds `order`.
pub fn record(kind: Kind, file: u64, offset: u64, length: u64, payload: &[u8]) {
    let Some(settings) = settings() else { return };
    let mut bytes = Vec::with_capacity(40 + payload.len());
    for word in [kind as u64, file, offset, length, payload.len() as u64] {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    bytes.extend_from_slice(payload);
    let mut rest: &[u8] = &bytes;
    while !rest.is_empty() {
        // SAFETY: `rest` is valid for its length; the raw call does not come back to our own `write`.
        let written =
            unsafe { libc::syscall(libc::SYS_write, settings.trace, rest.as_ptr(), rest.len()) };
        match usize::try_from(written) {
            Ok(count) => rest = &rest[count..],
            // A trace with a hole would prove nothing.
            Err(_) => std::process::abort(),
        }
    }
}
