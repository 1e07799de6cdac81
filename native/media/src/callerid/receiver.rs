//! FSK receiver.
