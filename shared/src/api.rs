//! This product's own requests and answers, spoken between `rp-server` and its clients under `/api/v1/`.
//!
//! Every body is JSON with camelCase members. A refusal is a [`Problem`] with media type `application/problem+json`.

mod lost;
mod questions;

use serde::{Deserialize, Serialize};

use crate::ids::{Aaguid, CredentialId};
use crate::secret_text::SecretText;
use crate::webauthn_json::{
    AuthenticationResponseJson, PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialRequestOptionsJson,
    RegistrationResponseJson,
};

pub use lost::{BeginReset, ReplacementState, RequestReplacement, ResetState, SendCodeTo, TakeResetStep};
pub use questions::{QuestionAnswer, QuestionState, QuestionText, Questions, SetAnswers};

/// `POST /api/v1/accounts/begin`: create an account with a first key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeginAccount {
    /// The name the person will sign in with: 1 to 64 characters, not counting blanks around it.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub user_name: String,
    /// The name shown to people; the user name when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub display_name: Option<String>,
    /// The invitation, where accounts are created by invitation: what follows the `#` of its link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<SecretText>,
}

/// `POST /api/v1/recovery/begin`: come back to an account by invitation, with a new key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeginRecovery {
    /// The invitation: what follows the `#` of its link. It says which account.
    pub invitation: SecretText,
}

/// The answer to `POST /api/v1/accounts/begin`, `POST /api/v1/recovery/begin` and `POST /api/v1/keys/begin`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RegistrationBegun {
    /// Names the ceremony; goes back unchanged in [`FinishRegistration`]. Valid once and for five minutes.
    pub ceremony: String,
    /// For `navigator.credentials.create({publicKey})` by way of `parseCreationOptionsFromJSON`.
    pub public_key: PublicKeyCredentialCreationOptionsJson,
}

/// `POST /api/v1/accounts/finish`, `POST /api/v1/recovery/finish` and `POST /api/v1/keys/finish`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FinishRegistration {
    /// The ceremony from [`RegistrationBegun`].
    pub ceremony: String,
    /// What the person calls the key: 1 to 64 characters, not counting blanks around it; the model's name or "Security key" when
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub key_name: Option<String>,
    /// The client's answer.
    pub credential: RegistrationResponseJson,
}

/// `POST /api/v1/sign-in/begin`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeginSignIn {
    /// Who signs in; absent for a discoverable credential, where the key says who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub user_name: Option<String>,
}

/// The answer to `POST /api/v1/sign-in/begin`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignInBegun {
    /// Names the ceremony; goes back unchanged in [`FinishSignIn`]. Valid once and for five minutes.
    pub ceremony: String,
    /// For `navigator.credentials.get({publicKey})` by way of `parseRequestOptionsFromJSON`.
    pub public_key: PublicKeyCredentialRequestOptionsJson,
}

/// `POST /api/v1/sign-in/finish`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FinishSignIn {
    /// The ceremony from [`SignInBegun`].
    pub ceremony: String,
    /// The client's answer.
    pub credential: AuthenticationResponseJson,
}

/// An account as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The name the person signs in with.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64))]
    pub user_name: String,
    /// The name shown to people.
    pub display_name: String,
    /// Creation time, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub created_at: String,
}

/// A registered security key as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// The credential's id.
    pub id: CredentialId,
    /// What the person calls it.
    pub name: String,
    /// The model, as the attestation says.
    pub aaguid: Aaguid,
    /// Registration time, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub created_at: String,
    /// Last sign-in with it, RFC 3339 in UTC; absent until the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub last_used_at: Option<String>,
    /// True when its signature counter went back once: somebody may hold a copy. It is refused from then on.
    pub suspected_clone: bool,
    /// Transports as the client reported them at registration.
    pub transports: Vec<String>,
}

/// The answer to a finished registration or sign-in.
///
/// The session itself travels in the cookie alone, out of reach of a page's scripts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// Who is signed in.
    pub account: Account,
    /// The key that proved it.
    pub key: Key,
    /// Whether the person is to look their security info through: `due`, or `overdue`, where the session is good for nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// When the session ends at the latest, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub session_expires_at: String,
}

/// The answer to `GET /api/v1/me`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct WhoAmI {
    /// Who is signed in.
    pub account: Account,
    /// The key that proved it; none after a recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// When the session ends at the latest, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub session_expires_at: String,
}

/// The answer to `GET /api/v1/methods`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Methods {
    /// Every method, in the order in which they are offered.
    pub methods: Vec<MethodState>,
    /// Whether a second step is asked for when this account signs in without a security key.
    pub two_step: bool,
    /// Whether the administrator asks for it, so that it cannot be switched off.
    pub two_step_required: bool,
    /// What is asked for first: a choice's word, such as `app`; none where there is nothing to ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// A method, as the policy has it and as the account does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MethodState {
    /// Its word: `security-key`, `app`, `sms`, `call`, `email`, `password`, `recovery-code`, `questions`.
    pub method: String,
    /// Why it cannot be added or used: `method_not_allowed_by_policy`, `method_not_enabled`; none while it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// What it may be used for here: `sign-in`, `second-step`, `reset`, `proof`.
    pub serves: Vec<String>,
    /// How many the account has.
    pub count: u32,
}

/// `PUT /api/v1/password`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetPassword {
    /// The new password.
    pub password: SecretText,
}

/// `PUT /api/v1/two-step`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SwitchTwoStep {
    /// Whether a second step is asked for from now on.
    pub on: bool,
}

/// The answer to `GET /api/v1/review`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// `settled`: nothing is asked. `due`: the person is to look their security info through. `postponed`: they put that off.
    /// `overdue`: they did not, and the account is locked until they do.
    pub state: String,
    /// When the account locks unless they do, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub locks_at: Option<String>,
    /// Until when they put it off, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub postponed_until: Option<String>,
}

/// The answer to `GET /api/v1/trusted-devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TrustedDevices {
    /// All of them, the oldest first.
    pub devices: Vec<TrustedDevice>,
}

/// A device from which changes of the account need no fresh proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TrustedDevice {
    /// Its id.
    pub id: String,
    /// What its person calls it.
    pub name: String,
    /// Since when it is trusted, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub trusted_at: String,
    /// When its person was last there, to the day, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub last_used_at: String,
    /// Whether the request came from it.
    pub is_this: bool,
}

/// `POST /api/v1/trusted-devices` and `PATCH /api/v1/trusted-devices/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NameDevice {
    /// What it shall be called: 1 to 64 characters, without control characters.
    pub name: String,
}

/// `POST /api/v1/sign-in/password`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UsePassword {
    /// Whose password it is.
    pub user_name: String,
    /// The password.
    pub password: SecretText,
}

/// `POST /api/v1/sign-in/step` and `POST /api/v1/proof`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TakeStep {
    /// By which choice: its word, such as `password` or `app`.
    pub with: String,
    /// What was typed: the code, or the password.
    pub code: SecretText,
}

/// The answer to a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct StepTaken {
    /// Whether the person is signed in now, with a fresh proof.
    pub signed_in: bool,
    /// What can be the next step where they are not: the words of choices, what is asked for first at its head.
    pub choices: Vec<String>,
}

/// The answer to `GET /api/v1/sign-in/step` and `GET /api/v1/proof`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    /// The words of choices, what is asked for first at its head: `security-key`, `app`, `sms.` and an id, and so on.
    pub choices: Vec<String>,
}

/// The answer to `GET /api/v1/contacts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Contacts {
    /// Those whose person has proved to read what is sent there, the oldest first.
    pub contacts: Vec<ContactState>,
}

/// A phone number or an e-mail address of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContactState {
    /// Its name in addresses.
    pub id: String,
    /// `phone` or `email`.
    pub kind: String,
    /// As much of it as its person needs to know it: `SE …67`, `a…@example.org`.
    pub address: String,
    /// When it was added, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub added_at: String,
    /// When it last served, RFC 3339 in UTC; absent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub last_used_at: Option<String>,
}

/// `POST /api/v1/contacts/begin`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeginContact {
    /// The e-mail address, or the number: with `+` and the country's code, or as it is dialled in `country`.
    pub address: String,
    /// The number's country by its two letters (ISO 3166-1), where it has no `+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How the code goes: `sms`, `call` or `email`.
    pub method: String,
}

/// `POST /api/v1/contacts/finish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FinishContact {
    /// How the code went: `sms`, `call` or `email`.
    pub method: String,
    /// The code.
    pub code: SecretText,
}

/// `POST /api/v1/sign-in/code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AskForCode {
    /// Who signs in.
    pub user_name: String,
    /// A phone number of theirs: with `+` and the country's code, or as it is dialled in `country`.
    pub number: String,
    /// The number's country by its two letters (ISO 3166-1), where it has no `+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How the code goes: `sms` or `call`.
    pub method: String,
}

/// `POST /api/v1/sign-in/step/code` and `POST /api/v1/proof/code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SendCode {
    /// By which choice: its word, such as `sms.` and an id.
    pub with: String,
}

/// A code is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CodeSent {
    /// Where to, masked; absent where that would tell whose number it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whether the number had an extension, which no message reaches.
    pub extension_dropped: bool,
    /// From when on the code is refused, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub expires_at: String,
}

/// The answer to `GET /api/v1/recovery-code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCode {
    /// When it was made, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub created_at: String,
}

/// The answer to `POST /api/v1/recovery-code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodeMade {
    /// The code. It is told this once.
    pub code: SecretText,
}

/// `POST /api/v1/sign-in/recovery-code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UseRecoveryCode {
    /// Whose code it is.
    pub user_name: String,
    /// The code, in capitals or not, with hyphens or without.
    pub code: SecretText,
}

/// The answer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Recovered {
    /// Whose account it is.
    pub account: Account,
    /// Whether they are signed in; else the other of two steps is still to be taken.
    pub signed_in: bool,
    /// What can be the other step where they are not: the words of choices, what is asked for first at its head.
    pub choices: Vec<String>,
    /// When the session ends at the latest, RFC 3339 in UTC; absent where there is none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub session_expires_at: Option<String>,
    /// The code that takes the place of the one used. It is told this once.
    pub code: SecretText,
}

/// The answer to `GET /api/v1/keys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Keys {
    /// Every key of the account, the oldest first.
    pub keys: Vec<Key>,
}

/// `PATCH /api/v1/keys/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenameKey {
    /// The new name: 1 to 64 characters, not counting blanks around it.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub name: String,
}

/// The answer to `POST /api/v1/apps/begin`: what the authenticator app is to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AppBegun {
    /// Names the app until it is finished; goes back unchanged in [`FinishApp`], in the same session.
    pub setup: SecretText,
    /// The seed (RFC 6238: HMAC-SHA-1, six digits, thirty seconds), in base 32 without padding.
    pub seed: SecretText,
    /// What a QR code shows the app: `otpauth://totp/…`.
    pub address: SecretText,
}

/// `POST /api/v1/apps/finish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FinishApp {
    /// From [`AppBegun`].
    pub setup: SecretText,
    /// A code that the app shows.
    pub code: SecretText,
    /// What the person calls the app: 1 to 64 characters, not counting blanks around it; "Authenticator app" when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub name: Option<String>,
}

/// An authenticator app as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorApp {
    /// Its id.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// When it was set up, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub created_at: String,
    /// When it last served, RFC 3339 in UTC; absent until it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub last_used_at: Option<String>,
}

/// The answer to `GET /api/v1/apps`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorApps {
    /// Every app of the account, the oldest first.
    pub apps: Vec<AuthenticatorApp>,
}

/// `PATCH /api/v1/apps/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RenameApp {
    /// The new name: 1 to 64 characters, not counting blanks around it.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub name: String,
}

/// The answer to `GET /api/v1/default-method`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DefaultMethod {
    /// What is asked for first: one of the choices; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// What can be asked for first: the method's word, and where there may be several a dot and which: `app`, `sms.AAAA…`.
    pub choices: Vec<String>,
}

/// `PUT /api/v1/default-method`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChooseDefaultMethod {
    /// One of the choices of [`DefaultMethod`].
    pub default: String,
}

/// A removed method as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RemovedMethod {
    /// Its id among the removed ones.
    pub id: String,
    /// The method's word: `security-key`, `app`, `sms`, `email`.
    pub method: String,
    /// What the person called it; of an address or number as much as tells it from others.
    pub name: String,
    /// When it was removed, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub removed_at: String,
    /// When it is deleted for good, RFC 3339 in UTC.
    #[cfg_attr(feature = "openapi", schema(format = DateTime))]
    pub deleted_at: String,
}

/// The answer to `GET /api/v1/removed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RemovedMethods {
    /// What can be brought back, the longest removed first.
    pub removed: Vec<RemovedMethod>,
}

/// A refusal (RFC 9457, `application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The HTTP status, repeated.
    #[cfg_attr(feature = "openapi", schema(minimum = 400, maximum = 599))]
    pub status: u16,
    /// What went wrong, in a stable snake_case word for programs: `ceremony_expired`.
    pub code: String,
    /// The status line's phrase for people: `Conflict`.
    pub title: String,
    /// What happened and what to do next, one or two sentences.
    pub detail: String,
    /// Finds the request in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}
