//! Which handler serves what: each says for itself at which address, and what it takes and answers.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    accounts, apps, codes, contacts, default_method, keys, me, methods, questions, recovery, recovery_code, removed,
    replacement, reset, review, sign_in, steps, trusted_devices,
};
use crate::http::App;

/// The routes below `/api/v1`.
pub(in crate::http) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(accounts::begin))
        .routes(routes!(accounts::finish))
        .routes(routes!(recovery::begin))
        .routes(routes!(recovery::finish))
        .routes(routes!(sign_in::begin))
        .routes(routes!(sign_in::finish))
        .routes(routes!(recovery_code::sign_in))
        .routes(routes!(steps::use_password))
        .routes(routes!(codes::ask))
        .routes(routes!(codes::send_for_step))
        .routes(routes!(codes::send_for_proof))
        .routes(routes!(contacts::list))
        .routes(routes!(contacts::begin))
        .routes(routes!(contacts::finish))
        .routes(routes!(contacts::remove))
        .routes(routes!(steps::next_steps, steps::take_step))
        .routes(routes!(steps::proofs, steps::prove))
        .routes(routes!(methods::list))
        .routes(routes!(methods::set_password, methods::remove_password))
        .routes(routes!(methods::switch_two_step))
        .routes(routes!(questions::list, questions::set, questions::remove))
        .routes(routes!(reset::begin, reset::show))
        .routes(routes!(reset::send))
        .routes(routes!(reset::take_step))
        .routes(routes!(reset::set_password))
        .routes(routes!(replacement::show, replacement::request, replacement::cancel))
        .routes(routes!(replacement::send))
        .routes(routes!(review::show, review::verify))
        .routes(routes!(review::postpone))
        .routes(routes!(trusted_devices::list, trusted_devices::trust))
        .routes(routes!(trusted_devices::rename, trusted_devices::remove))
        .routes(routes!(me::me))
        .routes(routes!(me::sign_out))
        .routes(routes!(keys::list))
        .routes(routes!(keys::begin))
        .routes(routes!(keys::finish))
        .routes(routes!(keys::rename, keys::remove))
        .routes(routes!(apps::list))
        .routes(routes!(apps::begin))
        .routes(routes!(apps::finish))
        .routes(routes!(apps::rename, apps::remove))
        .routes(routes!(default_method::show, default_method::choose))
        .routes(routes!(removed::list))
        .routes(routes!(removed::restore))
        .routes(routes!(recovery_code::show, recovery_code::make, recovery_code::remove))
}
