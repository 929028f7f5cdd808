//! The document, and where it is served.

use axum::body::Bytes;
use axum::http::header;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::codes::CODES;
use crate::http::{App, api, forward_auth, health, origin_guard, well_known};

const DESCRIPTION: &str = "\
Sign-in with security keys and their PIN. Binary values are base64url without padding; options and credentials are the JSON \
forms of WebAuthn Level 3.

Every refusal is `application/problem+json` (RFC 9457). Its `code` is a stable word for programs, and `detail` says what \
happened and what to do next. Beside the refusals of each operation, an unknown address is `route_unknown` (404) and a method \
that an address does not take is `method_not_allowed` (405).

Every answer has a header `x-request-id`, which finds the request in the server's log.";

const SESSION: &str = "\
Who is signed in: a cookie that finishing a sign-in or a registration sets, and every sign-in replaces. HttpOnly, SameSite=Lax, and \
under https Secure and bound to the host.";

const ORIGIN: &str = "\
What keeps other sites' pages from acting for who is signed in; it is no secret. A request that changes something is refused \
(`cross_site_request`) when it has an `Origin` that is not one of the service's own, or a `Sec-Fetch-Site` other than \
`same-origin` or `none`: browsers send both by themselves. A body must be `application/json`, which no form can send. Programs \
that are no browser leave both headers out.";

/// The routes that are described, with their description.
pub(in crate::http) fn routes(app: &App) -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(beginning(app.cookie().name()))
        .nest("/api/v1", api::routes())
        .layer(from_fn_with_state(app.clone(), origin_guard::origin_guard))
        .routes(routes!(forward_auth::check))
        .routes(routes!(health::healthz))
        .routes(routes!(well_known::webauthn))
        .routes(routes!(well_known::passkey_endpoints))
}

/// `GET /api/openapi.json`.
pub(in crate::http) fn serve(document: &OpenApi) -> MethodRouter<App> {
    // It has nothing that JSON cannot say. The links of Rust's documentation are no links here.
    let text = document.to_pretty_json().unwrap_or_default().replace("[`", "`").replace("`]", "`");
    let text = Bytes::from(text);
    get(async move || ([(header::CONTENT_TYPE, "application/json")], text))
}

/// What the document says beside its paths.
fn beginning(cookie: &str) -> OpenApi {
    let license = LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build();
    let info = InfoBuilder::new()
        .title("Nyckel")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(license));
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(cookie, SESSION)));
    let origin = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description("Origin", ORIGIN)));
    let components = ComponentsBuilder::new()
        .schema_from::<shared::api::Problem>()
        .schema("ProblemCode", problem_code())
        .security_scheme("session", session)
        .security_scheme("origin", origin);
    let tag = |name: &str, description: &str| TagBuilder::new().name(name).description(Some(description)).build();
    let tags = [
        tag("accounts", "An account with its first key"),
        tag("recovery", "Back to an account by invitation"),
        tag("sign-in", "Signing in and out"),
        tag("keys", "The keys of who is signed in"),
        tag("methods", "What protects an account beside its keys"),
        tag("apps", "The authenticator apps of who is signed in"),
        tag("review", "Is the security info still right?"),
        tag("trusted-devices", "Where changes of the account need no fresh proof"),
        tag("recovery-code", "In without a key, once"),
        tag("proxies", "For what stands in front of other applications"),
        tag("service", "About the service itself"),
    ];
    OpenApiBuilder::new().info(info).components(Some(components.build())).tags(Some(tags)).build()
}

/// Every word that `Problem.code` can be.
fn problem_code() -> ObjectBuilder {
    let lines: Vec<_> =
        CODES.iter().map(|code| format!("- `{}` ({}): {}", code.word, code.status, code.when)).collect();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(lines.join("\n")))
        .enum_values(Some(CODES.iter().map(|code| code.word)))
}
