//! Single and multiple data message format: Telcordia GR-30-CORE, GR-31-CORE; ETSI EN 300 659-3.

use crate::command::{CallerIdMessage, MessageFormat};
use crate::event::FixedMessage;

/// Types of message.
pub(crate) const SDMF: u8 = 0x04;
pub(crate) const MDMF: u8 = 0x80;

const DATE_TIME: u8 = 0x01;
const NUMBER: u8 = 0x02;
const NUMBER_ABSENT: u8 = 0x04;
const NAME: u8 = 0x07;
const NAME_ABSENT: u8 = 0x08;

const NUMBER_MAX: usize = 32;
const NAME_MAX: usize = 50;

/// Two's complement of the sum: with it, all bytes of a message add up to 0 modulo 256.
pub(crate) fn checksum(bytes: &[u8]) -> u8 {
    bytes
        .iter()
        .fold(0u8, |sum, byte| sum.wrapping_add(*byte))
        .wrapping_neg()
}

/// Type, length, content and checksum. The error says what cannot be sent.
pub(crate) fn encode(message: &CallerIdMessage, format: MessageFormat) -> Result<Vec<u8>, String> {
    let CallerIdMessage {
        number,
        name,
        date_time,
        absence,
    } = message;
    if !date_time.is_empty()
        && (date_time.len() != 8 || !date_time.bytes().all(|c| c.is_ascii_digit()))
    {
        return Err(format!("date and time “{date_time}” are not MMDDHHMM"));
    }
    if number.len() > NUMBER_MAX || !number.bytes().all(|c| c.is_ascii_graphic()) {
        return Err(format!(
            "number “{number}” is longer than {NUMBER_MAX} or not plain characters"
        ));
    }
    let reason = match absence.as_str() {
        "" | "O" => b'O',
        "P" => b'P',
        other => return Err(format!("absence “{other}” is neither P nor O")),
    };
    let mut body = Vec::new();
    let kind = match format {
        MessageFormat::Sdmf => {
            // The number's place is found by counting, so the date must be there.
            let known = if date_time.is_empty() {
                "01010000"
            } else {
                date_time
            };
            body.extend(known.as_bytes());
            if number.is_empty() {
                body.push(reason)
            } else {
                body.extend(number.as_bytes())
            }
            SDMF
        }
        MessageFormat::Mdmf => {
            if !date_time.is_empty() {
                parameter(&mut body, DATE_TIME, date_time.as_bytes());
            }
            if number.is_empty() {
                parameter(&mut body, NUMBER_ABSENT, &[reason]);
            } else {
                parameter(&mut body, NUMBER, number.as_bytes());
            }
            // One byte a letter: what is outside ISO 8859-1 has no code there.
            let letters: Vec<u8> = name
                .chars()
                .take(NAME_MAX)
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                .collect();
            if !letters.is_empty() {
                parameter(&mut body, NAME, &letters);
            } else if number.is_empty() {
                parameter(&mut body, NAME_ABSENT, &[reason]);
            }
            MDMF
        }
    };
    let mut bytes = vec![kind, body.len() as u8];
    bytes.append(&mut body);
    bytes.push(checksum(&bytes));
    Ok(bytes)
}

fn parameter(body: &mut Vec<u8>, kind: u8, value: &[u8]) {
    body.push(kind);
    body.push(value.len() as u8);
    body.extend(value);
}

/// Reads a whole message, checksum included; nothing if it is damaged, of another kind or says nothing.
pub(crate) fn decode(bytes: &[u8]) -> Option<FixedMessage> {
    let (&[kind, length], rest) = bytes.split_first_chunk::<2>()?;
    if rest.len() != usize::from(length) + 1 || checksum(bytes) != 0 {
        return None;
    }
    let body = &rest[..usize::from(length)];
    let mut message = FixedMessage::default();
    match kind {
        SDMF => {
            let (date_time, number) = body.split_at_checked(8)?;
            message.date_time.set(date_time);
            match number {
                [b'P' | b'O'] => message.absence.set(number),
                _ => message.number.set(number),
            }
        }
        MDMF => decode_parameters(body, &mut message)?,
        _ => return None,
    }
    (message != FixedMessage::default()).then_some(message)
}

fn decode_parameters(mut body: &[u8], message: &mut FixedMessage) -> Option<()> {
    while let Some((&[kind, length], rest)) = body.split_first_chunk::<2>() {
        let (value, next) = rest.split_at_checked(usize::from(length))?;
        match kind {
            DATE_TIME => message.date_time.set(value),
            NUMBER => message.number.set(value),
            NAME => message.name.set(value),
            NUMBER_ABSENT => message.absence.set(value),
            // The name's reason counts only where the number's is not told.
            NAME_ABSENT
                if message.absence.bytes().is_empty() && message.number.bytes().is_empty() =>
            {
                message.absence.set(value);
            }
            _ => {}
        }
        body = next;
    }
    Some(())
}

/// Type, length, 255 bytes and checksum.
const MESSAGE_MAX: usize = 258;

/// A message as it comes in, byte by byte.
#[derive(Debug, Clone)]
pub(crate) struct MessageBytes {
    bytes: [u8; MESSAGE_MAX],
    len: usize,
}

impl Default for MessageBytes {
    fn default() -> Self {
        Self {
            bytes: [0; MESSAGE_MAX],
            len: 0,
        }
    }
}

impl MessageBytes {
    /// False if this cannot be part of a message that says who calls.
    pub fn push(&mut self, byte: u8) -> bool {
        if self.len == MESSAGE_MAX || (self.len == 0 && byte != SDMF && byte != MDMF) {
            return false;
        }
        self.bytes[self.len] = byte;
        self.len += 1;
        true
    }

    pub fn clear(&mut self) {
        self.len = 0;
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn is_complete(&self) -> bool {
        self.len >= 2 && self.len == usize::from(self.bytes[1]) + 3
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn message(number: &str, name: &str, date_time: &str, absence: &str) -> CallerIdMessage {
        CallerIdMessage {
            number: number.into(),
            name: name.into(),
            date_time: date_time.into(),
            absence: absence.into(),
        }
    }

    #[test]
    fn a_single_data_message_has_the_bytes_of_the_standard() {
        // Checksum worked by hand: −(0x04 + 0x12 + sum of the ASCII codes) mod 256.
        let bytes = encode(
            &message("6095551212", "", "09301212", ""),
            MessageFormat::Sdmf,
        )
        .unwrap();
        assert_eq!(&bytes[..20], b"\x04\x12093012126095551212");
        assert_eq!(bytes[20], 0x54);
        assert_eq!(bytes.iter().map(|b| u32::from(*b)).sum::<u32>() % 256, 0);
    }

    #[test]
    fn an_absent_number_is_told_with_its_reason() {
        for format in [MessageFormat::Sdmf, MessageFormat::Mdmf] {
            for reason in ["P", "O"] {
                let sent = message("", "", "12312359", reason);
                let bytes = encode(&sent, format).unwrap();
                assert_eq!(decode(&bytes).unwrap().to_message(), sent);
            }
        }
    }

    #[test]
    fn a_message_with_one_wrong_bit_is_not_believed() {
        let bytes = encode(
            &message("802", "LI WEI", "01020304", ""),
            MessageFormat::Mdmf,
        )
        .unwrap();
        for at in 0..bytes.len() * 8 {
            let mut damaged = bytes.clone();
            damaged[at / 8] ^= 1 << (at % 8);
            assert_eq!(decode(&damaged), None);
        }
    }

    #[test]
    fn what_cannot_be_sent_is_named() {
        assert!(
            encode(&message("1", "", "1", ""), MessageFormat::Mdmf)
                .unwrap_err()
                .contains("MMDDHHMM")
        );
        assert!(
            encode(&message("", "", "", "X"), MessageFormat::Mdmf)
                .unwrap_err()
                .contains("neither")
        );
        assert!(encode(&message(&"1".repeat(33), "", "", ""), MessageFormat::Mdmf).is_err());
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(number in "[0-9*#+]{1,32}", name in "[ -~é]{0,50}", date in "[0-9]{8}") {
            let sent = message(&number, &name, &date, "");
            let bytes = encode(&sent, MessageFormat::Mdmf).unwrap();
            prop_assert_eq!(decode(&bytes).unwrap().to_message(), sent);
            let short = message(&number, "", &date, "");
            let bytes = encode(&short, MessageFormat::Sdmf).unwrap();
            prop_assert_eq!(decode(&bytes).unwrap().to_message(), short);
        }

        #[test]
        fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..80), kind in 0usize..3) {
            if bytes.len() > 3 {
                bytes[0] = [SDMF, MDMF, 0x82][kind];
                bytes[1] = (bytes.len() - 3) as u8;
                let last = bytes.len() - 1;
                bytes[last] = checksum(&bytes[..last]);
            }
            let _ = decode(&bytes);
        }
    }
}
