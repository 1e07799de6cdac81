//! What the real-time thread needs of a card: one full-duplex burst for each FRAME.

use std::time::{Duration, Instant};

use crate::burst::BURST_LEN;

/// Bytes of one burst, one way.
pub type BurstBytes = [u8; BURST_LEN];

/// Why a burst did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortError {
    /// Nobody is there: to be opened again.
    Gone,
    /// FRAME came, the burst did not end in time.
    Timeout,
    /// What came was no part of the protocol; the port has closed itself.
    Garbled,
    /// FRAME came, the bus did not carry the burst out; the next one may go well.
    Missed,
}

/// The wires of one card's media burst: FRAME, and spidev0.1 or the simulator's socket.
///
/// All calls come from the real-time thread: none may allocate, lock, log, or wait beyond its deadline.
pub trait BurstPort: Send {
    /// Waits for FRAME to fall: `true`, or `false` at the deadline. A deadline in the past only looks.
    ///
    /// # Errors
    /// [`PortError::Gone`] or [`PortError::Garbled`] when the card cannot be heard at all.
    fn wait_frame(&mut self, deadline: Instant) -> Result<bool, PortError>;

    /// One burst, after FRAME. SPI moves both ways at once: `mosi` was ready before `miso` is known.
    ///
    /// # Errors
    /// When the burst did not complete; `miso` then means nothing.
    fn exchange(&mut self, mosi: &BurstBytes, miso: &mut BurstBytes) -> Result<(), PortError>;

    /// Tries once, without waiting, to open a port that is gone; `true` when it is open now.
    fn reopen(&mut self) -> bool;

    /// How long FRAME may be missing before each missing frame counts as failed. A crystal never stalls; a
    /// simulator that was not given the processor has a clock that stood still with it.
    fn stall_max(&self) -> Duration {
        Duration::ZERO
    }
}
