//! The vectors of the standards.

use super::derivation::{Label, derive, keystream};
use super::keys::{MasterKey, Suite};
use super::opener::{Opener, open_rtp};
use super::sealer::{Sealer, seal_rtcp, seal_rtp};
use super::transform::Transform;
use aes::Aes128;
use aes_gcm::KeyInit;
use zeroize::Zeroizing;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let value = |digit: u8| char::from(digit).to_digit(16).unwrap() as u8;
    digits
        .chunks(2)
        .map(|two| value(two[0]) << 4 | value(two[1]))
        .collect()
}

/// RFC 3711 appendix B.2.
#[test]
fn the_keystream_of_aes_in_counter_mode() {
    let aes = Aes128::new_from_slice(&hex("2B7E151628AED2A6ABF7158809CF4F3C")).unwrap();
    let iv: [u8; 16] = hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000").try_into().unwrap();
    let mut stream = vec![0; 0xFF02 * 16];
    keystream(&aes, &iv, &mut stream);
    assert_eq!(
        stream[..48],
        hex(
            "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB
             41E95B3BB0A2E8DD477901E4FCA894C0"
        )
    );
    assert_eq!(
        stream[0xFEFF * 16..],
        hex(
            "EC8CDF7398607CB0F2D21675EA9EA1E4 362B7C3C6773516318A077D7FC5073AE
             6A2CC3787889374FBEB4C81B17BA6C44"
        )
    );
}

fn master() -> MasterKey {
    let bytes = hex("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6");
    MasterKey::new(Suite::AES_CM_128_HMAC_SHA1_80, &bytes).unwrap()
}

/// RFC 3711 appendix B.3.
#[test]
fn session_keys_from_a_master_key() {
    let derived = |label, length| {
        let mut out = vec![0; length];
        derive(&master(), label, &mut out);
        out
    };
    assert_eq!(
        derived(Label::RtpKey, 16),
        hex("C61E7A93744F39EE10734AFE3FF7A087")
    );
    assert_eq!(
        derived(Label::RtpSalt, 14),
        hex("30CBBC08863D8C85D49DB34A9AE1")
    );
    assert_eq!(
        derived(Label::RtpTag, 94),
        hex(
            "CEBE321F6FF7716B6FD4AB49AF256A15 6D38BAA48F0A0ACF3C34E2359E6CDBCE
             E049646C43D9327AD175578EF7227098 6371C10C9A369AC2F94A8C5FBCDDDC25
             6D6E919A48B610EF17C2041E47403576 6B68642C59BBFC2F34DB60DBDFB2"
        )
    );
}

/// RFC 6188 §7.4.
#[test]
fn session_keys_from_a_master_key_of_256_bits() {
    let bytes = hex(
        "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6
                     3b04803de51ee7c96423ab5b78d2",
    );
    let master = MasterKey::new(Suite::AES_256_CM_HMAC_SHA1_80, &bytes).unwrap();
    let derived = |label, length| {
        let mut out = vec![0; length];
        derive(&master, label, &mut out);
        out
    };
    assert_eq!(
        derived(Label::RtpKey, 32),
        hex("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4")
    );
    assert_eq!(
        derived(Label::RtpSalt, 14),
        hex("fa31791685ca444a9e07c6c64e93")
    );
    assert_eq!(
        derived(Label::RtpTag, 20),
        hex("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05")
    );
}

/// The packet that libsrtp's own test goes by.
#[test]
fn a_packet_of_aes_cm_128_hmac_sha1_80() {
    let plain = hex("800f1234decafbadcafebabe abababababababababababababababab");
    let sealed =
        hex("800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb");
    let mut bytes = plain.clone();
    bytes.resize(sealed.len(), 0);
    assert_eq!(
        Sealer::new(&master()).seal(&mut bytes, plain.len(), 0x1234),
        Some(sealed.len())
    );
    assert_eq!(bytes, sealed);
    let length = Opener::new(&master()).open(&mut bytes).unwrap();
    assert_eq!(bytes[..length], plain);
}

const PLAIN_RTP: &str = "8040f17b8041f8d35501a0b2 47616c6c696120657374206f6d6e6973
    20646976697361 20696e207061727465732074726573";
const PLAIN_RTCP: &str = "81c8000d4d617273 4e5450314e54503252545020 0000042a0000e930
    4c756e61 deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

fn gcm(key_bytes: u8) -> Transform {
    let key: Vec<u8> = (0..key_bytes).collect();
    let mut salt = Zeroizing::new([0; 14]);
    salt[..12].copy_from_slice(b"Quid pro quo");
    Transform::new(true, &key, &[0; 20], salt, 16)
}

/// RFC 7714 §16.1.1 and §16.2.1.
#[test]
fn packets_of_aes_gcm() {
    let plain = hex(PLAIN_RTP);
    for (key_bytes, sealed) in [
        (
            16,
            "8040f17b8041f8d35501a0b2 f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a
             51c7d19b36de3adf8833 899d7f27beb16a9152cf765ee4390cce",
        ),
        (
            32,
            "8040f17b8041f8d35501a0b2 32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a02
             76ffae0f1ba63799b87b 7aa3db36dfffd6b0f9bb7878d7a76c13",
        ),
    ] {
        let keys = gcm(key_bytes);
        let mut bytes = plain.clone();
        bytes.resize(plain.len() + 16, 0);
        assert_eq!(
            seal_rtp(&keys, &mut bytes, plain.len(), 0xF17B),
            Some(plain.len() + 16)
        );
        assert_eq!(bytes, hex(sealed));
        open_rtp(&keys, &mut bytes, 12, 0x5501_A0B2, 0xF17B).unwrap();
        assert_eq!(bytes[..plain.len()], plain);
    }
}

/// RFC 7714 §17.1.
#[test]
fn a_report_of_aes_gcm() {
    let plain = hex(PLAIN_RTCP);
    let sealed = hex(
        "81c8000d4d617273 63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda
        4ce09b4686303ded0bb9275bc84aa458 96cf4d2fc5abf87245d9eade 800005d4",
    );
    let mut bytes = plain.clone();
    bytes.resize(sealed.len(), 0);
    assert_eq!(
        seal_rtcp(&gcm(16), &mut bytes, plain.len(), 0x5D4),
        Some(sealed.len())
    );
    assert_eq!(bytes, sealed);
}
