//! Several datagrams of one socket in one call to the kernel.

use std::mem::{size_of, zeroed};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};
use std::os::fd::AsRawFd;

use super::socket::Name;

/// Datagrams read from one socket at a time. Voice has one in 20 ms.
pub(crate) const BATCH: usize = 8;
/// Longer than any RTP packet that is taken, so that one which was cut is seen to be too long; with room for a seal.
pub(crate) const BUFFER_BYTES: usize = 2048;

/// Datagrams that have come, where they lie until the next are read.
#[derive(Debug)]
pub(crate) struct Batch {
    bytes: Box<[[u8; BUFFER_BYTES]]>,
    came: [(usize, Option<SocketAddr>); BATCH],
    /// Those that go out again: where they lie and how long they are.
    leaving: [(usize, usize); BATCH],
    leaving_count: usize,
}

impl Batch {
    pub fn new() -> Self {
        Self {
            bytes: vec![[0; BUFFER_BYTES]; BATCH].into_boxed_slice(),
            came: [(0, None); BATCH],
            leaving: [(0, 0); BATCH],
            leaving_count: 0,
        }
    }

    /// Reads what waits at a socket, `most` at most; never waits.
    pub fn receive(&mut self, socket: &UdpSocket, most: usize) -> usize {
        self.leaving_count = 0;
        // SAFETY: all-zero bytes are a valid value of these plain structures of the kernel's.
        let mut names: [libc::sockaddr_in6; BATCH] = unsafe { zeroed() };
        // SAFETY: as above; an iovec of zero bytes and a header without one ask for nothing.
        let mut places: [libc::iovec; BATCH] = unsafe { zeroed() };
        // SAFETY: as above.
        let mut heads: [libc::mmsghdr; BATCH] = unsafe { zeroed() };
        for (n, bytes) in self.bytes.iter_mut().enumerate().take(most) {
            places[n].iov_base = bytes.as_mut_ptr().cast();
            places[n].iov_len = BUFFER_BYTES;
            let head = &mut heads[n].msg_hdr;
            head.msg_name = (&raw mut names[n]).cast();
            head.msg_namelen = size_of::<libc::sockaddr_in6>() as libc::socklen_t;
            head.msg_iov = &raw mut places[n];
            head.msg_iovlen = 1;
        }
        // SAFETY: each header names one buffer and one address of ours, with their lengths, all alive during the call.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                heads.as_mut_ptr(),
                most.min(BATCH) as libc::c_uint,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let count = usize::try_from(count).unwrap_or(0);
        for n in 0..count {
            self.came[n] = (heads[n].msg_len as usize, address(&names[n]));
        }
        count
    }

    /// A datagram with room behind it, its length, and where it came from.
    pub fn datagram(&mut self, n: usize) -> (&mut [u8; BUFFER_BYTES], usize, Option<SocketAddr>) {
        let (length, from) = self.came[n];
        (&mut self.bytes[n], length, from)
    }

    /// The first `length` bytes of a datagram's place go out again.
    pub fn leave(&mut self, n: usize, length: usize) {
        if let Some(place) = self.leaving.get_mut(self.leaving_count) {
            *place = (n, length.min(BUFFER_BYTES));
            self.leaving_count += 1;
        }
    }

    /// Sends what leaves, in order; how many there were, and how many the kernel took.
    pub fn send(&mut self, socket: &UdpSocket, to: SocketAddr) -> (usize, usize) {
        let leaving = &self.leaving[..std::mem::take(&mut self.leaving_count)];
        if let &[(n, length)] = leaving {
            let sent = socket.send_to(&self.bytes[n][..length], to).is_ok();
            return (1, usize::from(sent));
        }
        if leaving.is_empty() {
            return (0, 0);
        }
        let mut name = Name::of(to);
        // SAFETY: all-zero bytes are a valid value of these plain structures of the kernel's.
        let mut places: [libc::iovec; BATCH] = unsafe { zeroed() };
        // SAFETY: as above.
        let mut heads: [libc::mmsghdr; BATCH] = unsafe { zeroed() };
        for (k, &(n, length)) in leaving.iter().enumerate() {
            places[k].iov_base = self.bytes[n].as_mut_ptr().cast();
            places[k].iov_len = length;
            let head = &mut heads[k].msg_hdr;
            (head.msg_name, head.msg_namelen) = name.raw();
            head.msg_iov = &raw mut places[k];
            head.msg_iovlen = 1;
        }
        // SAFETY: as many headers as are said, each with one buffer and the one address, all alive during the call.
        let sent = unsafe {
            libc::sendmmsg(
                socket.as_raw_fd(),
                heads.as_mut_ptr(),
                leaving.len() as libc::c_uint,
                libc::MSG_DONTWAIT,
            )
        };
        (leaving.len(), usize::try_from(sent).unwrap_or(0))
    }
}

/// The kernel writes an IPv4 address into the room of a longer one; both begin with family and port.
fn address(name: &libc::sockaddr_in6) -> Option<SocketAddr> {
    let port = u16::from_be(name.sin6_port);
    match libc::c_int::from(name.sin6_family) {
        libc::AF_INET => {
            // SAFETY: sockaddr_in is shorter, as aligned, and the family says that it is one.
            let v4 = unsafe { &*(&raw const *name).cast::<libc::sockaddr_in>() };
            let ip = Ipv4Addr::from(v4.sin_addr.s_addr.to_ne_bytes());
            Some(SocketAddr::from((ip, port)))
        }
        libc::AF_INET6 => {
            let ip = Ipv6Addr::from(name.sin6_addr.s6_addr);
            let scope = name.sin6_scope_id;
            Some(SocketAddrV6::new(ip, port, name.sin6_flowinfo, scope).into())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datagrams_come_and_leave_in_order_and_with_their_sender_in_both_families() {
        for here in ["127.0.0.1:0", "[::1]:0"] {
            let [a, b, c] = [(); 3].map(|()| UdpSocket::bind(here).unwrap());
            let mut batch = Batch::new();
            for n in 0..10u8 {
                a.send_to(&[n; 100], b.local_addr().unwrap()).unwrap();
            }
            let mut came = Vec::new();
            for expected in [8, 2, 0] {
                let count = batch.receive(&b, BATCH);
                assert_eq!(count, expected);
                for n in 0..count {
                    let (bytes, length, from) = batch.datagram(n);
                    assert_eq!((length, from), (100, a.local_addr().ok()));
                    came.push(bytes[0]);
                    batch.leave(n, 50);
                }
                assert_eq!(batch.send(&b, c.local_addr().unwrap()), (count, count));
            }
            assert_eq!(came, (0..10).collect::<Vec<u8>>());
            let mut buffer = [0; 200];
            for n in 0..10 {
                let (length, from) = c.recv_from(&mut buffer).unwrap();
                assert_eq!(
                    (length, buffer[0], Some(from)),
                    (50, n, b.local_addr().ok())
                );
            }
        }
    }

    #[test]
    fn one_that_is_too_long_is_as_long_as_its_place() {
        let [a, b] = [(); 2].map(|()| UdpSocket::bind("127.0.0.1:0").unwrap());
        a.send_to(&[1; 4000], b.local_addr().unwrap()).unwrap();
        let mut batch = Batch::new();
        assert_eq!(batch.receive(&b, 1), 1);
        assert_eq!(batch.datagram(0).1, BUFFER_BYTES);
    }
}
