//! The description of the API (OpenAPI 3.1), made of the handlers themselves: what they take, what they answer, and with which
//! words they refuse.

mod codes;
mod document;
mod refusals;

pub(super) use document::{routes, serve};
pub(super) use refusals::{
    AddKeyRefusals, AskForCodeRefusals, BeginAccountRefusals, BeginAppRefusals, BeginContactRefusals,
    BeginRecoveryRefusals, BeginResetRefusals, BeginSignInRefusals, CancelReplacementRefusals, CheckRefusals,
    ChoicesRefusals, ChooseDefaultRefusals, ContactsRefusals, FinishAccountRefusals, FinishAppRefusals,
    FinishContactRefusals, FinishKeyRefusals, FinishRecoveryRefusals, FinishSignInRefusals, HealthRefusals,
    ListRefusals, MakeRecoveryCodeRefusals, MethodsRefusals, PostponeRefusals, ProofRefusals, ProofsRefusals,
    QuestionsRefusals, RecoveryCodeRefusals, RelatedOriginsRefusals, RemoveAnswersRefusals, RemoveAppRefusals,
    RemoveContactRefusals, RemoveDeviceRefusals, RemoveKeyRefusals, RemovePasswordRefusals, RemoveRecoveryCodeRefusals,
    RenameAppRefusals, RenameDeviceRefusals, RenameKeyRefusals, ReplacementRefusals, RequestReplacementRefusals,
    ResetPasswordRefusals, ResetStateRefusals, ResetStepRefusals, RestoreRefusals, ReviewRefusals,
    SendProofCodeRefusals, SendReplacementCodeRefusals, SendResetCodeRefusals, SendStepCodeRefusals,
    SetAnswersRefusals, SetPasswordRefusals, SignOutRefusals, StepRefusals, SwitchTwoStepRefusals, TrustDeviceRefusals,
    UsePasswordRefusals, UseRecoveryCodeRefusals, VerifyRefusals, WellKnownRefusals,
};
