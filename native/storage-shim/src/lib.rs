//! Loaded in front of libc (`LD_PRELOAD`): every write, truncation, renaming, removal and sync of files in one
//! folder (`STORAGE_SHIM_FOLDER`) goes on to the kernel and is told in a trace (`STORAGE_SHIM_TRACE`). From that
//! `tools/crash` makes the states that a power cut could have left.
//!
//! Only what SQLite and Node use is watched; a call that is not here would be missing from the trace, and the check
//! that the trace rebuilds the very files that are there would find that.

mod trace;

use libc::{c_char, c_int, c_uint, c_void, mode_t, off_t, off64_t, size_t, ssize_t};
use std::ffi::CStr;
use trace::{Kind, identity, is_on, is_watched, order, record, watched_path};

/// The raw call's answer in the way of libc: −1 and `errno`.
fn answered(result: libc::c_long) -> c_int {
    c_int::try_from(result).unwrap_or(-1)
}

/// Tells a file that was opened for writing, with its name.
fn opened(file: c_int, flags: c_int) {
    if file < 0 || flags & libc::O_ACCMODE == libc::O_RDONLY {
        return;
    }
    let (Some(path), Some((inode, false))) = (watched_path(file), identity(file)) else {
        return;
    };
    record(Kind::Open, inode, 0, 0, &path);
    if flags & libc::O_TRUNC != 0 {
        record(Kind::Truncate, inode, 0, 0, &[]);
    }
}

/// # Safety
/// As `openat(2)`: `path` is a string that ends with a zero.
unsafe fn open_at(folder: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    let _order = is_on().then(order);
    // SAFETY: the caller's arguments, handed on as they came.
    let file = answered(unsafe {
        libc::syscall(libc::SYS_openat, folder, path, flags, c_uint::from(mode))
    });
    opened(file, flags);
    file
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
/// As `openat`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn openat64(
    folder: c_int,
    path: *const c_char,
    flags: c_int,
    mode: mode_t,
) -> c_int {
    // SAFETY: the caller's promise.
    unsafe { open_at(folder, path, flags, mode) }
}

/// The file of a write when it is watched.
fn watched(file: c_int) -> Option<u64> {
    if file <= 2 || !is_on() {
        return None;
    }
    let (inode, is_folder) = identity(file)?;
    (!is_folder && watched_path(file).is_some()).then_some(inode)
}

/// Tells bytes that the kernel took.
///
/// # Safety
/// `bytes` is valid for `count` bytes.
unsafe fn wrote(inode: u64, bytes: *const c_void, count: ssize_t, offset: u64) {
    let Ok(count) = usize::try_from(count) else {
        return;
    };
    // SAFETY: the kernel has just read `count` bytes from there.
    let payload = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), count) };
    record(Kind::Write, inode, offset, count as u64, payload);
}

/// # Safety
/// As `pwrite(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite64(
    file: c_int,
    bytes: *const c_void,
    count: size_t,
    offset: off64_t,
) -> ssize_t {
    let inode = watched(file);
    let _order = inode.map(|_| order());
    // SAFETY: the caller's arguments, handed on as they came.
    let written =
        unsafe { libc::syscall(libc::SYS_pwrite64, file, bytes, count, offset) } as ssize_t;
    if let Some(inode) = inode {
        // SAFETY: the caller's buffer holds what was written of it.
        unsafe { wrote(inode, bytes, written, offset as u64) };
    }
    written
}

/// # Safety
/// As `pwrite(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite(
    file: c_int,
    bytes: *const c_void,
    count: size_t,
    offset: off_t,
) -> ssize_t {
    // SAFETY: the caller's promise; both offsets have 64 bits on our boards.
    unsafe { pwrite64(file, bytes, count, offset) }
}

/// # Safety
/// As `write(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn write(file: c_int, bytes: *const c_void, count: size_t) -> ssize_t {
    let inode = watched(file);
    let _order = inode.map(|_| order());
    // SAFETY: the caller's arguments, handed on as they came.
    let written = unsafe { libc::syscall(libc::SYS_write, file, bytes, count) } as ssize_t;
    if let Some(inode) = inode.filter(|_| written > 0) {
        // SAFETY: asks where the file stands; it stands behind what was written.
        let end = unsafe { libc::lseek(file, 0, libc::SEEK_CUR) };
        // SAFETY: the caller's buffer holds what was written of it.
        unsafe { wrote(inode, bytes, written, (end - written as off_t) as u64) };
    }
    written
}

/// # Safety
/// As `ftruncate(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate64(file: c_int, length: off64_t) -> c_int {
    let inode = watched(file);
    let _order = inode.map(|_| order());
    // SAFETY: the caller's arguments, handed on as they came.
    let result = answered(unsafe { libc::syscall(libc::SYS_ftruncate, file, length) });
    if let Some(inode) = inode.filter(|_| result == 0) {
        record(Kind::Truncate, inode, 0, length as u64, &[]);
    }
    result
}

/// # Safety
/// As `ftruncate(2)`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate(file: c_int, length: off_t) -> c_int {
    // SAFETY: the caller's promise; both lengths have 64 bits on our boards.
    unsafe { ftruncate64(file, length) }
}

/// A sync is told when it has been done: what is written beside it, behind its back, is not covered.
fn synced(file: c_int, call: libc::c_long) -> c_int {
    let path = if is_on() { watched_path(file) } else { None };
    let _order = path.as_ref().map(|_| order());
    // SAFETY: a number only; the kernel checks it.
    let result = answered(unsafe { libc::syscall(call, file) });
    if let (0, Some(path), Some((inode, is_folder))) = (result, path, identity(file)) {
        if is_folder {
            record(Kind::SyncFolder, inode, 0, 0, &path);
        } else {
            record(Kind::Sync, inode, 0, 0, &[]);
        }
    }
    result
}

/// As `fsync(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn fsync(file: c_int) -> c_int {
    synced(file, libc::SYS_fsync)
}

/// As `fdatasync(2)`.
#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(file: c_int) -> c_int {
    synced(file, libc::SYS_fdatasync)
}

/// # Safety
/// As `rename(2)`: both are strings that end with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rename(old: *const c_char, new: *const c_char) -> c_int {
    // SAFETY: the caller's strings end with a zero.
    let (from, to) = unsafe { (CStr::from_ptr(old), CStr::from_ptr(new)) };
    let told = is_watched(from) || is_watched(to);
    let _order = told.then(order);
    // SAFETY: the caller's arguments, handed on as they came.
    let result = answered(unsafe {
        libc::syscall(
            libc::SYS_renameat2,
            libc::AT_FDCWD,
            old,
            libc::AT_FDCWD,
            new,
            0,
        )
    });
    if told && result == 0 {
        let payload = [from.to_bytes(), &[0], to.to_bytes()].concat();
        record(Kind::Rename, 0, 0, 0, &payload);
    }
    result
}

/// # Safety
/// As `unlink(2)`: a string that ends with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlink(path: *const c_char) -> c_int {
    // SAFETY: the caller's string ends with a zero.
    let name = unsafe { CStr::from_ptr(path) };
    let told = is_watched(name);
    let _order = told.then(order);
    // SAFETY: the caller's arguments, handed on as they came.
    let result = answered(unsafe { libc::syscall(libc::SYS_unlinkat, libc::AT_FDCWD, path, 0) });
    if told && result == 0 {
        record(Kind::Unlink, 0, 0, 0, name.to_bytes());
    }
    result
}
