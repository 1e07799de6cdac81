//! The self-test of a card's burst at start: the card sends back what it gets (host flag b7), at one clock after the
//! other, until a whole run is clean. Cable, connector and SPI controller differ from box to box, and no kernel
//! version is a guarantee (raspberrypi/linux issues 5696, 6020, 6354).
//!
//! Run before the real-time thread starts; it may allocate and wait.

use std::time::{Duration, Instant};

use crate::burst::{
    BURST_LEN, HostHeader, PAYLOAD_LEN, card_flags, decode_card, encode_host, host_flags,
};
use crate::port::{BurstPort, PortError};

/// A card with power gives FRAME each 5 ms.
const FRAME_WAIT: Duration = Duration::from_millis(50);
const QUEUE_TARGET: u16 = 2;

/// A port whose clock can be set.
pub trait ClockedPort: BurstPort {
    /// SCLK of the bursts to come, Hz.
    fn set_clock(&mut self, clock_hz: u32);
}

/// What one run has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Bursts that were carried out.
    pub bursts: u32,
    /// Bursts whose samples came back as they were sent.
    pub returned: u32,
    /// Bursts of the card with a wrong CRC-16 or CRC-32.
    pub damaged: u32,
    /// Bursts of ours that the card refused for their CRC.
    pub refused: u32,
    /// Bursts with good checks whose samples are not those that were sent.
    pub wrong: u32,
    /// FRAMEs whose burst the controller did not carry out.
    pub failed: u32,
    /// Bursts in which nobody drove MISO: all ones or all zeroes.
    pub floating: u32,
}

/// What to make of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every burst, both ways.
    Clean,
    /// A card is there, and bits are lost on the way.
    Dirty,
    /// No FRAME, or nobody drives the line: no card, or one without power.
    NoCard,
}

impl Run {
    /// A clean run has nothing wrong in it, and the better half of its frames back: the last ones are still in the card,
    /// and a host that stalls has some repeated or skipped, which is no fault of the wires.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.bursts + self.failed == 0 || (self.bursts > 0 && self.floating == self.bursts) {
            Verdict::NoCard
        } else if self.damaged + self.refused + self.wrong + self.failed == 0
            && self.returned * 2 >= self.bursts
        {
            Verdict::Clean
        } else {
            Verdict::Dirty
        }
    }
}

/// The clock that the box runs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Hz; the lowest one when none was clean, the first when there is no card.
    pub clock_hz: u32,
    /// Of the last run.
    pub verdict: Verdict,
    /// The last run.
    pub run: Run,
    /// The first run that was not clean, at the clock before: what the alarm tells.
    pub refused: Option<(u32, Run)>,
}

/// Tries the clocks in their order until one is clean.
///
/// # Panics
/// When there is no clock to try.
pub fn settle(port: &mut dyn ClockedPort, clocks_hz: &[u32], bursts: u32) -> Settled {
    let first = *clocks_hz.first().expect("a board has a clock");
    let mut refused = None;
    let mut last = None;
    for &clock_hz in clocks_hz {
        port.set_clock(clock_hz);
        let run = loop_back(port, bursts);
        let verdict = run.verdict();
        let clock_hz = if verdict == Verdict::NoCard {
            first
        } else {
            clock_hz
        };
        last = Some(Settled {
            clock_hz,
            verdict,
            run,
            refused,
        });
        if verdict != Verdict::Dirty {
            break;
        }
        refused = refused.or(Some((clock_hz, run)));
    }
    let settled = last.expect("a board has a clock");
    port.set_clock(settled.clock_hz);
    Settled { refused, ..settled }
}

/// One run; leaves the card with loopback off and its queues empty.
pub fn loop_back(port: &mut (impl BurstPort + ?Sized), bursts: u32) -> Run {
    let mut run = Run::default();
    let mut payload = [0; PAYLOAD_LEN];
    let mut refused_before = None;
    for seq in 0..bursts {
        let begin = if seq == 0 { host_flags::RESYNC } else { 0 };
        pattern(seq as u16, &mut payload);
        let Some(miso) = burst(
            port,
            host_flags::LOOPBACK | begin,
            seq as u16,
            &payload,
            &mut run,
        ) else {
            if run.bursts + run.failed == 0 {
                return run;
            }
            continue;
        };
        judge(&miso, seq, &mut refused_before, &mut run);
    }
    // The end of loopback must be heard even by a card that hears badly.
    payload.fill(0xD5);
    let mut ignored = Run::default();
    for seq in 0..4 {
        let flags = host_flags::RESYNC;
        burst(port, flags, (bursts + seq) as u16, &payload, &mut ignored);
    }
    run
}

fn burst(
    port: &mut (impl BurstPort + ?Sized),
    flags: u8,
    seq: u16,
    payload: &[u8; PAYLOAD_LEN],
    run: &mut Run,
) -> Option<[u8; BURST_LEN]> {
    let frame = port.wait_frame(Instant::now() + FRAME_WAIT);
    if frame != Ok(true) {
        return None;
    }
    let header = HostHeader {
        flags,
        seq,
        queue_target: QUEUE_TARGET,
        ..HostHeader::default()
    };
    let (mut mosi, mut miso) = ([0; BURST_LEN], [0; BURST_LEN]);
    encode_host(&header, payload, &mut mosi);
    match port.exchange(&mosi, &mut miso) {
        Ok(()) => {
            run.bursts += 1;
            Some(miso)
        }
        Err(PortError::Missed | PortError::Timeout | PortError::Garbled | PortError::Gone) => {
            run.failed += 1;
            None
        }
    }
}

fn judge(miso: &[u8; BURST_LEN], sent: u32, refused_before: &mut Option<u16>, run: &mut Run) {
    if miso.iter().all(|byte| *byte == miso[0]) {
        run.floating += 1;
        run.damaged += 1;
        return;
    }
    let Ok(card) = decode_card(miso) else {
        run.damaged += 1;
        return;
    };
    let before = refused_before.replace(card.header.crc_errors);
    let refused = card
        .header
        .crc_errors
        .wrapping_sub(before.unwrap_or(card.header.crc_errors));
    run.refused += u32::from(refused);
    let Some(body) = card.body else {
        run.damaged += 1;
        return;
    };
    let playing = u32::from(card.header.tx_seq_playing);
    let silent = card.header.flags & card_flags::TX_UNDERRUN != 0 || playing >= sent;
    if card.header.flags & card_flags::LOOPBACK == 0 || silent {
        return;
    }
    let mut expected = [0; PAYLOAD_LEN];
    pattern(playing as u16, &mut expected);
    if *body.payload == expected {
        run.returned += 1;
    } else if run.returned > 0 {
        // Before the first one has come back the card plays silence, under whatever number it played last.
        run.wrong += 1;
    }
}

/// Samples that no other frame has: what is stuck, shifted or repeated shows.
fn pattern(seq: u16, payload: &mut [u8; PAYLOAD_LEN]) {
    let mut state = u32::from(seq).wrapping_mul(0x9E37_79B9) | 1;
    for byte in payload {
        // xorshift32 (Marsaglia 2003).
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        *byte = (state >> 24) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::burst::{CardHeader, decode_host, encode_card};
    use crate::port::BurstBytes;
    use std::collections::VecDeque;

    /// A card with a queue of two, behind wires that lose a bit above a clock.
    struct Wires {
        clock_hz: u32,
        clean_below_hz: u32,
        present: bool,
        queue: VecDeque<(u16, [u8; PAYLOAD_LEN])>,
        seq: u16,
        crc_errors: u16,
        loopback: bool,
    }

    impl Wires {
        fn new(clean_below_hz: u32) -> Self {
            Self {
                clock_hz: 0,
                clean_below_hz,
                present: true,
                queue: VecDeque::new(),
                seq: 0,
                crc_errors: 0,
                loopback: false,
            }
        }
    }

    impl BurstPort for Wires {
        fn wait_frame(&mut self, _: Instant) -> Result<bool, PortError> {
            Ok(self.present)
        }

        fn exchange(&mut self, mosi: &BurstBytes, miso: &mut BurstBytes) -> Result<(), PortError> {
            let dirty = self.clock_hz >= self.clean_below_hz && self.seq % 9 == 8;
            let playing = (self.queue.len() > 2)
                .then(|| self.queue.pop_front())
                .flatten();
            let (playing, payload) = playing.unwrap_or((0, [0xD5; PAYLOAD_LEN]));
            let header = CardHeader {
                flags: if self.loopback {
                    card_flags::LOOPBACK
                } else {
                    0
                },
                seq: self.seq,
                tx_seq_playing: playing,
                crc_errors: self.crc_errors,
                ..CardHeader::default()
            };
            encode_card(&header, &[], &payload, miso);
            self.seq += 1;
            match decode_host(mosi) {
                Ok(host) if !dirty => {
                    if host.header.flags & host_flags::RESYNC != 0 {
                        self.queue.clear();
                    }
                    self.loopback = host.header.flags & host_flags::LOOPBACK != 0;
                    let payload = host.body.expect("intact").payload;
                    self.queue.push_back((host.header.seq, *payload));
                }
                _ => self.crc_errors += 1,
            }
            Ok(())
        }

        fn reopen(&mut self) -> bool {
            true
        }
    }

    impl ClockedPort for Wires {
        fn set_clock(&mut self, clock_hz: u32) {
            self.clock_hz = clock_hz;
        }
    }

    const CLOCKS: [u32; 4] = [8_000_000, 6_000_000, 4_000_000, 2_000_000];

    #[test]
    fn good_wires_run_at_the_first_clock() {
        let settled = settle(&mut Wires::new(9_000_000), &CLOCKS, 64);
        assert_eq!(
            (settled.clock_hz, settled.verdict),
            (8_000_000, Verdict::Clean)
        );
        assert_eq!(settled.refused, None);
        assert!(settled.run.returned > 50, "{:?}", settled.run);
    }

    #[test]
    fn wires_that_lose_bits_are_run_slower_and_it_says_which_clock_was_refused() {
        let settled = settle(&mut Wires::new(5_000_000), &CLOCKS, 64);
        assert_eq!(
            (settled.clock_hz, settled.verdict),
            (4_000_000, Verdict::Clean)
        );
        let (clock_hz, run) = settled.refused.unwrap();
        assert_eq!(clock_hz, 8_000_000);
        assert!(run.refused > 0);
    }

    #[test]
    fn wires_that_are_never_clean_are_run_at_the_last_clock() {
        let settled = settle(&mut Wires::new(0), &CLOCKS, 64);
        assert_eq!(
            (settled.clock_hz, settled.verdict),
            (2_000_000, Verdict::Dirty)
        );
    }

    #[test]
    fn without_a_card_nothing_is_lowered() {
        let mut wires = Wires::new(9_000_000);
        wires.present = false;
        let settled = settle(&mut wires, &CLOCKS, 64);
        assert_eq!(
            (settled.clock_hz, settled.verdict),
            (8_000_000, Verdict::NoCard)
        );
    }

    #[test]
    fn a_card_that_sends_nothing_back_is_not_clean() {
        let mut run = loop_back(&mut Wires::new(9_000_000), 64);
        assert_eq!(run.verdict(), Verdict::Clean);
        run.returned = 0;
        assert_eq!(run.verdict(), Verdict::Dirty);
    }
}
