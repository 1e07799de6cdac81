//! What the progress detector compares with, made from the region's tone definitions.

use super::spectrum::Peaks;
use crate::command::CallProgressTone;
use crate::tone::{STEPS_MAX, ToneDefinition, ToneStep};
use std::collections::BTreeMap;

/// Most different sets of frequencies in a region.
pub(super) const FAMILIES_MAX: usize = 16;
/// Frames of 5 ms in a second.
const FRAMES_PER_SECOND: f32 = 200.0;
/// Silence shorter than this is not seen as such.
const SILENCE_MS_MIN: f32 = 55.0;
/// Frequency tolerance: China's ±25 Hz is the widest (GB/T 3380).
const TOLERANCE_HZ: f32 = 25.0;
/// Part of the band's power that the frequencies of a tone must hold.
const SHARE_MIN: f32 = 0.75;
/// A silence from which on its beginning is enough, frames.
const LONG_FRAMES: u32 = 160;
/// Segments that must fit before a quick cadence is believed: speech makes two by chance.
const EVIDENCE_MIN: u32 = 4;

/// A set of frequencies that sound together.
#[derive(Debug, Clone)]
struct Family {
    hz: Vec<f32>,
    /// Half the width that each frequency may take: modulation spreads it.
    reach_hz: f32,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TemplateStep {
    /// Nothing is silence.
    pub family: Option<u8>,
    pub frames: u32,
}

impl TemplateStep {
    fn slack(&self) -> f32 {
        0.15 * self.frames as f32 + 5.0
    }

    pub fn error(&self, frames: u32) -> f32 {
        (frames as f32 - self.frames as f32).abs() / self.slack()
    }

    pub fn is_length(&self, frames: u32) -> bool {
        self.error(frames) <= 1.0
    }

    pub fn longest(&self) -> u32 {
        (self.frames as f32 + 1.5 * self.slack()) as u32
    }

    pub fn is_long(&self) -> bool {
        self.frames >= LONG_FRAMES
    }
}

/// A tone as segments. One step alone is a continuous tone, its frames the least it must last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Template {
    /// Nothing for tones of the region that nobody is told of.
    pub tone: Option<CallProgressTone>,
    pub steps: [TemplateStep; STEPS_MAX],
    pub len: usize,
    /// It has a long silence.
    pub slow: bool,
    /// It goes on without swelling, where another tone of its frequency swells: Japan's howler is its dial
    /// tone, modulated.
    pub steady: bool,
}

impl Template {
    /// Segments that must fit, the one under way included.
    pub fn evidence(&self) -> u32 {
        let all = self.len as u32;
        if self.slow {
            all
        } else {
            all.max(EVIDENCE_MIN)
        }
    }
}

/// The region's tones as the detectors need them.
#[derive(Debug, Default)]
pub(crate) struct ProgressPlan {
    families: Vec<Family>,
    pub(super) templates: Vec<Template>,
}

/// What the names of a region's tones mean to the far end. Of two with one cadence the first is told.
const TOLD: [(&str, CallProgressTone); 5] = [
    ("dial", CallProgressTone::Dial),
    ("specialDial", CallProgressTone::Dial),
    ("busy", CallProgressTone::Busy),
    ("ringback", CallProgressTone::Ringback),
    ("congestion", CallProgressTone::Congestion),
];

impl ProgressPlan {
    /// Tones outside 200–800 Hz have no place in the band and are left out.
    pub fn new(tones: &BTreeMap<String, ToneDefinition>) -> Self {
        let mut plan = Self::default();
        for (name, tone) in TOLD {
            if let Some(definition) = tones.get(name) {
                plan.add(Some(tone), definition);
            }
        }
        for (name, definition) in tones {
            if TOLD.iter().all(|(told, _)| told != name) {
                plan.add(None, definition);
            }
        }
        plan.set_continuous_lengths();
        plan.set_steady(tones);
        plan
    }

    fn add(&mut self, tone: Option<CallProgressTone>, definition: &ToneDefinition) {
        let Some(steps) = self.segments(definition) else {
            return;
        };
        let endless = definition.steps.last().is_some_and(|step| step.ms == 0.0);
        let continuous = steps
            .iter()
            .rev()
            .find(|step| step.family.is_some())
            .copied();
        let Some(continuous) = continuous else { return };
        let cadenced = steps.len() > 1 && !endless && definition.repeat;
        let kept = if cadenced {
            &steps[..]
        } else {
            &[TemplateStep {
                frames: 0,
                ..continuous
            }][..]
        };
        if !cadenced && tone.is_none() {
            return;
        }
        let mut template = Template {
            tone,
            steps: [TemplateStep::default(); STEPS_MAX],
            len: kept.len(),
            slow: kept
                .iter()
                .any(|step| step.family.is_none() && step.is_long()),
            steady: !cadenced && definition.steps.iter().all(|s| s.modulation_hz.is_none()),
        };
        template.steps[..kept.len()].copy_from_slice(kept);
        self.templates.push(template);
    }

    /// Steps with equal neighbours joined; nothing if a frequency lies outside the band.
    fn segments(&mut self, definition: &ToneDefinition) -> Option<Vec<TemplateStep>> {
        let mut steps: Vec<TemplateStep> = Vec::new();
        for step in definition.steps.iter().take(STEPS_MAX) {
            let silent = step.hz.is_empty();
            if silent && step.ms > 0.0 && step.ms < SILENCE_MS_MIN {
                continue;
            }
            let family = if silent {
                None
            } else {
                Some(self.family(step)?)
            };
            let frames = (step.ms / 1000.0 * FRAMES_PER_SECOND).round() as u32;
            match steps.last_mut() {
                Some(last) if last.family == family => last.frames += frames,
                _ => steps.push(TemplateStep { family, frames }),
            }
        }
        // A cadence goes round: its end may join its beginning.
        if let [first, .., last] = &mut steps[..] {
            if first.family == last.family {
                first.frames += last.frames;
                steps.pop();
            }
        }
        Some(steps)
    }

    fn family(&mut self, step: &ToneStep) -> Option<u8> {
        let mut hz = step.hz.clone();
        hz.sort_by(f32::total_cmp);
        if !hz.iter().all(|hz| (225.0..=760.0).contains(hz)) {
            return None;
        }
        let reach_hz = TOLERANCE_HZ + step.modulation_hz.unwrap_or(0.0);
        if let Some(known) = self.families.iter().position(|family| family.hz == hz) {
            let family = &mut self.families[known];
            family.reach_hz = family.reach_hz.max(reach_hz);
            return Some(known as u8);
        }
        if self.families.len() == FAMILIES_MAX {
            return None;
        }
        self.families.push(Family { hz, reach_hz });
        Some((self.families.len() - 1) as u8)
    }

    /// One frequency alone has no beats, so that swelling tells the modulated tone from the plain one.
    fn set_steady(&mut self, tones: &BTreeMap<String, ToneDefinition>) {
        let swells = |hz: &[f32]| {
            let steps = tones.values().flat_map(|tone| &tone.steps);
            steps
                .filter(|step| step.hz == hz)
                .any(|step| step.modulation_hz.is_some())
        };
        for template in self.templates.iter_mut().filter(|t| t.steady) {
            let Some(family) = template.steps[0].family else {
                continue;
            };
            let hz = &self.families[usize::from(family)].hz;
            template.steady &= hz.len() == 1 && swells(hz);
        }
    }

    /// A continuous tone must outlast every cadence of the same frequencies.
    fn set_continuous_lengths(&mut self) {
        let longest = |family: Option<u8>| {
            let cadenced = self.templates.iter().filter(|template| template.len > 1);
            let steps = cadenced.flat_map(|template| &template.steps[..template.len]);
            steps
                .filter(|step| step.family == family)
                .map(TemplateStep::longest)
                .max()
        };
        let lengths: Vec<u32> = self
            .templates
            .iter()
            .map(|template| {
                longest(template.steps[0].family).map_or(120, |frames| (frames + 10).max(120))
            })
            .collect();
        for (template, frames) in self.templates.iter_mut().zip(lengths) {
            if template.len == 1 {
                template.steps[0].frames = frames;
            }
        }
    }

    /// Bits of the families that explain a spectrum.
    pub(super) fn families(&self, peaks: &Peaks) -> u16 {
        let heard = &peaks.hz[..peaks.len];
        if heard.is_empty() || peaks.share < SHARE_MIN {
            return 0;
        }
        let near = |a: f32, b: f32, reach: f32| (a - b).abs() <= reach;
        let explains = |family: &Family| {
            heard
                .iter()
                .all(|&peak| family.hz.iter().any(|&hz| near(peak, hz, family.reach_hz)))
                && family
                    .hz
                    .iter()
                    .all(|&hz| heard.iter().any(|&peak| near(peak, hz, family.reach_hz)))
                && (family.reach_hz > TOLERANCE_HZ || heard.len() == family.hz.len())
        };
        let families = self.families.iter().enumerate();
        families
            .filter(|(_, family)| explains(family))
            .map(|(k, _)| 1u16 << k)
            .sum()
    }
}
