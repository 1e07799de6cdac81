//! What SDP agreed on (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.2).

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use zeroize::Zeroizing;

/// Key and salt of the longest suite.
const BYTES_MAX: usize = 46;

/// A cipher and how long its tags are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[allow(
    non_camel_case_types,
    reason = "names of the IANA registry of SRTP crypto suites"
)]
pub enum Suite {
    /// What every telephone has.
    AES_CM_128_HMAC_SHA1_80,
    /// The same with tags of 4 bytes on voice.
    AES_CM_128_HMAC_SHA1_32,
    /// RFC 6188.
    AES_256_CM_HMAC_SHA1_80,
    /// RFC 6188, tags of 4 bytes on voice.
    AES_256_CM_HMAC_SHA1_32,
    /// RFC 7714.
    AEAD_AES_128_GCM,
    /// RFC 7714.
    AEAD_AES_256_GCM,
}

impl Suite {
    /// Bytes of the key.
    #[must_use]
    pub const fn key_bytes(self) -> usize {
        match self {
            Self::AES_CM_128_HMAC_SHA1_80
            | Self::AES_CM_128_HMAC_SHA1_32
            | Self::AEAD_AES_128_GCM => 16,
            Self::AES_256_CM_HMAC_SHA1_80
            | Self::AES_256_CM_HMAC_SHA1_32
            | Self::AEAD_AES_256_GCM => 32,
        }
    }

    /// Bytes of the salt.
    #[must_use]
    pub const fn salt_bytes(self) -> usize {
        if self.is_aead() { 12 } else { 14 }
    }

    pub(super) const fn is_aead(self) -> bool {
        matches!(self, Self::AEAD_AES_128_GCM | Self::AEAD_AES_256_GCM)
    }

    /// Bytes of the tag of an RTP packet; reports always have the long one (RFC 4568 §6.2.2).
    pub(super) const fn tag_bytes(self) -> usize {
        match self {
            Self::AES_CM_128_HMAC_SHA1_32 | Self::AES_256_CM_HMAC_SHA1_32 => 4,
            Self::AES_CM_128_HMAC_SHA1_80 | Self::AES_256_CM_HMAC_SHA1_80 => 10,
            Self::AEAD_AES_128_GCM | Self::AEAD_AES_256_GCM => 16,
        }
    }
}

/// Master key and salt of one direction. It is wiped when it is dropped, and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey {
    suite: Suite,
    bytes: Zeroizing<[u8; BYTES_MAX]>,
}

impl MasterKey {
    /// From key and salt, one after the other; nothing when their length is not that of the suite.
    #[must_use]
    pub fn new(suite: Suite, key_and_salt: &[u8]) -> Option<Self> {
        let length = suite.key_bytes() + suite.salt_bytes();
        if key_and_salt.len() != length {
            return None;
        }
        let mut bytes = Zeroizing::new([0; BYTES_MAX]);
        bytes[..length].copy_from_slice(key_and_salt);
        Some(Self { suite, bytes })
    }

    /// The same from what stands behind `inline:`, with padding or without.
    #[must_use]
    pub fn from_base64(suite: Suite, text: &str) -> Option<Self> {
        let config = GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true);
        let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
        let bytes = Zeroizing::new(engine.decode(text).ok()?);
        Self::new(suite, &bytes)
    }

    /// The suite that it is for.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.suite
    }

    pub(super) fn key(&self) -> &[u8] {
        &self.bytes[..self.suite.key_bytes()]
    }

    pub(super) fn salt(&self) -> &[u8] {
        let from = self.suite.key_bytes();
        &self.bytes[from..from + self.suite.salt_bytes()]
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a key of {:?}", self.suite)
    }
}
