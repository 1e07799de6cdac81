//! Every audio sample of the exchange, as pure functions: no I/O, no clock, no unsafe.
//!
//! [`Plane`] is the media plane of one exchange. A driver (a real-time thread, or a virtual clock in
//! tests) hands it one 5 ms frame of all timeslots and gets one back. Commands are made ready off the
//! audio thread by [`prepare`]; [`Plane::apply`] and [`Plane::process`] do not allocate, lock or wait.
#![forbid(unsafe_code)]

pub mod codec;
pub mod echo;
pub mod g711;
pub mod level;
pub mod packet;
pub mod resample;
pub mod srtp;
pub mod tone;
pub mod wav;
pub mod workload;

mod callerid;
mod command;
mod detect;
mod event;
pub mod loudness;
pub mod offline;
mod plane;
mod prepare;
pub mod quality;

pub use command::{
    CallProgressTone, CallerIdFormat, CallerIdMessage, CallerIdReceiver, Command, ConferenceMember,
    Detectors, DtmfLevels, FskStandard, MatrixEntry, MessageFormat, PacketCodec,
    PacketStreamSettings, QualityReport,
};
pub use event::{Event, RawEvent};
pub use g711::Law;
pub use plane::Plane;
pub use prepare::{Garbage, Prepared, prepare};
pub use tone::{ToneDefinition, ToneStep};

/// Samples per second of every timeslot (ITU-T G.711).
pub const RATE: u32 = 8000;
/// Samples of one timeslot in one frame: 5 ms.
pub const SAMPLES: usize = 40;
/// Samples per second of a packet leg whose codec has 7 kHz, and of 5 ms of it.
pub const WIDE_RATE: u32 = 16_000;
/// See [`WIDE_RATE`].
pub const WIDE_SAMPLES: usize = 80;
/// One timeslot's companded bytes of one frame.
pub type SlotFrame = [u8; SAMPLES];
/// One timeslot's samples of one frame on the 16-bit scale, where a sine of peak 22 460 is 0 dBm0.
pub(crate) type Linear = [f32; SAMPLES];
/// The same of a wideband leg.
pub(crate) type Wide = [f32; WIDE_SAMPLES];
