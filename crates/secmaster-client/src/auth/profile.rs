//! Credentials in the profile file of the official SDKs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use configparser::ini::Ini;

use super::AccessKey;
use super::credential_chain::{FoundCredentials, NotHere};
use crate::Environment;

const FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// The section for services of a project; `[global]` is for those of an account.
const SECTION: &str = "basic";

/// The access key in the file's section `[basic]`.
pub(super) fn profile(environment: &Environment) -> Result<FoundCredentials, NotHere> {
    let path = path(environment)?;
    let source = format!("profile file {}", path.display());
    read(&path, &source).map_err(|why| format!("{source} {why}"))
}

fn path(environment: &Environment) -> Result<PathBuf, NotHere> {
    if let Some(file) = environment.get(FILE) {
        return Ok(file.into());
    }
    let home = environment.get("HOME").or_else(|| environment.get("USERPROFILE"));
    let home = home.ok_or_else(|| format!("no profile file, as neither {FILE} nor HOME is set"))?;
    Ok(Path::new(&home).join(".huaweicloud").join("credentials"))
}

fn read(path: &Path, source: &str) -> Result<FoundCredentials, NotHere> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    let mut ini = Ini::new();
    // Its errors name lines, and nothing of what stands there.
    ini.read(text.trim_start_matches('\u{feff}').to_owned())
        .map_err(|error| format!("is no INI file: {error}"))?;
    if !ini.sections().iter().any(|section| section == SECTION) {
        return Err(format!("has no section [{SECTION}]"));
    }
    let value = |name: &str| ini.get(SECTION, name).filter(|value| !value.is_empty());
    let due = |name: &str| value(name).ok_or_else(|| format!("has no {name} in [{SECTION}]"));
    let unusable = |error| format!("cannot be used: {error}");
    let mut key = AccessKey::new(due("ak")?, due("sk")?).map_err(unusable)?;
    if let Some(token) = value("security_token") {
        key = key.with_security_token(token).map_err(unusable)?;
    }
    let found = FoundCredentials::new(Arc::new(key), source);
    Ok(found.or_project_id(value("project_id")))
}
