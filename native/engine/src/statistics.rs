//! Counters since start: each way in which a frame can be lost has its own.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::Serialize;

macro_rules! counters {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// What the frame loop counts over all cards. `MediaStatistics` of `firmware/ports/media.ts`, and more.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct Statistics {
            $($(#[$doc])+ pub $name: u64,)+
        }

        /// The same where one thread writes and another reads, without either waiting. Each number is whole;
        /// two of them may be a frame apart.
        #[derive(Debug, Default)]
        pub struct SharedStatistics {
            $($name: AtomicU64,)+
        }

        impl SharedStatistics {
            /// Shows new values.
            pub fn publish(&self, now: &Statistics) {
                $(self.$name.store(now.$name, Relaxed);)+
            }

            /// The last values shown.
            #[must_use]
            pub fn read(&self) -> Statistics {
                Statistics { $($name: self.$name.load(Relaxed),)+ }
            }
        }
    };
}

counters! {
    /// Frames processed by the plane.
    frames,
    /// Bursts with an intact header whose CRC-32 was wrong.
    crc_errors,
    /// Bursts whose header could not be believed: ignored whole.
    header_errors,
    /// Intact headers of another protocol version or frame length.
    version_errors,
    /// Bursts in a sample format that was not asked for.
    format_errors,
    /// Card frames that the sequence numbers show as lost.
    sequence_gaps,
    /// Times that a card's sequence began anew (a hole longer than its queue, or a restart).
    resyncs,
    /// Frames in which a card that was up gave no FRAME or no burst.
    missing,
    /// Bursts that the bus did not carry out though FRAME had come.
    burst_failures,
    /// Times that a card's bus was gone and had to be opened again.
    port_failures,
    /// Card frames replaced by the last good one.
    repeated,
    /// Frames in which a card had nothing to play.
    underruns,
    /// Frames in which a card had dropped what it heard, because the host came too late.
    overruns,
    /// Frames muted because the card had lost PCLK or FSYNC.
    clock_lost,
    /// Host frames that a card refused for their CRC.
    card_crc_errors,
    /// Host frames that a card never saw.
    card_lost_frames,
    /// Pin levels that had moved without an event.
    edges_lost,
    /// Edge events with an impossible position, kind or tick.
    edges_malformed,
    /// Events that found no room on their way to the switching core.
    events_dropped,
    /// Frames waiting in a card to be played: the shortest queue, last seen.
    card_queue_depth,
    /// Lowest supply of any card, mV, last seen; 0 when no card is up.
    supply_mv_min,
    /// Connections (one-way) and conference members now switched.
    paths,
}
