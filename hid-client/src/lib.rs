//! The host side of CTAP2 and the WebAuthn client that talks to a relying party.
