//! An answer that many ask for: its bytes are made and compressed once, and a tag of its content lets browsers and caches keep it.

use std::io::Write;
use std::marker::PhantomData;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::{ToJSON, Type};

use gavel_blob::sha256;

/// Fresh for a minute; then it may still be shown while it is asked for again.
const FRESH: &str = "max-age=60, stale-while-revalidate=600";
const VARY: &str = "Accept-Encoding";

/// A JSON value of this type, written.
#[derive(Debug)]
pub(crate) struct Page<T> {
    plain: Bytes,
    gzip: Bytes,
    /// Without quotes; each of the two forms has its own.
    tag: String,
    of: PhantomData<fn() -> T>,
}

/// The bytes of a page in one of its forms.
pub(crate) struct Written<T>(Bytes, PhantomData<fn() -> T>);

/// The answer to a GET of a page.
#[derive(ApiResponse)]
pub(crate) enum PageAnswer<T: Type + ToJSON> {
    /// The whole of it.
    #[oai(status = 200)]
    Found(
        Written<T>,
        #[oai(header = "ETag")] String,
        #[oai(header = "Cache-Control")] String,
        #[oai(header = "Vary")] String,
        #[oai(header = "Content-Encoding")] Option<String>,
    ),
    /// Nothing changed since the tag in `If-None-Match`.
    #[oai(status = 304)]
    NotModified(
        #[oai(header = "ETag")] String,
        #[oai(header = "Cache-Control")] String,
        #[oai(header = "Vary")] String,
    ),
}

/// What a request says about pages.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) if_none_match: Option<&'a str>,
    pub(crate) accept_encoding: Option<&'a str>,
    /// Whether anybody may have it, and not only who has a key.
    pub(crate) public: bool,
}

impl<T: Type + ToJSON> Page<T> {
    pub(crate) fn new(value: &T) -> Page<T> {
        let plain = value.to_json_string().into_bytes();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory cannot fail; without the compressed form the plain one serves all.
        let gzip = encoder.write_all(&plain).and_then(|()| encoder.finish());
        Page {
            tag: sha256(&plain).as_str()[..32].to_owned(),
            gzip: gzip.unwrap_or_default().into(),
            plain: plain.into(),
            of: PhantomData,
        }
    }

    pub(crate) fn answer(&self, asked: Asked<'_>) -> PageAnswer<T> {
        let zipped = !self.gzip.is_empty() && asked.accept_encoding.is_some_and(takes_gzip);
        let tags = [format!("\"{}\"", self.tag), format!("\"{}-gzip\"", self.tag)];
        let scope = if asked.public { "public" } else { "private" };
        let (cache, vary) = (format!("{scope}, {FRESH}"), VARY.to_owned());
        let known = |given: &str| {
            given.split(',').any(|one| {
                let one = one.trim().trim_start_matches("W/");
                one == "*" || tags.iter().any(|tag| tag == one)
            })
        };
        let known = asked.if_none_match.is_some_and(known);
        let [plain, gzip] = tags;
        let tag = if zipped { gzip } else { plain };
        if known {
            return PageAnswer::NotModified(tag, cache, vary);
        }
        let (bytes, encoding) = match zipped {
            true => (self.gzip.clone(), Some("gzip".to_owned())),
            false => (self.plain.clone(), None),
        };
        PageAnswer::Found(Written(bytes, PhantomData), tag, cache, vary, encoding)
    }

    #[cfg(test)]
    pub(crate) fn gzip_bytes(&self) -> usize {
        self.gzip.len()
    }
}

/// Whether an `Accept-Encoding` allows gzip: by its name, or by `*` where the name is not there.
fn takes_gzip(accepted: &str) -> bool {
    let quality = |wanted: &str| {
        accepted.split(',').find_map(|one| {
            let mut parts = one.split(';').map(str::trim);
            if !parts.next()?.eq_ignore_ascii_case(wanted) {
                return None;
            }
            let quality = parts.find_map(|part| part.strip_prefix("q="));
            Some(quality.map_or(1.0, |text| text.parse().unwrap_or(0.0)))
        })
    };
    quality("gzip")
        .or_else(|| quality("*"))
        .is_some_and(|quality: f32| quality > 0.0)
}

impl<T: Type> Payload for Written<T> {
    const CONTENT_TYPE: &'static str = "application/json; charset=utf-8";

    fn check_content_type(content_type: &str) -> bool {
        content_type == Self::CONTENT_TYPE
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: Send> IntoResponse for Written<T> {
    fn into_response(self) -> Response {
        Response::builder()
            .content_type("application/json; charset=utf-8")
            .body(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_who_takes_it() {
        for taken in [
            "gzip",
            "br, GZIP;q=0.5",
            "*",
            "identity, *;q=0.1",
            "gzip;q=1, *;q=0",
        ] {
            assert!(takes_gzip(taken), "{taken}");
        }
        for refused in [
            "",
            "br",
            "gzip;q=0",
            "gzip;q=x",
            "*;q=0",
            "*, gzip;q=0",
            "gzipped",
        ] {
            assert!(!takes_gzip(refused), "{refused}");
        }
    }
}
