use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tipring_media::{PacketCodec, PacketStreamSettings};

use super::super::security::Change;
use super::super::terms::Terms;
use super::*;

/// Long enough for the two threads to meet between any two instructions.
const ORDERS_GIVEN: u32 = 200_000;
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
    thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                network.take(0);
            }
        });
        let mut order = Order::Agree(agreed());
        for n in 0..ORDERS_GIVEN {
            assert!(hub.order(0, order).is_ok(), "order {n} finds room");
            let given = Instant::now();
            order = loop {
                match hub.spent.pop() {
                    Ok(Spent::Agreed(back)) => break Order::Agree(back),
                    Ok(Spent::Leg(_)) => unreachable!("none was opened"),
                    Err(_) if given.elapsed() < LOST_AFTER => std::hint::spin_loop(),
                    Err(_) => {
                        ended.store(true, Ordering::Relaxed);
                        panic!("order {n} was overlooked");
                    }
                }
            };
        }
        ended.store(true, Ordering::Relaxed);
    });
}
