//! A picture that a phone reads: the modules of a QR code (ISO/IEC 18004) as one path of an SVG.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};
use zeroize::Zeroizing;

/// How many modules stay light around it.
const QUIET: usize = 4;

/// A QR code. It shows what it was made of, so that it is a secret where that is one.
pub(super) struct Qr {
    /// How wide and high it is, in modules, the quiet zone included.
    pub(super) size: usize,
    /// The dark modules, row by row.
    pub(super) path: Zeroizing<String>,
}

impl Qr {
    /// Of this text; none where it is too long for one.
    pub(super) fn new(text: &str) -> Option<Self> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let mut path = Zeroizing::new(String::new());
        for (y, row) in code.data.chunks(code.size).take(code.size).enumerate() {
            let mut x = 0;
            // Dark modules that touch are one piece: fewer to draw, and no seams between them.
            for piece in row.chunk_by(|one, other| one.value() == other.value()) {
                if piece.first().is_some_and(|module| module.value()) {
                    let (x, y, width) = (x + QUIET, y + QUIET, piece.len());
                    write!(path, "M{x} {y}h{width}v1h-{width}z").ok()?;
                }
                x += piece.len();
            }
        }
        Some(Self { size: code.size + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the module at this place is dark, as whoever looks at the picture sees it.
    fn is_dark(qr: &Qr, x: usize, y: usize) -> bool {
        qr.path.split('z').filter(|piece| !piece.is_empty()).any(|piece| {
            let numbers: Vec<usize> =
                piece.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
            let [left, top, width, height, back] = numbers[..] else { panic!("{piece}") };
            assert_eq!((height, back), (1, width));
            top == y && (left..left + width).contains(&x)
        })
    }

    #[test]
    fn it_has_its_finders_and_its_quiet_zone() {
        let qr = Qr::new("otpauth://totp/Nyckel:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Nyckel").unwrap();
        assert_eq!((qr.size - 2 * QUIET) % 4, 1);
        for (left, top) in [(QUIET, QUIET), (qr.size - QUIET - 7, QUIET), (QUIET, qr.size - QUIET - 7)] {
            for (x, y) in (0..7).flat_map(|x| (0..7).map(move |y| (x, y))) {
                let ring = x.min(6 - x).min(y.min(6 - y));
                assert_eq!(is_dark(&qr, left + x, top + y), ring != 1, "{x} {y}");
            }
        }
        for (x, y) in (0..qr.size).flat_map(|x| (0..QUIET).map(move |y| (x, y))) {
            for (x, y) in [(x, y), (y, x), (x, qr.size - 1 - y), (qr.size - 1 - y, x)] {
                assert!(!is_dark(&qr, x, y), "{x} {y}");
            }
        }
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert!(Qr::new(&"x".repeat(2000)).is_some());
        assert!(Qr::new(&"x".repeat(20_000)).is_none());
    }
}
