use anyhow::Result;
pub(crate) fn run(_once: bool) -> Result<bool> {
    anyhow::bail!("soon")
}
