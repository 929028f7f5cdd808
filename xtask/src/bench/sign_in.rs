use super::figure::Figure;
use crate::cargo::Programs;
use anyhow::Result;
pub(super) fn measure(_: &Programs, _: &[Figure]) -> Result<Vec<Figure>> {
    Ok(Vec::new())
}
