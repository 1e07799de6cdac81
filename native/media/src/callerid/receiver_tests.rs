use super::*;
use crate::SAMPLES;
use crate::callerid::{Lead, encode, modulate};
use crate::command::{CallerIdMessage, MessageFormat};
use crate::{Law, level::gain_of_db};
use proptest::prelude::*;

fn message() -> CallerIdMessage {
    CallerIdMessage {
        number: "075588880123".into(),
        name: "LI WEI".into(),
        date_time: "11302359".into(),
        absence: String::new(),
    }
}

fn receive(standard: FskStandard, samples: impl IntoIterator<Item = f32>) -> Vec<CallerIdMessage> {
    let mut samples: Vec<f32> = samples.into_iter().collect();
    samples.resize(samples.len() + 400, 0.0);
    let mut receiver = FskReceiver::new(standard);
    let frames = samples.chunks_exact(SAMPLES);
    let found = frames.filter_map(|frame| receiver.process(frame.try_into().unwrap()));
    found.map(FixedMessage::to_message).collect()
}

fn sent(standard: FskStandard, format: MessageFormat) -> Box<[i16]> {
    let lead = Lead {
        alert: true,
        off_hook: false,
    };
    modulate(&encode(&message(), format).unwrap(), standard, lead)
}

const BOTH: [FskStandard; 2] = [FskStandard::Bell202, FskStandard::V23];

#[test]
fn our_receiver_reads_our_sender_through_both_laws_at_all_levels() {
    for standard in BOTH {
        let samples = sent(standard, MessageFormat::Mdmf);
        for law in [Law::A, Law::Mu] {
            // Sent at −13.5 dBm0: from −4 down to −36.
            for gain_db in [9.5, 0.0, -10.0, -22.5] {
                let heard = samples.iter().map(|&sample| {
                    let quiet = (f32::from(sample) * gain_of_db(gain_db)).round() as i16;
                    f32::from(law.decode(law.encode(quiet)))
                });
                assert_eq!(
                    receive(standard, heard),
                    [message()],
                    "{standard:?} {law:?} {gain_db} dB"
                );
            }
        }
    }
}

#[test]
fn a_message_without_seizure_and_with_short_mark_is_read() {
    for standard in BOTH {
        let samples = sent(standard, MessageFormat::Sdmf);
        // Alert and its silence, seizure, and all but 60 of the 180 mark bits are cut away.
        let cut = 1600 + ((300 + 120) as f32 * BIT) as usize;
        let expected = CallerIdMessage {
            name: String::new(),
            ..message()
        };
        let heard = samples[cut..].iter().map(|&sample| f32::from(sample));
        assert_eq!(receive(standard, heard), [expected]);
    }
}

#[test]
fn the_other_standard_is_not_mistaken_for_noise_that_decodes_wrongly() {
    let samples = sent(FskStandard::Bell202, MessageFormat::Mdmf);
    let heard = samples.iter().map(|&sample| f32::from(sample));
    assert!(
        receive(FskStandard::V23, heard)
            .iter()
            .all(|found| *found == message())
    );
}

#[test]
fn a_message_in_a_conversation_is_read_after_loud_voices_at_all_levels() {
    let lead = Lead {
        alert: false,
        off_hook: true,
    };
    // Most of a voice is near the mark, all of a hiss near the space.
    let voice = |hz: f32| {
        (0..4000)
            .map(move |n| 6000.0 * (std::f32::consts::TAU * (hz * n as f32 / 8000.0).fract()).sin())
    };
    for standard in BOTH {
        let samples = modulate(
            &encode(&message(), MessageFormat::Mdmf).unwrap(),
            standard,
            lead,
        );
        for (hz, pause) in [
            (600.0, 0),
            (1250.0, 0),
            (2150.0, 0),
            (2900.0, 0),
            (2150.0, 100),
        ] {
            for gain_db in [9.5, 0.0, -10.0, -22.5] {
                let gain = gain_of_db(gain_db);
                let heard = voice(hz)
                    .chain(std::iter::repeat_n(0.0, pause))
                    .chain(samples.iter().map(|&sample| f32::from(sample) * gain));
                assert_eq!(
                    receive(standard, heard),
                    [message()],
                    "{standard:?} after {hz} Hz, {gain_db} dB"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn noise_alone_is_no_message(noise in prop::collection::vec(-8000f32..8000.0, 4000)) {
        prop_assert!(receive(FskStandard::Bell202, noise).is_empty());
    }

    #[test]
    fn any_message_is_read_at_any_shift_of_the_frames(
        shift in 0usize..40, number in "[0-9]{1,20}", name in "[A-Z ]{0,20}",
    ) {
        let sent = CallerIdMessage { number, name, ..message() };
        let samples = modulate(
            &encode(&sent, MessageFormat::Mdmf).unwrap(),
            FskStandard::V23,
            Lead::default(),
        );
        let late = std::iter::repeat_n(0.0, shift).chain(samples.iter().map(|&s| f32::from(s)));
        prop_assert_eq!(receive(FskStandard::V23, late), [sent]);
    }
}
