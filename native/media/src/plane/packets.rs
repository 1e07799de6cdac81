//! Packet legs from outside: opened and closed by commands, fed with datagrams.

use super::Plane;
use super::packet_leg::PacketLeg;
use crate::RawEvent;
use crate::event::{Raw, What};
use crate::packet::events::DigitHeard;
use crate::packet::rtp::RtpError;
use crate::packet::stream::StreamCounters;
use crate::prepare::Scrap;

impl Plane {
    pub(super) fn packets(
        &mut self,
        slot: usize,
        leg: Option<Box<PacketLeg>>,
        emit: &mut dyn FnMut(Raw),
    ) -> Option<Scrap> {
        if leg.is_none() && slot >= self.legs.first() {
            // Nobody takes any more what would have been sent there.
            let output = &mut self.outputs[slot];
            output.tone = None;
            output.stop_play(slot as u16, emit);
            output.sender.stop(&mut |job| {
                emit(Raw::Sent {
                    slot: slot as u16,
                    job,
                })
            });
            self.linear[slot].fill(0.0);
        }
        match self.legs.set(slot, leg) {
            Ok(old) => old.map(Scrap::Leg),
            Err(leg) => {
                emit(Raw::Refused {
                    op: "packets",
                    code: "slot-of-a-card",
                    what: What::NoPackets(slot as u16),
                });
                leg.map(Scrap::Leg)
            }
        }
    }

    /// Takes a datagram for a timeslot's leg that came at `at_us`. Where no leg is open it is dropped.
    pub fn receive(
        &mut self,
        slot: u16,
        datagram: &[u8],
        at_us: u64,
        events: &mut dyn FnMut(RawEvent),
    ) -> Result<(), RtpError> {
        let passed = self.legs.is_relayed(slot.into());
        let Some(stream) = self.legs.get(usize::from(slot)) else {
            return Ok(());
        };
        stream.receive(datagram, at_us, &mut |digit| {
            if let DigitHeard::Begun(digit) = digit {
                events(RawEvent(Raw::Dtmf {
                    slot,
                    digit,
                    passed,
                }));
            }
        })
    }

    /// Takes an RTCP compound that came at `now_ntp` (32.32 bits). True if the other side said goodbye.
    pub fn receive_report(&mut self, slot: u16, datagram: &[u8], now_ntp: u64) -> bool {
        let stream = self.legs.get(usize::from(slot));
        stream.is_some_and(|stream| stream.receive_report(datagram, now_ntp))
    }

    /// The leg of a timeslot sends nothing, or again; what it hears is not touched.
    pub fn pause_sending(&mut self, slot: u16, is_paused: bool) {
        if let Some(stream) = self.legs.get(usize::from(slot)) {
            stream.pause_sending(is_paused);
        }
    }

    /// Counters of a timeslot's leg, if one is open.
    pub fn packet_counters(&mut self, slot: u16) -> Option<StreamCounters> {
        let stream = self.legs.get(usize::from(slot))?;
        Some(stream.counters())
    }
}
