//! What a network, an attacker or bad luck does to sealed packets.

use super::keys::{MasterKey, Suite};
use super::opener::{Opener, Refused};
use super::sealer::Sealer;
use super::{SEAL_BYTES_MAX, header_bytes};
use proptest::prelude::*;

const SUITES: [Suite; 6] = [
    Suite::AES_CM_128_HMAC_SHA1_80,
    Suite::AES_CM_128_HMAC_SHA1_32,
    Suite::AES_256_CM_HMAC_SHA1_80,
    Suite::AES_256_CM_HMAC_SHA1_32,
    Suite::AEAD_AES_128_GCM,
    Suite::AEAD_AES_256_GCM,
];

fn key(suite: Suite, seed: u8) -> MasterKey {
    let length = (suite.key_bytes() + suite.salt_bytes()) as u8;
    let bytes: Vec<u8> = (0..length).map(|n| n.wrapping_mul(7) ^ seed).collect();
    MasterKey::new(suite, &bytes).unwrap()
}

fn any_suite() -> impl Strategy<Value = Suite> {
    prop::sample::select(&SUITES[..])
}

fn plain(index: u64, ssrc: u32) -> Vec<u8> {
    let mut bytes = vec![0x80, 8];
    bytes.extend((index as u16).to_be_bytes());
    bytes.extend((index as u32).wrapping_mul(160).to_be_bytes());
    bytes.extend(ssrc.to_be_bytes());
    bytes.extend((0..160u8).map(|n| n ^ index as u8));
    bytes
}

fn sealed(sealer: &Sealer, index: u64, ssrc: u32) -> Vec<u8> {
    let plain = plain(index, ssrc);
    let mut bytes = plain.clone();
    bytes.resize(plain.len() + SEAL_BYTES_MAX, 0);
    let length = sealer.seal(&mut bytes, plain.len(), index).unwrap();
    bytes.truncate(length);
    bytes
}

fn opened(opener: &mut Opener, mut bytes: Vec<u8>) -> Result<Vec<u8>, Refused> {
    let length = opener.open(&mut bytes)?;
    bytes.truncate(length);
    Ok(bytes)
}

fn report(index: u32) -> Vec<u8> {
    let mut bytes = vec![0x80, 201, 0, 1, 1, 2, 3, 4];
    bytes.extend([0x81, 203, 0, 1]);
    bytes.extend(index.to_be_bytes());
    bytes
}

fn sealed_report(sealer: &Sealer, index: u32) -> Vec<u8> {
    let plain = report(index);
    let mut bytes = plain.clone();
    bytes.resize(plain.len() + SEAL_BYTES_MAX, 0);
    let length = sealer.seal_report(&mut bytes, plain.len(), index).unwrap();
    bytes.truncate(length);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn packets_lost_doubled_and_out_of_order_across_the_wrap_are_opened_once_each(
        suite in any_suite(),
        // The numbers go round in the middle of what is sent.
        start in 65_400u64..65_536,
        fates in prop::collection::vec((0i64..20, 0u8..10), 1..200),
    ) {
        let (sealer, mut opener) = (Sealer::new(&key(suite, 1)), Opener::new(&key(suite, 1)));
        let mut on_their_way: Vec<(i64, u64)> = Vec::new();
        for (n, (late, fate)) in (0..).zip(fates) {
            let index = start + n;
            match fate {
                0 => {}
                1 => on_their_way.extend([(n as i64 + late, index), (n as i64 + late + 3, index)]),
                _ => on_their_way.push((n as i64 + late, index)),
            }
        }
        on_their_way.sort();
        let mut came = std::collections::HashSet::new();
        let mut first = None;
        for (_, index) in on_their_way {
            let result = opened(&mut opener, sealed(&sealer, index, 9));
            let first = *first.get_or_insert(index);
            if came.insert(index) {
                // What was sent before the very first that came, across the wrap, cannot be placed by anybody.
                if first < 1 << 16 || index >= 1 << 16 {
                    prop_assert_eq!(result, Ok(plain(index, 9)));
                }
            } else {
                prop_assert!(result.is_err());
            }
        }
    }

    #[test]
    fn a_packet_that_was_changed_anywhere_is_refused_and_forgotten(
        suite in any_suite(), at in 0usize..172, bit in 0u8..8, index in 0u64..1 << 30,
    ) {
        let (sealer, mut opener) = (Sealer::new(&key(suite, 1)), Opener::new(&key(suite, 1)));
        opened(&mut opener, sealed(&sealer, 100, 9)).unwrap();
        let index = 101 + index % 30_000;
        let good = sealed(&sealer, index, 9);
        let mut bad = good.clone();
        bad[at % good.len()] ^= 1 << bit;
        prop_assert!(opened(&mut opener, bad).is_err());
        prop_assert_eq!(opened(&mut opener, good), Ok(plain(index, 9)));
    }

    #[test]
    fn no_bytes_and_no_cut_make_it_panic_or_pass(
        suite in any_suite(), bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0usize..200,
    ) {
        let mut opener = Opener::new(&key(suite, 1));
        prop_assert!(opened(&mut opener, bytes.clone()).is_err());
        prop_assert!(opener.open_report(&mut bytes.clone()).is_err());
        let sealer = Sealer::new(&key(suite, 1));
        let mut whole = sealed(&sealer, 7, 9);
        whole.truncate(cut.min(whole.len() - 1));
        prop_assert!(opened(&mut opener, whole).is_err());
        let mut report = sealed_report(&sealer, 3);
        report.truncate(cut.min(report.len() - 1));
        prop_assert!(opener.open_report(&mut report).is_err());
        // Whatever is asked to be sealed.
        let mut room = bytes;
        let length = cut.min(room.len());
        let _ = sealer.seal(&mut room, length, 5);
        let _ = sealer.seal_report(&mut room, length, 5);
    }

    #[test]
    fn reports_are_opened_once_each(suite in any_suite(), indices in prop::collection::vec(0u32..200, 1..100)) {
        let (sealer, mut opener) = (Sealer::new(&key(suite, 1)), Opener::new(&key(suite, 1)));
        let (mut came, mut highest) = (std::collections::HashSet::new(), 0);
        for index in indices {
            let mut bytes = sealed_report(&sealer, index);
            let result = opener.open_report(&mut bytes).map(|length| bytes[..length].to_vec());
            let is_old = index + 128 <= highest;
            if came.insert(index) && !is_old {
                prop_assert_eq!(result, Ok(report(index)));
                highest = highest.max(index);
            } else {
                prop_assert_eq!(result, Err(Refused::Replayed));
            }
        }
    }
}

#[test]
fn another_key_opens_nothing() {
    for suite in SUITES {
        let sealer = Sealer::new(&key(suite, 1));
        let mut opener = Opener::new(&key(suite, 2));
        assert_eq!(
            opened(&mut opener, sealed(&sealer, 1, 9)),
            Err(Refused::Forged)
        );
        assert_eq!(
            opener.open_report(&mut sealed_report(&sealer, 1)),
            Err(Refused::Forged)
        );
    }
}

#[test]
fn a_replay_is_refused_even_after_the_peer_has_changed_its_source() {
    let suite = Suite::AES_CM_128_HMAC_SHA1_80;
    let (sealer, mut opener) = (Sealer::new(&key(suite, 1)), Opener::new(&key(suite, 1)));
    let old = sealed(&sealer, 5, 1);
    assert!(opened(&mut opener, old.clone()).is_ok());
    for ssrc in 2..=4 {
        assert!(opened(&mut opener, sealed(&sealer, 5, ssrc)).is_ok());
        assert_eq!(opened(&mut opener, old.clone()), Err(Refused::Replayed));
    }
}

#[test]
fn a_new_key_does_not_begin_the_counting_anew() {
    let suite = Suite::AES_CM_128_HMAC_SHA1_80;
    let (first, second) = (key(suite, 1), key(suite, 2));
    let mut opener = Opener::new(&first);
    // Five rounds of the numbers, in steps that a receiver can follow.
    for index in (0..5 << 16).step_by(30_000) {
        assert!(opened(&mut opener, sealed(&Sealer::new(&first), index, 9)).is_ok());
    }
    let mut after = Opener::new(&second);
    after.follow(&opener);
    let index = (5 << 16) + 3;
    let sealer = Sealer::new(&second);
    assert_eq!(
        opened(&mut after, sealed(&sealer, index, 9)),
        Ok(plain(index, 9))
    );
    // A peer that does begin anew, as many do, is heard too.
    let mut after = Opener::new(&second);
    after.follow(&opener);
    assert_eq!(opened(&mut after, sealed(&sealer, 3, 9)), Ok(plain(3, 9)));
}

#[test]
fn reports_in_clear_were_not_agreed_on() {
    let suite = Suite::AES_CM_128_HMAC_SHA1_80;
    let mut bytes = sealed_report(&Sealer::new(&key(suite, 1)), 1);
    let at = bytes.len() - 14;
    bytes[at] &= 0x7F;
    let mut opener = Opener::new(&key(suite, 1));
    assert_eq!(opener.open_report(&mut bytes), Err(Refused::Forged));
}

#[test]
fn a_key_is_never_shown_and_must_be_as_long_as_its_suite_says() {
    let suite = Suite::AES_CM_128_HMAC_SHA1_80;
    let text = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
    let key = MasterKey::from_base64(suite, text).unwrap();
    assert_eq!(format!("{key:?}"), "a key of AES_CM_128_HMAC_SHA1_80");
    assert!(MasterKey::from_base64(suite, &text[4..]).is_none());
    assert!(MasterKey::from_base64(suite, "not base64, is it?").is_none());
    let gcm = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGw";
    for text in [gcm.to_owned(), format!("{gcm}==")] {
        assert!(MasterKey::from_base64(Suite::AEAD_AES_128_GCM, &text).is_some());
    }
}

#[test]
fn sources_and_extension_stay_in_clear() {
    let bytes = [
        &[0xB2u8; 1][..],
        &[8; 11],
        &[0; 8],
        &[0xBE, 0xDE, 0, 2],
        &[0; 8],
        &[1, 2],
    ]
    .concat();
    assert_eq!(header_bytes(&bytes), Some(32));
    assert_eq!(header_bytes(&bytes[..31]), None);
}
