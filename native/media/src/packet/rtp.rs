//! RTP packets (RFC 3550 §5.1): read from and written into caller's memory, whatever the bytes are.

/// Longest packet that is looked at: what an Ethernet frame carries.
pub const PACKET_BYTES_MAX: usize = 1500;
/// Bytes of a header without contributing sources and extension.
pub const HEADER_BYTES: usize = 12;
const VERSION: u8 = 2;

/// Why bytes are not an RTP packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RtpError {
    /// Shorter than its own header, extension or padding say.
    Cut,
    /// More than [`PACKET_BYTES_MAX`].
    TooLong,
    /// Not version 2.
    Version(u8),
    /// RTCP on the RTP port (RFC 5761 §4: types 64 to 95 after the marker bit).
    Rtcp,
    /// Padding that is zero or longer than the payload.
    Padding,
}

impl std::fmt::Display for RtpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RtpError::Cut => write!(f, "the RTP packet is cut"),
            RtpError::TooLong => write!(f, "the RTP packet has more than {PACKET_BYTES_MAX} bytes"),
            RtpError::Version(version) => write!(f, "RTP version {version} instead of 2"),
            RtpError::Rtcp => write!(f, "this is RTCP, not RTP"),
            RtpError::Padding => write!(f, "the padding of the RTP packet is not possible"),
        }
    }
}

impl std::error::Error for RtpError {}

/// The fixed part of a header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RtpHeader {
    /// First packet of a talkspurt, or of an event.
    pub marker: bool,
    /// 0 to 127.
    pub payload_type: u8,
    /// Counts packets, modulo 2¹⁶.
    pub sequence: u16,
    /// Sampling instant of the first sample, modulo 2³².
    pub timestamp: u32,
    /// Synchronisation source.
    pub ssrc: u32,
}

/// A header extension (RFC 3550 §5.3.1): its profile word and its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Defined by the profile.
    pub profile: u16,
    /// A multiple of 4 bytes.
    pub data: &'a [u8],
}

/// A packet that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RtpPacket<'a> {
    /// The fixed part.
    pub header: RtpHeader,
    /// Contributing sources, 4 bytes each, at most 15.
    csrc: &'a [u8],
    /// The extension, if there is one.
    pub extension: Option<Extension<'a>>,
    /// Without padding.
    pub payload: &'a [u8],
}

impl<'a> RtpPacket<'a> {
    /// Reads one packet.
    pub fn read(bytes: &'a [u8]) -> Result<Self, RtpError> {
        if bytes.len() > PACKET_BYTES_MAX {
            return Err(RtpError::TooLong);
        }
        let (fixed, rest) = bytes
            .split_first_chunk::<HEADER_BYTES>()
            .ok_or(RtpError::Cut)?;
        let version = fixed[0] >> 6;
        if version != VERSION {
            return Err(RtpError::Version(version));
        }
        let payload_type = fixed[1] & 0x7F;
        if (64..96).contains(&payload_type) && fixed[1] & 0x80 != 0 {
            return Err(RtpError::Rtcp);
        }
        let csrc_bytes = usize::from(fixed[0] & 15) * 4;
        let (csrc, rest) = rest.split_at_checked(csrc_bytes).ok_or(RtpError::Cut)?;
        let (extension, rest) = if fixed[0] & 0x10 != 0 {
            let (extension, rest) = read_extension(rest)?;
            (Some(extension), rest)
        } else {
            (None, rest)
        };
        let payload = if fixed[0] & 0x20 != 0 {
            without_padding(rest)?
        } else {
            rest
        };
        Ok(Self {
            header: RtpHeader {
                marker: fixed[1] & 0x80 != 0,
                payload_type,
                sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
                timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
                ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            },
            csrc,
            extension,
            payload,
        })
    }

    /// Contributing sources of a mixed stream.
    pub fn contributing_sources(&self) -> impl Iterator<Item = u32> + '_ {
        let words = self.csrc.chunks_exact(4);
        words.map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]]))
    }
}

fn read_extension(bytes: &[u8]) -> Result<(Extension<'_>, &[u8]), RtpError> {
    let (head, rest) = bytes.split_first_chunk::<4>().ok_or(RtpError::Cut)?;
    let words = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let (data, rest) = rest.split_at_checked(words * 4).ok_or(RtpError::Cut)?;
    let profile = u16::from_be_bytes([head[0], head[1]]);
    Ok((Extension { profile, data }, rest))
}

/// The last byte counts the padding, itself included.
fn without_padding(bytes: &[u8]) -> Result<&[u8], RtpError> {
    let padding = usize::from(*bytes.last().ok_or(RtpError::Padding)?);
    match bytes.len().checked_sub(padding) {
        Some(length) if padding > 0 => Ok(&bytes[..length]),
        _ => Err(RtpError::Padding),
    }
}

impl RtpHeader {
    /// Writes a packet without contributing sources, extension or padding; gives its length, or nothing
    /// if it does not fit.
    pub fn write(&self, payload: &[u8], out: &mut [u8]) -> Option<usize> {
        let length = HEADER_BYTES + payload.len();
        let out = out.get_mut(..length)?;
        out[0] = VERSION << 6;
        out[1] = u8::from(self.marker) << 7 | self.payload_type & 0x7F;
        out[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        out[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        out[8..12].copy_from_slice(&self.ssrc.to_be_bytes());
        out[HEADER_BYTES..].copy_from_slice(payload);
        Some(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(first: u8, after: &[u8]) -> Vec<u8> {
        let mut bytes = vec![first, 0x08, 0, 1, 0, 0, 0, 160, 1, 2, 3, 4];
        bytes.extend(after);
        bytes
    }

    #[test]
    fn sources_extension_and_padding_are_kept_apart_from_the_payload() {
        let after = [
            0, 0, 0, 9, 0xBE, 0xDE, 0, 1, 7, 7, 7, 7, 0xD5, 0xD5, 0, 0, 3,
        ];
        let bytes = sample(0xB1, &after);
        let packet = RtpPacket::read(&bytes).unwrap();
        assert_eq!(packet.contributing_sources().collect::<Vec<_>>(), [9]);
        let extension = packet.extension.unwrap();
        assert_eq!((extension.profile, extension.data), (0xBEDE, &[7u8; 4][..]));
        assert_eq!(packet.payload, [0xD5, 0xD5]);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let told = |bytes: &[u8]| RtpPacket::read(bytes).unwrap_err();
        assert_eq!(told(&[]), RtpError::Cut);
        assert_eq!(told(&sample(0x40, &[])), RtpError::Version(1));
        assert_eq!(told(&sample(0x8F, &[0; 59])), RtpError::Cut);
        assert_eq!(told(&sample(0x90, &[0, 0, 0xFF, 0xFF, 0])), RtpError::Cut);
        assert_eq!(told(&sample(0xA0, &[])), RtpError::Padding);
        assert_eq!(told(&sample(0xA0, &[0])), RtpError::Padding);
        assert_eq!(told(&sample(0xA0, &[9, 9])), RtpError::Padding);
        assert_eq!(told(&sample(0x80, &[0; 1500])), RtpError::TooLong);
        assert_eq!(
            told(&[0x80, 200, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
            RtpError::Rtcp
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            marker: bool, payload_type in 0u8..64, sequence: u16, timestamp: u32, ssrc: u32,
            payload in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let header = RtpHeader { marker, payload_type, sequence, timestamp, ssrc };
            let mut bytes = [0; 300];
            let length = header.write(&payload, &mut bytes).unwrap();
            let packet = RtpPacket::read(&bytes[..length]).unwrap();
            prop_assert_eq!(packet.header, header);
            prop_assert_eq!(packet.payload, &payload[..]);
            prop_assert_eq!(header.write(&payload, &mut bytes[..length - 1]), None);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..120), first in 0x80u8..0xC0) {
            let _ = RtpPacket::read(&bytes);
            let mut bytes = bytes;
            if let Some(byte) = bytes.first_mut() {
                *byte = first;
            }
            let _ = RtpPacket::read(&bytes).map(|packet| packet.contributing_sources().count());
        }
    }
}
