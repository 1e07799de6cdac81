//! Commands and events as `firmware/ports/media.ts` spells them.

use serde::Serialize;
use tipring_engine::edges::Pin;
use tipring_engine::frame_loop::EngineEvent;
use tipring_media::{Command, Event, Prepared, prepare};

/// An event for TypeScript. `ageUs`: how long ago it happened when the event was fetched.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    pub event: MediaEvent,
    pub age_us: u64,
}

/// `MediaEvent`: the plane's own, those of the burst, and those of packet legs.
#[derive(Serialize)]
#[serde(untagged)]
pub enum MediaEvent {
    Plane(Event),
    Burst(BurstEvent),
    Leg(LegEvent),
}

/// What the sockets tell.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum LegEvent {
    Leg { slot: u16, heard: bool },
}

/// What the burst's header tells.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum BurstEvent {
    Edge { edge: CardEdge },
    Card { card: u16, up: bool },
}

/// `CardEdge` of `firmware/ports/bus.ts`.
#[derive(Serialize)]
pub struct CardEdge {
    card: u16,
    position: u8,
    kind: &'static str,
    level: bool,
}

/// The engine's event in the port's words.
pub fn media_event(event: EngineEvent) -> MediaEvent {
    match event {
        EngineEvent::Media(raw) => MediaEvent::Plane(raw.into_event()),
        EngineEvent::Card { card, up } => MediaEvent::Burst(BurstEvent::Card { card, up }),
        EngineEvent::Edge { card, edge } => {
            let kind = match edge.pin {
                Pin::Int => "int",
                Pin::RingDetect => "ring-detect",
                Pin::Module => "module",
                Pin::Power => "power",
                Pin::Relay => "relay",
            };
            let edge = CardEdge {
                card,
                position: edge.position,
                kind,
                level: edge.level,
            };
            MediaEvent::Burst(BurstEvent::Edge { edge })
        }
        EngineEvent::Leg { slot, heard } => MediaEvent::Leg(LegEvent::Leg { slot, heard }),
        EngineEvent::Lost { events } => MediaEvent::Plane(refused(
            "events",
            "events-lost",
            format!(
                "{events} events were not fetched in time; card and interrupt states are told again"
            ),
        )),
    }
}

/// A refusal in the words of the plane's own.
pub fn refused(op: &str, code: &str, what: String) -> Event {
    Event::Refused {
        op: op.to_owned(),
        code: code.to_owned(),
        what,
    }
}

/// Reads a command and makes it ready for a plane of `slots` timeslots.
pub fn order(json: &str, slots: usize) -> Result<(&'static str, Prepared), Event> {
    let command: Command = serde_json::from_str(json)
        .map_err(|error| refused(&op_of(json), "command-invalid", error.to_string()))?;
    let op = command.op();
    Ok((op, prepare(command, slots)?))
}

/// The name that an unreadable command gives itself.
fn op_of(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    value["op"]
        .as_str()
        .unwrap_or("unknown")
        .chars()
        .take(40)
        .collect()
}
