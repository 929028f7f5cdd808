//! Schemas of the types that write themselves as text.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::ids::{Aaguid, Base64UrlBytes, Challenge, CredentialId, RpId, UserHandle};
use crate::secret_text::SecretText;

/// Fours, and at the end the two or three of one or two bytes, whose last has no bits left over.
const BASE64URL: &str = "^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$";

/// Base64url text of as many bytes.
macro_rules! base64url {
    ($name:ident, $least:expr, $most:expr, $description:literal) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let most: Option<usize> = $most;
                text($description)
                    .pattern(Some(BASE64URL))
                    .min_length(Some(characters($least)))
                    .max_length(most.map(characters))
                    .into()
            }
        }

        impl ToSchema for $name {}
    };
}

base64url!(CredentialId, 1, Some(1023), "A credential, in base64url without padding.");
base64url!(UserHandle, 1, Some(64), "An account towards authenticators, in base64url without padding.");
base64url!(Challenge, 16, Some(1024), "What makes a ceremony fresh, in base64url without padding.");
base64url!(Base64UrlBytes, 0, None, "Bytes in base64url without padding.");

impl PartialSchema for Aaguid {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::Custom("uuid".into());
        text("The model of an authenticator; all zero when it does not say.").format(Some(format)).into()
    }
}

impl ToSchema for Aaguid {}

impl PartialSchema for RpId {
    fn schema() -> RefOr<Schema> {
        text("The domain that keys are bound to.").min_length(Some(1)).max_length(Some(253)).into()
    }
}

impl ToSchema for RpId {}

impl PartialSchema for SecretText {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Password);
        text("A secret: whoever has it can use it.").format(Some(format)).into()
    }
}

impl ToSchema for SecretText {}

fn text(description: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(description))
}

/// How long the text of so many bytes is.
fn characters(bytes: usize) -> usize {
    (bytes * 8).div_ceil(6)
}
