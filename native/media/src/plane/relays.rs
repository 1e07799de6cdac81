//! Calls of two packet legs whose packets need not become sound here: whoever has the sockets passes them on.

use super::Plane;

impl Plane {
    /// Tells of each leg whose packets go to another from now on, as they are, and of each whose packets become sound
    /// again (nothing). To be asked before each [`Plane::process_packets`], which neither plays nor sends the former.
    ///
    /// Who may relay is seen from the paths alone: two legs that hear each other at 0 dB and nothing else, that
    /// nothing else listens to, of one codec and length of packets, while both of them are sending. One that is
    /// silent is sent our silence: its peer must not take it for gone. Who cannot be told now (false) is told again.
    pub fn relays(&mut self, now_us: u64, tell: &mut dyn FnMut(u16, Option<u16>) -> bool) {
        let is_as_it_was = !std::mem::take(&mut self.may_not_relay);
        for place in 0..self.legs.count() {
            let slot = self.legs.open_at(place);
            let Some(leg) = self.legs.leg(slot) else {
                continue;
            };
            let partner = match leg.partner {
                // What else it takes to relay is ended by commands alone.
                Some(to) if is_as_it_was => self.both_flow(slot, to, now_us).then_some(to),
                _ => self.relayed_with(slot, now_us),
            };
            if leg.partner == partner {
                continue;
            }
            if !tell(slot as u16, partner.map(|to| to as u16)) {
                self.may_not_relay = true;
            } else if let Some(leg) = self.legs.leg_mut(slot) {
                leg.relay(partner);
            }
        }
    }

    /// No sound is to be played or sent: of every open leg the packets pass by, or silence is all that comes and goes.
    #[must_use]
    pub fn is_soundless(&self) -> bool {
        let mut slots = (0..self.legs.count()).map(|place| self.legs.open_at(place));
        slots.all(|slot| {
            self.legs.is_relayed(slot) || self.legs.is_silent(slot, &self.outputs[slot])
        })
    }

    fn both_flow(&self, slot: usize, to: usize, now_us: u64) -> bool {
        [slot, to].into_iter().all(|slot| {
            let leg = self.legs.leg(slot);
            leg.is_some_and(|leg| leg.stream.flows(now_us))
        })
    }

    /// What was agreed on for a leg has changed: packets from and to it become sound again until [`Plane::relays`] says
    /// otherwise. `both_ways_ms`: length of its packets; nothing while either direction is on hold.
    pub fn agreed(&mut self, slot: u16, both_ways_ms: Option<u8>) {
        let slot = usize::from(slot);
        if let Some(leg) = self.legs.leg_mut(slot) {
            leg.both_ways_ms = both_ways_ms;
        }
        self.may_not_relay = true;
        for place in 0..self.legs.count() {
            let at = self.legs.open_at(place);
            if let Some(leg) = self.legs.leg_mut(at)
                && (at == slot || leg.partner == Some(slot))
            {
                leg.relay(None);
            }
        }
    }

    fn relayed_with(&self, slot: usize, now_us: u64) -> Option<usize> {
        let leg = self.legs.leg(slot).filter(|leg| leg.stream.flows(now_us))?;
        let to = self.outputs[slot].sole_source()?;
        let other = self.legs.leg(to)?;
        let relays = to != slot
            && self.outputs[to].sole_source() == Some(slot)
            && leg.is_like(other)
            && self.is_heard_once(slot)
            && self.is_heard_once(to)
            && other.stream.flows(now_us);
        relays.then_some(to)
    }

    /// By the other leg, and nobody else.
    fn is_heard_once(&self, slot: usize) -> bool {
        let mut recorders = self.recorders.iter().flatten();
        self.taps[slot].listeners == 1
            && self.taps[slot].is_unheard()
            && !recorders.any(|recorder| recorder.hears(slot))
    }
}
