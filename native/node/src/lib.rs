//! The media plane as a Node-API add-on: JSON in, JSON out, no decision of its own.

mod json;
pub mod plane;
mod source;
