//! The few calls to Linux by which a UDP socket for voice is made.

use std::io;
use std::mem::size_of;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsRawFd, FromRawFd};

/// Expedited forwarding (RFC 3246: 46), above the two bits of ECN: what voice is to have (RFC 4594 §4.1).
const DSCP_EF: libc::c_int = 46 << 2;

/// A bound socket that never waits, marked as voice, and of one family only: an IPv6 socket that took IPv4 too
/// would hold the port of both.
///
/// # Errors
/// When the port is taken, the address is not ours, or no descriptor is left.
pub fn bind(address: SocketAddr) -> io::Result<UdpSocket> {
    let family = match address {
        SocketAddr::V4(_) => libc::AF_INET,
        SocketAddr::V6(_) => libc::AF_INET6,
    };
    let kind = libc::SOCK_DGRAM | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC;
    // SAFETY: no pointer; the result is checked before it is owned.
    let fd = unsafe { libc::socket(family, kind, 0) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: a descriptor that was just made and that nobody else has.
    let socket = unsafe { UdpSocket::from_raw_fd(fd) };
    // A kernel that refuses the mark still carries the voice.
    match address {
        SocketAddr::V4(_) => {
            let _ = set(&socket, libc::IPPROTO_IP, libc::IP_TOS, DSCP_EF);
        }
        SocketAddr::V6(_) => {
            set(&socket, libc::IPPROTO_IPV6, libc::IPV6_V6ONLY, 1)?;
            let _ = set(&socket, libc::IPPROTO_IPV6, libc::IPV6_TCLASS, DSCP_EF);
        }
    }
    bind_to(&socket, address)?;
    Ok(socket)
}

fn set(
    socket: &UdpSocket,
    level: libc::c_int,
    name: libc::c_int,
    value: libc::c_int,
) -> io::Result<()> {
    let length = size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: `value` is a whole int and alive during the call.
    let done = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            name,
            (&raw const value).cast(),
            length,
        )
    };
    checked(done)
}

fn bind_to(socket: &UdpSocket, address: SocketAddr) -> io::Result<()> {
    let mut name = Name::of(address);
    let (name, length) = name.raw();
    // SAFETY: a whole address of the length that goes with it, alive during the call.
    checked(unsafe { libc::bind(socket.as_raw_fd(), name.cast(), length) })
}

/// An address as the kernel has it.
pub(super) enum Name {
    V4(libc::sockaddr_in),
    V6(libc::sockaddr_in6),
}

impl Name {
    pub fn of(address: SocketAddr) -> Self {
        match address {
            SocketAddr::V4(v4) => Self::V4(libc::sockaddr_in {
                sin_family: libc::AF_INET as libc::sa_family_t,
                sin_port: v4.port().to_be(),
                sin_addr: libc::in_addr {
                    s_addr: u32::from_ne_bytes(v4.ip().octets()),
                },
                sin_zero: [0; 8],
            }),
            SocketAddr::V6(v6) => Self::V6(libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as libc::sa_family_t,
                sin6_port: v6.port().to_be(),
                sin6_flowinfo: v6.flowinfo(),
                sin6_addr: libc::in6_addr {
                    s6_addr: v6.ip().octets(),
                },
                sin6_scope_id: v6.scope_id(),
            }),
        }
    }

    pub fn raw(&mut self) -> (*mut libc::c_void, libc::socklen_t) {
        match self {
            Self::V4(v4) => ((&raw mut *v4).cast(), size_of::<libc::sockaddr_in>() as u32),
            Self::V6(v6) => (
                (&raw mut *v6).cast(),
                size_of::<libc::sockaddr_in6>() as u32,
            ),
        }
    }
}

fn checked(done: libc::c_int) -> io::Result<()> {
    if done < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}
