//! A bucket of S3, of GCS or of a server that speaks like them. It has a thread of its own for what it waits for, so that whoever
//! calls needs no runtime.

use std::future::Future;
use std::time::Duration;

use futures::StreamExt;
use gavel_wire::Sha256;
use object_store::aws::AmazonS3Builder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{
    ClientOptions, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, RetryConfig, UpdateVersion,
};
use tokio::runtime::{Builder, Runtime};

use crate::config::{Config, Provider};
use crate::error::{BlobError, Cause};
use crate::store::{Document, Edition, EditionKind};

const CONNECT: Duration = Duration::from_secs(5);
/// One answer, the largest blob included.
const ANSWER: Duration = Duration::from_secs(30);
/// What failed is tried again for so long from the first try on.
const RETRIES: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub(crate) struct Remote {
    store: Box<dyn ObjectStore>,
    prefix: Path,
    /// None only while it is dropped.
    runtime: Option<Runtime>,
}

impl Drop for Remote {
    /// A runtime that is dropped within another one's task would wait there.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Remote {
    pub(crate) fn open(
        config: &Config,
        provider: Provider,
        bucket: &str,
        prefix: &str,
    ) -> Result<Remote, BlobError> {
        let failed = |source: Cause| BlobError::Open {
            url: config.url.clone(),
            source,
        };
        // Fails only where a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = client(config, provider, bucket).map_err(|error| failed(error.into()))?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("blobs")
            .enable_all()
            .build()
            .map_err(|error| failed(error.into()))?;
        Ok(Remote {
            store,
            prefix: Path::from(prefix),
            runtime: Some(runtime),
        })
    }

    pub(crate) fn put(&self, hash: &Sha256, content: &[u8]) -> Result<(), BlobError> {
        let path = self.path(hash.as_str());
        let put = self.store.put(&path, content.to_vec().into());
        let put = self.wait(put).map(drop);
        put.map_err(|error| BlobError::write(path.as_ref(), error))
    }

    pub(crate) fn get(&self, hash: &Sha256, bytes_max: u64) -> Result<Vec<u8>, BlobError> {
        let path = self.path(hash.as_str());
        let found = self.read(&path, bytes_max)?;
        found
            .map(|(content, _)| content)
            .ok_or_else(|| BlobError::read(path.as_ref(), std::io::Error::from(std::io::ErrorKind::NotFound)))
    }

    pub(crate) fn document(&self, name: &str, bytes_max: u64) -> Result<Option<Document>, BlobError> {
        let found = self.read(&self.path(name), bytes_max)?;
        Ok(found.map(|(content, version)| Document {
            content,
            edition: Edition(EditionKind::Object(version)),
        }))
    }

    pub(crate) fn stamp(&self, name: &str) -> Result<Option<String>, BlobError> {
        let path = self.path(name);
        match self.wait(self.store.head(&path)) {
            Ok(meta) => Ok(Some(format!("{:?} {:?}", meta.e_tag, meta.version))),
            Err(Failed::Store(Error::NotFound { .. })) => Ok(None),
            Err(error) => Err(BlobError::read(path.as_ref(), error)),
        }
    }

    pub(crate) fn replace(
        &self,
        name: &'static str,
        content: &[u8],
        known: Option<&Edition>,
    ) -> Result<(), BlobError> {
        let path = self.path(name);
        let mode = match known.map(|edition| &edition.0) {
            None => PutMode::Create,
            Some(EditionKind::Object(version)) => PutMode::Update(version.clone()),
            Some(EditionKind::Content(_)) => return Err(BlobError::Conflict { name }),
        };
        let put = self
            .store
            .put_opts(&path, content.to_vec().into(), PutOptions::from(mode));
        match self.wait(put) {
            Ok(_) => Ok(()),
            Err(Failed::Store(
                Error::AlreadyExists { .. } | Error::Precondition { .. } | Error::NotFound { .. },
            )) => Err(BlobError::Conflict { name }),
            Err(error) => Err(BlobError::write(path.as_ref(), error)),
        }
    }

    fn path(&self, name: &str) -> Path {
        self.prefix.clone().join(name)
    }

    fn read(&self, path: &Path, bytes_max: u64) -> Result<Option<(Vec<u8>, UpdateVersion)>, BlobError> {
        let too_large = || BlobError::TooLarge {
            name: path.to_string(),
            bytes_max,
        };
        let read = async {
            let found = self.store.get(path).await?;
            let version = UpdateVersion {
                e_tag: found.meta.e_tag.clone(),
                version: found.meta.version.clone(),
            };
            let mut content = Vec::new();
            if found.meta.size > bytes_max {
                return Ok(None);
            }
            let mut pieces = found.into_stream();
            while let Some(piece) = pieces.next().await {
                content.extend_from_slice(&piece?);
                if content.len() as u64 > bytes_max {
                    return Ok(None);
                }
            }
            Ok(Some((content, version)))
        };
        match self.wait(read) {
            Ok(Some(found)) => Ok(Some(found)),
            Ok(None) => Err(too_large()),
            Err(Failed::Store(Error::NotFound { .. })) => Ok(None),
            Err(error) => Err(BlobError::read(path.as_ref(), error)),
        }
    }

    fn wait<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Failed> {
        let runtime = self.runtime.as_ref().ok_or(Failed::Late)?;
        let answered = runtime.block_on(async { tokio::time::timeout(RETRIES + ANSWER, call).await });
        answered.map_err(|_| Failed::Late)?.map_err(Failed::Store)
    }
}

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Store(Error),
    #[error("the store did not answer in time")]
    Late,
}

fn client(config: &Config, provider: Provider, bucket: &str) -> Result<Box<dyn ObjectStore>, Error> {
    let plain = config
        .endpoint
        .as_ref()
        .is_some_and(|endpoint| endpoint.starts_with("http://"));
    let options = ClientOptions::new()
        .with_connect_timeout(CONNECT)
        .with_timeout(ANSWER)
        .with_allow_http(plain);
    let retries = RetryConfig {
        retry_timeout: RETRIES,
        ..RetryConfig::default()
    };
    Ok(match provider {
        Provider::S3 => {
            let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
            if let Some(endpoint) = &config.endpoint {
                builder = builder.with_endpoint(endpoint);
            }
            let builder = builder.with_client_options(options).with_retry(retries);
            Box::new(builder.build()?)
        }
        Provider::Gcs => {
            let mut builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket);
            if let Some(endpoint) = &config.endpoint {
                builder = builder.with_base_url(endpoint);
            }
            let builder = builder.with_client_options(options).with_retry(retries);
            Box::new(builder.build()?)
        }
    })
}
