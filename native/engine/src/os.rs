//! The few calls to Linux that the standard library has no safe form of.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::{Duration, Instant};

/// What the kernel allowed the real-time thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Privileges {
    /// The thread runs under `SCHED_FIFO`.
    pub realtime: bool,
    /// Our code and the thread's stack are locked in memory.
    pub locked: bool,
}

/// Below the kernel's own interrupt threads (50, PREEMPT_RT's default), above everything else of the box.
const FIFO_PRIORITY: i32 = 40;

/// Asks for real-time scheduling of the calling thread and for locked memory; neither is needed to run.
#[must_use]
pub fn ask_privileges() -> Privileges {
    let param = libc::sched_param {
        sched_priority: FIFO_PRIORITY,
    };
    // SAFETY: `param` outlives the call; pid 0 is the calling thread, no memory of ours is handed over.
    let realtime = unsafe { libc::sched_setscheduler(0, libc::SCHED_FIFO, &param) } == 0;
    Privileges {
        realtime,
        locked: lock_code() && lock_stack(),
    }
}

/// Locks the library (or program) that this function is in: what an SD card would have to bring back.
///
/// Never `mlockall`: V8 returns pages with `madvise(MADV_DONTNEED)`, which fails on locked ones, and V8 then
/// ends the process.
fn lock_code() -> bool {
    struct Search {
        here: usize,
        locked: bool,
    }

    unsafe extern "C" fn look(
        info: *mut libc::dl_phdr_info,
        _size: usize,
        search: *mut libc::c_void,
    ) -> libc::c_int {
        // SAFETY: dl_iterate_phdr hands over a valid object description, and `search` as it was given below.
        let (info, search) = unsafe { (&*info, &mut *search.cast::<Search>()) };
        // SAFETY: the object has this many headers (dl_iterate_phdr(3)).
        let headers = unsafe { std::slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()) };
        let segments = headers
            .iter()
            .filter(|header| header.p_type == libc::PT_LOAD)
            .map(|header| {
                let start = info.dlpi_addr as usize + header.p_vaddr as usize;
                start..start + header.p_memsz as usize
            });
        if !segments
            .clone()
            .any(|segment| segment.contains(&search.here))
        {
            return 0;
        }
        search.locked = segments.into_iter().all(|segment| {
            // SAFETY: a mapped segment of this very object; locking changes none of its contents.
            unsafe { libc::mlock(segment.start as *const libc::c_void, segment.len()) == 0 }
        });
        1
    }

    let mut search = Search {
        here: lock_code as *const () as usize,
        locked: false,
    };
    // SAFETY: `look` has the type that is asked for, and `search` lives during the call.
    unsafe { libc::dl_iterate_phdr(Some(look), (&raw mut search).cast()) };
    search.locked
}

/// Locks the calling thread's stack, so that no sample waits for its first touch.
fn lock_stack() -> bool {
    // SAFETY: an all-zero attribute object is what pthread_getattr_np fills; it is destroyed once it was filled,
    // and the stack that it names is the caller's own, alive as long as the caller.
    unsafe {
        let mut attributes = std::mem::zeroed::<libc::pthread_attr_t>();
        if libc::pthread_getattr_np(libc::pthread_self(), &mut attributes) != 0 {
            return false;
        }
        let (mut start, mut length) = (std::ptr::null_mut(), 0);
        let known = libc::pthread_attr_getstack(&attributes, &mut start, &mut length) == 0;
        libc::pthread_attr_destroy(&mut attributes);
        known && libc::mlock(start, length) == 0
    }
}

/// Waits until `fd` has one of `events` (`POLLIN`, `POLLOUT`) or an error to tell; `false` at the deadline.
///
/// # Errors
/// What `ppoll` says; an interrupted wait goes on.
pub fn wait_fd(fd: RawFd, events: i16, deadline: Instant) -> io::Result<bool> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let mut poll = libc::pollfd {
            fd,
            events,
            revents: 0,
        };
        let timeout = timespec(left);
        // SAFETY: one pollfd and one timespec, both alive during the call; no signal mask.
        let ready = unsafe { libc::ppoll(&mut poll, 1, &timeout, std::ptr::null()) };
        if ready >= 0 {
            return Ok(ready > 0);
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

/// Waits until `fd` is readable (first) or `bell` has rung (second); neither at the deadline.
///
/// # Errors
/// What `ppoll` says; an interrupted wait ends early with neither.
pub fn wait_either(fd: RawFd, bell: &EventFd, deadline: Instant) -> io::Result<(bool, bool)> {
    let timeout = timespec(deadline.saturating_duration_since(Instant::now()));
    let asked = |fd| libc::pollfd {
        fd,
        events: libc::POLLIN,
        revents: 0,
    };
    let mut polls = [asked(fd), asked(bell.0.as_raw_fd())];
    // SAFETY: two pollfds and one timespec, all alive during the call; no signal mask.
    let ready = unsafe { libc::ppoll(polls.as_mut_ptr(), 2, &timeout, std::ptr::null()) };
    if ready < 0 {
        let error = io::Error::last_os_error();
        return if error.kind() == io::ErrorKind::Interrupted {
            Ok((false, false))
        } else {
            Err(error)
        };
    }
    Ok((polls[0].revents != 0, polls[1].revents != 0))
}

fn timespec(span: Duration) -> libc::timespec {
    libc::timespec {
        tv_sec: libc::time_t::try_from(span.as_secs()).unwrap_or(libc::time_t::MAX),
        tv_nsec: span.subsec_nanos().into(),
    }
}

/// A counter of the kernel's that one thread adds to without ever waiting and another sleeps on.
#[derive(Debug)]
pub struct EventFd(OwnedFd);

impl EventFd {
    /// # Errors
    /// When the process has no descriptor left.
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointer; the result is checked before it is owned.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: a descriptor that was just made and that nobody else has.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// Wakes the sleeper. Never waits: a full counter means that it is being woken already.
    pub fn signal(&self) {
        let one = 1u64;
        // SAFETY: eight readable bytes, as eventfd(2) asks for.
        unsafe { libc::write(self.0.as_raw_fd(), (&raw const one).cast(), 8) };
    }

    /// Forgets the signals so far; never waits.
    pub fn clear(&self) {
        let mut count = 0u64;
        // SAFETY: eight writable bytes; the descriptor is non-blocking.
        unsafe { libc::read(self.0.as_raw_fd(), (&raw mut count).cast(), 8) };
    }

    /// Sleeps until signalled.
    pub fn wait(&self) {
        let soon = Instant::now() + Duration::from_secs(3600);
        let _ = wait_fd(self.0.as_raw_fd(), libc::POLLIN, soon);
        self.clear();
    }
}

impl AsRawFd for EventFd {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

/// Opens a stream to a Unix socket without ever waiting (a plain `connect` waits when the backlog is full).
///
/// # Errors
/// When nobody listens there, or the listener's backlog is full.
pub fn connect_unix(address: &libc::sockaddr_un) -> io::Result<std::os::unix::net::UnixStream> {
    let kind = libc::SOCK_STREAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
    // SAFETY: no pointer; the result is checked before it is owned.
    let fd = unsafe { libc::socket(libc::AF_UNIX, kind, 0) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: a descriptor that was just made and that nobody else has.
    let stream = unsafe { std::os::unix::net::UnixStream::from_raw_fd(fd) };
    let length = size_of::<libc::sockaddr_un>() as libc::socklen_t;
    // SAFETY: `address` is a whole sockaddr_un and alive during the call.
    if unsafe { libc::connect(fd, std::ptr::from_ref(address).cast(), length) } < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(stream)
}

/// The address of a Unix socket; `None` when the path is too long for the kernel (107 bytes) or empty.
#[must_use]
pub fn unix_address(path: &str) -> Option<libc::sockaddr_un> {
    let mut address = libc::sockaddr_un {
        sun_family: libc::AF_UNIX as libc::sa_family_t,
        sun_path: [0; 108],
    };
    if path.is_empty() || path.len() >= address.sun_path.len() || path.contains('\0') {
        return None;
    }
    for (to, from) in address.sun_path.iter_mut().zip(path.bytes()) {
        *to = from as libc::c_char;
    }
    Some(address)
}

/// Processor time that the calling thread has used: what a bench on a shared machine can compare.
#[must_use]
pub fn thread_cpu_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: one timespec to write to; the clock exists on every Linux since 2.6.12.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    Duration::new(
        time.tv_sec.unsigned_abs(),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}
