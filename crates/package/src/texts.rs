//! A package's texts as they are published: rendered once, with the addresses of the figures that were stored.

use std::collections::BTreeMap;

use anyhow::Context;
use gavel_blob::BlobStore;
use gavel_statement::render;
use gavel_wire::Sha256;
use gavel_wire::problem::{Texts, Translation};

use super::folder::{FIGURE_BYTES_MAX, Package, read_file};

pub(crate) struct Rendered {
    pub(crate) texts: Texts,
    pub(crate) translations: BTreeMap<String, Translation>,
    pub(crate) figures: BTreeMap<String, Sha256>,
}

pub(crate) fn rendered(package: &Package, blobs: &BlobStore) -> anyhow::Result<Rendered> {
    let mut figures = BTreeMap::new();
    for (name, path) in &package.figures {
        figures.insert(name.clone(), blobs.put(&read_file(path, FIGURE_BYTES_MAX)?)?);
    }
    let address = |name: &str| {
        let hash = figures.get(name)?;
        let (_, extension) = name.rsplit_once('.')?;
        Some(format!("/v1/figures/{}.{extension}", hash.as_str()))
    };
    let html = |file: &str, text: &str| render(text, &address).with_context(|| file.to_owned());
    let hints = package.hints.iter().map(|hint| html("hints", hint));
    let texts = Texts {
        statement: html("statement.md", &package.statement)?,
        hints: hints.collect::<anyhow::Result<_>>()?,
        editorial: package
            .editorial
            .as_ref()
            .map(|text| html("editorial.md", text))
            .transpose()?,
    };
    let titles = &package.manifest.titles;
    if let Some(tag) = titles.keys().find(|tag| !package.translations.contains_key(*tag)) {
        anyhow::bail!("titles has {tag}, but there is no statement.{tag}.md");
    }
    let mut translations = BTreeMap::new();
    for (tag, statement) in &package.translations {
        let title = titles.get(tag);
        let title = title
            .with_context(|| format!("statement.{tag}.md has no title: problem.yaml needs titles: {tag}"))?;
        let translation = Translation {
            title: title.trim().to_owned(),
            statement: statement.clone(),
            html: html(&format!("statement.{tag}.md"), statement)?,
        };
        translations.insert(tag.clone(), translation);
    }
    Ok(Rendered {
        texts,
        translations,
        figures,
    })
}
