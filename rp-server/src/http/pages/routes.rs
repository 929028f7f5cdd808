//! Which page is where.

use axum::Router;
use axum::routing::{get, post};

use super::{
    activity, add_app, add_key, add_method, assets, code_events, create_account, default_method, devices, emails, home,
    invitation, language, name_key, new_contact, own_app, password, phones, prove, questions, recover, recovery_code,
    remove_contact, remove_key, removed, replacement, reset, security_info, sign_in, sign_in_password, sign_in_step,
    sign_out, single_use, trusted_devices, two_step, use_recovery_code, verify_info,
};
use crate::http::App;

/// What is below these is for programs, and never answered with a page.
const FOR_PROGRAMS: [&str; 7] =
    ["/api/", "/attestation/", "/assertion/", "/auth/", "/healthz", "/static/", "/.well-known/"];

/// The routes of the pages.
pub(in crate::http) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/sign-in", get(sign_in::show))
        .route("/sign-in/password", get(sign_in_password::show).post(sign_in_password::enter))
        .route("/sign-in/code", get(single_use::show).post(single_use::send))
        .route("/sign-in/code/enter", get(single_use::show_entry).post(single_use::enter))
        .route("/sign-in/step/events", get(code_events::of_step))
        .route("/sign-in/step/send", post(sign_in_step::send))
        .route("/sign-in/step", get(sign_in_step::show).post(sign_in_step::enter))
        .route("/sign-out", post(sign_out::sign_out))
        .route("/create-account", get(create_account::show))
        .route("/create-account/name", get(name_key::show_first).post(name_key::name_first))
        .route("/invitation", get(invitation::show).post(invitation::take))
        .route("/invitation/new-key", get(recover::show))
        .route("/invitation/new-key/name", get(name_key::show_first_again).post(name_key::name_first_again))
        .route("/prove/events", get(code_events::of_proof))
        .route("/prove/send", post(prove::send))
        .route("/prove", get(prove::show).post(prove::enter))
        .route("/verify-info", get(verify_info::show).post(verify_info::answer))
        .route("/recovery-code", get(use_recovery_code::show).post(use_recovery_code::enter))
        .route("/language", post(language::choose))
        .route("/security-info", get(security_info::show))
        .route("/security-info/activity", get(activity::show))
        .route("/security-info/devices/others/sign-out", post(devices::sign_out_others))
        .route("/security-info/devices/{id}/sign-out", post(devices::sign_out))
        .route("/security-info/keys/add", get(add_key::show))
        .route("/security-info/keys/{id}/name", get(name_key::show_new).post(name_key::name_new))
        .route("/security-info/keys/{id}/rename", get(name_key::show_rename).post(name_key::rename))
        .route("/security-info/keys/{id}/remove", get(remove_key::show).post(remove_key::remove))
        .route("/security-info/recovery-code", get(recovery_code::show).post(recovery_code::make))
        .route("/security-info/recovery-code/remove", get(recovery_code::show_removal).post(recovery_code::remove))
        .route("/security-info/password", get(password::show).post(password::set))
        .route("/security-info/password/remove", get(password::show_removal).post(password::remove))
        .route("/security-info/questions", get(questions::show).post(questions::set))
        .route("/security-info/questions/remove", get(questions::show_removal).post(questions::remove))
        .route("/security-info/trusted", get(trusted_devices::show).post(trusted_devices::trust))
        .route("/security-info/trusted/{id}/rename", get(trusted_devices::show_rename).post(trusted_devices::rename))
        .route("/security-info/trusted/{id}/remove", get(trusted_devices::show_removal).post(trusted_devices::remove))
        .route("/security-info/two-step", get(two_step::show).post(two_step::switch))
        .route("/security-info/add", get(add_method::show))
        .route("/security-info/apps/add", get(add_app::show))
        .route("/security-info/apps/add/scan", get(add_app::show_scan).post(add_app::finish))
        .route("/security-info/apps/{id}/rename", get(own_app::show_rename).post(own_app::rename))
        .route("/security-info/apps/{id}/remove", get(own_app::show_removal).post(own_app::remove))
        .route("/security-info/default", get(default_method::show).post(default_method::choose))
        .route("/security-info/removed/{id}/restore", get(removed::show).post(removed::restore))
        .route("/security-info/phones/add", get(phones::show).post(phones::send))
        .route("/security-info/phones/code", get(new_contact::show_phone).post(new_contact::enter_phone))
        .route("/security-info/phones/code/events", get(code_events::of_phone))
        .route("/security-info/phones/again", post(new_contact::again_phone))
        .route("/security-info/phones/{id}/remove", get(remove_contact::show).post(remove_contact::remove))
        .route("/security-info/emails/add", get(emails::show).post(emails::send))
        .route("/security-info/emails/code", get(new_contact::show_email).post(new_contact::enter_email))
        .route("/security-info/emails/again", post(new_contact::again_email))
        .route("/security-info/emails/{id}/remove", get(remove_contact::show).post(remove_contact::remove))
        .route("/security-info/replacement/cancel", get(replacement::show_cancel).post(replacement::cancel))
        .route("/replace", get(replacement::show).post(replacement::send))
        .route("/replace/code", get(replacement::show_code).post(replacement::enter))
        .route("/reset", get(reset::show).post(reset::begin))
        .route("/reset/step", get(reset::show_step).post(reset::enter))
        .route("/reset/send", post(reset::send))
        .route("/reset/password", get(reset::show_password).post(reset::set_password))
        .route("/static/{file}", get(assets::serve))
}

/// Whether whoever asks for `path` expects a page.
pub(in crate::http) fn is_page(path: &str) -> bool {
    !FOR_PROGRAMS.iter().any(|program| path.starts_with(program))
}
