use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tipring_media::{PacketCodec, PacketStreamSettings};

use super::super::security::Change;
use super::super::terms::Terms;
use super::*;

/// Orders that are given without a pause, and how often: enough for the threads to meet between any two instructions.
const ROUND: usize = 500;
const ROUNDS: u32 = 1_000;
/// An order is carried out in microseconds; only one that was lost takes longer.
const LOST_AFTER: Duration = Duration::from_secs(20);

/// An agreement of a leg that is not there: it is taken, and given back.
fn agreed() -> Box<Agreed> {
    let stream = PacketStreamSettings {
        codec: PacketCodec::Pcmu,
        voice: 0,
        event: None,
        noise: None,
        silence_suppression: false,
        ssrc: 1,
        first_sequence: 1,
        first_timestamp: 1,
        delay_ms_min: None,
        delay_ms_max: None,
    };
    Box::new(Agreed {
        slot: 0,
        terms: Terms {
            remote: None,
            sends: true,
            receives: true,
            ptime_ms: 20,
            stream,
        },
        security: Change::Keep,
        stream: None,
        is_new_stream: false,
        garbage: None,
    })
}

/// An order that was overlooked would be carried out only with the next one, and that with the one after it: from then
/// on every call of the exchange would be settled too late, and most of them would stay mute.
#[test]
fn each_order_is_carried_out_at_once_while_the_network_looks_all_the_time() {
    let (mut hub, mut network) = Hub::new(0, 1).expect("descriptors");
    let ended = AtomicBool::new(false);
    let mut orders: Vec<_> = (0..ROUND).map(|_| Order::Agree(agreed())).collect();
    thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                network.take(0);
            }
        });
        for round in 0..ROUNDS {
            for order in orders.drain(..) {
                assert!(hub.order(0, order).is_ok(), "there is room for a round");
            }
            let given = Instant::now();
            while orders.len() < ROUND && given.elapsed() < LOST_AFTER {
                match hub.spent.pop() {
                    Ok(Spent::Agreed(back)) => orders.push(Order::Agree(back)),
                    Ok(Spent::Leg(_)) => unreachable!("none was opened"),
                    // Where there is but one processor for both, the other has it now.
                    Err(_) => thread::yield_now(),
                }
            }
            ended.store(
                orders.len() < ROUND || round + 1 == ROUNDS,
                Ordering::Relaxed,
            );
            assert_eq!(
                orders.len(),
                ROUND,
                "an order of round {round} was overlooked"
            );
        }
    });
}

/// One that was refused here would never be carried out, and its call would stay mute: it must not come so far.
#[test]
fn while_the_network_stands_still_orders_wait_before_it_and_none_is_lost() {
    let (mut hub, mut network) = Hub::new(0, 1).expect("descriptors");
    let mut given = 0;
    while hub.has_room() {
        assert!(
            hub.order(0, Order::Agree(agreed())).is_ok(),
            "it said there is room"
        );
        given += 1;
    }
    assert_eq!(given, ORDERS);
    assert!(hub.order(0, Order::Agree(agreed())).is_err());
    network.take(0);
    assert!(hub.has_room());
    let back = std::iter::from_fn(|| hub.spent.pop().ok()).count();
    assert_eq!(back, given);
}

#[test]
fn a_frame_that_is_made_up_for_leaves_what_came_after_it_to_the_next() {
    let (mut hub, _network) = Hub::new(0, 1).expect("descriptors");
    let mut plane = Plane::with_packets(0, 1);
    let (mut from_network, inlet) = wire(4096);
    hub.inlet = inlet;
    let came = |kind, value| Head {
        kind,
        slot: 0,
        value,
    };
    // A report has the time of day, and waits for nothing.
    for head in [
        (Kind::Packet, 4000),
        (Kind::Report, u64::MAX),
        (Kind::Packet, 6000),
    ] {
        assert!(from_network.push(came(head.0, head.1), &[0; 12]));
    }
    hub.receive(5000, &mut plane, &mut |_| {});
    assert_eq!(hub.inlet.next(), Some(came(Kind::Packet, 6000)));
    hub.receive(u64::MAX, &mut plane, &mut |_| {});
    assert_eq!(hub.inlet.next(), None);
}
