//! Caller ID in DTMF, before the first ring: ETSI EN 300 659-3 annex A and its national kin.

use crate::command::CallerIdMessage;
use crate::event::FixedMessage;

/// The digits that tell a message. The error says what cannot be sent.
pub(crate) fn dtmf_digits(
    message: &CallerIdMessage,
    start: &str,
    end: &str,
) -> Result<String, String> {
    let CallerIdMessage {
        number, absence, ..
    } = message;
    if !number.is_empty() {
        if number.len() > 32 || !number.bytes().all(|c| c.is_ascii_digit()) {
            return Err(format!("number “{number}” is not 1 to 32 digits"));
        }
        return Ok(format!("{start}{number}{end}"));
    }
    // With `#` as the end the Nordic codes are in use, with `C` those of the information field B.
    Ok(match (end, absence.as_str()) {
        ("#", "P") => "D1#".into(),
        ("#", _) => "D2#".into(),
        (_, "P") => "B10C".into(),
        _ => "B00C".into(),
    })
}

/// Frames without a digit after which a number with a start letter is complete: 0.5 s.
const QUIET_FRAMES_MAX: u32 = 100;
const DIGITS_MAX: usize = 64;
/// A number without a start letter is believed from so many digits on.
const BARE_DIGITS_MIN: usize = 3;

/// Collects digits until they make a message.
#[derive(Debug)]
pub(crate) struct DtmfCallerId {
    digits: [u8; DIGITS_MAX],
    len: usize,
    quiet_frames: u32,
}

impl Default for DtmfCallerId {
    fn default() -> Self {
        Self {
            digits: [0; DIGITS_MAX],
            len: 0,
            quiet_frames: 0,
        }
    }
}

impl DtmfCallerId {
    /// One frame: the digit that ended in it, if any.
    pub fn process(&mut self, digit: Option<u8>) -> Option<FixedMessage> {
        let Some(digit) = digit else {
            self.quiet_frames += 1;
            if self.len == 0 || self.quiet_frames < QUIET_FRAMES_MAX {
                return None;
            }
            let started = self.digits[0].is_ascii_uppercase();
            return self.finish().filter(|_| started);
        };
        self.quiet_frames = 0;
        if digit == b'#' || digit == b'C' {
            return self.finish();
        }
        if self.len < DIGITS_MAX {
            self.digits[self.len] = digit;
            self.len += 1;
        }
        None
    }

    fn finish(&mut self) -> Option<FixedMessage> {
        let digits = &self.digits[..std::mem::take(&mut self.len)];
        // `A` calling number, `D` calling number or, after an `A`, the redirecting one; `B` information.
        let field = |letter: u8| {
            let at = digits.iter().position(|&digit| digit == letter)?;
            let rest = &digits[at + 1..];
            let end = rest
                .iter()
                .position(|digit| digit.is_ascii_uppercase())
                .unwrap_or(rest.len());
            Some(&rest[..end])
        };
        let mut message = FixedMessage::default();
        let bare = digits.first().is_some_and(|digit| digit.is_ascii_digit());
        match (field(b'A'), field(b'D'), field(b'B')) {
            (Some(number), _, _) if !number.is_empty() => message.number.set(number),
            (None, Some(b"1"), _) => message.absence.set(b"P"),
            (None, Some(b"2" | b"3"), _) => message.absence.set(b"O"),
            (None, Some(number), _) if !number.is_empty() => message.number.set(number),
            (_, _, Some(b"10")) => message.absence.set(b"P"),
            (_, _, Some(b"00")) => message.absence.set(b"O"),
            (None, None, None) if bare && digits.len() >= BARE_DIGITS_MIN => {
                message.number.set(digits)
            }
            _ => return None,
        }
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(digits: &str) -> Option<(String, String)> {
        let mut receiver = DtmfCallerId::default();
        let quiet = std::iter::repeat_n(None, 200);
        let given = digits
            .bytes()
            .flat_map(|digit| [None, Some(digit)])
            .chain(quiet);
        let found = given.filter_map(|digit| receiver.process(digit)).next();
        found
            .map(|message| message.to_message())
            .map(|message| (message.number, message.absence))
    }

    fn number(digits: &str) -> Option<(String, String)> {
        Some((digits.to_owned(), String::new()))
    }

    #[test]
    fn the_conventions_of_all_countries_are_read() {
        for form in [
            "A85551234#",
            "A85551234C",
            "D85551234C",
            "D85551234#",
            "85551234#",
            "A85551234D801B00C",
        ] {
            assert_eq!(read(form), number("85551234"), "{form}");
        }
    }

    #[test]
    fn a_lost_end_letter_is_made_up_by_quiet() {
        assert_eq!(read("A85551234"), number("85551234"));
        assert_eq!(read("85551234"), None);
    }

    #[test]
    fn an_absent_number_is_told_with_its_reason() {
        assert_eq!(read("D1#"), Some((String::new(), "P".into())));
        assert_eq!(read("B00C"), Some((String::new(), "O".into())));
        for (end, absence) in [("#", "P"), ("#", "O"), ("C", "P"), ("C", "O")] {
            let sent = CallerIdMessage {
                absence: absence.into(),
                ..CallerIdMessage::default()
            };
            let digits = dtmf_digits(&sent, "D", end).unwrap();
            assert_eq!(read(&digits), Some((String::new(), absence.into())));
        }
    }

    #[test]
    fn noise_between_messages_is_forgotten() {
        assert_eq!(read("#"), None);
        assert_eq!(read("9#"), None);
        assert_eq!(read("ABD#"), None);
        assert_eq!(read(&"5".repeat(500)), None);
    }
}
