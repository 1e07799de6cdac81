//! Session keys from a master key (RFC 3711 §4.3, key derivation rate 0; RFC 6188 §3; RFC 7714 §11).

use aes::{Aes128, Aes256};
use aes_gcm::KeyInit;
use ctr::CtrCore;
use ctr::cipher::common::{BlockSizeUser, InnerIvInit};
use ctr::cipher::consts::U16;
use ctr::cipher::{BlockCipherEncrypt, StreamCipher, StreamCipherCoreWrapper};
use ctr::flavors::Ctr128BE;

use super::keys::MasterKey;

/// What a derived key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    RtpKey = 0,
    RtpTag = 1,
    RtpSalt = 2,
    RtcpKey = 3,
    RtcpTag = 4,
    RtcpSalt = 5,
}

/// Fills `out` with the key for `label`.
pub(super) fn derive(master: &MasterKey, label: Label, out: &mut [u8]) {
    out.fill(0);
    // A salt of 12 bytes is continued with zeros to 14 (RFC 7714 §11).
    let mut iv = [0; 16];
    iv[..master.salt().len()].copy_from_slice(master.salt());
    iv[7] ^= label as u8;
    if let Ok(aes) = Aes128::new_from_slice(master.key()) {
        keystream(&aes, &iv, out);
    } else if let Ok(aes) = Aes256::new_from_slice(master.key()) {
        keystream(&aes, &iv, out);
    }
}

/// Adds the keystream of AES in counter mode that begins at `iv`.
pub(super) fn keystream<C>(aes: &C, iv: &[u8; 16], bytes: &mut [u8])
where
    C: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16>,
{
    let counter = CtrCore::<&C, Ctr128BE>::inner_iv_init(aes, iv.into());
    StreamCipherCoreWrapper::from_core(counter).apply_keystream(bytes);
}
