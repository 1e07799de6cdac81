//! Every audio sample of the exchange, as pure functions: no I/O, no clock, no unsafe.
