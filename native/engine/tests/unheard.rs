//! An exchange without cards whose calls only pass packets on: its frames need not be made when they are due.

#[allow(dead_code, reason = "some of it is for other tests of legs")]
#[path = "support/legs.rs"]
mod legs;
#[allow(dead_code, reason = "some of it is for other tests of legs")]
#[path = "support/phone.rs"]
mod phone;

use std::thread;
use std::time::{Duration, Instant};

use legs::both_ways;
use phone::Phone;
use tipring_engine::frame_loop::FrameLoop;
use tipring_engine::realtime::{Order, Realtime};
use tipring_engine::rtp::{Family, Pool, PoolOptions};
use tipring_media::{Command, prepare};

const FRAME_US: u64 = 5000;

fn pool(legs: u16, port_first: u16) -> Pool {
    let options = PoolOptions {
        legs,
        port_first,
        port_last: port_first + 99,
        bind: Some("127.0.0.1".parse().unwrap()),
    };
    Pool::new(0, options)
}

fn until(mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_so() {
        assert!(Instant::now() < deadline, "it never came");
        thread::sleep(Duration::from_millis(1));
    }
}

fn command(frames: &mut FrameLoop, command: Command) {
    drop(frames.apply(prepare(command, 2).unwrap(), &mut |_| {}));
}

/// Two telephones, each to hear the other.
fn call(frames: &mut FrameLoop, pool: &mut Pool) -> [Phone; 2] {
    let phones = [1, 2].map(|ssrc| {
        let leg = pool.open(Family::V4).unwrap();
        let phone = Phone::new((leg.slot(), leg.port()), ssrc, None);
        assert!(frames.open_leg(leg).is_none());
        phone
    });
    for phone in &phones {
        let ssrc = u32::from(phone.slot) + 1000;
        let agreed = pool
            .agree(phone.slot, &both_ways(Some(phone.address()), ssrc))
            .unwrap();
        drop(frames.agree(agreed, &mut |_| {}));
    }
    for (from, to) in [(0, 1), (1, 0)] {
        let gain_db = 0.0;
        command(frames, Command::Connect { from, to, gain_db });
    }
    phones
}

#[test]
fn frames_of_calls_that_only_pass_by_may_be_made_up_for_and_are_heard_again_from_the_next_order() {
    let mut frames = FrameLoop::with_legs(0, 2).unwrap();
    let mut pool = pool(2, 28_800);
    assert!(frames.is_unheard(), "nobody is there");
    let mut phones = call(&mut frames, &mut pool);
    let mut now_us = 0;
    let mut next = |frames: &mut FrameLoop, phones: &mut [Phone; 2], made_up: u64| {
        for phone in phones {
            phone.say(1000.0);
        }
        for n in 1..=4 {
            now_us += FRAME_US;
            if n <= made_up {
                frames.make_up(now_us, &mut |_| {});
            } else {
                frames.process_at(now_us, &mut |_| {});
            }
        }
    };
    for _ in 0..10 {
        next(&mut frames, &mut phones, 0);
    }
    assert!(frames.is_unheard(), "both have talked");
    let relayed = |pool: &Pool| [0, 1].map(|slot| pool.counters(slot).unwrap().relayed);
    let before = relayed(&pool);
    for _ in 0..10 {
        next(&mut frames, &mut phones, 3);
        assert!(frames.is_unheard());
    }
    assert_eq!(relayed(&pool), before.map(|count| count + 10));
    assert_eq!(frames.statistics().frames, 80);
    command(&mut frames, Command::Disconnect { from: 0, to: 1 });
    next(&mut frames, &mut phones, 0);
    assert!(!frames.is_unheard(), "one of them hears nobody now");
}

#[test]
fn silence_before_anybody_has_talked_is_made_up_for_and_is_one_stream_whose_clock_goes_on() {
    let mut frames = FrameLoop::with_legs(0, 2).unwrap();
    let mut pool = pool(2, 28_600);
    let mut phones = call(&mut frames, &mut pool);
    let mut now_us = 0;
    let mut run = |frames: &mut FrameLoop, packets: u32| {
        for n in 1..=packets * 4 {
            now_us += FRAME_US;
            if n % 4 == 0 {
                frames.process_at(now_us, &mut |_| {});
            } else {
                assert!(frames.is_unheard(), "nobody has talked");
                frames.make_up(now_us, &mut |_| {});
            }
        }
    };
    run(&mut frames, 50);
    for phone in &mut phones {
        assert!(phone.listen() > 10, "the beginning, and then some");
        phone.assert_one_stream_of_gaps(160);
    }
}

#[test]
fn digits_on_their_way_to_a_silent_telephone_are_heard_and_so_is_its_first_word() {
    let mut frames = FrameLoop::with_legs(0, 2).unwrap();
    let mut pool = pool(2, 28_700);
    let mut phones = call(&mut frames, &mut pool);
    let mut frames_at = (FRAME_US..).step_by(FRAME_US as usize);
    let mut run = |frames: &mut FrameLoop, count: usize| {
        for now_us in frames_at.by_ref().take(count) {
            frames.process_at(now_us, &mut |_| {});
        }
    };
    run(&mut frames, 10);
    let (slot, digits) = (phones[0].slot, String::from("5"));
    command(
        &mut frames,
        Command::SendDigits {
            slot,
            digits,
            id: 1,
        },
    );
    while phones[0].packets_of(101).count() < 3 {
        assert!(!frames.is_unheard(), "it is not sent to its end");
        run(&mut frames, 1);
        phones[0].listen();
    }
    run(&mut frames, 100);
    assert!(frames.is_unheard(), "it was sent");
    phones[1].say(1000.0);
    run(&mut frames, 1);
    assert!(!frames.is_unheard(), "one of them talks");
}

#[test]
fn the_thread_that_rests_counts_its_frames_and_takes_orders_as_ever() {
    let mut thread = Realtime::start_with_legs(Vec::new(), 1, || {}).unwrap();
    let mut pool = pool(1, 28_900);
    for frames in [20, 40] {
        until(|| thread.statistics().frames > frames);
        let mut leg = None;
        until(|| {
            // The place is free once the leg of before has come back.
            thread.free_waste();
            leg = pool.open(Family::V4);
            leg.is_some()
        });
        let leg = leg.unwrap();
        let slot = leg.slot();
        thread.give(Order::Open(leg)).unwrap();
        pool.close(slot);
    }
    thread.stop();
}
