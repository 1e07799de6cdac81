//! The simulator's control socket: requests with an id and their replies, and the levels of its lines. The bytes are
//! those of `sim/process/protocol.ts`.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Condvar, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use libc::c_int;

use crate::descriptors::{locked, sockets};
use crate::lines::{self, Signal};

/// Kinds of messages.
pub const CONTROL: u8 = 1;
pub const I2C_READ: u8 = 2;
pub const I2C_WRITE: u8 = 3;
const OUTPUT: u8 = 4;
const INPUT: u8 = 5;

const CARD: u8 = 1;
const HEAD: usize = 6;
const MESSAGE_MAX: usize = 8192;
/// A controller gives up after a second, too.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Default)]
struct Replies {
    last_id: u32,
    came: HashMap<u32, Vec<u8>>,
    ended: bool,
}

/// The one connection of this process.
struct Link {
    stream: Mutex<UnixStream>,
    replies: Mutex<Replies>,
    bell: Condvar,
}

fn link() -> Option<&'static Link> {
    static LINK: OnceLock<Option<Link>> = OnceLock::new();
    static READER: OnceLock<()> = OnceLock::new();
    let link = LINK
        .get_or_init(|| {
            let stream = UnixStream::connect(sockets()?.join("control.sock")).ok()?;
            Some(Link {
                stream: Mutex::new(stream),
                replies: Mutex::default(),
                bell: Condvar::new(),
            })
        })
        .as_ref()?;
    READER.get_or_init(|| {
        let stream = locked(&link.stream).try_clone();
        thread::spawn(move || {
            if let Ok(mut stream) = stream {
                let _ = listen(link, &mut stream);
            }
            locked(&link.replies).ended = true;
            link.bell.notify_all();
        });
    });
    Some(link)
}

/// Connects, so that levels of lines come in.
pub fn begin() {
    let _ = link();
}

fn listen(link: &Link, stream: &mut UnixStream) -> io::Result<()> {
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length) as usize;
        if !(HEAD..=MESSAGE_MAX).contains(&length) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut message = vec![0; length];
        stream.read_exact(&mut message)?;
        let payload = message.split_off(HEAD);
        if message[0] != CARD {
            continue;
        }
        if message[1] == INPUT {
            if let (Some(signal), Some(level)) = (
                payload.first().copied().and_then(Signal::told),
                payload.get(1),
            ) {
                lines::hear(signal, *level == 1);
            }
            continue;
        }
        let id = u32::from_le_bytes([message[2], message[3], message[4], message[5]]);
        locked(&link.replies).came.insert(id, payload);
        link.bell.notify_all();
    }
}

fn send(link: &Link, kind: u8, id: u32, payload: &[u8]) -> Result<(), c_int> {
    let length = u32::try_from(HEAD + payload.len()).map_err(|_| libc::EMSGSIZE)?;
    let mut message = length.to_le_bytes().to_vec();
    message.extend_from_slice(&[CARD, kind]);
    message.extend_from_slice(&id.to_le_bytes());
    message.extend_from_slice(payload);
    locked(&link.stream)
        .write_all(&message)
        .map_err(|_| libc::EIO)
}

/// Asks and waits.
pub fn ask(kind: u8, payload: &[u8]) -> Result<Vec<u8>, c_int> {
    let link = link().ok_or(libc::ENODEV)?;
    let id = {
        let mut replies = locked(&link.replies);
        replies.last_id = replies.last_id % (u32::MAX - 1) + 1;
        replies.last_id
    };
    send(link, kind, id, payload)?;
    let end = Instant::now() + PATIENCE;
    let mut replies = locked(&link.replies);
    loop {
        if let Some(reply) = replies.came.remove(&id) {
            return Ok(reply);
        }
        let left = end.saturating_duration_since(Instant::now());
        if replies.ended {
            return Err(libc::ENODEV);
        }
        if left.is_zero() {
            return Err(libc::ETIMEDOUT);
        }
        replies = link
            .bell
            .wait_timeout(replies, left)
            .map_or_else(|poisoned| poisoned.into_inner().0, |(replies, _)| replies);
    }
}

/// Drives a line of the card.
pub fn drive(line: u8, high: bool) {
    if let Some(link) = link() {
        let _ = send(link, OUTPUT, 0, &[line, high.into()]);
    }
}
