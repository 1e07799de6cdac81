//! A plane driven frame by frame, with ports that talk and listen.
#![allow(dead_code)]

use serde_json::{Value, json};
use tipring_media::{Command, Event, Law, Plane, SAMPLES, SlotFrame, prepare};

pub struct Bench {
    pub plane: Plane,
    pub law: Law,
    pub from: Vec<SlotFrame>,
    pub to: Vec<SlotFrame>,
    pub events: Vec<Event>,
    /// All that every slot has heard, on the 16-bit scale.
    pub heard: Vec<Vec<i16>>,
}

impl Bench {
    pub fn new(slots: usize, law: Law) -> Self {
        let mut bench = Self {
            plane: Plane::new(slots),
            law,
            from: vec![[law.idle(); SAMPLES]; slots],
            to: vec![[0; SAMPLES]; slots],
            events: Vec::new(),
            heard: vec![Vec::new(); slots],
        };
        let name = if law == Law::A { "a" } else { "u" };
        bench.command(json!({
            "op": "configure",
            "law": name,
            "dtmf": { "lowDbm0": -9, "highDbm0": -7, "onMs": 70, "offMs": 70 },
            "tones": {
                "dial": tone(&[(&[450.0], 0)]),
                "busy": tone(&[(&[450.0], 350), (&[], 350)]),
                "ringback": tone(&[(&[450.0], 1000), (&[], 4000)]),
                "congestion": tone(&[(&[450.0], 700), (&[], 700)]),
            },
        }));
        bench
    }

    pub fn command(&mut self, command: Value) {
        let command: Command = serde_json::from_value(command).unwrap();
        match prepare(command, self.from.len()) {
            Ok(ready) => {
                let events = &mut self.events;
                drop(
                    self.plane
                        .apply(ready, &mut |raw| events.push(raw.into_event())),
                );
            }
            Err(refused) => self.events.push(refused),
        }
    }

    /// One frame, with what each slot says.
    pub fn frame(&mut self, say: &mut dyn FnMut(usize, usize) -> i16) {
        let base = self.heard[0].len();
        for (slot, frame) in self.from.iter_mut().enumerate() {
            for (n, code) in frame.iter_mut().enumerate() {
                *code = self.law.encode(say(slot, base + n));
            }
        }
        let events = &mut self.events;
        self.plane.process(&self.from, &mut self.to, &mut |raw| {
            events.push(raw.into_event())
        });
        for (heard, frame) in self.heard.iter_mut().zip(&self.to) {
            heard.extend(frame.iter().map(|&code| self.law.decode(code)));
        }
    }

    pub fn run_ms(&mut self, ms: usize, say: &mut dyn FnMut(usize, usize) -> i16) {
        for _ in 0..ms / 5 {
            self.frame(say);
        }
    }

    /// Time passes; what `from` is told to hear goes back into the plane from slot `into`.
    pub fn loop_ms(&mut self, ms: usize, from: usize, into: usize) {
        for _ in 0..ms / 5 {
            let events = &mut self.events;
            self.plane.process(&self.from, &mut self.to, &mut |raw| {
                events.push(raw.into_event())
            });
            self.from[into] = self.to[from];
            for (heard, frame) in self.heard.iter_mut().zip(&self.to) {
                heard.extend(frame.iter().map(|&code| self.law.decode(code)));
            }
        }
    }

    pub fn json_events(&mut self) -> Vec<Value> {
        self.events
            .drain(..)
            .map(|event| serde_json::to_value(event).unwrap())
            .collect()
    }
}

pub fn silence(_slot: usize, _n: usize) -> i16 {
    0
}

pub fn tone(steps: &[(&[f32], u32)]) -> Value {
    let steps: Vec<Value> = steps
        .iter()
        .map(|(hz, ms)| json!({ "hz": hz, "ms": ms }))
        .collect();
    json!({ "levelDbm0": -10, "repeat": true, "steps": steps })
}

pub fn sine(hz: f64, dbm0: f64, n: usize) -> i16 {
    let peak = 22460.0 * 10f64.powf(dbm0 / 20.0);
    (peak * (std::f64::consts::TAU * hz * n as f64 / 8000.0).sin()).round() as i16
}

/// Level of one frequency in dBm0.
pub fn level_dbm0(samples: &[i16], hz: f64) -> f64 {
    let turn = |n: usize| std::f64::consts::TAU * hz * n as f64 / 8000.0;
    let part = |of: fn(f64) -> f64| -> f64 {
        samples
            .iter()
            .enumerate()
            .map(|(n, &s)| f64::from(s) * of(turn(n)))
            .sum()
    };
    let peak = part(f64::cos).hypot(part(f64::sin)) * 2.0 / samples.len() as f64;
    20.0 * (peak / 22460.0).max(1e-9).log10()
}
