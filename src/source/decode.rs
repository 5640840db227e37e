//! Bytes to text. Only UTF-8 is accepted; what looks like GB18030 is named as such.

/// Why bytes are not a text that `polc` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// Not UTF-8, but valid as GB18030, which spreadsheets in China often write.
    LooksLikeGb18030,
    /// UTF-16, recognised by its byte-order mark.
    LooksLikeUtf16,
    /// Neither: the offset of the first byte that is not UTF-8.
    NotText {
        /// Bytes before the first bad one.
        valid_up_to: usize,
    },
}

/// Decodes a file. A UTF-8 byte-order mark is dropped.
pub fn decode(bytes: &[u8]) -> Result<String, DecodeError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(DecodeError::LooksLikeUtf16);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let (_, _, malformed) = encoding_rs::GB18030.decode(bytes);
            if malformed {
                Err(DecodeError::NotText { valid_up_to: error.valid_up_to() })
            } else {
                Err(DecodeError::LooksLikeGb18030)
            }
        }
    }
}
