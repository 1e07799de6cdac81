//! The sending half of a stream: frames of sound in, packets out. Digits go as events and leave the voice.

use super::comfort_noise::{SilenceDetector, Turn};
use super::events::{EventSender, event_of};
use super::jitter::PAYLOAD_BYTES_MAX;
use super::rtp::{HEADER_BYTES, RtpHeader};
use super::stream::{PayloadTypes, StreamSettings};
use super::tone_removal::{Key, ToneRemoval, WideToneRemoval};
use crate::codec::Codec;
use crate::{WIDE_RATE, WIDE_SAMPLES};

/// Frames of 5 ms in a packet.
const PACKET_FRAMES: usize = 4;
/// Samples of a packet at 16 kHz.
const PACKET_SAMPLES_MAX: usize = PACKET_FRAMES * WIDE_SAMPLES;
/// Level told with a digit: what telephones send, −10 dBm0.
const EVENT_VOLUME: u8 = 10;
/// Digits that can wait to be sent.
const QUEUE_MAX: usize = 32;
/// Where nobody talks: packets that are sent nevertheless (200 ms, so that what is on the way comes to its end and a
/// peer behind a network address translator is reached), and then one of so many, 160 ms: more often than anybody takes
/// a stream for gone ([`super::stream`] itself: 200 ms).
const THIN_AFTER_PACKETS: u32 = 10;
const THIN_PACKETS: u32 = 8;
/// Frames between two digits: 50 ms, more than receivers need.
const PAUSE_FRAMES: u32 = 10;

/// What was sent, for RTCP and the record of the call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SendingCounters {
    /// RTP packets.
    pub packets: u32,
    /// Their payload bytes, modulo 2³².
    pub octets: u32,
    /// Digits sent as events.
    pub digits: u32,
}

/// A digit that was asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Wanted {
    event: u8,
    frames: u32,
}

/// Takes digits out of the voice, at the codec's rate.
#[derive(Debug)]
enum Removal {
    Narrow(Box<ToneRemoval>),
    Wide(Box<WideToneRemoval>),
}

impl Removal {
    fn new(rate: u32) -> Option<Self> {
        Some(if rate == WIDE_RATE {
            Self::Wide(Box::new(WideToneRemoval::new()?))
        } else {
            Self::Narrow(Box::default())
        })
    }

    fn process(&mut self, voice: &mut [i16]) -> Option<Key> {
        match self {
            Self::Narrow(removal) => removal.process(voice.try_into().ok()?),
            Self::Wide(removal) => removal.process(voice.try_into().ok()?),
        }
    }

    fn hears_others(&mut self) {
        match self {
            Self::Narrow(removal) => removal.hears_others(),
            Self::Wide(removal) => removal.hears_others(),
        }
    }

    fn hears_own(&mut self) {
        match self {
            Self::Narrow(removal) => removal.hears_own(),
            Self::Wide(removal) => removal.hears_own(),
        }
    }
}

/// Sends one stream.
pub struct Sending {
    types: PayloadTypes,
    header: RtpHeader,
    frame_ticks: u32,
    pcm: [i16; PACKET_SAMPLES_MAX],
    filled: usize,
    frames: usize,
    /// Voice is being sent: what comes after silence is marked.
    is_talking: bool,
    /// The other side holds us: nothing goes out, and no number is used up.
    is_paused: bool,
    /// Packets of silence in a row while nobody talks at either end; nothing while somebody does.
    unheard: Option<u32>,
    silence: Option<SilenceDetector>,
    removal: Option<Removal>,
    events: EventSender,
    /// A digit of the voice is held down.
    is_key_down: bool,
    queue: [Wanted; QUEUE_MAX],
    queued: usize,
    /// Frames until the digit that was asked for ends, and then until the next may begin.
    digit_frames: u32,
    pause_frames: u32,
    counters: SendingCounters,
}

impl Sending {
    pub(super) fn new(codec: &dyn Codec, settings: &StreamSettings) -> Option<Self> {
        let frame_ticks = codec.clock_rate() / 200;
        let types = settings.payload_types;
        Some(Self {
            types,
            header: RtpHeader {
                marker: false,
                payload_type: types.voice,
                sequence: settings.first_sequence,
                timestamp: settings.first_timestamp,
                ssrc: settings.ssrc,
            },
            frame_ticks,
            pcm: [0; PACKET_SAMPLES_MAX],
            filled: 0,
            frames: 0,
            is_talking: false,
            is_paused: false,
            unheard: None,
            silence: (settings.silence_suppression && types.noise.is_some())
                .then(SilenceDetector::default),
            removal: match types.event {
                Some(_) => Some(Removal::new(codec.rate())?),
                None => None,
            },
            events: EventSender::new(frame_ticks),
            is_key_down: false,
            queue: [Wanted::default(); QUEUE_MAX],
            queued: 0,
            digit_frames: 0,
            pause_frames: 0,
            counters: SendingCounters::default(),
        })
    }

    /// The counters so far.
    pub fn counters(&self) -> SendingCounters {
        self.counters
    }

    /// Sends nothing, or again: time goes on, sequence numbers do not, so that a pause is no loss to the other side.
    pub fn pause(&mut self, is_paused: bool) {
        self.is_paused = is_paused;
    }

    /// From now on, or no more: what is to be sent is silence, and nothing has come from the other side either. Then few
    /// packets say that we are there, each marked as what follows silence (RFC 3551 §4.1).
    pub fn thin(&mut self, nobody_talks: bool) {
        self.unheard = match self.unheard {
            Some(packets) if nobody_talks => Some(packets),
            _ => nobody_talks.then_some(0),
        };
    }

    /// The voice is somebody else's from now on: a digit that sounds already was not meant for this stream.
    pub fn hears_others(&mut self) {
        self.removal.iter_mut().for_each(Removal::hears_others);
    }

    /// What sounds in the voice now is made here, a digit from its first sample on too.
    pub fn hears_own(&mut self) {
        self.removal.iter_mut().for_each(Removal::hears_own);
    }

    /// 5 ms go by in which somebody else sends in our place: what comes after begins anew.
    pub fn pass(&mut self) {
        self.header.timestamp = self.header.timestamp.wrapping_add(self.frame_ticks);
        (self.frames, self.filled) = (0, 0);
        self.is_talking = false;
    }

    /// By how many samples at the codec's rate the voice is held back.
    pub fn lag(&self) -> usize {
        match self.removal {
            Some(Removal::Narrow(_)) => <ToneRemoval>::DELAY,
            Some(Removal::Wide(_)) => WideToneRemoval::DELAY,
            None => 0,
        }
    }

    /// Sends a digit for `ms`, after those that wait. False if events are not agreed on, too many wait,
    /// or it is no digit.
    pub fn send_digit(&mut self, digit: u8, ms: u32) -> bool {
        let Some(event) = event_of(digit).filter(|_| self.types.event.is_some()) else {
            return false;
        };
        if self.queued == QUEUE_MAX {
            return false;
        }
        self.queue[self.queued] = Wanted {
            event,
            frames: ms.div_ceil(5).clamp(8, 2000),
        };
        self.queued += 1;
        true
    }

    /// Takes 5 ms of voice at the codec's rate; leaves in its place what was sent of it.
    pub fn frame(&mut self, codec: &mut dyn Codec, voice: &mut [i16], send: &mut dyn FnMut(&[u8])) {
        let key = self
            .removal
            .as_mut()
            .and_then(|removal| removal.process(voice));
        self.follow_key(key);
        self.follow_queue();
        if let Some(packet) = self.events.frame() {
            let kind = self.types.event.unwrap_or(self.types.voice);
            self.is_talking = false;
            self.packet(
                kind,
                packet.marker,
                packet.timestamp,
                &packet.payload.write(),
                send,
            );
        }
        let end = self.filled + voice.len();
        if let Some(place) = self.pcm.get_mut(self.filled..end) {
            place.copy_from_slice(voice);
            self.filled = end;
        }
        self.frames += 1;
        if self.frames == PACKET_FRAMES {
            self.voice_packet(codec, send);
            (self.frames, self.filled) = (0, 0);
        }
        self.header.timestamp = self.header.timestamp.wrapping_add(self.frame_ticks);
    }

    /// A digit heard in the voice goes as an event, as long as its tone.
    fn follow_key(&mut self, key: Option<Key>) {
        match key {
            Some(Key::Down {
                digit,
                muted_frames,
            }) => {
                let Some(event) = event_of(digit) else { return };
                let elapsed = muted_frames.saturating_sub(1) * self.frame_ticks;
                let began = self.header.timestamp.wrapping_sub(elapsed);
                self.begin(event, began, elapsed);
                self.is_key_down = true;
            }
            Some(Key::Up) if self.is_key_down => {
                self.events.end();
                self.is_key_down = false;
            }
            _ => {}
        }
    }

    fn follow_queue(&mut self) {
        if self.digit_frames > 0 {
            self.digit_frames -= 1;
            if self.digit_frames == 0 {
                self.events.end();
                self.pause_frames = PAUSE_FRAMES;
            }
            return;
        }
        self.pause_frames = self.pause_frames.saturating_sub(1);
        if self.queued == 0 || self.pause_frames > 0 || self.events.is_active() {
            return;
        }
        let wanted = self.queue[0];
        self.queue.copy_within(1.., 0);
        self.queued -= 1;
        self.begin(wanted.event, self.header.timestamp, 0);
        self.digit_frames = wanted.frames;
    }

    fn begin(&mut self, event: u8, timestamp: u32, elapsed: u32) {
        self.events.begin(event, EVENT_VOLUME, timestamp, elapsed);
        self.digit_frames = 0;
        self.counters.digits += 1;
    }

    /// The 20 ms that were gathered; nothing while a digit is sent (RFC 4733 §2.5.1.2), or in silence.
    fn voice_packet(&mut self, codec: &mut dyn Codec, send: &mut dyn FnMut(&[u8])) {
        let is_thinned_out = self.is_thinned_out();
        let pcm = &self.pcm[..self.filled];
        let turn = self.silence.as_mut().map(|silence| silence.process(pcm));
        if self.is_paused {
            self.is_talking = false;
        }
        if self.is_paused || self.events.is_active() {
            return;
        }
        if is_thinned_out {
            self.is_talking = false;
            return;
        }
        let since = self.frame_ticks * (PACKET_FRAMES as u32 - 1);
        let timestamp = self.header.timestamp.wrapping_sub(since);
        let mut payload = [0; PAYLOAD_BYTES_MAX];
        match turn {
            Some(Turn::Nothing) => self.is_talking = false,
            Some(Turn::Noise(model)) => {
                self.is_talking = false;
                if let Some(kind) = self.types.noise {
                    self.packet(kind, false, timestamp, &model.write(), send);
                }
            }
            Some(Turn::Voice { .. }) | None => {
                let length = codec.encode(pcm, &mut payload);
                let begins = !std::mem::replace(&mut self.is_talking, true);
                self.packet(
                    self.types.voice,
                    begins,
                    timestamp,
                    &payload[..length],
                    send,
                );
            }
        }
    }

    fn is_thinned_out(&mut self) -> bool {
        let Some(packets) = &mut self.unheard else {
            return false;
        };
        *packets = packets.wrapping_add(1);
        *packets > THIN_AFTER_PACKETS && *packets % THIN_PACKETS != 0
    }

    fn packet(
        &mut self,
        kind: u8,
        marker: bool,
        timestamp: u32,
        payload: &[u8],
        send: &mut dyn FnMut(&[u8]),
    ) {
        if self.is_paused {
            return;
        }
        let header = RtpHeader {
            marker,
            payload_type: kind,
            timestamp,
            ..self.header
        };
        let mut bytes = [0; HEADER_BYTES + PAYLOAD_BYTES_MAX];
        if let Some(length) = header.write(payload, &mut bytes) {
            self.header.sequence = self.header.sequence.wrapping_add(1);
            self.counters.packets = self.counters.packets.wrapping_add(1);
            self.counters.octets = self.counters.octets.wrapping_add(payload.len() as u32);
            send(&bytes[..length]);
        }
    }
}
