//! tipring node
