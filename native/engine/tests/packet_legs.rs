//! Packet legs over real sockets on the loopback. Time goes by frames.

#[path = "support/legs.rs"]
mod legs;

use std::net::UdpSocket;

use legs::{CARD_SLOTS, Exchange, both_ways, here, packet, stream, telephone, tone_db};
use proptest::test_runner::{RngAlgorithm, TestRng};
use tipring_engine::rtp::{Agreement, Family, Refusal};
use tipring_media::packet::rtcp::{self, RtcpPacket};
use tipring_media::packet::rtp::RtpPacket;

/// Card slot 0 speaks into the first leg, the second is heard at card slot 1.
fn talking(port_first: u16, bind: &str, family: Family) -> (Exchange, (u16, u16), (u16, u16)) {
    let mut exchange = Exchange::new(port_first, bind);
    let (one, other) = (exchange.open(family), exchange.open(family));
    let at = |port: u16| Some((bind.parse::<std::net::IpAddr>().unwrap(), port).into());
    exchange.agree(one.0, &both_ways(at(other.1), 1));
    exchange.agree(other.0, &both_ways(at(one.1), 2));
    exchange.connect(0, one.0);
    exchange.connect(other.0, 1);
    (exchange, one, other)
}

/// What has come to a socket.
fn all(socket: &UdpSocket) -> Vec<Vec<u8>> {
    let mut buffer = [0; 2000];
    std::iter::from_fn(|| {
        let (length, _) = socket.recv_from(&mut buffer).ok()?;
        Some(buffer[..length].to_vec())
    })
    .collect()
}

#[test]
fn a_tone_into_one_leg_comes_out_of_the_other_as_loud_as_it_went_in() {
    for (port_first, bind, family) in [
        (21_000, "127.0.0.1", Family::V4),
        (21_000, "::1", Family::V6),
    ] {
        let (mut exchange, one, other) = talking(port_first, bind, family);
        assert_eq!((one.0, other.0), (CARD_SLOTS, CARD_SLOTS + 1));
        assert!(one.1 % 2 == 0 && other.1 % 2 == 0 && one.1 != other.1);
        exchange.run(2000);
        let level = exchange.level_db(500);
        assert!(level.abs() < 0.5, "{bind}: {level} dB");
        let counters = exchange.pool.counters(other.0).unwrap();
        assert!((95..=100).contains(&counters.received), "{counters:?}");
        assert_eq!(
            (counters.strangers, counters.malformed, counters.send_failed),
            (0, 0, 0)
        );
        assert_eq!(exchange.pool.counters(one.0).unwrap().sent, 100);
        assert_eq!(exchange.heard(other.0), [true]);
    }
}

#[test]
fn packets_lost_and_out_of_order_on_the_way_are_put_right_or_concealed() {
    let mut exchange = Exchange::new(21_100, "127.0.0.1");
    let (one, other) = (exchange.open(Family::V4), exchange.open(Family::V4));
    let ((relay, relay_at), (far, _)) = (telephone(), telephone());
    exchange.agree(one.0, &both_ways(Some(relay_at), 1));
    exchange.agree(other.0, &both_ways(None, 2));
    exchange.connect(0, one.0);
    exchange.connect(other.0, 1);
    let (mut count, mut held) = (0, None);
    for _ in 0..1000 {
        exchange.frame();
        for packet in all(&relay) {
            count += 1;
            match count % 20 {
                // One of 20 is lost, one of 20 is overtaken by the next.
                7 => {}
                13 => held = Some(packet),
                _ => {
                    far.send_to(&packet, here(other.1)).unwrap();
                    if let Some(late) = held.take() {
                        far.send_to(&late, here(other.1)).unwrap();
                    }
                }
            }
        }
    }
    let level = exchange.level_db(1000);
    assert!(level.abs() < 1.0, "{level} dB");
    let counters = exchange.pool.counters(other.0).unwrap();
    assert!((230..=240).contains(&counters.received), "{counters:?}");
    // It never said where it is, and gets its packets where its own come from.
    assert!(all(&far).len() > 200);
}

#[test]
fn a_stranger_is_not_heard_and_gets_nothing() {
    let mut exchange = Exchange::new(21_200, "127.0.0.1");
    let leg = exchange.open(Family::V4);
    let ((peer, peer_at), (stranger, _)) = (telephone(), telephone());
    exchange.agree(leg.0, &both_ways(Some(peer_at), 1));
    exchange.connect(leg.0, 1);
    for n in 0..300 {
        if n % 4 == 0 {
            peer.send_to(&packet(n / 4, 9, 1000.0), here(leg.1))
                .unwrap();
            stranger
                .send_to(&packet(n / 4, 9, 2000.0), here(leg.1))
                .unwrap();
        }
        exchange.frame();
    }
    let heard = &exchange.played[exchange.played.len() - 4000..];
    assert!(tone_db(heard, 1000.0).abs() < 0.5);
    assert!(tone_db(heard, 2000.0) < -35.0);
    assert_eq!(exchange.pool.counters(leg.0).unwrap().strangers, 75);
    assert_eq!(all(&stranger).len(), 0);
    assert!(!all(&peer).is_empty());
}

#[test]
fn with_another_agreement_the_peer_may_come_from_elsewhere() {
    let mut exchange = Exchange::new(21_300, "127.0.0.1");
    let leg = exchange.open(Family::V4);
    let ((old, old_at), (new, new_at)) = (telephone(), telephone());
    exchange.agree(leg.0, &both_ways(Some(old_at), 1));
    old.send_to(&packet(1, 5, 1000.0), here(leg.1)).unwrap();
    exchange.run(40);
    exchange.agree(leg.0, &both_ways(Some(new_at), 1));
    new.send_to(&packet(1, 6, 1000.0), here(leg.1)).unwrap();
    exchange.frame();
    old.send_to(&packet(2, 5, 1000.0), here(leg.1)).unwrap();
    exchange.run(60);
    let counters = exchange.pool.counters(leg.0).unwrap();
    assert_eq!((counters.received, counters.strangers), (2, 1));
    let sequence = |bytes: &Vec<u8>| RtpPacket::read(bytes).unwrap().header.sequence;
    let (before, after) = (all(&old), all(&new));
    assert_eq!(
        sequence(before.last().unwrap()).wrapping_add(1),
        sequence(&after[0]),
        "the same stream goes on"
    );
}

#[test]
fn garbage_of_all_kinds_is_counted_and_the_call_goes_on() {
    let mut exchange = Exchange::new(21_400, "127.0.0.1");
    let leg = exchange.open(Family::V4);
    let (peer, peer_at) = telephone();
    exchange.agree(leg.0, &both_ways(Some(peer_at), 1));
    exchange.connect(leg.0, 1);
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut dice = |below: u32| proptest::prelude::RngCore::next_u32(&mut random) % below;
    let mut bad = 0;
    for n in 0..400u16 {
        if n % 4 == 0 {
            peer.send_to(&packet(n / 4, 9, 1000.0), here(leg.1))
                .unwrap();
        }
        let length = [0, 1, 11, 12, 40, 172, 1500, 1501, 4000][dice(9) as usize];
        let mut bytes: Vec<u8> = (0..length).map(|_| dice(256) as u8).collect();
        // Nearly RTP: the right version, a payload type that nobody agreed on.
        if let [first, second, ..] = &mut bytes[..] {
            *first = 0x80 | *first & 0x3F;
            *second = *second & 0x80 | 33;
        }
        for port in [leg.1, leg.1 + 1] {
            peer.send_to(&bytes, here(port)).unwrap();
        }
        bad += 1;
        exchange.frame();
    }
    let counters = exchange.pool.counters(leg.0).unwrap();
    assert_eq!((counters.malformed, counters.received), (bad, 100));
    let level = exchange.level_db(500);
    assert!(level.abs() < 0.5, "{level} dB");
}

#[test]
fn a_flood_at_one_leg_does_not_silence_another() {
    let (mut exchange, one, other) = talking(21_500, "127.0.0.1", Family::V4);
    let victim = exchange.open(Family::V4);
    let (attacker, _) = telephone();
    exchange.agree(victim.0, &both_ways(None, 3));
    for _ in 0..300 {
        for _ in 0..50 {
            attacker.send_to(&[0x55; 172], here(victim.1)).unwrap();
        }
        exchange.frame();
    }
    let malformed = exchange.pool.counters(victim.0).unwrap().malformed;
    assert!((1..=300 * 8).contains(&malformed), "{malformed}");
    assert!(exchange.level_db(500).abs() < 0.5);
    assert!(exchange.pool.counters(one.0).unwrap().sent > 0);
    assert!(exchange.pool.counters(other.0).unwrap().received > 0);
}

#[test]
fn a_peer_that_is_silent_for_ten_seconds_is_told_once_and_again_when_it_speaks() {
    let mut exchange = Exchange::new(21_600, "127.0.0.1");
    let leg = exchange.open(Family::V4);
    let (peer, peer_at) = telephone();
    exchange.agree(leg.0, &both_ways(Some(peer_at), 1));
    peer.send_to(&packet(1, 9, 1000.0), here(leg.1)).unwrap();
    exchange.run(9_900);
    assert_eq!(exchange.heard(leg.0), [true]);
    exchange.run(5_000);
    assert_eq!(exchange.heard(leg.0), [true, false]);
    peer.send_to(&packet(2, 9, 1000.0), here(leg.1)).unwrap();
    exchange.run(10);
    assert_eq!(exchange.heard(leg.0), [true, false, true]);
    // Its reports show that it is there, though it says nothing.
    let report = [0x80, 201, 0, 1, 0, 0, 0, 9];
    for _ in 0..3 {
        exchange.run(8_000);
        peer.send_to(&report, here(leg.1 + 1)).unwrap();
    }
    assert_eq!(exchange.heard(leg.0), [true, false, true]);
    // What was agreed on anew is waited for anew.
    exchange.agree(leg.0, &both_ways(Some(peer_at), 1));
    exchange.run(10_100);
    assert_eq!(exchange.heard(leg.0), [true, false, true, false]);
    exchange.agree(leg.0, &both_ways(Some(peer_at), 1));
    exchange.run(10_100);
    assert_eq!(exchange.heard(leg.0), [true, false, true, false, false]);
    // On hold it need not send.
    let held = Agreement {
        receives: false,
        ..both_ways(Some(peer_at), 1)
    };
    exchange.agree(leg.0, &held);
    exchange.run(12_000);
    assert_eq!(exchange.heard(leg.0), [true, false, true, false, false]);
}

#[test]
fn held_by_its_peer_a_leg_sends_nothing_and_goes_on_where_it_was() {
    let mut exchange = Exchange::new(21_700, "127.0.0.1");
    let leg = exchange.open(Family::V4);
    let (peer, peer_at) = telephone();
    let talking = both_ways(Some(peer_at), 1);
    let held = Agreement {
        sends: false,
        ..talking.clone()
    };
    exchange.agree(leg.0, &talking);
    exchange.run(200);
    let before = all(&peer);
    exchange.agree(leg.0, &held);
    exchange.run(1000);
    assert_eq!((before.len(), all(&peer).len()), (10, 0));
    exchange.agree(leg.0, &talking);
    exchange.run(200);
    let after = all(&peer);
    let header = |bytes: &Vec<u8>| RtpPacket::read(bytes).unwrap().header;
    let (last, next) = (header(&before[9]), header(&after[0]));
    assert_eq!(after.len(), 10);
    assert_eq!(next.sequence, last.sequence.wrapping_add(1));
    assert_eq!(
        next.timestamp.wrapping_sub(last.timestamp),
        51 * 160,
        "its clock went on"
    );
    assert!(next.marker, "a talkspurt begins");
}

#[test]
fn reports_go_to_the_odd_port_and_the_last_one_says_goodbye() {
    let mut exchange = Exchange::new(21_800, "127.0.0.1");
    let leg = exchange.open(Family::V4);
    let (peer, reports) = pair();
    let peer_at = peer.local_addr().unwrap();
    exchange.agree(leg.0, &both_ways(Some(peer_at), 0xABCD));
    peer.send_to(&packet(1, 9, 1000.0), here(leg.1)).unwrap();
    exchange.run(20_000);
    exchange.pool.close(leg.0);
    exchange.run(10);
    let came = all(&reports);
    assert!((3..=10).contains(&came.len()), "{} reports", came.len());
    for compound in &came {
        let first = rtcp::read(compound).next();
        let Some(RtcpPacket::Report {
            ssrc,
            sender,
            blocks,
        }) = first
        else {
            panic!("{first:?}");
        };
        assert_eq!(ssrc, 0xABCD);
        assert!(sender.is_some_and(|sender| sender.packets > 0));
        assert_eq!(
            blocks.iter().map(|block| block.ssrc).collect::<Vec<_>>(),
            [9]
        );
    }
    let last = rtcp::read(came.last().unwrap()).last();
    assert_eq!(last, Some(RtcpPacket::Goodbye { ssrc: 0xABCD }));
}

/// A telephone's pair of ports.
fn pair() -> (UdpSocket, UdpSocket) {
    for port in (22_500..22_600).step_by(2) {
        let bound = (UdpSocket::bind(here(port)), UdpSocket::bind(here(port + 1)));
        if let (Ok(rtp), Ok(rtcp)) = bound {
            rtcp.set_nonblocking(true).unwrap();
            return (rtp, rtcp);
        }
    }
    panic!("no pair of ports is free");
}

#[test]
fn a_closed_leg_gives_its_slot_and_its_ports_back() {
    let mut exchange = Exchange::new(21_900, "127.0.0.1");
    let legs: Vec<_> = (0..4).map(|_| exchange.open(Family::V4)).collect();
    assert!(exchange.pool.open(Family::V4).is_none(), "all are taken");
    let (slot, port) = legs[2];
    exchange.agree(slot, &both_ways(None, 1));
    assert!(UdpSocket::bind(here(port)).is_err());
    exchange.pool.close(slot);
    assert_eq!(exchange.pool.counters(slot), None);
    exchange.frame();
    for port in [port, port + 1] {
        assert!(UdpSocket::bind(here(port)).is_ok());
    }
    let again = exchange.open(Family::V4);
    assert_eq!(again.0, slot);
    assert_ne!(again.1, port, "a port rests before it is used again");
    assert_eq!(exchange.pool.counters(slot), Some(Default::default()));
}

#[test]
fn what_cannot_be_is_refused() {
    let mut exchange = Exchange::new(22_000, "127.0.0.1");
    let leg = exchange.open(Family::V4);
    assert!(exchange.pool.open(Family::V6).is_none(), "bound to IPv4");
    let v6 = both_ways(Some("[::1]:9".parse().unwrap()), 1);
    let refused = |result: Result<_, Refusal>| format!("{:?}", result.err());
    assert_eq!(refused(exchange.pool.agree(leg.0, &v6)), "Some(Family)");
    let gone = exchange.pool.agree(leg.0 + 1, &both_ways(None, 1));
    assert_eq!(refused(gone), "Some(NotOpen)");
    let mut twice = both_ways(None, 1);
    twice.stream.event = Some(stream(1).voice);
    let why = refused(exchange.pool.agree(leg.0, &twice));
    assert!(why.contains("payload-types-impossible"), "{why}");
    exchange.pool.close(3);
    exchange.pool.close(999);
}

#[test]
fn nothing_is_sent_to_addresses_that_are_nobody_s_telephone() {
    let mut exchange = Exchange::new(22_100, "127.0.0.1");
    let leg = exchange.open(Family::V4);
    for remote in [
        "0.0.0.0:4000",
        "255.255.255.255:4000",
        "224.0.0.1:4000",
        "127.0.0.1:0",
    ] {
        exchange.agree(leg.0, &both_ways(Some(remote.parse().unwrap()), 1));
        exchange.run(100);
    }
    let counters = exchange.pool.counters(leg.0).unwrap();
    assert_eq!((counters.sent, counters.send_failed), (0, 0));
}

#[test]
fn agreed_on_again_without_a_change_a_stream_goes_on_as_if_nothing_had_been_said() {
    let mut exchange = Exchange::new(22_600, "127.0.0.1");
    let leg = exchange.open(Family::V4);
    let (peer, peer_at) = telephone();
    for _ in 0..5 {
        exchange.agree(leg.0, &both_ways(Some(peer_at), 1));
        exchange.run(110);
    }
    let came = all(&peer);
    let headers: Vec<_> = came
        .iter()
        .map(|bytes| RtpPacket::read(bytes).unwrap().header)
        .collect();
    for pair in headers.windows(2) {
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
        assert_eq!(pair[1].timestamp, pair[0].timestamp.wrapping_add(160));
        assert!(!pair[1].marker);
    }
}
