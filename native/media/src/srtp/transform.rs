//! The keys of one session, RTP's or RTCP's, and what they do to a packet.

use aes::{Aes128, Aes256};
use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::derivation::{Label, derive, keystream};
use super::keys::MasterKey;
use zeroize::Zeroizing;

/// Key of the tags (RFC 3711 §5.2).
const TAG_KEY_BYTES: usize = 20;

enum Cipher {
    Cm128(Aes128, Hmac<Sha1>),
    Cm256(Aes256, Hmac<Sha1>),
    Gcm128(Aes128Gcm),
    Gcm256(Aes256Gcm),
}

/// A tag that is not right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Forged;

/// One session's keys.
pub(super) struct Transform {
    cipher: Cipher,
    salt: Zeroizing<[u8; 14]>,
    pub tag_bytes: usize,
}

impl Transform {
    pub fn for_rtp(master: &MasterKey) -> Self {
        let labels = [Label::RtpKey, Label::RtpTag, Label::RtpSalt];
        Self::derived(master, labels, master.suite().tag_bytes())
    }

    pub fn for_rtcp(master: &MasterKey) -> Self {
        let labels = [Label::RtcpKey, Label::RtcpTag, Label::RtcpSalt];
        Self::derived(master, labels, master.suite().tag_bytes().max(10))
    }

    fn derived(master: &MasterKey, [key, tag, salt]: [Label; 3], tag_bytes: usize) -> Self {
        let mut key_bytes = Zeroizing::new([0; 32]);
        let mut tag_key = Zeroizing::new([0; TAG_KEY_BYTES]);
        let mut salt_bytes = Zeroizing::new([0; 14]);
        let suite = master.suite();
        derive(master, key, &mut key_bytes[..suite.key_bytes()]);
        derive(master, tag, &mut tag_key[..]);
        derive(master, salt, &mut salt_bytes[..suite.salt_bytes()]);
        Self::new(
            suite.is_aead(),
            &key_bytes[..suite.key_bytes()],
            &tag_key,
            salt_bytes,
            tag_bytes,
        )
    }

    /// From session keys; `tag_key` is of no use to an AEAD.
    pub fn new(
        is_aead: bool,
        key: &[u8],
        tag_key: &[u8; TAG_KEY_BYTES],
        salt: Zeroizing<[u8; 14]>,
        tag_bytes: usize,
    ) -> Self {
        const FITS: &str = "a key of 16 or 32 bytes";
        let mac = || <Hmac<Sha1> as KeyInit>::new_from_slice(tag_key).expect("any length serves");
        let cipher = match (is_aead, key.len()) {
            (true, 16) => Cipher::Gcm128(Aes128Gcm::new_from_slice(key).expect(FITS)),
            (true, _) => Cipher::Gcm256(Aes256Gcm::new_from_slice(key).expect(FITS)),
            (false, 16) => Cipher::Cm128(Aes128::new_from_slice(key).expect(FITS), mac()),
            (false, _) => Cipher::Cm256(Aes256::new_from_slice(key).expect(FITS), mac()),
        };
        Self {
            cipher,
            salt,
            tag_bytes,
        }
    }

    pub fn is_aead(&self) -> bool {
        matches!(self.cipher, Cipher::Gcm128(_) | Cipher::Gcm256(_))
    }

    /// RFC 3711 §4.1.1: salt, source and index, with room for the block counter.
    fn counter(&self, ssrc: u32, index: u64) -> [u8; 16] {
        let mut iv = [0; 16];
        iv[..14].copy_from_slice(&self.salt[..]);
        xor(&mut iv[4..8], &ssrc.to_be_bytes());
        xor(&mut iv[8..14], &index.to_be_bytes()[2..]);
        iv
    }

    /// RFC 7714 §8.1 and §9.1: the same of 12 bytes.
    fn nonce(&self, ssrc: u32, index: u64) -> [u8; 12] {
        let mut iv = [0; 12];
        iv.copy_from_slice(&self.salt[..12]);
        xor(&mut iv[2..6], &ssrc.to_be_bytes());
        xor(&mut iv[6..12], &index.to_be_bytes()[2..]);
        iv
    }

    /// Encrypts or decrypts in counter mode.
    pub fn count(&self, ssrc: u32, index: u64, bytes: &mut [u8]) {
        let iv = self.counter(ssrc, index);
        match &self.cipher {
            Cipher::Cm128(aes, _) => keystream(aes, &iv, bytes),
            Cipher::Cm256(aes, _) => keystream(aes, &iv, bytes),
            Cipher::Gcm128(_) | Cipher::Gcm256(_) => {}
        }
    }

    fn mac(&self, parts: [&[u8]; 2]) -> Option<Hmac<Sha1>> {
        let (Cipher::Cm128(_, mac) | Cipher::Cm256(_, mac)) = &self.cipher else {
            return None;
        };
        let mut mac = mac.clone();
        parts.iter().for_each(|part| mac.update(part));
        Some(mac)
    }

    /// Writes the tag over two parts of a packet.
    pub fn tag(&self, parts: [&[u8]; 2], out: &mut [u8]) {
        if let Some(mac) = self.mac(parts) {
            let whole = mac.finalize().into_bytes();
            out.copy_from_slice(&whole[..out.len()]);
        }
    }

    /// Compares a tag; how long that takes tells nothing of it.
    pub fn check(&self, parts: [&[u8]; 2], tag: &[u8]) -> Result<(), Forged> {
        let mac = self.mac(parts).ok_or(Forged)?;
        mac.verify_truncated_left(tag).map_err(|_| Forged)
    }

    /// Encrypts in place; gives the tag.
    pub fn seal(&self, ssrc: u32, index: u64, aad: &[u8], bytes: &mut [u8]) -> [u8; 16] {
        let nonce = self.nonce(ssrc, index);
        let sealed = match &self.cipher {
            Cipher::Gcm128(gcm) => gcm.encrypt_inout_detached((&nonce).into(), aad, bytes.into()),
            Cipher::Gcm256(gcm) => gcm.encrypt_inout_detached((&nonce).into(), aad, bytes.into()),
            Cipher::Cm128(..) | Cipher::Cm256(..) => return [0; 16],
        };
        sealed.expect("a packet is far below 64 GB").into()
    }

    /// Checks the tag, and decrypts in place if it is right.
    pub fn open(
        &self,
        ssrc: u32,
        index: u64,
        aad: &[u8],
        bytes: &mut [u8],
        tag: &[u8],
    ) -> Result<(), Forged> {
        let nonce = self.nonce(ssrc, index);
        let tag: &[u8; 16] = tag.try_into().map_err(|_| Forged)?;
        let opened = match &self.cipher {
            Cipher::Gcm128(gcm) => {
                gcm.decrypt_inout_detached((&nonce).into(), aad, bytes.into(), tag.into())
            }
            Cipher::Gcm256(gcm) => {
                gcm.decrypt_inout_detached((&nonce).into(), aad, bytes.into(), tag.into())
            }
            Cipher::Cm128(..) | Cipher::Cm256(..) => return Err(Forged),
        };
        opened.map_err(|_| Forged)
    }
}

impl std::fmt::Debug for Transform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "session keys with tags of {} bytes", self.tag_bytes)
    }
}

fn xor(to: &mut [u8], with: &[u8]) {
    to.iter_mut().zip(with).for_each(|(to, with)| *to ^= with);
}
