//! RTCP (RFC 3550 §6): sender and receiver reports, source description, goodbye. Only what a telephone
//! exchange needs is kept; packets of other types are passed over.

const VERSION: u8 = 2;
const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;
const CNAME: u8 = 1;
const BLOCK_BYTES: usize = 24;
/// Packets of one datagram that are looked at.
const COMPOUND_MAX: usize = 16;

/// What one receiver says of one sender (RFC 3550 §6.4.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportBlock {
    /// The sender that is reported on.
    pub ssrc: u32,
    /// Since the last report, of 256.
    pub fraction_lost: u8,
    /// Since the beginning; duplicates can make it negative. 24 bits.
    pub lost: i32,
    /// Extended highest sequence number received.
    pub highest_sequence: u32,
    /// Interarrival jitter in timestamp units.
    pub jitter: u32,
    /// Middle 32 bits of the NTP time of the last sender report.
    pub last_sender_report: u32,
    /// Since that report came, in 1/65536 s.
    pub delay_since_last: u32,
}

/// What a sender says of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SenderInfo {
    /// NTP time, 32.32 bits.
    pub ntp: u64,
    /// The same instant on the RTP clock.
    pub rtp: u32,
    /// Since the beginning.
    pub packets: u32,
    /// Payload bytes since the beginning.
    pub octets: u32,
}

/// One packet of a compound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RtcpPacket<'a> {
    /// SR, or RR when `sender` is missing.
    Report {
        /// Who reports.
        ssrc: u32,
        /// Only of a sender report.
        sender: Option<SenderInfo>,
        /// At most 31.
        blocks: Blocks<'a>,
    },
    /// CNAME of the first chunk of an SDES packet, if it has one.
    Name {
        /// Whose.
        ssrc: u32,
        /// As sent.
        cname: &'a [u8],
    },
    /// The first source of a BYE.
    Goodbye {
        /// Who leaves.
        ssrc: u32,
    },
}

/// Report blocks as they lie in the packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks<'a>(&'a [u8]);

impl Blocks<'_> {
    /// All of them, read.
    pub fn iter(&self) -> impl Iterator<Item = ReportBlock> + '_ {
        self.0.chunks_exact(BLOCK_BYTES).map(read_block)
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let byte = |k: usize| u32::from(bytes[at + k]);
    byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3)
}

fn read_block(bytes: &[u8]) -> ReportBlock {
    ReportBlock {
        ssrc: u32_at(bytes, 0),
        fraction_lost: bytes[4],
        // 24 bits with sign.
        lost: ((u32_at(bytes, 4) << 8) as i32) >> 8,
        highest_sequence: u32_at(bytes, 8),
        jitter: u32_at(bytes, 12),
        last_sender_report: u32_at(bytes, 16),
        delay_since_last: u32_at(bytes, 20),
    }
}

/// Reads a compound; what cannot be read ends it. Never more than a few packets.
pub fn read(bytes: &[u8]) -> impl Iterator<Item = RtcpPacket<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (packet, after) = split(rest)?;
        rest = after;
        Some(packet)
    })
    .take(COMPOUND_MAX)
    .filter_map(read_one)
}

/// The next packet with its header, and what follows it.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = bytes.first_chunk::<4>()?;
    if head[0] >> 6 != VERSION {
        return None;
    }
    let length = (usize::from(u16::from_be_bytes([head[2], head[3]])) + 1) * 4;
    bytes.split_at_checked(length)
}

fn read_one(packet: &[u8]) -> Option<RtcpPacket<'_>> {
    let count = usize::from(packet[0] & 31);
    let mut body = &packet[4..];
    if packet[0] & 0x20 != 0 {
        let padding = usize::from(*body.last()?);
        body = &body[..body.len().checked_sub(padding)?];
    }
    match packet[1] {
        SENDER_REPORT => read_report(body, count, true),
        RECEIVER_REPORT => read_report(body, count, false),
        SOURCE_DESCRIPTION => read_name(body, count),
        GOODBYE if count > 0 && body.len() >= 4 => Some(RtcpPacket::Goodbye {
            ssrc: u32_at(body, 0),
        }),
        _ => None,
    }
}

fn read_report(body: &[u8], count: usize, is_sender: bool) -> Option<RtcpPacket<'_>> {
    let (head, rest) = body.split_at_checked(4)?;
    let (sender, rest) = if is_sender {
        let (info, rest) = rest.split_at_checked(20)?;
        let sender = SenderInfo {
            ntp: u64::from(u32_at(info, 0)) << 32 | u64::from(u32_at(info, 4)),
            rtp: u32_at(info, 8),
            packets: u32_at(info, 12),
            octets: u32_at(info, 16),
        };
        (Some(sender), rest)
    } else {
        (None, rest)
    };
    Some(RtcpPacket::Report {
        ssrc: u32_at(head, 0),
        sender,
        blocks: Blocks(rest.get(..count * BLOCK_BYTES)?),
    })
}

fn read_name(body: &[u8], count: usize) -> Option<RtcpPacket<'_>> {
    let (head, mut items) = body.split_at_checked(4)?;
    if count == 0 {
        return None;
    }
    while let [kind, length, rest @ ..] = items {
        if *kind == 0 {
            break;
        }
        let (text, after) = rest.split_at_checked(usize::from(*length))?;
        if *kind == CNAME {
            return Some(RtcpPacket::Name {
                ssrc: u32_at(head, 0),
                cname: text,
            });
        }
        items = after;
    }
    None
}

/// Writes a compound into memory of the caller; what does not fit is left out and told by `finish`.
#[derive(Debug)]
pub struct CompoundWriter<'a> {
    out: &'a mut [u8],
    length: usize,
    fits: bool,
}

impl<'a> CompoundWriter<'a> {
    /// An empty compound.
    pub fn new(out: &'a mut [u8]) -> Self {
        Self {
            out,
            length: 0,
            fits: true,
        }
    }

    fn put(&mut self, bytes: &[u8]) {
        match self.out.get_mut(self.length..self.length + bytes.len()) {
            Some(place) => {
                place.copy_from_slice(bytes);
                self.length += bytes.len();
            }
            None => self.fits = false,
        }
    }

    fn put_u32(&mut self, value: u32) {
        self.put(&value.to_be_bytes());
    }

    fn header(&mut self, count: usize, kind: u8, body_bytes: usize) {
        let words = (body_bytes / 4) as u16;
        self.put(&[VERSION << 6 | count as u8, kind]);
        self.put(&words.to_be_bytes());
    }

    /// SR with `sender`, RR without. At most 31 blocks are written.
    pub fn report(&mut self, ssrc: u32, sender: Option<&SenderInfo>, blocks: &[ReportBlock]) {
        let blocks = &blocks[..blocks.len().min(31)];
        let (kind, info) = if sender.is_some() {
            (SENDER_REPORT, 20)
        } else {
            (RECEIVER_REPORT, 0)
        };
        self.header(blocks.len(), kind, 4 + info + blocks.len() * BLOCK_BYTES);
        self.put_u32(ssrc);
        if let Some(info) = sender {
            self.put(&info.ntp.to_be_bytes());
            self.put_u32(info.rtp);
            self.put_u32(info.packets);
            self.put_u32(info.octets);
        }
        for block in blocks {
            self.put_u32(block.ssrc);
            let lost = block.lost.clamp(-0x80_0000, 0x7F_FFFF) as u32 & 0xFF_FFFF;
            self.put_u32(u32::from(block.fraction_lost) << 24 | lost);
            self.put_u32(block.highest_sequence);
            self.put_u32(block.jitter);
            self.put_u32(block.last_sender_report);
            self.put_u32(block.delay_since_last);
        }
    }

    /// SDES with a CNAME of at most 255 bytes.
    pub fn name(&mut self, ssrc: u32, cname: &[u8]) {
        let cname = &cname[..cname.len().min(255)];
        // At least one zero byte ends the items, and the chunk fills whole words (RFC 3550 §6.5).
        let padding = 4 - (2 + cname.len()) % 4;
        self.header(1, SOURCE_DESCRIPTION, 4 + 2 + cname.len() + padding);
        self.put_u32(ssrc);
        self.put(&[CNAME, cname.len() as u8]);
        self.put(cname);
        self.put(&[0; 4][..padding]);
    }

    /// BYE.
    pub fn goodbye(&mut self, ssrc: u32) {
        self.header(1, GOODBYE, 4);
        self.put_u32(ssrc);
    }

    /// Length of the compound, or nothing if it did not fit.
    pub fn finish(self) -> Option<usize> {
        self.fits.then_some(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block() -> impl Strategy<Value = ReportBlock> {
        let numbers = (
            any::<u32>(),
            any::<u32>(),
            any::<u32>(),
            any::<u32>(),
            any::<u32>(),
        );
        (numbers, any::<u8>(), -0x80_0000..0x7F_FFFFi32).prop_map(
            |((ssrc, highest_sequence, jitter, lsr, dlsr), fraction_lost, lost)| ReportBlock {
                ssrc,
                fraction_lost,
                lost,
                highest_sequence,
                jitter,
                last_sender_report: lsr,
                delay_since_last: dlsr,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            ssrc: u32, ntp: u64, is_sender: bool,
            blocks in prop::collection::vec(block(), 0..3),
            cname in prop::collection::vec(1u8.., 0..40),
        ) {
            let info = SenderInfo { ntp, rtp: 1, packets: 2, octets: 3 };
            let sender = is_sender.then_some(info);
            let mut bytes = [0; 400];
            let mut writer = CompoundWriter::new(&mut bytes);
            writer.report(ssrc, sender.as_ref(), &blocks);
            writer.name(ssrc, &cname);
            writer.goodbye(ssrc);
            let length = writer.finish().unwrap();
            prop_assert_eq!(length % 4, 0);
            let packets: Vec<_> = read(&bytes[..length]).collect();
            prop_assert_eq!(packets.len(), 3);
            let RtcpPacket::Report { ssrc: who, sender: what, blocks: read_blocks } = packets[0] else {
                panic!("a report")
            };
            prop_assert_eq!((who, what), (ssrc, sender));
            prop_assert_eq!(read_blocks.iter().collect::<Vec<_>>(), blocks);
            prop_assert_eq!(packets[1], RtcpPacket::Name { ssrc, cname: &cname });
            prop_assert_eq!(packets[2], RtcpPacket::Goodbye { ssrc });
        }

        #[test]
        fn no_bytes_make_it_panic(
            kind in 199u8..206, first in 0x80u8.., words in 0u16..12,
            rest in prop::collection::vec(any::<u8>(), 0..120),
        ) {
            let mut bytes = vec![first, kind];
            bytes.extend(words.to_be_bytes());
            bytes.extend(rest);
            for packet in read(&bytes) {
                if let RtcpPacket::Report { blocks, .. } = packet {
                    prop_assert!(blocks.iter().count() <= 31);
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let mut bytes = [0; 20];
        let mut writer = CompoundWriter::new(&mut bytes);
        writer.name(1, b"tipring@192.0.2.1");
        assert_eq!(writer.finish(), None);
    }
}
