//! What each endpoint may refuse, by status.

use std::collections::BTreeMap;

use shared::api::Problem;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema as _};

use super::codes::{self, Code};

/// Whatever is asked for.
const ALWAYS: &[&str] = &["internal_error", "request_timeout"];
/// What reads or writes the store.
const STORE: &[&str] = &["store_unavailable", "shutting_down"];
/// What would change something.
const GUARD: &[&str] = &["cross_site_request", "media_type_unsupported"];
/// What takes a body.
const BODY: &[&str] = &["body_malformed", "body_timeout", "body_too_large"];
/// What is for somebody who is signed in.
const SIGNED_IN: &[&str] = &["not_signed_in", "review_overdue"];
/// What is also for somebody whose account is locked until they have looked their security info through.
const OVERDUE: &[&str] = &["not_signed_in"];
/// What changes security info.
const FRESH: &[&str] = &["proof_required"];
/// What the administrator may not allow.
const POLICY: &[&str] = &["method_not_allowed_by_policy", "method_not_enabled"];
/// What finishes a ceremony.
const CEREMONY: &[&str] = &["ceremony_unknown", "ceremony_expired", "ceremony_used", "account_unknown"];
/// What checks a key's answer.
const ANSWER: &[&str] = &[
    "authenticator_data_malformed",
    "backup_state_invalid",
    "challenge_mismatch",
    "client_data_malformed",
    "credential_id_mismatch",
    "credential_type_unknown",
    "cross_origin_refused",
    "extension_not_requested",
    "origin_mismatch",
    "rp_id_mismatch",
    "stored_state_damaged",
    "type_mismatch",
    "user_presence_missing",
    "user_verification_missing",
];
/// What checks a new key.
const REGISTRATION: &[&str] = &[
    "algorithm_not_offered",
    "already_registered",
    "attestation_invalid",
    "attestation_malformed",
    "attestation_unsupported",
    "attestation_untrusted",
    "authenticator_not_allowed",
    "name_invalid",
    "response_inconsistent",
];
/// What only some may do who have no account yet.
const SIGN_UP: &[&str] = &["sign_up_closed", "invitation_needed", "invitation_invalid"];
/// What leads back to an account.
const RECOVERY: &[&str] = &["invitation_invalid", "account_locked"];
/// What checks a known key.
const ASSERTION: &[&str] = &[
    "backup_eligibility_changed",
    "counter_not_advanced",
    "credential_suspended",
    "credential_unknown",
    "signature_invalid",
    "user_handle_mismatch",
    "user_handle_missing",
];

/// What proves who somebody is without a key.
const PROVED: &[&str] = &[
    "account_locked",
    "account_unknown",
    "answers_wrong",
    "code_over",
    "code_wrong",
    "method_disabled",
    "method_not_allowed_by_policy",
    "method_not_enabled",
    "method_not_for_this",
    "method_unknown",
    "password_wrong",
    "security_info_busy",
    "too_soon",
];
/// What changes the methods beside keys.
const CHANGED: &[&str] = &["account_locked", "account_unknown", "security_info_busy"];

/// What sends a code.
const SENT: &[&str] =
    &["codes_spent", "method_not_allowed_by_policy", "method_not_enabled", "method_unknown", "region_unavailable"];

/// A type for each endpoint, to be named among its responses.
macro_rules! refusals {
    ($($name:ident: $($words:expr),+;)+) => {
        $(
            pub(in crate::http) struct $name;

            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    by_status(&[$($words),+])
                }
            }
        )+
    };
}

refusals! {
    BeginAccountRefusals: ALWAYS, STORE, GUARD, BODY, SIGN_UP,
        &["user_name_invalid", "name_invalid", "user_name_taken", "invitation_for_another_name"];
    FinishAccountRefusals: ALWAYS, STORE, GUARD, BODY, CEREMONY, ANSWER, REGISTRATION, SIGN_UP, &["user_name_taken"];
    BeginRecoveryRefusals: ALWAYS, STORE, GUARD, BODY, RECOVERY, &["account_unknown"];
    FinishRecoveryRefusals: ALWAYS, STORE, GUARD, BODY, CEREMONY, ANSWER, REGISTRATION, RECOVERY;
    BeginSignInRefusals: ALWAYS, STORE, GUARD, BODY, &["user_name_invalid"];
    FinishSignInRefusals: ALWAYS, STORE, GUARD, BODY, CEREMONY, ANSWER, ASSERTION, &["account_locked"];
    SignOutRefusals: ALWAYS, STORE, GUARD;
    ListRefusals: ALWAYS, STORE, SIGNED_IN, &["account_unknown"];
    AddKeyRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, &["account_unknown"];
    FinishKeyRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, CEREMONY, ANSWER, REGISTRATION, &["account_locked"];
    RenameKeyRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, &["key_unknown", "account_unknown", "name_invalid"];
    RemoveKeyRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, CHANGED, &["key_unknown", "last_way_in"];
    RecoveryCodeRefusals: ALWAYS, STORE, SIGNED_IN, &["account_unknown", "recovery_code_unknown"];
    MakeRecoveryCodeRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, &["account_unknown", "method_not_allowed_by_policy"];
    RemoveRecoveryCodeRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, &["recovery_code_unknown"];
    UseRecoveryCodeRefusals: ALWAYS, STORE, GUARD, BODY, &[
        "account_locked", "account_unknown", "method_not_allowed_by_policy", "recovery_code_disabled",
        "recovery_code_too_soon", "recovery_code_wrong",
    ];
    ReviewRefusals: ALWAYS, STORE, OVERDUE;
    VerifyRefusals: ALWAYS, STORE, GUARD, OVERDUE, FRESH, CHANGED;
    PostponeRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, CHANGED;
    TrustDeviceRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, CHANGED,
        &["name_invalid", "too_many_devices", "trusted_devices_not_allowed"];
    RenameDeviceRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, CHANGED, &["trusted_device_unknown", "name_invalid"];
    RemoveDeviceRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, CHANGED, &["trusted_device_unknown"];
    MethodsRefusals: ALWAYS, STORE, SIGNED_IN, &["account_unknown"];
    SetPasswordRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, CHANGED, &[
        "method_not_allowed_by_policy", "password_too_common", "password_too_long", "password_too_short",
    ];
    RemovePasswordRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, CHANGED, &["last_way_in", "method_unknown"];
    SwitchTwoStepRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, CHANGED, &[
        "last_way_in", "no_second_step", "password_too_short_alone", "two_step_required",
    ];
    QuestionsRefusals: ALWAYS, STORE, SIGNED_IN, &["account_unknown", "method_not_allowed_by_policy", "method_not_enabled"];
    SetAnswersRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, CHANGED, &[
        "answer_in_question", "answer_too_long", "answer_too_short", "answers_alike", "method_not_allowed_by_policy",
        "method_not_enabled", "questions_not_chosen",
    ];
    RemoveAnswersRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, CHANGED, &["method_unknown"];
    UsePasswordRefusals: ALWAYS, STORE, GUARD, BODY, PROVED;
    ChoicesRefusals: ALWAYS, STORE, &["account_unknown", "sign_in_over"];
    StepRefusals: ALWAYS, STORE, GUARD, BODY, PROVED, &["sign_in_over"];
    ProofsRefusals: ALWAYS, STORE, OVERDUE, &["account_unknown"];
    ProofRefusals: ALWAYS, STORE, GUARD, BODY, OVERDUE, PROVED;
    BeginAppRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, POLICY, &["account_unknown", "apps_full"];
    FinishAppRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, POLICY, CHANGED,
        &["apps_full", "already_there", "code_wrong", "name_invalid", "setup_unknown"];
    RenameAppRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, CHANGED, &["method_unknown", "name_invalid"];
    RemoveAppRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, CHANGED, &["method_unknown", "last_way_in"];
    ChooseDefaultRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, CHANGED, &["method_unknown"];
    RestoreRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, POLICY, CHANGED,
        &["apps_full", "already_there", "method_unknown"];
    ContactsRefusals: ALWAYS, STORE, SIGNED_IN, &["account_unknown"];
    BeginContactRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, SENT, &[
        "account_unknown", "already_there", "code_over", "email_address_invalid", "phone_number_invalid",
    ];
    FinishContactRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, FRESH, CHANGED, &[
        "already_there", "code_over", "code_wrong", "method_disabled", "method_unknown", "too_soon",
    ];
    RemoveContactRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, CHANGED, &["last_way_in", "method_unknown"];
    AskForCodeRefusals: ALWAYS, STORE, GUARD, BODY, SENT, &[
        "account_unknown", "code_over", "method_not_for_this", "phone_number_invalid", "user_name_invalid",
    ];
    SendStepCodeRefusals: ALWAYS, STORE, GUARD, BODY, SENT, &["account_unknown", "code_over", "sign_in_over"];
    SendProofCodeRefusals: ALWAYS, STORE, GUARD, BODY, OVERDUE, SENT, &["account_unknown", "code_over"];
    BeginResetRefusals: ALWAYS, STORE, GUARD, BODY, POLICY, &["user_name_invalid"];
    ResetStateRefusals: ALWAYS, STORE, &["account_unknown", "sign_in_over"];
    SendResetCodeRefusals: ALWAYS, STORE, GUARD, BODY, SENT, &[
        "account_unknown", "code_over", "email_address_invalid", "method_not_for_this", "phone_number_invalid",
        "sign_in_over",
    ];
    ResetStepRefusals: ALWAYS, STORE, GUARD, BODY, PROVED, &["questions_alone", "sign_in_over"];
    ResetPasswordRefusals: ALWAYS, STORE, GUARD, BODY, POLICY, CHANGED, &[
        "password_too_common", "password_too_long", "password_too_short", "sign_in_over",
    ];
    ReplacementRefusals: ALWAYS, STORE, SIGNED_IN, &["account_unknown", "sign_in_over"];
    SendReplacementCodeRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, SENT, &[
        "account_unknown", "code_over", "email_address_invalid", "method_not_for_this", "phone_number_invalid",
        "replacement_needs_phone", "replacement_waits", "sign_in_over",
    ];
    RequestReplacementRefusals: ALWAYS, STORE, GUARD, BODY, SIGNED_IN, CHANGED, &[
        "code_over", "code_wrong", "method_disabled", "replacement_needs_phone", "replacement_waits", "sign_in_over",
        "too_soon",
    ];
    CancelReplacementRefusals: ALWAYS, STORE, GUARD, SIGNED_IN, FRESH, CHANGED, &["method_unknown"];
    CheckRefusals: ALWAYS, STORE, OVERDUE, &["origin_unknown"];
    HealthRefusals: ALWAYS, STORE;
    RelatedOriginsRefusals: ALWAYS, &["no_related_origins"];
    WellKnownRefusals: ALWAYS;
}

/// One response a status, whose problems have one of the words that come with it.
fn by_status(words: &[&[&str]]) -> BTreeMap<String, RefOr<Response>> {
    let mut statuses: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in words.iter().copied().flatten().filter_map(|word| codes::find(word)) {
        statuses.entry(code.status).or_default().push(code);
    }
    statuses.into_iter().map(|(status, codes)| (status.to_string(), RefOr::T(response(&codes)))).collect()
}

fn response(codes: &[Code]) -> Response {
    let mut codes = codes.to_vec();
    codes.sort_by_key(|code| code.word);
    let lines: Vec<_> = codes.iter().map(|code| format!("- `{}`: {}", code.word, code.when)).collect();
    let word = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes.iter().map(|code| code.word)));
    let these = ObjectBuilder::new().property("code", word);
    let schema = AllOfBuilder::new().item(Ref::from_schema_name(Problem::name())).item(these);
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(lines.join("\n")).content("application/problem+json", content).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_an_endpoint_is_one_that_there_is() {
        let groups = [
            ALWAYS,
            STORE,
            GUARD,
            BODY,
            SIGNED_IN,
            FRESH,
            CEREMONY,
            ANSWER,
            REGISTRATION,
            ASSERTION,
            SIGN_UP,
            RECOVERY,
            POLICY,
        ]
        .concat();
        for word in groups {
            assert!(codes::find(word).is_some(), "{word}");
        }
        assert!(codes::CODES.is_sorted_by_key(|code| code.word));
    }
}
