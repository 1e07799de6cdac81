use super::*;
use proptest::prelude::*;

fn card_header() -> impl Strategy<Value = CardHeader> {
    (any::<[u8; 5]>(), any::<[u16; 7]>(), any::<u32>()).prop_map(|(bytes, words, tick)| {
        CardHeader {
            flags: bytes[0],
            seq: words[0],
            tx_seq_playing: words[1],
            tick,
            int_levels: bytes[1],
            rgdt_levels: bytes[2],
            modules: bytes[3],
            event_count: 0,
            tx_queue: words[2],
            rx_queue: words[3],
            crc_errors: words[4],
            lost_tx: words[5],
            supply_mv: words[6],
        }
    })
}

fn edges() -> impl Strategy<Value = Vec<RawEdge>> {
    let edge = any::<[u8; 4]>().prop_map(|[position, kind, tick, value]| RawEdge {
        position,
        kind,
        tick,
        value,
    });
    proptest::collection::vec(edge, 0..=EVENTS_MAX)
}

fn payload(seed: u8) -> [u8; PAYLOAD_LEN] {
    std::array::from_fn(|index| (index as u8).wrapping_mul(31).wrapping_add(seed))
}

proptest! {
    #[test]
    fn what_a_card_sends_is_what_the_host_reads(header in card_header(), events in edges(), seed: u8) {
        let mut bytes = [0xEE; BURST_LEN];
        encode_card(&header, &events, &payload(seed), &mut bytes);
        let burst = decode_card(&bytes).expect("an intact header");
        prop_assert_eq!(burst.header, CardHeader { event_count: events.len() as u8, ..header });
        let body = burst.body.expect("an intact body");
        prop_assert_eq!(body.events().collect::<Vec<_>>(), events);
        prop_assert_eq!(body.payload, &payload(seed));
    }

    #[test]
    fn what_the_host_sends_is_what_a_card_reads(
        flags: u8, words in any::<[u16; 4]>(), echo_tick: u32, relay_request: u8, seed: u8,
    ) {
        let header = HostHeader {
            flags, seq: words[0], last_rx_seq: words[1], echo_tick, slot_enable: words[2], relay_request,
            queue_target: words[3],
        };
        let mut bytes = [0xEE; BURST_LEN];
        encode_host(&header, &payload(seed), &mut bytes);
        let burst = decode_host(&bytes).expect("an intact header");
        prop_assert_eq!(burst.header, header);
        prop_assert_eq!(burst.body.expect("an intact body").payload, &payload(seed));
    }

    #[test]
    fn random_bytes_of_any_length_are_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        prop_assert!(decode_card(&bytes).is_err());
        prop_assert!(decode_host(&bytes).is_err());
    }

    #[test]
    fn one_wrong_bit_anywhere_is_noticed(header in card_header(), events in edges(), bit in 0..BURST_LEN * 8) {
        let mut bytes = [0; BURST_LEN];
        encode_card(&header, &events, &payload(3), &mut bytes);
        bytes[bit / 8] ^= 1 << (bit % 8);
        match decode_card(&bytes) {
            Err(error) => prop_assert_eq!((error, bit < 32 * 8), (HeaderError::Damaged, true)),
            Ok(burst) => prop_assert!(burst.body.is_none() && bit >= 32 * 8),
        }
    }
}

fn with_header_word(at: usize, value: u16) -> [u8; BURST_LEN] {
    let mut bytes = [0; BURST_LEN];
    encode_card(&CardHeader::default(), &[], &payload(0), &mut bytes);
    bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
    let check = crc16(&bytes[..HEADER_CRC_AT]);
    bytes[HEADER_CRC_AT..EVENTS_AT].copy_from_slice(&check.to_le_bytes());
    bytes
}

#[test]
fn a_burst_of_another_version_or_shape_is_told_apart_from_a_damaged_one() {
    assert_eq!(
        decode_card(&with_header_word(2, 2)).unwrap_err(),
        HeaderError::Version
    );
    assert_eq!(
        decode_card(&with_header_word(12, 80)).unwrap_err(),
        HeaderError::Shape
    );
    assert_eq!(
        decode_card(&with_header_word(14, 1280)).unwrap_err(),
        HeaderError::Shape
    );
    assert_eq!(
        decode_card(&[0; BURST_LEN]).unwrap_err(),
        HeaderError::Damaged
    );
    assert_eq!(
        decode_card(&[0; BURST_LEN - 1]).unwrap_err(),
        HeaderError::Length
    );
}

#[test]
fn the_layout_is_the_one_of_the_card_s_data_sheet() {
    let header = CardHeader {
        flags: card_flags::RELAYS,
        seq: 0x0102,
        tx_seq_playing: 0x0304,
        tick: 0x0506_0708,
        int_levels: 0xFE,
        rgdt_levels: 0x7F,
        modules: 0xFF,
        event_count: 0,
        tx_queue: 2,
        rx_queue: 1,
        crc_errors: 9,
        lost_tx: 8,
        supply_mv: 11_900,
    };
    let event = RawEdge {
        position: 0,
        kind: 1,
        tick: 39,
        value: 0,
    };
    let mut bytes = [0; BURST_LEN];
    encode_card(&header, &[event], &payload(0), &mut bytes);
    assert_eq!(
        bytes[..30],
        [
            0x50, 0x58, 1, 0x40, 0x02, 0x01, 0x04, 0x03, 0x08, 0x07, 0x06, 0x05, 40, 0, 0x80, 0x02,
            0xFE, 0x7F, 0xFF, 1, 2, 0, 1, 0, 9, 0, 8, 0, 0x7C, 0x2E
        ]
    );
    assert_eq!(bytes[32..36], [0, 1, 39, 0]);
    assert_eq!(bytes[60..100], payload(0)[..40]);
}
