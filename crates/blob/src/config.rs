//! Section `[blobs]` of the configuration file, shared by every service that reads or writes blobs.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::BlobError;

/// Where blobs and the catalogue lie.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// A directory's absolute path, `s3://BUCKET/PREFIX` or `gs://BUCKET/PREFIX`. The credentials are in the provider's usual
    /// variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`; `GOOGLE_APPLICATION_CREDENTIALS`; or those of the machine.
    pub url: String,
    /// The address of a server other than the provider's that speaks the same.
    pub endpoint: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            url: "/var/lib/gavel/blobs".to_owned(),
            endpoint: None,
        }
    }
}

/// What [`Config::url`] means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Directory(PathBuf),
    Bucket {
        provider: Provider,
        bucket: String,
        prefix: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provider {
    S3,
    Gcs,
}

impl Config {
    /// Whether it could be opened, without a look at what is there.
    pub fn check(&self) -> Result<(), BlobError> {
        self.place().map(drop)
    }

    pub(crate) fn place(&self) -> Result<Place, BlobError> {
        let wrong = |problem| BlobError::Configuration {
            url: self.url.clone(),
            problem,
        };
        let Some((scheme, rest)) = self.url.split_once("://") else {
            return match Path::new(&self.url) {
                path if !path.is_absolute() => Err(wrong("a directory is an absolute path")),
                _ if self.endpoint.is_some() => Err(wrong("a directory has no endpoint")),
                path => Ok(Place::Directory(path.to_owned())),
            };
        };
        let provider = match scheme {
            "s3" => Provider::S3,
            "gs" => Provider::Gcs,
            _ => return Err(wrong("it is neither a path nor s3:// nor gs://")),
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_end_matches('/');
        let plain = |part: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            !part.is_empty() && part.bytes().all(fits) && part != "." && part != ".."
        };
        if !plain(bucket) || !(prefix.is_empty() || prefix.split('/').all(plain)) {
            return Err(wrong("bucket and prefix are letters, digits, '-', '_' and '.'"));
        }
        Ok(Place::Bucket {
            provider,
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Result<Place, BlobError> {
        let text = format!("url = {url:?}");
        toml::from_str::<Config>(&text).unwrap().place()
    }

    #[test]
    fn a_url_names_a_directory_or_a_bucket() {
        let bucket = |provider, prefix: &str| Place::Bucket {
            provider,
            bucket: "b.x".to_owned(),
            prefix: prefix.to_owned(),
        };
        assert_eq!(place("/a/b").unwrap(), Place::Directory("/a/b".into()));
        assert_eq!(place("s3://b.x").unwrap(), bucket(Provider::S3, ""));
        assert_eq!(
            place("gs://b.x/us/tests/").unwrap(),
            bucket(Provider::Gcs, "us/tests")
        );
        for url in [
            "blobs",
            "",
            "s3://",
            "s3:///x",
            "s3://b/../c",
            "s3://b//c",
            "ftp://b",
            "s3://b/c?d",
        ] {
            assert!(place(url).is_err(), "{url}");
        }
    }
}
