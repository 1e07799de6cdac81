//! Relayed calls in which one does not talk, or nobody: what is sent instead.

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
use talk::Talk;

#[test]
fn a_telephone_that_falls_silent_is_replaced_by_our_silence_and_comes_back() {
    let mut talk = Talk::new(25_100, [None, None]);
    talk.run(400);
    let silent = |talk: &mut Talk, frames: u32| {
        for frame in 0..frames {
            if frame % 4 == 0 {
                talk.other.say(600.0);
            }
            talk.exchange.frame();
            talk.one.listen();
            talk.other.listen();
        }
    };
    silent(&mut talk, 200);
    let before = talk.other.headers().count();
    silent(&mut talk, 200);
    assert_eq!(
        talk.other.headers().count() - before,
        50,
        "50 packets a second go on"
    );
    talk.run(40);
    assert_eq!(talk.relays_now(), [25, 25]);
    talk.other.assert_one_stream_of_gaps(240);
}

#[test]
fn where_nobody_talks_few_packets_tell_that_we_are_there_and_the_first_word_is_heard_whole() {
    let mut talk = Talk::new(25_500, [None, None]);
    let wait = |talk: &mut Talk, ms: u32| {
        for _ in 0..ms / 5 {
            talk.exchange.frame();
            talk.one.listen();
            talk.other.listen();
        }
        [talk.one.headers().count(), talk.other.headers().count()]
    };
    assert_eq!(wait(&mut talk, 200), [10, 10], "the first 200 ms whole");
    let before = wait(&mut talk, 1000);
    let after = wait(&mut talk, 1600);
    assert_eq!(
        [after[0] - before[0], after[1] - before[1]],
        [10, 10],
        "then one in 160 ms"
    );
    // One of them talks: the other hears it, and he is sent silence without a gap.
    for frame in 0..100 {
        if frame % 4 == 0 {
            talk.one.say(1000.0);
        }
        talk.exchange.frame();
        talk.one.listen();
        talk.other.listen();
    }
    assert!(tone_db(&talk.other.heard(400), 1000.0).abs() < 0.5);
    let told = [talk.one.headers().count(), talk.other.headers().count()];
    let more = [told[0] - after[0], told[1] - after[1]];
    assert!(more.iter().all(|more| (24..=26).contains(more)), "{more:?}");
    talk.run(400);
    assert_eq!(talk.relays_now(), [25, 25]);
    // What was not sent has used up no number: to the peer nothing was lost.
    talk.one.assert_one_stream_of_gaps(200);
    talk.other.assert_one_stream_of_gaps(200);
}
