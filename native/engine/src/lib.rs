//! tipring engine
