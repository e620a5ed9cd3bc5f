//! `/v1/problems` and `/v1/languages`: what people choose from, and how authors publish it. Hidden tests never appear.

use gavel_wire::ProblemId;
use poem::Body;
use poem::Result;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiRequest, ApiResponse, OpenApi};

use super::Tag;
use super::shared::{GateData, PAGE_ROWS_MAX};
use crate::auth::{Key, Reader};
use crate::catalogue::page_of;
use crate::error::Failure;
use crate::gate::Gate;
use crate::page::{Asked, Page, PageAnswer};
use crate::problem_view::{
    LanguageList, LanguageView, ProblemDetail, ProblemPage, PublishedView, ReleaseList, ReleaseView,
};
use crate::publish;

/// Ids that one list can be put in order by.
pub(crate) const ORDER_MAX: usize = 1_000;

pub(crate) struct ProblemRoutes;

/// A package as `gavel problem pack` makes it.
#[derive(ApiRequest)]
pub(crate) enum Package {
    #[oai(content_type = "application/zip")]
    Zip(Binary<Body>),
}

/// The answer to a DELETE.
#[derive(ApiResponse)]
pub(crate) enum Withdrawn {
    /// It is no longer listed, and nothing more can be sent for it. What was sent before is judged.
    #[oai(status = 204)]
    Gone,
}

/// Whether anybody may read, whom the caches serve too.
fn public(gate: &Gate, reader: &Reader) -> Result<bool, Failure> {
    match reader {
        Reader::Anyone if !gate.problems_public => Err(Failure::Unauthorized),
        Reader::Key(_) | Reader::Anyone => Ok(gate.problems_public),
    }
}

#[OpenApi(tag = "Tag::Problems")]
impl ProblemRoutes {
    /// List the problems.
    #[oai(path = "/v1/problems", method = "get", operation_id = "listProblems")]
    #[expect(
        clippy::too_many_arguments,
        reason = "one for each thing that a request may say"
    )]
    async fn list(
        &self,
        Data(gate): GateData<'_>,
        reader: Reader,
        /// The `next` of the page before.
        after: Query<Option<String>>,
        /// Rows of a page, 1 to 100, which is also the default.
        limit: Query<Option<u32>>,
        /// Ids separated by commas, at most 1,000: these first, in this order, and all others after them. Ids that are not known
        /// are passed over. The next page takes the same.
        order: Query<Option<String>>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
        #[oai(name = "Accept-Encoding")] accept_encoding: Header<Option<String>>,
    ) -> Result<PageAnswer<ProblemPage>> {
        let asked = Asked {
            if_none_match: if_none_match.0.as_deref(),
            accept_encoding: accept_encoding.0.as_deref(),
            public: public(gate, &reader)?,
        };
        let rows = limit.0.unwrap_or(PAGE_ROWS_MAX);
        if rows == 0 || rows > PAGE_ROWS_MAX {
            return Err(Failure::InvalidRequest(format!("limit must be from 1 to {PAGE_ROWS_MAX}.")).into());
        }
        let after = after.0.map(|text| ProblemId::parse(&text)).transpose();
        let after = after.map_err(|_| Failure::InvalidCursor)?;
        let named = order.0.unwrap_or_default();
        let named = named.split(',').map(str::trim).filter(|id| !id.is_empty());
        let mut order = Vec::new();
        for (index, id) in named.enumerate() {
            if index == ORDER_MAX {
                return Err(
                    Failure::InvalidRequest(format!("order names more than {ORDER_MAX} ids.")).into(),
                );
            }
            order.extend(ProblemId::parse(id).ok().filter(|id| !order.contains(id)));
        }
        let served = gate.problems.served();
        if after.is_none() && order.is_empty() && rows == PAGE_ROWS_MAX {
            return Ok(served.first.answer(asked));
        }
        let page = page_of(&served.catalogue, &order, after.as_ref(), rows as usize);
        Ok(Page::new(&page).answer(asked))
    }

    /// Show one problem.
    #[oai(path = "/v1/problems/:id", method = "get", operation_id = "getProblem")]
    async fn show(
        &self,
        Data(gate): GateData<'_>,
        reader: Reader,
        id: Path<String>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
        #[oai(name = "Accept-Encoding")] accept_encoding: Header<Option<String>>,
    ) -> Result<PageAnswer<ProblemDetail>> {
        let asked = Asked {
            if_none_match: if_none_match.0.as_deref(),
            accept_encoding: accept_encoding.0.as_deref(),
            public: public(gate, &reader)?,
        };
        let id = ProblemId::parse(&id.0).map_err(|_| Failure::NotFound)?;
        let served = gate.problems.served();
        Ok(served.detail(&id).ok_or(Failure::NotFound)?.answer(asked))
    }

    /// Publish a problem, or a new version of it.
    #[oai(path = "/v1/problems/:id", method = "put", operation_id = "publishProblem")]
    async fn publish(
        &self,
        Data(gate): GateData<'_>,
        Key(caller): Key,
        id: Path<String>,
        package: Package,
    ) -> Result<Json<PublishedView>> {
        let Package::Zip(Binary(body)) = package;
        let id = ProblemId::parse(&id.0).map_err(|error| Failure::InvalidRequest(format!("{error}.")))?;
        let published = publish::put(gate, &caller, id, body).await?;
        Ok(Json(PublishedView {
            changed: published.changed,
            release: ReleaseView::of(&published.id, &published.release),
        }))
    }

    /// Withdraw a problem.
    #[oai(
        path = "/v1/problems/:id",
        method = "delete",
        operation_id = "withdrawProblem"
    )]
    async fn withdraw(
        &self,
        Data(gate): GateData<'_>,
        Key(caller): Key,
        id: Path<String>,
    ) -> Result<Withdrawn> {
        let id = ProblemId::parse(&id.0).map_err(|_| Failure::NotFound)?;
        match publish::withdraw(gate, &caller, id).await? {
            true => Ok(Withdrawn::Gone),
            false => Err(Failure::NotFound.into()),
        }
    }

    /// List the versions of a problem that its authors published.
    #[oai(
        path = "/v1/problems/:id/versions",
        method = "get",
        operation_id = "listProblemVersions"
    )]
    async fn versions(
        &self,
        Data(gate): GateData<'_>,
        Key(caller): Key,
        id: Path<String>,
    ) -> Result<Json<ReleaseList>> {
        let id = ProblemId::parse(&id.0).map_err(|_| Failure::NotFound)?;
        publish::may_publish(&caller, &id)?;
        let served = gate.problems.served();
        let releases = served.releases(&id).ok_or(Failure::NotFound)?;
        let views = releases.iter().rev().map(|release| ReleaseView::of(&id, release));
        Ok(Json(ReleaseList {
            items: views.collect(),
        }))
    }

    /// List the languages and whether they can run now.
    #[oai(path = "/v1/languages", method = "get", operation_id = "listLanguages")]
    async fn languages(&self, Data(gate): GateData<'_>, _key: Key) -> Result<Json<LanguageList>> {
        let items = gate
            .languages
            .list()
            .into_iter()
            .map(|(id, name, ready)| LanguageView {
                id: id.into(),
                name,
                available: ready.is_some(),
                version: ready.map(|ready| ready.version),
            });
        Ok(Json(LanguageList {
            items: items.collect(),
        }))
    }
}
