//! A conference: each member hears the sum less itself, corrected where the matrix says otherwise.

use super::output::Output;
use crate::{Linear, SAMPLES};

/// Exceptions that can end at a time without a click: more supervisors than a conference has members.
const ENDING_MAX: usize = 32;

/// A gain that moves to its goal within one frame: a jump inside speech would click.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ramp {
    now: f32,
    goal: f32,
}

impl Ramp {
    pub fn at(goal: f32) -> Self {
        Self { now: goal, goal }
    }

    fn moves(&self) -> bool {
        self.now != self.goal
    }

    fn is_unity(&self) -> bool {
        !self.moves() && self.goal == 1.0
    }

    /// The gain of every sample of this frame, however many it has.
    pub(super) fn steps<const N: usize>(&self) -> [f32; N] {
        if !self.moves() {
            return [self.goal; N];
        }
        let step = (self.goal - self.now) / N as f32;
        std::array::from_fn(|n| self.now + step * (n + 1) as f32)
    }
}

/// Who takes part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub slot: usize,
    /// Gain with which the others hear it; 0 while it is muted.
    pub gain: Ramp,
    /// Gain with which it hears the others.
    pub hears: Ramp,
}

/// One listener hears one member with a gain of its own, whatever that member's gain is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exception {
    /// Places in the list of members.
    pub from: usize,
    pub to: usize,
    pub gain: Ramp,
}

#[derive(Debug)]
pub(crate) struct Conference {
    pub id: u32,
    pub members: Box<[Member]>,
    /// Behind those that were asked for: those that end with the frame to come.
    pub(super) exceptions: Vec<Exception>,
    lasting: usize,
    /// A gain moves in the frame to come.
    moves: bool,
    /// What each member says, scaled.
    said: Box<[Linear]>,
}

impl Conference {
    /// Allocates all that the audio thread will need.
    pub fn new(id: u32, members: Vec<Member>, mut exceptions: Vec<Exception>) -> Self {
        exceptions.reserve_exact(ENDING_MAX);
        Self {
            id,
            said: vec![[0.0; SAMPLES]; members.len()].into_boxed_slice(),
            members: members.into_boxed_slice(),
            lasting: exceptions.len(),
            exceptions,
            moves: false,
        }
    }

    /// Gains begin where those of the conference that this one replaces stood.
    pub fn follow(&mut self, old: &Conference) {
        self.moves = true;
        for exception in &mut self.exceptions {
            let slots = [exception.from, exception.to].map(|place| self.members[place].slot);
            if let Some(before) = old.gain_between(slots) {
                exception.gain.now = before;
            }
        }
        self.end_exceptions(old);
        for member in &mut self.members {
            if let Some(before) = old.member(member.slot) {
                member.gain.now = before.gain.now;
                member.hears.now = before.hears.now;
            }
        }
    }

    /// What the matrix said before and says no more goes over to the member's own gain.
    fn end_exceptions(&mut self, old: &Conference) {
        for ended in &old.exceptions[..old.lasting] {
            let places = [ended.from, ended.to].map(|place| {
                let slot = old.members[place].slot;
                self.members.iter().position(|member| member.slot == slot)
            });
            let [Some(from), Some(to)] = places else {
                continue;
            };
            let lasting = &self.exceptions[..self.lasting];
            let goes_on = lasting.iter().any(|e| (e.from, e.to) == (from, to));
            if goes_on || self.exceptions.len() == self.exceptions.capacity() {
                continue;
            }
            let gain = Ramp {
                now: ended.gain.now,
                goal: self.members[from].gain.goal,
            };
            self.exceptions.push(Exception { from, to, gain });
        }
    }

    fn member(&self, slot: usize) -> Option<&Member> {
        self.members.iter().find(|member| member.slot == slot)
    }

    fn gain_between(&self, [from, to]: [usize; 2]) -> Option<f32> {
        let exception = self.exceptions.iter().find(|exception| {
            self.members[exception.from].slot == from && self.members[exception.to].slot == to
        });
        match exception {
            Some(exception) => Some(exception.gain.now),
            None => self.member(to).and(self.member(from)).map(|m| m.gain.now),
        }
    }

    /// Puts what each member hears into `mixed`; adds where a member is in another conference too.
    pub(super) fn mix(&mut self, linear: &[Linear], outputs: &[Output], mixed: &mut [Linear]) {
        let mut sum = [0.0; SAMPLES];
        for (member, said) in self.members.iter().zip(&mut self.said) {
            let own = &linear[member.slot];
            // At 0 dB, as nearly everybody is, what came in is what is said: nothing to copy.
            if member.gain.is_unity() {
                add(own, &mut sum);
            } else {
                scale(own, &member.gain, said);
                add(said, &mut sum);
            }
        }
        for (member, said) in self.members.iter().zip(&self.said) {
            let own = if member.gain.is_unity() {
                &linear[member.slot]
            } else {
                said
            };
            let mixed = &mut mixed[member.slot];
            if outputs[member.slot].conferences == 1 && member.hears.is_unity() {
                subtract(&sum, own, mixed);
                continue;
            }
            let (mut others, mut heard) = ([0.0; SAMPLES], [0.0; SAMPLES]);
            subtract(&sum, own, &mut others);
            scale(&others, &member.hears, &mut heard);
            if outputs[member.slot].conferences == 1 {
                *mixed = heard;
            } else {
                add(&heard, mixed);
            }
        }
        self.except(linear, mixed);
        // Only now: whoever is corrected above is so by the gain that was in force in this frame.
        if std::mem::take(&mut self.moves) {
            self.settle();
        }
    }

    fn settle(&mut self) {
        for member in &mut self.members {
            member.gain.now = member.gain.goal;
            member.hears.now = member.hears.goal;
        }
        self.exceptions.truncate(self.lasting);
        for exception in &mut self.exceptions {
            exception.gain.now = exception.gain.goal;
        }
    }

    fn except(&self, linear: &[Linear], mixed: &mut [Linear]) {
        for exception in &self.exceptions {
            let (from, to) = (&self.members[exception.from], &self.members[exception.to]);
            let mut wanted = [0.0; SAMPLES];
            scale(&linear[from.slot], &exception.gain, &mut wanted);
            let hears: Linear = to.hears.steps();
            let said = if from.gain.is_unity() {
                &linear[from.slot]
            } else {
                &self.said[exception.from]
            };
            let corrected = mixed[to.slot].iter_mut().zip(hears);
            for (((mixed, hears), wanted), said) in corrected.zip(&wanted).zip(said) {
                *mixed += hears * (wanted - said);
            }
        }
    }
}

fn scale(from: &Linear, gain: &Ramp, to: &mut Linear) {
    if gain.moves() {
        let steps: Linear = gain.steps();
        *to = std::array::from_fn(|n| from[n] * steps[n]);
    } else {
        let gain = gain.goal;
        *to = std::array::from_fn(|n| from[n] * gain);
    }
}

/// What all say less what one of them says.
fn subtract(sum: &Linear, own: &Linear, to: &mut Linear) {
    for ((others, total), sample) in to.iter_mut().zip(sum).zip(own) {
        *others = total - sample;
    }
}

fn add(what: &Linear, to: &mut Linear) {
    for (total, sample) in to.iter_mut().zip(what) {
        *total += sample;
    }
}

/// A conference alone, linear samples in and out, to be timed.
pub(crate) struct Mixing {
    conference: Conference,
    outputs: Vec<Output>,
    said: Vec<Linear>,
    heard: Vec<Linear>,
}

impl Mixing {
    pub fn new(said: Vec<Linear>) -> Self {
        let unit = |slot| Member {
            slot,
            gain: Ramp::at(1.0),
            hears: Ramp::at(1.0),
        };
        let member = || {
            let mut output = Output::default();
            output.conferences = 1;
            output
        };
        Self {
            conference: Conference::new(1, (0..said.len()).map(unit).collect(), Vec::new()),
            outputs: said.iter().map(|_| member()).collect(),
            heard: said.clone(),
            said,
        }
    }

    pub fn frame(&mut self) -> &[Linear] {
        self.conference
            .mix(&self.said, &self.outputs, &mut self.heard);
        &self.heard
    }
}
