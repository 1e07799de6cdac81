//! Call-progress tones: told by frequency and cadence of the region that is configured.
//!
//! The band of 200–800 Hz is cut into segments of sound and silence; a segment of sound gets the family
//! of frequencies that most of its spectra show. A tone is recognised once the segments follow its
//! cadence, and gone once they leave it.

use super::plan::{FAMILIES_MAX, ProgressPlan, Template};
use super::spectrum::{self, Spectrum};
use crate::command::CallProgressTone;
use crate::level::power_of_dbm0;
use crate::{Linear, SAMPLES};

/// Weakest tone: the power of −43 dBm0 in the band.
const LEVEL_MIN_DBM0: f32 = -43.0;
/// Against the loudest of its segment a tone is off from −12 dB on.
const OFF_RATIO: f32 = 0.0625;
/// Against the loudest of its segment: 6 dB less is a dip.
const DIP_RATIO: f32 = 0.25;
/// One frame of so many may be one in a tone that does not swell.
const DIPS_EACH: u32 = 6;
/// Frames that the level must stay low before sound counts as over: beats and Japan's modulation dip,
/// and China's special dial tone has gaps of 40 ms.
const HOLD_FRAMES: u32 = 10;
/// Frames between two spectra, at least: a beat of 50 Hz is silent in every fourth frame, and what is due
/// then waits for the next.
const EVERY_FRAMES: u32 = 4;
/// Share of a frame's power that lies in the band while a tone sounds; a digit or speech has less.
const IN_BAND_MIN: f32 = 0.5;
/// Per frame: averages over 40 ms.
const AVERAGING: f32 = 0.125;
/// Spectra in a row that show another thing and end a tone.
const STRANGE_MAX: u32 = 4;
const SEGMENTS: usize = 24;

/// A stretch of sound or silence.
#[derive(Debug, Clone, Copy, Default)]
struct Segment {
    sound: bool,
    frames: u32,
    loudest: f32,
    /// Frames 6 dB and more below the loudest before them.
    dips: u32,
    spectra: u32,
    /// Frames at the newest spectrum.
    looked_at: u32,
    votes: [u16; FAMILIES_MAX],
    /// Spectra in a row that no family of `votes` explains.
    strange: u32,
}

/// What a segment can be taken for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Silence,
    /// Bits of the families that it may belong to; all while it is too young to tell.
    Sound(u16),
}

impl Segment {
    fn kind(&self) -> Kind {
        if !self.sound {
            return Kind::Silence;
        }
        if self.spectra == 0 {
            return Kind::Sound(u16::MAX);
        }
        let most = |votes: u16| u32::from(votes) * 10 >= self.spectra * 6;
        let bits = self
            .votes
            .iter()
            .enumerate()
            .filter(|(_, votes)| most(**votes));
        Kind::Sound(bits.map(|(family, _)| 1u16 << family).sum())
    }

    fn fits(&self, family: Option<u8>) -> bool {
        match (self.kind(), family) {
            (Kind::Silence, None) => true,
            (Kind::Sound(bits), Some(family)) => bits >> family & 1 == 1,
            _ => false,
        }
    }

    fn vote(&mut self, bits: u16) {
        self.spectra += 1;
        for (family, votes) in self.votes.iter_mut().enumerate() {
            *votes += bits >> family & 1;
        }
        self.strange = if bits == 0 { self.strange + 1 } else { 0 };
    }
}

/// The tone that is told to be on.
#[derive(Debug, Clone, Copy)]
struct Recognised {
    tone: CallProgressTone,
    template: usize,
    step: usize,
}

/// A change for the caller of the detector.
pub(crate) type Change = (CallProgressTone, bool);

#[derive(Debug, Clone)]
pub(crate) struct ProgressDetector {
    spectrum: Spectrum,
    /// Power of the newest frame, and averages of what is in the band and of all.
    newest_power: f32,
    band_power: f32,
    all_power: f32,
    /// Newest last; the last one is under way.
    segments: [Segment; SEGMENTS],
    /// Frames since the level was last high; they belong to silence if it stays low.
    low_frames: u32,
    recognised: Option<Recognised>,
}

impl Default for ProgressDetector {
    fn default() -> Self {
        Self {
            spectrum: Spectrum::default(),
            newest_power: 0.0,
            band_power: 0.0,
            all_power: 0.0,
            segments: [Segment::default(); SEGMENTS],
            low_frames: 0,
            recognised: None,
        }
    }
}

impl ProgressDetector {
    /// Takes 5 ms; tells of tones that came and went.
    pub fn process(&mut self, frame: &Linear, plan: &ProgressPlan, tell: &mut dyn FnMut(Change)) {
        let power = self.spectrum.push(frame);
        let all = frame.iter().map(|x| x * x).sum::<f32>() / SAMPLES as f32;
        // The band's filter is one frame late; beats swing both alike once they are averaged.
        let all = std::mem::replace(&mut self.newest_power, all);
        self.band_power += (power - self.band_power) * AVERAGING;
        self.all_power += (all - self.all_power) * AVERAGING;
        let turned = self.segment(power);
        let now = &mut self.segments[SEGMENTS - 1];
        let due = now.sound
            && self.low_frames == 0
            && now.frames >= spectrum::FRAMES
            && now.frames - now.looked_at >= EVERY_FRAMES;
        if due {
            now.looked_at = now.frames;
            let in_band = self.band_power > IN_BAND_MIN * self.all_power;
            let bits = if in_band {
                plan.families(&self.spectrum.peaks())
            } else {
                0
            };
            now.vote(bits);
        }
        self.follow(plan, turned, tell);
        if self.recognised.is_none() && (turned || due || !self.segments[SEGMENTS - 1].sound) {
            self.recognise(plan, tell);
        }
    }

    /// True if a new segment began.
    fn segment(&mut self, power: f32) -> bool {
        let now = &mut self.segments[SEGMENTS - 1];
        now.frames += 1;
        let floor = power_of_dbm0(LEVEL_MIN_DBM0);
        if !now.sound {
            if power < floor {
                return false;
            }
            self.low_frames = 0;
            self.begin(
                Segment {
                    sound: true,
                    frames: 1,
                    loudest: power,
                    ..Segment::default()
                },
                1,
            );
            return true;
        }
        now.loudest = now.loudest.max(power);
        now.dips += u32::from(power < DIP_RATIO * now.loudest);
        if power > floor.max(OFF_RATIO * now.loudest) {
            self.low_frames = 0;
            return false;
        }
        self.low_frames += 1;
        if self.low_frames < HOLD_FRAMES {
            return false;
        }
        self.begin(
            Segment {
                frames: HOLD_FRAMES,
                ..Segment::default()
            },
            HOLD_FRAMES,
        );
        true
    }

    /// Begins a segment that takes its first frames from the one before.
    fn begin(&mut self, segment: Segment, taken: u32) {
        let ended = &mut self.segments[SEGMENTS - 1];
        ended.frames = ended.frames.saturating_sub(taken);
        self.segments.rotate_left(1);
        self.segments[SEGMENTS - 1] = segment;
    }

    fn recognise(&mut self, plan: &ProgressPlan, tell: &mut dyn FnMut(Change)) {
        // Tones that nobody is told of compete too: what is one of them is none of the others.
        let mut best: Option<(f32, Option<Recognised>)> = None;
        for (template, candidate) in plan.templates.iter().enumerate() {
            let Some((step, error)) = self.match_template(candidate) else {
                continue;
            };
            if best.as_ref().is_none_or(|(least, _)| error < *least) {
                let recognised = candidate.tone.map(|tone| Recognised {
                    tone,
                    template,
                    step,
                });
                best = Some((error, recognised));
            }
        }
        if let Some((_, Some(recognised))) = best {
            self.recognised = Some(recognised);
            tell((recognised.tone, true));
        }
    }

    /// The step of the template that is under way, and how far the lengths are off, if they fit.
    fn match_template(&self, template: &Template) -> Option<(usize, f32)> {
        let now = &self.segments[SEGMENTS - 1];
        let steps = &template.steps[..template.len];
        if let [only] = steps {
            let long = now.spectra > 0 && now.frames >= only.frames && now.fits(only.family);
            // Modulated fully, half of the time lies below; a plain tone has dips only where it is disturbed.
            let plain = !template.steady || now.dips * DIPS_EACH < now.frames;
            return (long && now.strange == 0 && plain).then_some((0, 0.0));
        }
        (0..steps.len())
            .filter_map(|step| Some((step, self.match_from(template, step)?)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn match_from(&self, template: &Template, step: usize) -> Option<f32> {
        let steps = &template.steps[..template.len];
        let now = &self.segments[SEGMENTS - 1];
        let wanted = &steps[step];
        if !now.fits(wanted.family) || now.frames > wanted.longest() {
            return None;
        }
        let over = |part: f32| now.frames as f32 >= part * wanted.frames as f32;
        // A long silence tells enough by its beginning. A short one counts only when it is over: after a
        // call-waiting beep it goes on.
        let early = template.slow && wanted.family.is_none() && wanted.is_long();
        let counts = if wanted.family.is_some() {
            over(0.85)
        } else {
            early && over(0.4)
        };
        let mut matched = u32::from(counts);
        if early && matched == 0 {
            return None;
        }
        let mut error = 0.0;
        let needed = template.evidence();
        let mut at = step;
        for segment in self.segments[..SEGMENTS - 1].iter().rev() {
            if matched >= needed {
                break;
            }
            at = (at + steps.len() - 1) % steps.len();
            if !segment.fits(steps[at].family) || !steps[at].is_length(segment.frames) {
                return None;
            }
            if segment.sound && segment.spectra == 0 {
                return None;
            }
            error += steps[at].error(segment.frames);
            matched += 1;
        }
        (matched >= needed).then_some(error / needed as f32)
    }

    /// Stays with the tone that is on, or tells that it is gone.
    fn follow(&mut self, plan: &ProgressPlan, turned: bool, tell: &mut dyn FnMut(Change)) {
        let Some(recognised) = &mut self.recognised else {
            return;
        };
        let Some(template) = plan.templates.get(recognised.template) else {
            return;
        };
        let steps = &template.steps[..template.len];
        let mut stays = true;
        if turned {
            let ended = &self.segments[SEGMENTS - 2];
            stays = steps.len() > 1 && steps[recognised.step].is_length(ended.frames);
            recognised.step = (recognised.step + 1) % steps.len();
        }
        let now = &self.segments[SEGMENTS - 1];
        let wanted = &steps[recognised.step];
        let too_long = steps.len() > 1 && now.frames > wanted.longest();
        let strange = now.sound && now.strange >= STRANGE_MAX;
        stays &= now.sound == wanted.family.is_some() && !too_long && !strange;
        if !stays {
            tell((recognised.tone, false));
            self.recognised = None;
        }
    }
}
