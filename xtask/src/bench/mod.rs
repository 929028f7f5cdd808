use anyhow::Result;
use std::path::Path;
pub(crate) fn run(_json: Option<&Path>) -> Result<bool> {
    anyhow::bail!("soon")
}
