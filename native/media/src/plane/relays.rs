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
        for slot in self.legs.slots() {
            let Some(leg) = self.legs.leg(slot) else {
                continue;
            };
            let partner = self.relayed_with(slot, now_us);
            if leg.partner == partner || !tell(slot as u16, partner.map(|to| to as u16)) {
                continue;
            }
            if let Some(leg) = self.legs.leg_mut(slot) {
                leg.relay(partner);
            }
        }
    }

    /// What was agreed on for a leg has changed: packets from and to it become sound again until [`Plane::relays`] says
    /// otherwise. `both_ways_ms`: length of its packets; nothing while either direction is on hold.
    pub fn agreed(&mut self, slot: u16, both_ways_ms: Option<u8>) {
        let slot = usize::from(slot);
        if let Some(leg) = self.legs.leg_mut(slot) {
            leg.both_ways_ms = both_ways_ms;
        }
        for at in self.legs.slots() {
            if let Some(leg) = self.legs.leg_mut(at)
                && (at == slot || leg.partner == Some(slot))
            {
                leg.relay(None);
            }
        }
    }

    fn relayed_with(&self, slot: usize, now_us: u64) -> Option<usize> {
        let leg = self
            .legs
            .leg(slot)
            .filter(|leg| leg.stream().flows(now_us))?;
        let to = self.outputs[slot].sole_source()?;
        let other = self.legs.leg(to)?;
        let relays = to != slot
            && self.outputs[to].sole_source() == Some(slot)
            && leg.is_like(other)
            && self.is_heard_once(slot)
            && self.is_heard_once(to)
            && other.stream().flows(now_us);
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
