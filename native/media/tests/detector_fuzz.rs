//! Detectors against any sound at all: they never fail, and what they tell is bounded.

use proptest::prelude::*;
use tipring_media::CallProgressTone;
use tipring_media::offline::{DetectEvent, detect_alert, detect_cid, detect_dtmf, detect_tone};

const ZONES: [&str; 11] = [
    "", "cn", "us", "uk", "fr", "de", "jp", "au", "etsi", "dtmf", "nowhere",
];

type Detect = fn(&[i16], &str) -> Vec<(f64, DetectEvent)>;
const DETECTORS: [Detect; 4] = [detect_dtmf, detect_tone, detect_cid, detect_alert];

/// A piece of sound: what lines, broken codecs and unkind people put on a timeslot.
#[derive(Debug, Clone)]
enum Piece {
    Samples(Vec<i16>),
    Constant(i16, usize),
    Tones(Vec<(f32, i16)>, usize),
    Square(u16, i16, usize),
    Flips(usize),
}

fn piece() -> impl Strategy<Value = Piece> {
    let length = 0usize..3000;
    let hz = prop_oneof![
        0f32..4000.0,
        prop::sample::select(vec![
            350.0, 400.0, 440.0, 450.0, 620.0, 697.0, 770.0, 852.0, 941.0, 950.0, 1100.0, 1200.0,
            1209.0, 1300.0, 1336.0, 1400.0, 1477.0, 1633.0, 1800.0, 2100.0, 2130.0, 2200.0, 2750.0,
        ]),
    ];
    prop_oneof![
        prop::collection::vec(any::<i16>(), 0..2000).prop_map(Piece::Samples),
        (any::<i16>(), length.clone()).prop_map(|(value, count)| Piece::Constant(value, count)),
        (
            prop::collection::vec((hz, any::<i16>()), 1..5),
            length.clone()
        )
            .prop_map(|(tones, count)| Piece::Tones(tones, count)),
        (1u16..400, any::<i16>(), length.clone())
            .prop_map(|(half, value, count)| Piece::Square(half, value, count)),
        length.prop_map(Piece::Flips),
    ]
}

fn sound(pieces: &[Piece]) -> Vec<i16> {
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Samples(samples) => out.extend(samples),
            Piece::Constant(value, count) => out.extend(std::iter::repeat_n(*value, *count)),
            Piece::Tones(tones, count) => out.extend((0..*count).map(|n| {
                let tone = |(hz, peak): &(f32, i16)| {
                    f32::from(*peak) * (std::f32::consts::TAU * hz * n as f32 / 8000.0).sin()
                };
                // Past full scale it is cut, as a converter does.
                tones.iter().map(tone).sum::<f32>() as i16
            })),
            Piece::Square(half, value, count) => out.extend((0..*count).map(|n| {
                if n / usize::from(*half) % 2 == 0 {
                    *value
                } else {
                    !*value
                }
            })),
            Piece::Flips(count) => {
                out.extend((0..*count).map(|n| if n % 2 == 0 { i16::MAX } else { i16::MIN }));
            }
        }
    }
    out
}

/// Findings of one kind, and the least samples that one of them takes.
fn count(found: &[(f64, DetectEvent)], of: impl Fn(&DetectEvent) -> bool) -> usize {
    found.iter().filter(|(_, event)| of(event)).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_sound_makes_a_detector_fail_or_talk_without_end(
        pieces in prop::collection::vec(piece(), 0..8), zone in prop::sample::select(&ZONES[..]),
    ) {
        let samples = sound(&pieces);
        let seconds = samples.len() as f64 / 8000.0;
        for detect in DETECTORS {
            let found = detect(&samples, zone);
            prop_assert!(found.windows(2).all(|pair| pair[0].0 <= pair[1].0), "out of order");
            prop_assert!(found.iter().all(|(at, _)| (0.0..=seconds + 1e-9).contains(at)));
            // A digit takes 25 ms at least, an alerting signal 60, a byte of caller ID 8 and a message 4 of them;
            // a tone comes and goes within a frame at the most.
            let frames = samples.len() / 40 + 1;
            prop_assert!(count(&found, |event| matches!(event, DetectEvent::Digit(_))) <= frames / 5 + 1);
            prop_assert!(count(&found, |event| matches!(event, DetectEvent::Alert)) <= frames / 12 + 1);
            prop_assert!(count(&found, |event| matches!(event, DetectEvent::CallerId(_))) <= frames / 6 + 1);
            prop_assert!(count(&found, |event| matches!(event, DetectEvent::Tone(..))) <= 4 * frames);
        }
    }

    #[test]
    fn a_tone_that_has_come_goes_before_it_comes_again(
        pieces in prop::collection::vec(piece(), 0..8), zone in prop::sample::select(&ZONES[1..8]),
    ) {
        let mut on = Vec::new();
        for (_, event) in detect_tone(&sound(&pieces), zone) {
            let DetectEvent::Tone(tone, comes) = event else { continue };
            prop_assert_eq!(on.contains(&tone), !comes, "{:?}", tone);
            if comes { on.push(tone) } else { on.retain(|other| *other != tone) }
        }
    }

    #[test]
    fn after_any_sound_a_digit_is_still_heard(pieces in prop::collection::vec(piece(), 0..6)) {
        let mut samples = sound(&pieces);
        samples.extend([0; 1600]);
        let before = detect_dtmf(&samples, "").len();
        samples.extend(sound(&[Piece::Tones(vec![(770.0, 5000), (1336.0, 5000)], 800)]));
        samples.extend([0; 800]);
        let found = detect_dtmf(&samples, "");
        prop_assert_eq!(found.len(), before + 1);
        prop_assert_eq!(&found[before].1, &DetectEvent::Digit('5'));
    }
}

/// 400 and 450 Hz beat every 20 ms, which is four frames: whatever looks at each fourth may always meet silence.
#[test]
fn britains_ringback_is_known_wherever_its_beats_fall() {
    let sine = |hz: f32, n: usize, turns: f32| {
        3500.0 * (std::f32::consts::TAU * (hz * n as f32 / 8000.0 + turns)).sin()
    };
    for step in 0..64 {
        let turns = step as f32 / 64.0;
        let sounds = |n: usize| matches!(n / 8, 100..500 | 700..1100);
        let sample = |n: usize| (sine(400.0, n, 0.0) + sine(450.0, n, turns)) as i16;
        let line: Vec<i16> = (0..8 * 3000)
            .map(|n| if sounds(n) { sample(n) } else { 0 })
            .collect();
        let found = detect_tone(&line, "uk");
        let ringback = DetectEvent::Tone(CallProgressTone::Ringback, true);
        assert!(
            found.first().is_some_and(|(_, first)| *first == ringback),
            "{turns} turns apart: {found:?}"
        );
    }
}
