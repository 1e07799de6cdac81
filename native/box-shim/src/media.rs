//! The simulator's media socket: one byte `F` for each FRAME, a burst out and one back for each exchange
//! (`sim/process/media-socket.ts`).

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Condvar, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use libc::c_int;

use crate::descriptors::{locked, sockets};
use crate::lines::{self, Signal};

pub const BURST: usize = 704;
const FRAME: u8 = b'F';
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Default)]
struct State {
    /// CE1 is low.
    exchanging: bool,
    heard: Vec<u8>,
    /// FRAMEs that wait to be served.
    frames: u32,
    ended: bool,
}

struct Media {
    /// Held during an exchange: there is one bus.
    stream: Mutex<UnixStream>,
    state: Mutex<State>,
    bell: Condvar,
}

fn media() -> Option<&'static Media> {
    static MEDIA: OnceLock<Option<Media>> = OnceLock::new();
    static READER: OnceLock<()> = OnceLock::new();
    let media = MEDIA
        .get_or_init(|| {
            let stream = UnixStream::connect(sockets()?.join("media-1.sock")).ok()?;
            Some(Media {
                stream: Mutex::new(stream),
                state: Mutex::default(),
                bell: Condvar::new(),
            })
        })
        .as_ref()?;
    READER.get_or_init(|| {
        let stream = locked(&media.stream).try_clone();
        thread::spawn(move || {
            if let Ok(mut stream) = stream {
                listen(media, &mut stream);
            }
            locked(&media.state).ended = true;
            media.bell.notify_all();
        });
    });
    Some(media)
}

/// Connects, so that FRAME comes in.
pub fn begin() {
    let _ = media();
}

fn listen(media: &Media, stream: &mut UnixStream) {
    let mut bytes = [0; 2 * BURST];
    loop {
        let count = match stream.read(&mut bytes) {
            Ok(count) if count > 0 => count,
            _ => return,
        };
        let mut state = locked(&media.state);
        for byte in &bytes[..count] {
            let inside = state.exchanging && state.heard.len() < BURST;
            // No burst begins with `F`: a good one with `P`, that of a card pulled out with 0xFF.
            if inside && (!state.heard.is_empty() || *byte != FRAME) {
                state.heard.push(*byte);
            } else if *byte == FRAME {
                state.frames += 1;
            }
        }
        if !state.exchanging && state.frames > 0 {
            lines::hear(Signal::Frame, false);
        }
        media.bell.notify_all();
    }
}

/// One burst. FRAME rises as CE1 falls, and falls again behind it when another frame waits.
pub fn exchange(mosi: &[u8; BURST]) -> Result<Vec<u8>, c_int> {
    let media = media().ok_or(libc::ENODEV)?;
    let mut stream = locked(&media.stream);
    {
        let mut state = locked(&media.state);
        state.exchanging = true;
        state.heard.clear();
        state.frames = state.frames.saturating_sub(1);
    }
    lines::hear(Signal::Frame, true);
    let written = stream.write_all(mosi).map_err(|_| libc::EIO);
    let end = Instant::now() + PATIENCE;
    let mut state = locked(&media.state);
    while written.is_ok() && state.heard.len() < BURST && !state.ended {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        state = media
            .bell
            .wait_timeout(state, left)
            .map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state);
    }
    state.exchanging = false;
    if state.frames > 0 {
        lines::hear(Signal::Frame, false);
    }
    written?;
    if state.heard.len() == BURST {
        Ok(std::mem::take(&mut state.heard))
    } else {
        Err(libc::ETIMEDOUT)
    }
}
