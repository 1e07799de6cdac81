//! Relayed calls of which one side or both are encrypted (RFC 3711, RFC 7714): suites, forgeries, new keys.

#[allow(dead_code, reason = "some of it is for other tests of legs")]
#[path = "support/legs.rs"]
mod legs;
#[allow(dead_code, reason = "some of it is for other tests of legs")]
#[path = "support/phone.rs"]
mod phone;
#[allow(dead_code, reason = "some of it is for other tests of conversations")]
#[path = "support/talk.rs"]
mod talk;

use legs::tone_db;
use phone::{Phone, keys};
use talk::{Talk, detect};
use tipring_media::srtp::Suite;

#[test]
fn a_telephone_of_any_suite_talks_to_one_without_or_of_another() {
    let suites = [
        Some(Suite::AES_CM_128_HMAC_SHA1_80),
        Some(Suite::AES_CM_128_HMAC_SHA1_32),
        Some(Suite::AES_256_CM_HMAC_SHA1_80),
        Some(Suite::AEAD_AES_128_GCM),
        Some(Suite::AEAD_AES_256_GCM),
        None,
    ];
    for (n, suite) in (0u16..).zip(suites) {
        let mut talk = Talk::new(
            24_100 + 100 * n,
            [suite, Some(Suite::AES_CM_128_HMAC_SHA1_80)],
        );
        talk.run(200);
        assert_eq!(talk.relays_now(), [25, 25], "{suite:?}");
        assert!(tone_db(&talk.other.heard(400), 1000.0).abs() < 0.2);
        assert!(tone_db(&talk.one.heard(400), 600.0).abs() < 0.2);
        // The same call, mixed: somebody listens in.
        talk.command(detect(talk.one.slot, true));
        talk.run(20);
        assert_eq!(talk.relays_now(), [0, 0]);
        talk.run(500);
        assert!(
            tone_db(&talk.other.heard(400), 1000.0).abs() < 0.5,
            "{suite:?}"
        );
        talk.one.assert_one_stream();
        talk.other.assert_one_stream();
        assert_eq!((talk.one.unauthentic, talk.other.unauthentic), (0, 0));
    }
}

#[test]
fn forged_packets_lock_no_source_and_replays_are_heard_once() {
    let suite = Some(Suite::AES_CM_128_HMAC_SHA1_80);
    let mut talk = Talk::new(25_200, [suite, None]);
    let mut stranger = Phone::new((talk.one.slot, talk.one.port), 77, suite);
    for _ in 0..8 {
        stranger.say(700.0);
    }
    talk.exchange.frame();
    let counters = |talk: &Talk| talk.exchange.pool.counters(talk.one.slot).unwrap();
    assert_eq!(
        (counters(&talk).unauthentic, counters(&talk).received),
        (8, 0)
    );
    talk.run(200);
    assert_eq!(
        (counters(&talk).strangers, counters(&talk).received),
        (0, 10)
    );
    talk.one.say_again();
    talk.exchange.frame();
    assert_eq!(
        (counters(&talk).unauthentic, counters(&talk).received),
        (9, 10)
    );
    // Once it is locked, a stranger costs no cryptography.
    stranger.say(700.0);
    talk.exchange.frame();
    assert_eq!(
        (counters(&talk).strangers, counters(&talk).unauthentic),
        (1, 9)
    );
    assert_eq!(stranger.listen(), 0);
}

#[test]
fn a_new_key_in_mid_call_is_followed_by_both_directions() {
    let suite = Some(Suite::AEAD_AES_128_GCM);
    let mut talk = Talk::new(25_300, [suite, suite]);
    talk.run(300);
    let mut agreement = Talk::agreement(&talk.one);
    let other_keys = keys(Suite::AES_CM_128_HMAC_SHA1_80, 99);
    agreement.srtp = Some(other_keys.clone());
    talk.exchange.agree(talk.one.slot, &agreement);
    talk.one.rekey(&other_keys);
    talk.run(300);
    assert_eq!(talk.relays_now(), [25, 25]);
    assert_eq!((talk.one.unauthentic, talk.other.unauthentic), (0, 0));
    talk.one.assert_one_stream();
    // The same agreement again keeps what was counted: an old packet stays old.
    talk.exchange.agree(talk.one.slot, &agreement);
    talk.one.say_again();
    let before = talk
        .exchange
        .pool
        .counters(talk.one.slot)
        .unwrap()
        .unauthentic;
    talk.exchange.frame();
    let after = talk
        .exchange
        .pool
        .counters(talk.one.slot)
        .unwrap()
        .unauthentic;
    assert_eq!(after - before, 1);
}
