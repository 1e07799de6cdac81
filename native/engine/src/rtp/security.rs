//! What a leg with SRTP has beside one without.

use tipring_media::srtp::{MasterKey, Opener, Sealer};

/// Keys of both directions, as SDP brought them. Never shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SrtpKeys {
    /// What we seal with.
    pub local: MasterKey,
    /// What the peer seals with.
    pub remote: MasterKey,
}

/// Both directions of one leg.
#[derive(Debug)]
pub(crate) struct Security {
    pub sealer: Sealer,
    pub opener: Opener,
}

impl Security {
    pub fn new(keys: &SrtpKeys) -> Self {
        Self {
            sealer: Sealer::new(&keys.local),
            opener: Opener::new(&keys.remote),
        }
    }
}

/// What an agreement does about it.
#[derive(Debug)]
pub(crate) enum Change {
    /// The same keys go on, with all that has been counted under them.
    Keep,
    /// These from now on; nothing is in clear. What they replace is left here to be freed.
    Set(Option<Box<Security>>),
}

impl Change {
    /// Carries it out; counting goes on where it was.
    pub fn apply(&mut self, security: &mut Option<Box<Security>>) {
        let Self::Set(new) = self else { return };
        if let (Some(new), Some(old)) = (new.as_mut(), security.as_ref()) {
            new.opener.follow(&old.opener);
        }
        std::mem::swap(new, security);
    }
}
