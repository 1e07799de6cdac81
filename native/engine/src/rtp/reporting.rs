//! A leg's reports (RFC 3550 §6): ours, whoever feeds its stream, and what the peer's tell.

use std::net::SocketAddr;

use tipring_media::packet::rtcp::{self, CompoundWriter, RtcpPacket, SenderInfo};
use tipring_media::srtp::SEAL_BYTES_MAX;

use super::leg::{Leg, Moment};
use super::shared::count;
use super::wire::{Head, Kind, Outlet, PACKET_MAX};

/// A compound of one report block, a CNAME and a goodbye has less.
const REPORT_BYTES_MAX: usize = 160;

impl Leg {
    /// Takes in a report.
    pub(crate) fn receive_report(
        &mut self,
        bytes: &mut [u8],
        from: SocketAddr,
        moment: Moment,
        wire: &mut Outlet,
    ) {
        let Some(terms) = self.terms else { return };
        let place = self.lease.place();
        let known = self.reporter.or(self.peer).or(terms.remote);
        if known.is_none_or(|peer| peer.ip() != from.ip()) {
            return count(&place.strangers);
        }
        let length = match &mut self.security {
            None => bytes.len(),
            Some(security) => match security.opener.open_report(bytes) {
                Ok(length) => length,
                Err(_) => return count(&place.unauthentic),
            },
        };
        let bytes = &bytes[..length.min(PACKET_MAX)];
        self.reporter = Some(from);
        // A peer that has nothing to say just now shows by its reports that it is there.
        self.since_us = moment.us.max(self.since_us);
        // A goodbye alone ends no call: signalling does.
        for packet in rtcp::read(bytes) {
            if let RtcpPacket::Report {
                ssrc,
                sender: Some(info),
                ..
            } = packet
            {
                self.reception.sender_report(ssrc, &info, moment.ntp);
            }
        }
        let head = Head {
            kind: Kind::Report,
            slot: self.slot,
            value: moment.ntp,
        };
        // Another comes in some seconds.
        let _ = wire.push(head, bytes);
    }

    /// Sends a report when one is due.
    pub(crate) fn report(&mut self, moment: Moment, cname: &[u8]) {
        if self.terms.is_some() && self.schedule.is_due(moment.us) {
            self.send_report(moment, cname, false);
        }
    }

    fn send_report(&mut self, moment: Moment, cname: &[u8], is_last: bool) {
        let (Some(terms), Some(to)) = (self.terms, self.reports_to()) else {
            return;
        };
        let ssrc = terms.stream.ssrc;
        let sent = &self.outgoing;
        let info = sent.timestamp(moment.us).map(|rtp| SenderInfo {
            ntp: moment.ntp,
            rtp,
            packets: sent.packets,
            octets: sent.octets,
        });
        let mut out = [0; REPORT_BYTES_MAX + SEAL_BYTES_MAX];
        let mut writer = CompoundWriter::new(&mut out[..REPORT_BYTES_MAX]);
        let block = self.reception.report(moment.ntp);
        writer.report(ssrc, info.as_ref(), block.as_slice());
        writer.name(ssrc, cname);
        if is_last {
            writer.goodbye(ssrc);
        }
        let Some(mut length) = writer.finish() else {
            return;
        };
        if let Some(security) = &self.security {
            let index = self.report_index;
            let Some(sealed) = security.sealer.seal_report(&mut out, length, index) else {
                return;
            };
            self.report_index += 1;
            length = sealed;
        }
        // A report that is lost is followed by another.
        let _ = self.rtcp.send_to(&out[..length], to);
    }

    fn reports_to(&self) -> Option<SocketAddr> {
        let voice = self.peer.or(self.terms?.remote)?;
        let above = || Some(SocketAddr::new(voice.ip(), voice.port().checked_add(1)?));
        self.reporter.or_else(above)
    }

    /// Says goodbye.
    pub(crate) fn end(&mut self, moment: Moment, cname: &[u8]) {
        self.send_report(moment, cname, true);
    }
}
