//! The description of the API (OpenAPI 3.1), made of the handlers themselves: what they take, what they answer, and with which
//! words they refuse.

mod codes;
mod document;
mod refusals;

pub(super) use document::{routes, serve};
pub(super) use refusals::{
    AddKeyRefusals, BeginAccountRefusals, BeginRecoveryRefusals, BeginSignInRefusals, CheckRefusals, ChoicesRefusals,
    FinishAccountRefusals, FinishKeyRefusals, FinishRecoveryRefusals, FinishSignInRefusals, HealthRefusals,
    ListRefusals, MakeRecoveryCodeRefusals, MethodsRefusals, ProofRefusals, ProofsRefusals, RecoveryCodeRefusals,
    RelatedOriginsRefusals, RemoveKeyRefusals, RemovePasswordRefusals, RemoveRecoveryCodeRefusals, RenameKeyRefusals,
    SetPasswordRefusals, SignOutRefusals, StepRefusals, SwitchTwoStepRefusals, UsePasswordRefusals,
    UseRecoveryCodeRefusals, WellKnownRefusals,
};
