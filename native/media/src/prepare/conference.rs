//! Conferences, made ready.

use super::{Check, Work};
use crate::Event;
use crate::command::{ConferenceMember, MatrixEntry};
use crate::plane::{Conference, Exception, Member, Ramp};

/// Most members of a conference.
const MEMBERS_MAX: usize = 32;

impl Check {
    pub(super) fn conference(
        &self,
        id: u32,
        members: &[ConferenceMember],
        matrix: &[MatrixEntry],
    ) -> Result<Work, Event> {
        if members.len() > MEMBERS_MAX {
            let what = format!("{} members; {MEMBERS_MAX} are possible", members.len());
            return Err(self.refused("too-many-members", what));
        }
        let mut ready: Vec<Member> = Vec::with_capacity(members.len());
        for member in members {
            let slot = self.slot(member.slot)?;
            if ready.iter().any(|other| other.slot == slot) {
                return Err(self.refused("member-twice", format!("timeslot {slot}")));
            }
            let gain = self.gain(member.gain_db)?;
            ready.push(Member {
                slot,
                gain: Ramp::at(if member.muted { 0.0 } else { gain }),
                hears: Ramp::at(self.gain(member.hears_db)?),
            });
        }
        let exceptions = self.exceptions(&ready, matrix)?;
        Ok(Work::Conference(Box::new(Conference::new(
            id, ready, exceptions,
        ))))
    }

    fn exceptions(
        &self,
        members: &[Member],
        matrix: &[MatrixEntry],
    ) -> Result<Vec<Exception>, Event> {
        let place = |slot: u16| {
            members
                .iter()
                .position(|member| member.slot == usize::from(slot))
                .ok_or_else(|| self.refused("member-unknown", format!("timeslot {slot}")))
        };
        let mut ready: Vec<Exception> = Vec::with_capacity(matrix.len());
        for entry in matrix {
            let (from, to) = (place(entry.from)?, place(entry.to)?);
            let known = |other: &Exception| (other.from, other.to) == (from, to);
            if from == to || ready.iter().any(known) {
                let what = format!("timeslot {} toward {}", entry.from, entry.to);
                return Err(self.refused("matrix-twice", what));
            }
            let gain = Ramp::at(entry.gain_db.map_or(Ok(0.0), |db| self.gain(db))?);
            ready.push(Exception { from, to, gain });
        }
        Ok(ready)
    }
}
