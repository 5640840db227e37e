//! What tells two texts apart.

use sha2::{Digest, Sha256};

/// The digest of a text: `sha256:` and 64 digits.
pub fn fingerprint(text: &str) -> String {
    let bytes = Sha256::digest(text.as_bytes());
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
