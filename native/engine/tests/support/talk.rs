//! Two telephones in a conversation over the exchange, for tests of what becomes of their packets.

use crate::legs::{Exchange, both_ways};
use crate::phone::{Phone, keys};
use serde_json::json;
use tipring_engine::frame_loop::EngineEvent;
use tipring_engine::rtp::{Agreement, Family};
use tipring_media::Event;
use tipring_media::srtp::Suite;

/// Two telephones in a conversation over the exchange.
pub struct Talk {
    pub exchange: Exchange,
    pub one: Phone,
    pub other: Phone,
}

impl Talk {
    pub fn new(port_first: u16, suites: [Option<Suite>; 2]) -> Self {
        let mut exchange = Exchange::new(port_first, "127.0.0.1");
        let [one, other] = [(1, suites[0]), (2, suites[1])].map(|(ssrc, suite)| {
            let leg = exchange.open(Family::V4);
            Phone::new(leg, ssrc, suite)
        });
        let mut talk = Self {
            exchange,
            one,
            other,
        };
        talk.agree();
        let (one, other) = (talk.one.slot, talk.other.slot);
        talk.exchange.connect(one, other);
        talk.exchange.connect(other, one);
        talk
    }

    pub fn agreement(phone: &Phone) -> Agreement {
        Agreement {
            srtp: phone.suite.map(|suite| keys(suite, phone.ssrc as u8)),
            ..both_ways(Some(phone.address()), u32::from(phone.slot) + 1000)
        }
    }

    pub fn agree(&mut self) {
        for phone in [&self.one, &self.other] {
            self.exchange.agree(phone.slot, &Self::agreement(phone));
        }
    }

    /// Both say their tones: 1000 Hz and 600 Hz.
    pub fn run(&mut self, ms: u32) {
        for frame in 0..ms / 5 {
            if frame % 4 == 0 {
                self.one.say(1000.0);
                self.other.say(600.0);
            }
            self.exchange.frame();
            self.one.listen();
            self.other.listen();
        }
    }

    fn relayed(&self) -> [u64; 2] {
        [&self.one, &self.other]
            .map(|phone| self.exchange.pool.counters(phone.slot).unwrap().relayed)
    }

    /// How many of the packets of the next half second are relayed to each.
    pub fn relays_now(&mut self) -> [u64; 2] {
        let before = self.relayed();
        self.run(500);
        let after = self.relayed();
        [after[0] - before[0], after[1] - before[1]]
    }

    pub fn command(&mut self, command: serde_json::Value) {
        self.exchange
            .command(serde_json::from_value(command).unwrap());
    }

    /// Keys that were told since the last look, and whether they were passed on.
    pub fn digits(&mut self) -> Vec<(char, bool)> {
        let told = self.exchange.told.drain(..);
        told.filter_map(|event| match event {
            EngineEvent::Media(raw) => match raw.into_event() {
                Event::Dtmf { digit, passed, .. } => Some((digit, passed)),
                _ => None,
            },
            _ => None,
        })
        .collect()
    }
}

/// The command by which somebody listens for keys, or no longer.
pub fn detect(slot: u16, dtmf: bool) -> serde_json::Value {
    let detectors = json!({ "dtmf": dtmf, "progress": false, "fax": false, "callerId": null });
    json!({ "op": "detect", "slot": slot, "detectors": detectors })
}
