//! The echo canceller on a modelled hybrid: the tests of ITU-T G.168 §6.4 in a small form, and its promises
//! for any input at all.

use proptest::prelude::*;
use std::f32::consts::TAU;
use tipring_media::SAMPLES;
use tipring_media::echo::{Canceller, TAPS};

const SECOND: usize = 8000;

/// Root mean square of a level in dBm0 on the 16-bit scale.
fn rms(dbm0: f32) -> f32 {
    22_460.0 / 2f32.sqrt() * 10f32.powf(dbm0 / 20.0)
}

struct Dice(u64);

impl Dice {
    fn uniform(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Nearly normal, of power 1.
    fn normal(&mut self) -> f32 {
        (0..12).map(|_| self.uniform()).sum::<f32>() - 6.0
    }
}

fn noise(dbm0: f32, seconds: f32, seed: u64) -> Vec<f32> {
    let mut dice = Dice(seed * 7919 + 1);
    let peak = rms(dbm0);
    (0..(seconds * SECOND as f32) as usize)
        .map(|_| (peak * dice.normal()).round())
        .collect()
}

fn sine(hz: f32, dbm0: f32, seconds: f32) -> Vec<f32> {
    let peak = rms(dbm0) * 2f32.sqrt();
    (0..(seconds * SECOND as f32) as usize)
        .map(|n| (peak * (TAU * hz * n as f32 / SECOND as f32).sin()).round())
        .collect()
}

/// A talker: pulses of a wandering pitch or breath through three resonances, in syllables with pauses.
fn speech(dbm0: f32, seconds: f32, seed: u64) -> Vec<f32> {
    let mut dice = Dice(seed * 104_729 + 3);
    let (mut pitch, mut phase, mut voiced, mut loud) = (120.0, 0.0, true, 1.0);
    let mut formants = [(500.0, 0.0, 0.0), (1500.0, 0.0, 0.0), (2500.0, 0.0, 0.0)];
    let mut out = Vec::new();
    for n in 0..(seconds * SECOND as f32) as usize {
        if n % 1400 == 0 {
            pitch = 90.0 + 120.0 * dice.uniform();
            voiced = dice.uniform() < 0.75;
            loud = if dice.uniform() < 0.2 {
                0.0
            } else {
                0.3 + dice.uniform()
            };
            for (formant, (low, span)) in
                formants
                    .iter_mut()
                    .zip([(300.0, 500.0), (900.0, 1200.0), (2200.0, 900.0)])
            {
                formant.0 = low + span * dice.uniform();
            }
        }
        phase += pitch / SECOND as f32;
        let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
        phase -= phase.floor();
        let swell = (TAU / 2.0 * (n % 1400) as f32 / 1400.0).sin();
        let breath = 0.05 * dice.normal();
        let mut sample = loud * swell * if voiced { pulse + 0.1 * breath } else { breath };
        for (hz, one, two) in &mut formants {
            let pole = 0.96;
            let next =
                sample + 2.0 * pole * (TAU * *hz / SECOND as f32).cos() * *one - pole * pole * *two;
            (*two, *one) = (*one, next);
            sample = next;
        }
        out.push(sample);
    }
    let power = out.iter().map(|s| s * s).sum::<f32>() / out.len() as f32;
    let gain = rms(dbm0) / power.sqrt();
    out.iter()
        .map(|s| (s * gain).round().clamp(-32768.0, 32767.0))
        .collect()
}

/// Flat delay of 4 ms, then a tail that rings for 8 ms, at a return loss for white noise.
fn hybrid(loss_db: f32, ringing: f32) -> [f32; TAPS] {
    let mut taps = [0.0; TAPS];
    for (k, tap) in taps[32..96].iter_mut().enumerate() {
        *tap = (-(k as f32) / 12.0).exp() * (k as f32 * ringing + 0.4).cos();
    }
    let energy: f32 = taps.iter().map(|tap| tap * tap).sum();
    let gain = (10f32.powf(-loss_db / 10.0) / energy).sqrt();
    taps.map(|tap| tap * gain)
}

/// A canceller on a line; what comes out is kept.
struct Line {
    canceller: Canceller,
    hybrid: [f32; TAPS],
    past: Vec<f32>,
    dice: Dice,
    noise_dbm0: f32,
    /// Echo and noise as they came, and all that went out.
    came: Vec<f32>,
    left: Vec<f32>,
}

impl Line {
    fn new(canceller: Canceller) -> Self {
        Self {
            canceller,
            hybrid: hybrid(10.0, 1.1),
            past: vec![0.0; TAPS],
            dice: Dice(99),
            noise_dbm0: -65.0,
            came: Vec::new(),
            left: Vec::new(),
        }
    }

    fn bare() -> Self {
        Self::new(Canceller::new(1).without_suppressor())
    }

    /// Both ends for as long as the far one lasts; the near end is silent after its last sample.
    fn talk(&mut self, far: &[f32], near: &[f32]) {
        for (at, frame) in far.chunks_exact(SAMPLES).enumerate() {
            let sent: [f32; SAMPLES] = frame.try_into().unwrap();
            let mut back = [0.0; SAMPLES];
            for (n, back) in back.iter_mut().enumerate() {
                self.past.push(sent[n]);
                let newest = self.past.iter().rev().zip(&self.hybrid);
                let echo: f32 = newest.map(|(sample, tap)| sample * tap).sum();
                let said = near.get(at * SAMPLES + n).unwrap_or(&0.0);
                let hiss = rms(self.noise_dbm0) * self.dice.normal();
                *back = (echo + said + hiss).round().clamp(-32768.0, 32767.0);
            }
            self.past.drain(..SAMPLES);
            self.came.extend(back);
            // A bulk delay of one frame: what is handed over now is 40 samples old in the next window.
            self.canceller.sent(&sent);
            self.canceller.process(&mut back);
            assert!(back.iter().all(|sample| sample.is_finite()));
            self.left.extend(back);
        }
    }

    /// Loss between two moments, s, counted back from the end.
    fn loss_db(&self, from: f32, to: f32) -> f32 {
        let at = |s: f32| self.left.len() - (s * SECOND as f32) as usize;
        level(&self.came[at(from)..at(to)]) - level(&self.left[at(from)..at(to)])
    }
}

fn level(samples: &[f32]) -> f32 {
    let power = samples.iter().map(|s| s * s).sum::<f32>() / samples.len() as f32;
    20.0 * (power.sqrt() / rms(0.0)).max(1e-6).log10()
}

#[test]
fn noise_is_cancelled_to_the_noise_of_the_line() {
    let mut line = Line::bare();
    line.talk(&noise(-16.0, 4.0, 1), &[]);
    assert!(line.loss_db(2.0, 0.0) >= 38.0, "{}", line.loss_db(2.0, 0.0));
    let report = line.canceller.report();
    assert!((report.erl_db - 10.0).abs() < 0.3, "{report:?}");
    assert!(report.erle_db > 36.0 && report.converged, "{report:?}");
}

#[test]
fn speech_is_cancelled_within_two_seconds() {
    for seed in 1..=4 {
        let mut line = Line::bare();
        line.talk(&speech(-18.0, 4.0, seed), &[]);
        assert!(
            line.loss_db(2.0, 0.0) >= 24.0,
            "{seed}: {}",
            line.loss_db(2.0, 0.0)
        );
    }
}

#[test]
fn double_talk_does_not_spoil_what_was_learned() {
    for near_dbm0 in [-25.0, -18.0, -12.0] {
        let mut line = Line::bare();
        line.talk(&speech(-18.0, 4.0, 1), &[]);
        line.talk(&speech(-18.0, 3.0, 2), &speech(near_dbm0, 3.0, 3));
        line.talk(&noise(-18.0, 0.1, 4), &[]);
        let loss = line.loss_db(0.1, 0.0);
        assert!(loss >= 18.0, "{near_dbm0} dBm0: {loss}");
    }
}

#[test]
fn a_talker_from_the_first_word_on_does_not_keep_it_from_converging() {
    let mut line = Line::bare();
    line.talk(&speech(-18.0, 5.0, 1), &speech(-24.0, 5.0, 9));
    line.talk(&noise(-18.0, 0.2, 4), &[]);
    assert!(line.loss_db(0.1, 0.0) >= 10.0, "{}", line.loss_db(0.1, 0.0));
}

#[test]
fn the_near_end_is_heard_whole_while_both_talk() {
    for canceller in [Canceller::new(1), Canceller::new(1).without_suppressor()] {
        let mut line = Line::new(canceller);
        line.talk(&speech(-18.0, 4.0, 1), &[]);
        let near = speech(-18.0, 4.0, 5);
        line.talk(&speech(-18.0, 4.0, 2), &near);
        let out = &line.left[line.left.len() - near.len()..];
        let wrong: Vec<f32> = out
            .iter()
            .zip(&near)
            .map(|(out, near)| out - near)
            .collect();
        assert!(level(&wrong) < -18.0 - 14.0, "{}", level(&wrong));
        assert!((level(out) - level(&near)).abs() < 0.5);
    }
}

#[test]
fn a_line_that_changes_is_learned_anew_within_a_second() {
    let mut line = Line::bare();
    line.talk(&noise(-16.0, 2.0, 1), &[]);
    line.hybrid = hybrid(12.0, 0.6);
    line.talk(&noise(-16.0, 1.5, 2), &[]);
    assert!(line.loss_db(1.5, 1.4) > -0.1, "echo of two paths");
    assert!(line.loss_db(0.5, 0.0) >= 30.0, "{}", line.loss_db(0.5, 0.0));
}

#[test]
fn an_echo_path_that_opens_leaves_no_echo_of_the_filter() {
    let mut line = Line::bare();
    line.talk(&noise(-16.0, 2.0, 1), &[]);
    line.hybrid = [0.0; TAPS];
    line.talk(&noise(-16.0, 1.0, 2), &[]);
    let end = &line.left[line.left.len() - SECOND / 2..];
    assert!(level(end) < -60.0, "{}", level(end));
}

#[test]
fn tones_do_not_spoil_what_was_learned() {
    let mut line = Line::bare();
    line.talk(&noise(-16.0, 2.0, 1), &[]);
    line.talk(&sine(1004.0, -10.0, 5.0), &[]);
    line.talk(&noise(-16.0, 0.2, 3), &[]);
    assert!(line.loss_db(0.2, 0.0) >= 25.0, "{}", line.loss_db(0.2, 0.0));
}

#[test]
fn silence_is_not_forgetfulness() {
    let mut line = Line::bare();
    line.talk(&noise(-16.0, 2.0, 1), &[]);
    line.talk(&vec![0.0; 20 * SECOND], &speech(-18.0, 20.0, 7));
    line.talk(&noise(-16.0, 0.1, 3), &[]);
    assert!(line.loss_db(0.1, 0.0) >= 33.0, "{}", line.loss_db(0.1, 0.0));
}

#[test]
fn what_is_left_becomes_the_noise_of_the_line() {
    for noise_dbm0 in [-65.0, -50.0] {
        let mut line = Line::new(Canceller::new(1));
        line.noise_dbm0 = noise_dbm0;
        line.talk(&vec![0.0; 2 * SECOND], &[]);
        line.talk(&speech(-12.0, 6.0, 2), &[]);
        let end = &line.left[line.left.len() - 3 * SECOND..];
        assert!(
            (level(end) - noise_dbm0).abs() < 3.0,
            "{noise_dbm0}: {}",
            level(end)
        );
    }
}

/// 2100 Hz whose phase turns over every 450 ms.
fn answer_tone(hz: f32, dbm0: f32, seconds: f32) -> Vec<f32> {
    let turned = |n: usize| if (n / 3600) % 2 == 1 { -1.0 } else { 1.0 };
    let tone = sine(hz, dbm0, seconds).into_iter().enumerate();
    tone.map(|(n, sample)| sample * turned(n)).collect()
}

#[test]
fn a_modem_switches_it_off_from_either_end_and_silence_on_again() {
    for hz in [2085.0, 2100.0, 2115.0] {
        for dbm0 in [-6.0, -28.0] {
            for from_far in [true, false] {
                let mut line = Line::new(Canceller::new(1));
                line.noise_dbm0 = -70.0;
                let tone = answer_tone(hz, dbm0, 1.0);
                let quiet = vec![0.0; tone.len()];
                if from_far {
                    line.talk(&tone, &[]);
                } else {
                    line.talk(&quiet, &tone);
                }
                assert!(
                    line.canceller.report().disabled,
                    "{hz} Hz {dbm0} {from_far}"
                );
                line.talk(&noise(-16.0, 2.0, 3), &noise(-16.0, 2.0, 4));
                assert!(line.canceller.report().disabled);
                assert_eq!(line.left[SECOND..], line.came[SECOND..]);
                line.talk(&vec![0.0; SECOND / 2], &[]);
                assert!(!line.canceller.report().disabled);
            }
        }
    }
}

#[test]
fn neither_fax_answer_tone_nor_speech_nor_other_tones_switch_it_off() {
    let mut sounds = vec![
        sine(2100.0, -10.0, 4.0),
        speech(-12.0, 30.0, 6),
        noise(-16.0, 4.0, 2),
    ];
    sounds.push(answer_tone(2150.0, -10.0, 4.0));
    sounds.push(answer_tone(1100.0, -10.0, 4.0));
    for (at, sound) in sounds.iter().enumerate() {
        let mut line = Line::new(Canceller::new(1));
        line.talk(sound, &[]);
        assert!(!line.canceller.report().disabled, "sound {at}");
    }
}

fn any_frame() -> impl Strategy<Value = [f32; SAMPLES]> {
    let wave =
        |peak: f32, period: usize| move |n: usize| if (n / period) % 2 == 0 { peak } else { -peak };
    prop_oneof![
        Just([0.0; SAMPLES]),
        (-32768.0..32767f32).prop_map(|dc| [dc.round(); SAMPLES]),
        (1.0..32767f32, 1..20usize)
            .prop_map(move |(peak, period)| std::array::from_fn(wave(peak, period))),
        proptest::array::uniform32(-32768i16..=32767)
            .prop_map(|some| std::array::from_fn(|n| f32::from(some[n % 32]))),
        (0.01..3.1f32, 1.0..32767f32).prop_map(|(step, peak)| std::array::from_fn(|n| (peak
            * (step * n as f32).sin())
        .round())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_frame_leaves_louder_than_it_came(
        pieces in proptest::collection::vec((any_frame(), any_frame(), 1..60usize), 1..12),
        suppress in any::<bool>(),
        bulk in 1..=16usize,
    ) {
        let mut canceller = Canceller::new(bulk);
        if !suppress {
            canceller = canceller.without_suppressor();
        }
        let energy = |frame: &[f32; SAMPLES]| frame.iter().map(|s| s * s).sum::<f32>();
        for (far, near, frames) in pieces {
            for _ in 0..frames {
                let mut out = near;
                canceller.sent(&far);
                canceller.process(&mut out);
                prop_assert!(out.iter().all(|sample| sample.is_finite()));
                prop_assert!(energy(&out) <= energy(&near) * 1.0001 + 1e-3);
            }
        }
        // Whatever it has been through, it learns a line again.
        if bulk == 1 {
            let mut line = Line::new(canceller);
            line.talk(&vec![0.0; SECOND], &[]);
            line.talk(&noise(-16.0, 2.0, 1), &[]);
            prop_assert!(line.loss_db(0.5, 0.0) >= 30.0, "{}", line.loss_db(0.5, 0.0));
        }
    }
}

#[test]
fn a_tone_of_the_line_is_not_cancelled_by_its_own_echo_from_the_telephone() {
    let mut line = Line::new(Canceller::new(1));
    let ringback = sine(450.0, -20.0, 5.0);
    let echo: Vec<f32> = ringback.iter().map(|sample| sample * 0.03).collect();
    line.talk(&echo, &ringback);
    let end = &line.left[line.left.len() - SECOND..];
    assert!((level(end) + 20.0).abs() < 0.2, "{}", level(end));
}
