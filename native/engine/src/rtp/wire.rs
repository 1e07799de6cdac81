//! What goes between the thread of the frames and that of the sockets: records in a bounded ring of bytes, in order,
//! so that a ring has room for many short packets or for a few long ones.

use rtrb::{Consumer, Producer, RingBuffer};

/// Longest packet that is carried: [`tipring_media::packet::rtp::PACKET_BYTES_MAX`].
pub(crate) const PACKET_MAX: usize = 1500;
const HEAD_BYTES: usize = 16;
/// Room that packets leave to what must not be lost.
const RESERVE: usize = 64 * HEAD_BYTES;

/// What a record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    /// RTP in clear: to the network what the mixed path says, from it what the peer does.
    Packet,
    /// RTCP in clear, from the network.
    Report,
    /// To the network: the leg's packets go to the leg at `value`, and it gets those of that leg.
    Relay,
    /// To the network: the leg's packets become sound again.
    Mix,
    /// To the network: an order waits in its own ring.
    Order,
    /// From the network: the peer is heard, or is silent though it should not be.
    Heard,
    Silent,
}

impl Kind {
    fn of(byte: u8) -> Option<Self> {
        const ALL: [Kind; 7] = [
            Kind::Packet,
            Kind::Report,
            Kind::Relay,
            Kind::Mix,
            Kind::Order,
            Kind::Heard,
            Kind::Silent,
        ];
        ALL.get(usize::from(byte)).copied()
    }

    /// May be dropped when the other side does not keep up.
    fn is_voice(self) -> bool {
        matches!(self, Self::Packet | Self::Report)
    }
}

/// A record without its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub kind: Kind,
    pub slot: u16,
    /// µs of a packet's arrival, NTP time of a report's, another leg's timeslot.
    pub value: u64,
}

/// The writing end.
#[derive(Debug)]
pub(crate) struct Outlet(Producer<u8>);

/// The reading end.
#[derive(Debug)]
pub(crate) struct Inlet(Consumer<u8>);

/// A ring of so many bytes.
pub(crate) fn wire(bytes: usize) -> (Outlet, Inlet) {
    let (producer, consumer) = RingBuffer::new(bytes);
    (Outlet(producer), Inlet(consumer))
}

impl Outlet {
    /// A record of so many bytes finds room: it does until one is put in, for the other side only makes room.
    pub fn has_room(&self, kind: Kind, bytes: usize) -> bool {
        let reserve = if kind.is_voice() { RESERVE } else { 0 };
        bytes <= PACKET_MAX && self.0.slots() >= HEAD_BYTES + bytes + reserve
    }

    /// Puts a record in; false when there is no room.
    pub fn push(&mut self, head: Head, bytes: &[u8]) -> bool {
        let length = HEAD_BYTES + bytes.len();
        if !self.has_room(head.kind, bytes.len()) {
            return false;
        }
        let Ok(mut chunk) = self.0.write_chunk(length) else {
            return false;
        };
        let mut raw = [0; HEAD_BYTES];
        raw[0] = head.kind as u8;
        raw[2..4].copy_from_slice(&head.slot.to_ne_bytes());
        raw[4..6].copy_from_slice(&(bytes.len() as u16).to_ne_bytes());
        raw[8..].copy_from_slice(&head.value.to_ne_bytes());
        let (first, second) = chunk.as_mut_slices();
        put(first, second, 0, &raw);
        put(first, second, HEAD_BYTES, bytes);
        chunk.commit_all();
        true
    }
}

impl Head {
    /// With how many bytes follow.
    fn read(raw: &[u8; HEAD_BYTES]) -> Option<(Self, usize)> {
        let value = raw[8..].try_into().map(u64::from_ne_bytes);
        let head = Self {
            kind: Kind::of(raw[0])?,
            slot: u16::from_ne_bytes([raw[2], raw[3]]),
            value: value.unwrap_or_default(),
        };
        Some((head, usize::from(u16::from_ne_bytes([raw[4], raw[5]]))))
    }
}

impl Inlet {
    /// The next record, which stays in.
    pub fn next(&mut self) -> Option<Head> {
        let mut raw = [0; HEAD_BYTES];
        self.copy(&mut raw)?;
        Some(Head::read(&raw)?.0)
    }

    /// Takes the next record out; its bytes are the first `usize` of `buffer`.
    pub fn pop(&mut self, buffer: &mut [u8; PACKET_MAX]) -> Option<(Head, usize)> {
        let mut raw = [0; HEAD_BYTES];
        self.take(&mut raw)?;
        let (head, length) = Head::read(&raw)?;
        // Both were put in at once.
        self.take(&mut buffer[..length])?;
        Some((head, length))
    }

    fn take(&mut self, to: &mut [u8]) -> Option<()> {
        self.copy(to)?;
        self.0.read_chunk(to.len()).ok()?.commit_all();
        Some(())
    }

    /// Takes nothing out.
    fn copy(&mut self, to: &mut [u8]) -> Option<()> {
        let chunk = self.0.read_chunk(to.len()).ok()?;
        let (first, second) = chunk.as_slices();
        to[..first.len()].copy_from_slice(first);
        to[first.len()..].copy_from_slice(second);
        Some(())
    }
}

/// Copies to the place `at` in two pieces of memory, one after the other.
fn put(first: &mut [u8], second: &mut [u8], at: usize, bytes: &[u8]) {
    let here = first.len().saturating_sub(at).min(bytes.len());
    let (head, tail) = bytes.split_at(here);
    if here > 0 {
        first[at..at + here].copy_from_slice(head);
    }
    let at = (at + here).saturating_sub(first.len());
    second[at..at + tail.len()].copy_from_slice(tail);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn head(kind: Kind, value: u64) -> Head {
        Head {
            kind,
            slot: 7,
            value,
        }
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out_in_order_across_the_end_of_the_ring(
            lengths in prop::collection::vec(0usize..400, 1..100),
        ) {
            let (mut outlet, mut inlet) = wire(4096);
            let mut buffer = [0; PACKET_MAX];
            for (n, length) in lengths.into_iter().enumerate() {
                let bytes = vec![n as u8; length];
                let head = head(Kind::Packet, n as u64);
                prop_assert!(outlet.push(head, &bytes));
                prop_assert_eq!(inlet.next(), Some(head));
                prop_assert_eq!(inlet.pop(&mut buffer), Some((head, length)));
                prop_assert_eq!(&buffer[..length], &bytes[..]);
                prop_assert_eq!(inlet.pop(&mut buffer), None);
            }
        }
    }

    #[test]
    fn packets_for_which_there_is_no_room_are_dropped_and_orders_still_pass() {
        let (mut outlet, mut inlet) = wire(4096);
        let packets = (0..100)
            .filter(|_| outlet.push(head(Kind::Packet, 0), &[0; 172]))
            .count();
        assert!((10..20).contains(&packets), "{packets}");
        assert!(outlet.push(head(Kind::Mix, 3), &[]));
        let mut buffer = [0; PACKET_MAX];
        let came = std::iter::from_fn(|| inlet.pop(&mut buffer));
        assert_eq!(came.last(), Some((head(Kind::Mix, 3), 0)));
        assert!(!outlet.push(head(Kind::Packet, 0), &[0; PACKET_MAX + 1]));
    }
}
