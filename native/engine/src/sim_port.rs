//! A card of the simulator: a Unix stream socket. Each 5 ms the simulator writes one byte `F` (FRAME fell),
//! the host answers each with its burst, the simulator then writes its own. A host that comes late finds more
//! than one `F`, and some of them in front of the burst that it waits for.

use std::fmt;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crate::os::{connect_unix, unix_address, wait_fd};
use crate::port::{BurstBytes, BurstPort, PortError};

const FRAME: u8 = b'F';
/// FRAMEs in front of one burst: the card itself queues 8 frames.
const WAITING_MAX: u32 = 64;
/// A simulator that shares two cores with everything else may be off the processor this long.
const STALL_MAX: Duration = Duration::from_secs(1);

/// The host's end of one `media-<card>.sock`.
pub struct SimPort {
    address: Option<libc::sockaddr_un>,
    stream: Option<UnixStream>,
    /// FRAMEs that were seen in front of a burst and not served yet.
    waiting: u32,
}

impl fmt::Debug for SimPort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SimPort {{ open: {} }}", self.stream.is_some())
    }
}

impl SimPort {
    /// A port to a socket that may or may not be there yet; `None` when the kernel takes no such path.
    #[must_use]
    pub fn new(path: &str) -> Option<Self> {
        let address = unix_address(path)?;
        Some(Self {
            address: Some(address),
            stream: None,
            waiting: 0,
        })
    }

    /// A port over a stream that is open already (one end of a pair); it cannot be opened again.
    ///
    /// # Errors
    /// When the stream cannot be made non-blocking.
    pub fn from_stream(stream: UnixStream) -> std::io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self {
            address: None,
            stream: Some(stream),
            waiting: 0,
        })
    }

    fn fail(&mut self, error: PortError) -> PortError {
        // Half a burst in the pipe cannot be told from the next one: only a new stream is in step again.
        self.stream = None;
        self.waiting = 0;
        error
    }

    fn read_exact(&mut self, bytes: &mut [u8], deadline: Instant) -> Result<(), PortError> {
        let mut done = 0;
        while done < bytes.len() {
            let Some(stream) = &mut self.stream else {
                return Err(PortError::Gone);
            };
            match stream.read(&mut bytes[done..]) {
                Ok(0) => return Err(self.fail(PortError::Gone)),
                Ok(count) => done += count,
                Err(error) => self.pause(error.kind(), libc::POLLIN, deadline)?,
            }
        }
        Ok(())
    }

    fn write_all(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), PortError> {
        let mut done = 0;
        while done < bytes.len() {
            let Some(stream) = &mut self.stream else {
                return Err(PortError::Gone);
            };
            match stream.write(&bytes[done..]) {
                Ok(0) => return Err(self.fail(PortError::Gone)),
                Ok(count) => done += count,
                Err(error) => self.pause(error.kind(), libc::POLLOUT, deadline)?,
            }
        }
        Ok(())
    }

    fn pause(&mut self, why: ErrorKind, events: i16, deadline: Instant) -> Result<(), PortError> {
        match why {
            ErrorKind::Interrupted => Ok(()),
            ErrorKind::WouldBlock => match self.wait(events, deadline) {
                Ok(true) => Ok(()),
                Ok(false) => Err(self.fail(PortError::Timeout)),
                Err(error) => Err(error),
            },
            _ => Err(self.fail(PortError::Gone)),
        }
    }

    fn wait(&mut self, events: i16, deadline: Instant) -> Result<bool, PortError> {
        let Some(stream) = &self.stream else {
            return Err(PortError::Gone);
        };
        wait_fd(stream.as_raw_fd(), events, deadline).map_err(|_| self.fail(PortError::Gone))
    }
}

impl BurstPort for SimPort {
    fn wait_frame(&mut self, deadline: Instant) -> Result<bool, PortError> {
        if self.waiting > 0 {
            self.waiting -= 1;
            return Ok(true);
        }
        if !self.wait(libc::POLLIN, deadline)? {
            return Ok(false);
        }
        let mut byte = [0];
        self.read_exact(&mut byte, deadline + STALL_MAX)?;
        if byte[0] == FRAME {
            Ok(true)
        } else {
            Err(self.fail(PortError::Garbled))
        }
    }

    fn exchange(&mut self, mosi: &BurstBytes, miso: &mut BurstBytes) -> Result<(), PortError> {
        let deadline = Instant::now() + STALL_MAX;
        self.write_all(mosi, deadline)?;
        // No burst begins with `F`: a good one with `P`, the one of a card pulled out with 0xFF. If a bit error
        // makes one, the stream is out of step, which shows at the next FRAME and closes it.
        loop {
            self.read_exact(&mut miso[..1], deadline)?;
            if miso[0] != FRAME {
                return self.read_exact(&mut miso[1..], deadline);
            }
            self.waiting += 1;
            if self.waiting > WAITING_MAX {
                return Err(self.fail(PortError::Garbled));
            }
        }
    }

    fn reopen(&mut self) -> bool {
        if self.stream.is_none() {
            self.stream = self
                .address
                .as_ref()
                .and_then(|address| connect_unix(address).ok());
        }
        self.stream.is_some()
    }

    fn stall_max(&self) -> Duration {
        STALL_MAX
    }
}
