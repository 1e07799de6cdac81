//! The media plane as a Node-API add-on: JSON in, JSON out, no decision of its own.

pub mod gpio;
mod json;
pub mod memory;
mod packet_legs;
pub mod plane;
mod source;
pub mod spidev;
