//! Credentials in environment variables.

use std::sync::Arc;

use super::credential_chain::{FoundCredentials, NotHere};
use super::{AccessKey, Token};
use crate::Environment;

pub(crate) const PROJECT_ID: &str = "HUAWEICLOUD_SDK_PROJECT_ID";

const TOKEN: &str = "SECMASTER_AUTH_TOKEN";

/// The variables of the official SDKs.
pub(super) fn of_sdk(environment: &Environment) -> Result<FoundCredentials, NotHere> {
    let key = access_key(environment, "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK")?;
    let key = match environment.get("HUAWEICLOUD_SDK_SECURITY_TOKEN") {
        Some(token) => key
            .with_security_token(token)
            .map_err(|error| format!("HUAWEICLOUD_SDK_SECURITY_TOKEN cannot be used: {error}"))?,
        None => key,
    };
    Ok(found(key, "HUAWEICLOUD_SDK_AK"))
}

/// The variables of the examples in the official documentation.
pub(super) fn of_examples(environment: &Environment) -> Result<FoundCredentials, NotHere> {
    let key = access_key(environment, "CLOUD_SDK_AK", "CLOUD_SDK_SK")?;
    Ok(found(key, "CLOUD_SDK_AK"))
}

/// A token.
pub(super) fn token(environment: &Environment) -> Result<FoundCredentials, NotHere> {
    let token = environment.get(TOKEN).ok_or_else(|| not_set(TOKEN))?;
    let token = Token::new(token).map_err(|error| format!("{TOKEN} cannot be used: {error}"))?;
    Ok(FoundCredentials::new(Arc::new(token), TOKEN))
}

fn access_key(environment: &Environment, id: &str, secret: &str) -> Result<AccessKey, NotHere> {
    let key = environment.get(id).ok_or_else(|| not_set(id))?;
    let hidden = environment.get(secret);
    let hidden = hidden.ok_or_else(|| format!("{id} is set, but {secret} is not"))?;
    AccessKey::new(key, hidden)
        .map_err(|error| format!("{id} with {secret} cannot be used: {error}"))
}

fn found(key: AccessKey, variable: &str) -> FoundCredentials {
    FoundCredentials::new(Arc::new(key), variable)
}

fn not_set(variable: &str) -> NotHere {
    format!("{variable} is not set")
}
