//! Every word that a refusal can have.

/// A word, and the status that it always comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    /// The member `code` of the problem.
    pub(super) word: &'static str,
    /// The HTTP status.
    pub(super) status: u16,
    /// What it means, after "when".
    pub(super) when: &'static str,
}

const fn code(word: &'static str, status: u16, when: &'static str) -> Code {
    Code { word, status, when }
}

/// All of them, by their word.
pub(super) const CODES: &[Code] = &[
    code(
        "account_locked",
        403,
        "the operator has locked the account; said only once its key is proved, or its invitation",
    ),
    code("account_unknown", 404, "the account was removed meanwhile"),
    code("algorithm_not_offered", 422, "the key made a credential with an algorithm that was not asked for"),
    code("already_registered", 409, "this key has an account here already"),
    code("already_there", 409, "the account has it already"),
    code("answers_wrong", 422, "the answers to the security questions are not all right"),
    code("apps_full", 409, "the account has as many authenticator apps as there may be"),
    code("attestation_invalid", 422, "the key's attestation does not hold"),
    code("attestation_malformed", 422, "the attestation object cannot be read"),
    code("attestation_unsupported", 422, "the attestation is of a format that is not verified here"),
    code("attestation_untrusted", 422, "the policy wants another maker's key, or a proof of the maker"),
    code("authenticator_data_malformed", 422, "the authenticator data cannot be read"),
    code("authenticator_not_allowed", 422, "the policy does not list the key's model"),
    code("backup_eligibility_changed", 422, "the key changed its word on whether its credential can be backed up"),
    code("backup_state_invalid", 422, "the key says that a credential is backed up that cannot be"),
    code("body_malformed", 400, "the body is not the JSON that is expected"),
    code("body_timeout", 408, "the body did not arrive in time"),
    code("body_too_large", 413, "the body is longer than allowed"),
    code("ceremony_expired", 410, "the ceremony is older than its life"),
    code("ceremony_unknown", 404, "the ceremony was not begun here, or not for this"),
    code("ceremony_used", 409, "the ceremony has been finished before, well or badly"),
    code("challenge_mismatch", 422, "the key answered another challenge"),
    code("client_data_malformed", 422, "the client data cannot be read"),
    code("code_over", 410, "the code is older than its life, or was used"),
    code("code_wrong", 422, "the code is wrong"),
    code(
        "codes_spent",
        429,
        "as many codes as a day allows have been sent; the header `retry-after` says when the next can be",
    ),
    code("counter_not_advanced", 422, "the key's counter went back: somebody may hold a copy, and it is suspended"),
    code("credential_id_mismatch", 422, "the credential's ids differ"),
    code("credential_suspended", 422, "the key was suspended before"),
    code("credential_type_unknown", 422, "the credential is not of type public-key"),
    code("credential_unknown", 422, "the key is not registered for the account"),
    code("cross_origin_refused", 422, "the answer was made in a frame of another site"),
    code("cross_site_request", 403, "a browser says that the request comes from another site's page"),
    code("csrf_token_invalid", 403, "a page's form is not from a page of this visitor's"),
    code("device_unknown", 404, "a device has been signed out already"),
    code("email_address_invalid", 422, "what was given is no e-mail address"),
    code("extension_not_requested", 422, "the answer has an extension that was not asked for"),
    code("file_unknown", 404, "a page's file is not of this version"),
    code("form_incomplete", 400, "a page's form lacks a field"),
    code("https_required", 400, "a port that speaks https is spoken to in plain http"),
    code("internal_error", 500, "the server failed; its log says why, under the request id"),
    code("invitation_for_another_name", 422, "the invitation is for another user name"),
    code("invitation_invalid", 403, "the invitation is unknown, used, withdrawn or expired"),
    code("invitation_needed", 403, "accounts are created by invitation, and none came"),
    code("key_unknown", 404, "the account has no such key"),
    code("language_unknown", 400, "a page's language is not one that there is"),
    code("last_way_in", 409, "without this key nobody could sign in to the account any more"),
    code("media_type_unsupported", 415, "the body is not JSON, or has another content type"),
    code("method_disabled", 429, "there were so many wrong tries that the method is not accepted any more"),
    code("method_not_allowed", 405, "the address takes other methods: its allow header says which"),
    code("method_not_allowed_by_policy", 403, "the administrator does not allow the method"),
    code("method_not_enabled", 403, "the administrator has not set up what the method needs"),
    code("method_not_for_this", 403, "the method never serves this purpose"),
    code("method_unknown", 404, "the account has no such method"),
    code("name_invalid", 422, "a name is empty, too long, or has control characters"),
    code("no_related_origins", 404, "the service has one origin only"),
    code("no_second_step", 409, "there is no method that could be the second step"),
    code("not_signed_in", 401, "there is no session, or no longer"),
    code("origin_mismatch", 422, "the answer was made on another origin"),
    code("origin_unknown", 403, "a proxy asks for a page of another service"),
    code("password_too_common", 422, "the password is one of the first that others would try"),
    code("password_too_long", 422, "the password is longer than 128 characters"),
    code("password_too_short", 422, "the password has too few characters"),
    code("password_too_short_alone", 409, "the password is long enough only with a second step"),
    code("password_wrong", 422, "the user name or the password is wrong"),
    code("phone_number_invalid", 422, "what was given is no phone number, or one that belongs to a service"),
    code("proof_required", 403, "the last sign-in is more than ten minutes ago"),
    code(
        "recovery_code_disabled",
        429,
        "there were so many failures in a row that the recovery code is no longer accepted",
    ),
    code(
        "recovery_code_too_soon",
        429,
        "there were too many failures in a row: the header retry-after says when to try again",
    ),
    code("recovery_code_unknown", 404, "the account has no recovery code"),
    code("recovery_code_wrong", 422, "user name and recovery code do not go together"),
    code("region_unavailable", 403, "numbers of that country get no messages here"),
    code("request_timeout", 503, "the server did not finish in time"),
    code("response_inconsistent", 422, "a copy in the response disagrees with its attestation object"),
    code("route_unknown", 404, "there is nothing at this address"),
    code("rp_id_mismatch", 422, "the key answered for another RP ID"),
    code("security_info_busy", 409, "the account's security info was changed all the time by others"),
    code("setup_unknown", 410, "an authenticator app was begun in another session, or nowhere"),
    code("shutting_down", 503, "the server is about to end"),
    code("sign_in_over", 410, "there is no sign-in under way, or it took too long"),
    code("sign_up_closed", 403, "no accounts are created here"),
    code("signature_invalid", 422, "the signature is not the key's"),
    code("store_unavailable", 503, "nothing can be stored at the moment"),
    code("stored_state_damaged", 500, "what was stored for the ceremony cannot be used"),
    code(
        "too_soon",
        429,
        "there were too many wrong tries; the header `retry-after` says when the next is let through",
    ),
    code("two_step_required", 403, "the administrator requires two-step verification"),
    code("type_mismatch", 422, "the client answered the other kind of ceremony"),
    code("user_handle_mismatch", 422, "the key answered for another account"),
    code("user_handle_missing", 422, "the key did not say whose credential it is"),
    code("user_name_invalid", 422, "the user name has a wrong length or characters"),
    code("user_name_taken", 409, "somebody has this user name"),
    code("user_presence_missing", 422, "the key was not touched"),
    code("user_verification_missing", 422, "the key did not check its PIN"),
];

/// The entry of a word.
pub(super) fn find(word: &str) -> Option<Code> {
    CODES.iter().find(|code| code.word == word).copied()
}
