//! Detectors over synthetic lines: what must be told, and what must not.

use proptest::prelude::*;
use std::f64::consts::TAU;
use tipring_media::CallProgressTone::{self, Busy, Ced, Cng, Congestion, Dial, Ringback, Sit};
use tipring_media::Law;
use tipring_media::offline::{DetectEvent, detect_dtmf, detect_tone};

const LOW: [f64; 4] = [697.0, 770.0, 852.0, 941.0];
const HIGH: [f64; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
const KEYS: [char; 16] = [
    '1', '2', '3', 'A', '4', '5', '6', 'B', '7', '8', '9', 'C', '*', '0', '#', 'D',
];

/// A line that is written on piece by piece.
#[derive(Default)]
struct Line(Vec<f64>);

impl Line {
    fn silence(mut self, ms: f64) -> Self {
        self.0.resize(self.0.len() + (ms * 8.0) as usize, 0.0);
        self
    }

    /// Frequencies with their levels, from now on for so long.
    fn sound(mut self, ms: f64, tones: &[(f64, f64)]) -> Self {
        for n in 0..(ms * 8.0) as usize {
            let sine = |(hz, dbm0): &(f64, f64)| {
                22460.0 * 10f64.powf(dbm0 / 20.0) * (TAU * hz * n as f64 / 8000.0 + hz).sin()
            };
            self.0.push(tones.iter().map(sine).sum());
        }
        self
    }

    fn digit(
        self,
        key: usize,
        on_ms: f64,
        off_ms: f64,
        level: f64,
        twist: f64,
        offset: f64,
    ) -> Self {
        let pair = [
            (LOW[key / 4] * (1.0 + offset), level),
            (HIGH[key % 4] * (1.0 + offset), level + twist),
        ];
        self.sound(on_ms, &pair).silence(off_ms)
    }

    fn through(self, law: Law) -> Vec<i16> {
        let code = |x: &f64| law.encode(x.clamp(-32768.0, 32767.0).round() as i16);
        self.0
            .iter()
            .map(code)
            .map(|code| law.decode(code))
            .collect()
    }
}

fn digits(samples: &[i16]) -> String {
    let digit = |(_, event)| match event {
        DetectEvent::Digit(digit) => Some(digit),
        _ => None,
    };
    detect_dtmf(samples, "")
        .into_iter()
        .filter_map(digit)
        .collect()
}

/// Tones that came, in order, and that each of them went again.
fn tones(samples: &[i16], zone: &str) -> Vec<CallProgressTone> {
    let mut on = Vec::new();
    let mut told = Vec::new();
    for (_, event) in detect_tone(samples, zone) {
        match event {
            DetectEvent::Tone(tone, true) => {
                on.push(tone);
                told.push(tone);
            }
            DetectEvent::Tone(tone, false) => assert_eq!(on.pop(), Some(tone)),
            _ => {}
        }
    }
    assert_eq!(on, [], "in {zone}");
    told
}

#[test]
fn all_digits_are_read_at_the_limits_of_the_standard() {
    for law in [Law::A, Law::Mu] {
        for (level, twist, offset) in [
            (-10.0, 0.0, 0.0),
            (-25.0, 0.0, 0.0),
            (-20.0, 4.0, 0.015),
            (-8.0, -8.0, -0.015),
            (-3.0, 0.0, 0.0),
        ] {
            let keys = 0..16;
            let dial = |line: Line, key| line.digit(key, 40.0, 40.0, level, twist, offset);
            let line = keys
                .fold(Line::default().silence(33.0), dial)
                .silence(100.0);
            assert_eq!(digits(&line.through(law)), KEYS.iter().collect::<String>());
        }
    }
}

#[test]
fn what_the_standard_wants_refused_is_no_digit() {
    for key in 0..16 {
        let line = Line::default().silence(50.0);
        let line = line.digit(key, 23.0, 77.0, -10.0, 0.0, 0.0);
        let line = line
            .digit(key, 60.0, 60.0, -10.0, 0.0, 0.035)
            .digit(key, 60.0, 60.0, -10.0, 0.0, -0.035);
        let line = line
            .digit(key, 60.0, 60.0, -55.0, 0.0, 0.0)
            .digit(key, 60.0, 60.0, -10.0, 12.0, 0.0);
        let line = line
            .sound(80.0, &[(LOW[key / 4], -8.0)])
            .sound(80.0, &[(HIGH[key % 4], -8.0)]);
        assert_eq!(digits(&line.silence(100.0).through(Law::A)), "");
    }
}

#[test]
fn a_held_digit_is_told_once_and_a_repeated_one_as_often_as_it_is_pressed() {
    let held = Line::default().digit(5, 3000.0, 40.0, -10.0, 0.0, 0.0);
    let again = held
        .digit(5, 40.0, 40.0, -10.0, 0.0, 0.0)
        .digit(5, 40.0, 100.0, -10.0, 0.0, 0.0);
    assert_eq!(digits(&again.through(Law::A)), "555");
}

#[test]
fn a_break_of_contact_or_a_lost_packet_does_not_double_a_digit() {
    for (before, gap) in [(50.0, 10.0), (50.0, 20.0), (25.0, 10.0), (61.0, 20.0)] {
        let line = Line::default()
            .silence(21.0)
            .digit(9, before, gap, -10.0, 0.0, 0.0);
        let line = line.digit(9, 60.0, 100.0, -10.0, 0.0, 0.0);
        assert_eq!(
            digits(&line.through(Law::A)),
            "8",
            "{before} ms, then {gap} ms nothing"
        );
    }
}

/// Frequencies, and lengths of sound and silence.
type Cadence = (&'static [f64], &'static [f64]);

fn cadence(mut line: Line, (hz, lengths): Cadence, seconds: f64, stretch: f64, level: f64) -> Line {
    let tones: Vec<(f64, f64)> = hz
        .iter()
        .map(|hz| (hz * (1.0 + stretch / 5.0), level))
        .collect();
    if lengths.is_empty() {
        return line.sound(seconds * 1000.0, &tones);
    }
    let end = line.0.len() + (seconds * 8000.0) as usize;
    while line.0.len() < end {
        for pair in lengths.chunks(2) {
            line = line
                .sound(pair[0] * (1.0 + stretch), &tones)
                .silence(pair[1] * (1.0 + stretch));
        }
    }
    line
}

#[test]
fn the_tones_of_every_country_are_told_apart() {
    let zones: [(&str, [Cadence; 4]); 6] = [
        (
            "cn",
            [
                (&[450.0], &[]),
                (&[450.0], &[350.0, 350.0]),
                (&[450.0], &[1000.0, 4000.0]),
                (&[450.0], &[700.0, 700.0]),
            ],
        ),
        (
            "us",
            [
                (&[350.0, 440.0], &[]),
                (&[480.0, 620.0], &[500.0, 500.0]),
                (&[440.0, 480.0], &[2000.0, 4000.0]),
                (&[480.0, 620.0], &[250.0, 250.0]),
            ],
        ),
        (
            "uk",
            [
                (&[350.0, 440.0], &[]),
                (&[400.0], &[375.0, 375.0]),
                (&[400.0, 450.0], &[400.0, 200.0, 400.0, 2000.0]),
                (&[400.0], &[400.0, 350.0, 225.0, 525.0]),
            ],
        ),
        (
            "fr",
            [
                (&[440.0], &[]),
                (&[440.0], &[500.0, 500.0]),
                (&[440.0], &[1500.0, 3500.0]),
                (&[440.0], &[250.0, 250.0]),
            ],
        ),
        (
            "de",
            [
                (&[425.0], &[]),
                (&[425.0], &[480.0, 480.0]),
                (&[425.0], &[1000.0, 4000.0]),
                (&[425.0], &[240.0, 240.0]),
            ],
        ),
        // Congestion has the cadence of busy in Japan and Australia.
        (
            "jp",
            [
                (&[400.0], &[]),
                (&[400.0], &[500.0, 500.0]),
                (&[400.0, 416.0], &[1000.0, 2000.0]),
                (&[400.0], &[]),
            ],
        ),
    ];
    for (zone, given) in zones {
        for (stretch, level) in [(0.0, -13.0), (0.05, -25.0), (-0.05, -30.0)] {
            for (cadenced, tone) in given.into_iter().zip([Dial, Busy, Ringback, Congestion]) {
                let line = Line::default().silence(700.0);
                let line = cadence(line, cadenced, 6.0, stretch, level).silence(7000.0);
                let expected = if cadenced.1.is_empty() { Dial } else { tone };
                assert_eq!(
                    tones(&line.through(Law::A), zone),
                    [expected],
                    "{zone} {tone:?} {stretch} {level}"
                );
            }
        }
    }
}

/// Its dial tone with full modulation; told as dial tone, a line that screams would be dialled on.
#[test]
fn japans_howler_is_not_its_dial_tone() {
    for (level, modulation_hz) in [(0.0, 16.0), (-13.0, 16.0), (-25.0, 15.0)] {
        let sides = [400.0 - modulation_hz, 400.0 + modulation_hz].map(|hz| (hz, level - 6.0));
        let told = |sound: &[(f64, f64)]| {
            let line = Line::default().silence(700.0).sound(8000.0, sound);
            tones(&line.silence(700.0).through(Law::Mu), "jp")
        };
        assert_eq!(told(&[(400.0, level), sides[0], sides[1]]), [], "{level}");
        assert_eq!(told(&[(400.0, level)]), [Dial], "{level}");
    }
}

#[test]
fn australias_modulated_tones_are_known_by_their_carrier() {
    let modulated: &[f64] = &[400.0, 425.0, 450.0];
    let ring: Cadence = (modulated, &[400.0, 200.0, 400.0, 2000.0]);
    let line = cadence(
        Line::default().silence(500.0),
        (modulated, &[]),
        3.0,
        0.0,
        -16.0,
    )
    .silence(1000.0);
    let line = cadence(line, ring, 6.0, 0.0, -16.0).silence(5000.0);
    let line = cadence(line, (&[425.0], &[375.0, 375.0]), 4.0, 0.0, -13.0).silence(3000.0);
    assert_eq!(tones(&line.through(Law::A), "au"), [Dial, Ringback, Busy]);
}

#[test]
fn a_call_waiting_beep_is_not_taken_for_congestion() {
    let beep: Cadence = (&[425.0], &[200.0, 200.0, 200.0, 5000.0]);
    let line = cadence(Line::default().silence(500.0), beep, 12.0, 0.0, -13.0);
    assert_eq!(tones(&line.through(Law::A), "de"), []);
}

#[test]
fn an_answer_ends_the_ringback_as_soon_as_somebody_speaks() {
    let ring = cadence(
        Line::default(),
        (&[450.0], &[1000.0, 4000.0]),
        9.0,
        0.0,
        -13.0,
    );
    let answered_at = ring.0.len() as f64 / 8000.0;
    let voice: Vec<(f64, f64)> = (1..12).map(|k| (137.0 * f64::from(k), -20.0)).collect();
    let samples = ring.sound(1500.0, &voice).through(Law::A);
    let events = detect_tone(&samples, "cn");
    assert_eq!(events[0].1, DetectEvent::Tone(Ringback, true));
    assert_eq!(events[1].1, DetectEvent::Tone(Ringback, false));
    assert!(
        (0.0..0.5).contains(&(events[1].0 - answered_at)),
        "{events:?} after {answered_at}"
    );
}

#[test]
fn a_special_information_tone_is_told_with_any_of_its_frequencies() {
    for (law, hz, ms) in [
        (Law::A, [950.0, 1400.0, 1800.0], [330.0, 330.0, 330.0]),
        (Law::Mu, [913.8, 1370.6, 1776.7], [274.0, 274.0, 380.0]),
        (Law::Mu, [985.2, 1428.5, 1776.7], [380.0, 274.0, 380.0]),
    ] {
        for gap in [0.0, 20.0] {
            let tone = |line: Line, k: usize| line.sound(ms[k], &[(hz[k], -20.0)]).silence(gap);
            let line = (0..3)
                .fold(Line::default().silence(300.0), tone)
                .silence(1000.0);
            assert_eq!(tones(&line.through(law), "us"), [Sit], "{hz:?} gap {gap}");
        }
    }
    let wrong = [1800.0, 1400.0, 950.0];
    let line = wrong.iter().fold(Line::default(), |line, &hz| {
        line.sound(330.0, &[(hz, -20.0)])
    });
    assert_eq!(tones(&line.silence(500.0).through(Law::A), "us"), []);
}

#[test]
fn fax_tones_are_told_within_their_tolerances() {
    for offset in [0.0, 38.0, -38.0] {
        let line = Line::default()
            .silence(500.0)
            .sound(500.0, &[(1100.0 + offset, -30.0)])
            .silence(3000.0);
        assert_eq!(tones(&line.through(Law::A), ""), [Cng]);
    }
    for offset in [0.0, 15.0, -15.0] {
        let line = Line::default()
            .silence(500.0)
            .sound(2600.0, &[(2100.0 + offset, -30.0)])
            .silence(500.0);
        assert_eq!(tones(&line.through(Law::A), ""), [Ced]);
    }
    // 1100 Hz that goes on is a test tone, and 80 ms of 2100 Hz is part of something else.
    let line = Line::default()
        .sound(3000.0, &[(1100.0, -12.0)])
        .silence(500.0);
    let line = line.sound(80.0, &[(2100.0, -12.0)]).silence(500.0);
    assert_eq!(tones(&line.through(Law::A), ""), []);
}

#[test]
fn digits_are_no_progress_tone_and_progress_tones_no_digits() {
    let dial = |line: Line, key: usize| line.digit(key % 16, 100.0, 100.0, -10.0, 0.0, 0.0);
    let line = (0..40).fold(Line::default(), dial).silence(1000.0);
    for zone in ["cn", "us", "uk", "fr", "de", "jp", "au"] {
        assert_eq!(
            tones(&line.0.iter().map(|&x| x as i16).collect::<Vec<_>>(), zone),
            []
        );
    }
    let line = cadence(
        Line::default(),
        (&[480.0, 620.0], &[250.0, 250.0]),
        5.0,
        0.0,
        -10.0,
    );
    let line = line.sound(2000.0, &[(350.0, -10.0), (440.0, -10.0)]);
    assert_eq!(digits(&line.through(Law::Mu)), "");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_string_of_digits_is_read_at_any_speed_the_standard_allows(
        keys in prop::collection::vec(0usize..16, 1..12),
        start in 0.0f64..20.0, on in 40.0f64..120.0, off in 40.0f64..120.0,
        level in -24.0f64..-6.0, twist in -7.5f64..3.5, offset in -0.014f64..0.014,
    ) {
        let dial = |line: Line, &key: &usize| line.digit(key, on, off, level, twist, offset);
        let line = keys.iter().fold(Line::default().silence(start), dial).silence(100.0);
        let expected: String = keys.iter().map(|&key| KEYS[key]).collect();
        prop_assert_eq!(digits(&line.through(Law::A)), expected);
    }

    #[test]
    fn noise_is_neither_digit_nor_tone(seed in any::<u64>(), peak in 10.0f64..20_000.0) {
        let mut state = seed | 1;
        let noise: Vec<i16> = (0..40_000).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as f64 / f64::from(1u32 << 30) * peak - peak) as i16
        }).collect();
        prop_assert_eq!(digits(&noise), "");
        for zone in ["cn", "us", "uk", "jp"] {
            prop_assert_eq!(tones(&noise, zone), []);
        }
    }
}
