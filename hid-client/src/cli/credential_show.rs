//! `credential show`.

use super::context::Context;
use super::credentials::{find, manage, show};
use super::failure::Failure;
use super::pin_source::PinSource;
use crate::key::Access;

pub(super) fn run(context: &Context, id: &str, pin: &PinSource) -> Result<(), Failure> {
    let mut key = context.key()?;
    let mut manager = manage(context, &mut key, Access::Read, pin)?;
    let all = context.operation(|operation| manager.credentials(operation))?;
    show(context, &find(all, id)?)
}
