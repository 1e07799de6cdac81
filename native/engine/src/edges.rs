//! Pins of a card, from the burst's event list, and from the levels in its header when an event was lost.

use crate::burst::{Body, CardHeader, EVENTS_MAX, RawEdge, SAMPLES, card_flags};

/// Which pin moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pin {
    /// A chip's interrupt, active low.
    Int,
    /// The Si3050's ring-detect pin, active low.
    RingDetect,
    /// A module in its socket.
    Module,
    /// Input power good.
    Power,
    /// A fail-to-wire relay energised.
    Relay,
}

/// One edge on one pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// 0–7.
    pub position: u8,
    /// The pin.
    pub pin: Pin,
    /// Level after the edge.
    pub level: bool,
    /// 125 µs ticks before the end of the frame: 0 (found by comparing levels) to 40.
    pub ticks_ago: u8,
}

/// What the event list left to be said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    /// Levels that had moved without an event.
    pub lost: u32,
    /// Events with an impossible position, kind or tick; ignored.
    pub malformed: u32,
}

/// The last known level of each pin of one card.
#[derive(Clone, Copy, Debug)]
pub struct Pins {
    int: u8,
    ring_detect: u8,
    /// `None` until the card has spoken: what is plugged in at the start is no edge.
    modules: Option<u8>,
    relays: Option<bool>,
}

impl Default for Pins {
    fn default() -> Self {
        // An interrupt already pending at the first frame must reach its driver: it shows as an edge from high.
        Self {
            int: 0xFF,
            ring_detect: 0xFF,
            modules: None,
            relays: None,
        }
    }
}

impl Pins {
    /// Takes in one burst. Without a body (its CRC-32 was wrong) only the header's levels speak.
    pub fn update(
        &mut self,
        header: &CardHeader,
        body: Option<&Body<'_>>,
        mut emit: impl FnMut(Edge),
    ) -> Doubt {
        let mut doubt = Doubt::default();
        let mut relay_told = false;
        if let Some(body) = body {
            if usize::from(header.event_count) > EVENTS_MAX {
                doubt.malformed += 1;
            }
            for raw in body.events() {
                match edge_of(raw) {
                    Some(edge) => {
                        relay_told |= edge.pin == Pin::Relay;
                        self.note(edge);
                        emit(edge);
                    }
                    None => doubt.malformed += 1,
                }
            }
        }
        let relays = header.flags & card_flags::RELAYS != 0;
        if self.relays.is_some_and(|known| known != relays) && !relay_told {
            // The flag speaks for all relays of the card: it is told at position 0.
            emit(Edge {
                position: 0,
                pin: Pin::Relay,
                level: relays,
                ticks_ago: 0,
            });
            doubt.lost += 1;
        }
        self.relays = Some(relays);
        let modules = self.modules.unwrap_or(header.modules);
        for (pin, known, now) in [
            (Pin::Int, self.int, header.int_levels),
            (Pin::RingDetect, self.ring_detect, header.rgdt_levels),
            (Pin::Module, modules, header.modules),
        ] {
            doubt.lost += (known ^ now).count_ones();
            moved(pin, known, now, &mut emit);
        }
        self.int = header.int_levels;
        self.ring_detect = header.rgdt_levels;
        self.modules = Some(header.modules);
        doubt
    }

    /// Forgets which interrupts are known to be pending, so that the next burst tells them again.
    pub fn forget(&mut self) {
        self.int = 0xFF;
        self.ring_detect = 0xFF;
    }

    fn note(&mut self, edge: Edge) {
        let bit = 1 << edge.position;
        let levels = match edge.pin {
            Pin::Int => &mut self.int,
            Pin::RingDetect => &mut self.ring_detect,
            Pin::Module => match &mut self.modules {
                Some(modules) => modules,
                None => return,
            },
            Pin::Power | Pin::Relay => return,
        };
        if edge.level {
            *levels |= bit;
        } else {
            *levels &= !bit;
        }
    }
}

fn edge_of(raw: RawEdge) -> Option<Edge> {
    let (pin, level) = match raw.kind {
        1 => (Pin::Int, false),
        2 => (Pin::Int, true),
        3 => (Pin::RingDetect, false),
        4 => (Pin::RingDetect, true),
        5 => (Pin::Module, raw.value != 0),
        6 => (Pin::Power, raw.value != 0),
        7 => (Pin::Relay, raw.value != 0),
        _ => return None,
    };
    let possible = raw.position < 8 && usize::from(raw.tick) < SAMPLES;
    possible.then(|| Edge {
        position: raw.position,
        pin,
        level,
        ticks_ago: SAMPLES as u8 - raw.tick,
    })
}

fn moved(pin: Pin, known: u8, now: u8, emit: &mut impl FnMut(Edge)) {
    for position in (0..8u8).filter(|position| (known ^ now) >> position & 1 == 1) {
        emit(Edge {
            position,
            pin,
            level: now >> position & 1 == 1,
            ticks_ago: 0,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::burst::{BURST_LEN, PAYLOAD_LEN, decode_card, encode_card};

    const QUIET: CardHeader = CardHeader {
        flags: 0,
        seq: 0,
        tx_seq_playing: 0,
        tick: 0,
        int_levels: 0xFF,
        rgdt_levels: 0xFF,
        modules: 0x0F,
        event_count: 0,
        tx_queue: 2,
        rx_queue: 0,
        crc_errors: 0,
        lost_tx: 0,
        supply_mv: 12_000,
    };

    fn feed(pins: &mut Pins, header: CardHeader, events: &[RawEdge]) -> (Vec<Edge>, Doubt) {
        let mut bytes = [0; BURST_LEN];
        encode_card(&header, events, &[0xD5; PAYLOAD_LEN], &mut bytes);
        let burst = decode_card(&bytes).unwrap();
        let mut told = Vec::new();
        let doubt = pins.update(&burst.header, burst.body.as_ref(), |edge| told.push(edge));
        (told, doubt)
    }

    #[test]
    fn a_quiet_card_tells_nothing_and_its_modules_at_the_start_are_no_edges() {
        assert_eq!(
            feed(&mut Pins::default(), QUIET, &[]),
            (vec![], Doubt::default())
        );
    }

    #[test]
    fn an_interrupt_pending_at_the_first_frame_is_told() {
        let (told, _) = feed(
            &mut Pins::default(),
            CardHeader {
                int_levels: 0xFB,
                ..QUIET
            },
            &[],
        );
        assert_eq!(
            told,
            [Edge {
                position: 2,
                pin: Pin::Int,
                level: false,
                ticks_ago: 0
            }]
        );
    }

    #[test]
    fn an_edge_carries_its_place_inside_the_frame() {
        let mut pins = Pins::default();
        let fell = RawEdge {
            position: 1,
            kind: 1,
            tick: 8,
            value: 0,
        };
        let (told, doubt) = feed(
            &mut pins,
            CardHeader {
                int_levels: 0xFD,
                ..QUIET
            },
            &[fell],
        );
        assert_eq!(
            told,
            [Edge {
                position: 1,
                pin: Pin::Int,
                level: false,
                ticks_ago: 32
            }]
        );
        assert_eq!(doubt, Doubt::default());
    }

    #[test]
    fn a_pulse_shorter_than_a_frame_gives_both_its_edges() {
        let mut pins = Pins::default();
        let pulse = [
            RawEdge {
                position: 7,
                kind: 3,
                tick: 2,
                value: 0,
            },
            RawEdge {
                position: 7,
                kind: 4,
                tick: 30,
                value: 0,
            },
        ];
        let (told, doubt) = feed(&mut pins, QUIET, &pulse);
        assert_eq!(
            told.iter()
                .map(|edge| (edge.level, edge.ticks_ago))
                .collect::<Vec<_>>(),
            [(false, 38), (true, 10)]
        );
        assert_eq!(doubt.lost, 0);
    }

    #[test]
    fn a_level_that_moved_without_an_event_is_told_and_counted() {
        let mut pins = Pins::default();
        feed(&mut pins, QUIET, &[]);
        let now = CardHeader {
            int_levels: 0xFE,
            modules: 0x07,
            flags: card_flags::RELAYS,
            ..QUIET
        };
        let (told, doubt) = feed(&mut pins, now, &[]);
        assert_eq!(
            told,
            [
                Edge {
                    position: 0,
                    pin: Pin::Relay,
                    level: true,
                    ticks_ago: 0
                },
                Edge {
                    position: 0,
                    pin: Pin::Int,
                    level: false,
                    ticks_ago: 0
                },
                Edge {
                    position: 3,
                    pin: Pin::Module,
                    level: false,
                    ticks_ago: 0
                },
            ]
        );
        assert_eq!(doubt.lost, 3);
        assert_eq!(feed(&mut pins, now, &[]), (vec![], Doubt::default()));
    }

    #[test]
    fn an_event_for_a_ninth_position_or_of_an_unknown_kind_is_ignored_and_counted() {
        let wrong = [
            RawEdge {
                position: 8,
                kind: 1,
                tick: 0,
                value: 0,
            },
            RawEdge {
                position: 0,
                kind: 8,
                tick: 0,
                value: 0,
            },
            RawEdge {
                position: 0,
                kind: 0,
                tick: 0,
                value: 0,
            },
            RawEdge {
                position: 0,
                kind: 1,
                tick: 40,
                value: 0,
            },
        ];
        let (told, doubt) = feed(&mut Pins::default(), QUIET, &wrong);
        assert_eq!((told, doubt.malformed), (vec![], 4));
    }
}
