//! The engine's way to give memory back, `native/memory.ts` wraps it.

use napi_derive::napi;

/// Takes milliseconds; for a moment in which no telephone waits.
#[napi(catch_unwind)]
pub fn give_back_memory() {
    tipring_engine::memory::give_back();
}
