//! The pages: server-rendered from `templates/`, in the languages of `locales/`, one page a file.
//!
//! | part | what |
//! |---|---|
//! | [`Visitor`] | who looks, in which language, and what every page needs: its texts, its CSRF token, its nonce |
//! | `form` | what a form sends: guarded against other sites, read field by field |
//! | `refusal` | a refusal as a page: not found, not allowed, signed out, too late |
//! | `assets` | style, script and icon, under addresses that change with their content |
//!
//! Every form works without JavaScript, except that the WebAuthn call itself needs it: `static/nyckel.js` makes it, against
//! `/api/v1/`.

mod activity;
mod add_app;
mod add_key;
mod add_method;
mod address;
mod assets;
mod ceremony;
mod code_events;
mod cookies;
mod create_account;
mod default_method;
mod devices;
mod emails;
mod form;
mod home;
mod invitation;
mod key;
mod language;
mod name_key;
mod new_contact;
mod notice;
mod own_app;
mod password;
mod phone_form;
mod phones;
mod prove;
mod qr;
mod questions;
mod recover;
mod recovery_code;
mod refusal;
mod remove_contact;
mod remove_key;
mod removed;
mod replacement;
mod reset;
mod return_to;
mod routes;
mod security_info;
mod show;
mod sign_in;
mod sign_in_password;
mod sign_in_step;
mod sign_out;
mod single_use;
mod steps;
mod trusted_devices;
mod two_step;
mod use_recovery_code;
mod user_agent;
mod verify_info;
mod visitor;
mod waiting;

pub(super) use cookies::{
    PresentedStep, clear_device, clear_step, presented_device, set_device, set_step, without_invitation,
};
pub(super) use refusal::refusal;
pub(super) use return_to::ReturnTo;
pub(super) use routes::{is_page, routes};
pub(super) use visitor::Visitor;
pub(super) use waiting::retry_after;
