//! The conferences of a plane: which there are, and who is in them.

use super::{CONFERENCES_MAX, Conference, Plane, full};
use crate::event::Raw;
use crate::prepare::Scrap;

impl Plane {
    pub(super) fn mix_conferences(&mut self) {
        if self.conferences.iter().all(Option::is_none) {
            return;
        }
        for (output, mixed) in self.outputs.iter().zip(self.mixed.iter_mut()) {
            if output.conferences > 1 {
                mixed.fill(0.0);
            }
        }
        for conference in self.conferences.iter_mut().flatten() {
            if self.legs.has_wide() {
                conference.mix_wide(&self.linear, &mut self.legs);
            }
            conference.mix(&self.linear, &self.outputs, &mut self.mixed);
        }
    }

    pub(super) fn conference(
        &mut self,
        mut new: Box<Conference>,
        emit: &mut dyn FnMut(Raw),
    ) -> Option<Scrap> {
        let held =
            |place: &Option<Box<Conference>>| place.as_ref().is_some_and(|old| old.id == new.id);
        let free = |place: &Option<Box<Conference>>| {
            place.as_ref().is_none_or(|old| old.members.is_empty())
        };
        let place = self
            .conferences
            .iter()
            .position(held)
            .or_else(|| self.conferences.iter().position(free));
        let Some(place) = place else {
            if !new.members.is_empty() {
                emit(full("conference", "table of conferences", CONFERENCES_MAX));
            }
            return Some(Scrap::Conference(new));
        };
        let old = self.conferences[place].take();
        if let Some(old) = &old {
            new.follow(old);
        }
        for member in old.iter().flat_map(|old| &old.members) {
            self.paths -= 1;
            self.outputs[member.slot].conferences -= 1;
            self.taps[member.slot].leave_conference();
        }
        for member in &new.members {
            self.paths += 1;
            self.outputs[member.slot].conferences += 1;
            self.taps[member.slot].join_conference();
            if let Some(stream) = self.legs.get(member.slot) {
                stream.hears_others();
            }
        }
        for member in old.iter().flat_map(|old| &old.members) {
            self.taps[member.slot].settle_talker(emit);
        }
        // An ended conference keeps its place as an empty one until another needs it.
        self.conferences[place] = Some(new);
        old.map(Scrap::Conference)
    }
}
