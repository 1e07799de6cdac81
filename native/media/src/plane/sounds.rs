//! Announcements and music on hold: one copy of a sound, however many listen to it.

use super::{Plane, SOUNDS_MAX, Sound, full};
use crate::event::{Raw, What};
use crate::prepare::Scrap;
use std::sync::Arc;

impl Plane {
    pub(super) fn load_sound(
        &mut self,
        sound: Arc<Sound>,
        emit: &mut dyn FnMut(Raw),
    ) -> Option<Scrap> {
        let place = self
            .sounds
            .iter()
            .position(|known| known.name == sound.name);
        if place.is_none() && self.sounds.len() == SOUNDS_MAX {
            emit(full("loadSound", "table of sounds", SOUNDS_MAX));
            return Some(Scrap::Sound(sound));
        }
        emit(Raw::Loaded {
            sound: Arc::clone(&sound),
        });
        match place {
            Some(place) => Some(Scrap::Sound(std::mem::replace(
                &mut self.sounds[place],
                sound,
            ))),
            None => {
                self.sounds.push(sound);
                None
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn play(
        &mut self,
        slot: usize,
        name: Box<str>,
        repeat: bool,
        gain: f32,
        start: usize,
        id: u32,
        emit: &mut dyn FnMut(Raw),
    ) -> Option<Scrap> {
        match self.sounds.iter().find(|known| known.name == name) {
            Some(sound) => {
                let sound = Arc::clone(sound);
                self.outputs[slot].play(slot as u16, sound, repeat, gain, start, id, emit);
                Some(Scrap::Name(name))
            }
            None => {
                emit(Raw::Refused {
                    op: "play",
                    code: "sound-unknown",
                    what: What::Unknown("sound", name),
                });
                None
            }
        }
    }
}
