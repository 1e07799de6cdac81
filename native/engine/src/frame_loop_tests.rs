use super::*;
use crate::burst::{BURST_LEN, CardHeader, HostHeader, decode_host, encode_card};
use tipring_media::{Command, prepare};

/// A card that is well and sends one code on all slots.
struct FakeCard {
    seq: u16,
    code: u8,
    played: [u8; PAYLOAD_LEN],
    header: HostHeader,
}

impl FakeCard {
    fn new(code: u8) -> Self {
        Self {
            seq: 0,
            code,
            played: [0; PAYLOAD_LEN],
            header: HostHeader::default(),
        }
    }

    fn burst(&mut self, mosi: &BurstBytes) -> BurstBytes {
        let burst = decode_host(mosi).expect("the host's header is intact");
        self.header = burst.header;
        self.played = *burst.body.expect("the host's samples are intact").payload;
        let header = CardHeader {
            seq: self.seq,
            int_levels: 0xFF,
            rgdt_levels: 0xFF,
            tx_queue: 2,
            tick: u32::from(self.seq) * 40,
            ..CardHeader::default()
        };
        self.seq = self.seq.wrapping_add(1);
        let mut miso = [0; BURST_LEN];
        encode_card(&header, &[], &[self.code; PAYLOAD_LEN], &mut miso);
        miso
    }
}

fn frame(frames: &mut FrameLoop, cards: &mut [FakeCard], told: &mut Vec<EngineEvent>) {
    for (number, card) in cards.iter_mut().enumerate() {
        let mut mosi = [0; BURST_LEN];
        frames.transmit(number, &mut mosi);
        let miso = card.burst(&mosi);
        frames.receive(number, Some(&miso), &mut |event| told.push(event));
    }
    frames.process(&mut |event| told.push(event));
}

fn order(frames: &mut FrameLoop, command: Command) {
    let prepared = prepare(command, frames.cards() * SLOTS).expect("a possible command");
    frames.apply(prepared, &mut |event| panic!("{event:?}"));
}

#[test]
fn what_a_port_says_is_sent_to_the_other_in_the_next_burst_and_no_sooner() {
    let mut frames = FrameLoop::new(2);
    let mut cards = [FakeCard::new(0x2A), FakeCard::new(0x2B)];
    order(
        &mut frames,
        Command::Connect {
            from: 3,
            to: 16,
            gain_db: 0.0,
        },
    );
    let mut told = vec![];
    frame(&mut frames, &mut cards, &mut told);
    assert_eq!(cards[1].played, [0xD5; PAYLOAD_LEN]);
    frame(&mut frames, &mut cards, &mut told);
    assert_eq!(cards[1].played[..SAMPLES], [0x2A; SAMPLES]);
    assert_eq!(cards[1].played[SAMPLES..], [0xD5; PAYLOAD_LEN - SAMPLES]);
    assert_eq!(frames.statistics().paths, 1);
    assert_eq!(frames.statistics().card_queue_depth, 2);
}

#[test]
fn the_first_burst_asks_for_empty_queues_and_each_echoes_what_came_before() {
    let mut frames = FrameLoop::new(1);
    let mut cards = [FakeCard::new(0xD5)];
    let mut told = vec![];
    frame(&mut frames, &mut cards, &mut told);
    assert_eq!(cards[0].header.flags, host_flags::RESYNC);
    for _ in 0..4 {
        frame(&mut frames, &mut cards, &mut told);
    }
    let header = cards[0].header;
    assert_eq!(
        (
            header.flags,
            header.seq,
            header.last_rx_seq,
            header.echo_tick
        ),
        (0, 4, 3, 120)
    );
    assert_eq!(
        (
            header.slot_enable,
            header.relay_request,
            header.queue_target
        ),
        (0xFFFF, 0xFF, 2)
    );
    frames.drain();
    frame(&mut frames, &mut cards, &mut told);
    assert_eq!(cards[0].header.flags, host_flags::DRAINING);
}

#[test]
fn one_card_gone_is_told_and_the_other_goes_on() {
    let mut frames = FrameLoop::new(2);
    let mut cards = [FakeCard::new(0x2A), FakeCard::new(0x2B)];
    let mut told = vec![];
    frame(&mut frames, &mut cards, &mut told);
    assert!(matches!(
        told[..],
        [
            EngineEvent::Card { card: 1, up: true },
            EngineEvent::Card { card: 2, up: true }
        ]
    ));
    told.clear();
    for number in 0..10 {
        frame(&mut frames, &mut cards[..1], &mut told);
        frames.receive(1, None, &mut |event| told.push(event));
        assert_eq!(told.len(), usize::from(number >= 2));
    }
    assert!(matches!(
        told[..],
        [EngineEvent::Card { card: 2, up: false }]
    ));
    assert!(frames.is_up(0) && !frames.is_up(1));
    assert_eq!(frames.statistics().missing, 3);
}

#[test]
fn a_change_of_law_changes_silence_and_the_cards_are_told() {
    let mut frames = FrameLoop::new(1);
    let mut cards = [FakeCard::new(0xFF)];
    let configure = r#"{"op":"configure","law":"u","tones":{},
        "dtmf":{"lowDbm0":-9,"highDbm0":-7,"onMs":70,"offMs":70}}"#;
    order(
        &mut frames,
        serde_json::from_str(configure).expect("a command"),
    );
    frame(&mut frames, &mut cards, &mut vec![]);
    assert_eq!(
        cards[0].header.flags,
        host_flags::RESYNC | host_flags::MU_LAW
    );
    assert_eq!(cards[0].played, [0xFF; PAYLOAD_LEN]);
}

#[test]
fn after_a_loss_of_events_the_cards_and_the_pending_interrupts_are_told_again() {
    let mut frames = FrameLoop::new(1);
    let header = CardHeader {
        int_levels: 0xFB,
        rgdt_levels: 0xFF,
        ..CardHeader::default()
    };
    let mut miso = [0; BURST_LEN];
    for seq in 0..2u16 {
        encode_card(
            &CardHeader { seq, ..header },
            &[],
            &[0xD5; PAYLOAD_LEN],
            &mut miso,
        );
        frames.receive(0, Some(&miso), &mut |_| {});
    }
    let mut told = vec![];
    frames.retell(&mut |event| told.push(event));
    encode_card(
        &CardHeader { seq: 2, ..header },
        &[],
        &[0xD5; PAYLOAD_LEN],
        &mut miso,
    );
    frames.receive(0, Some(&miso), &mut |event| told.push(event));
    let [
        EngineEvent::Card { up: true, .. },
        EngineEvent::Edge { card: 1, edge },
    ] = told[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!((edge.position, edge.level), (2, false));
}
