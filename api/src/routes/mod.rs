//! The routes, one file a resource. Each path belongs to one of these structs only: two that shared a path would lose
//! operations silently.

mod figures;
mod problems;
mod runs;
mod service;
mod shared;
mod submissions;

pub(crate) use figures::figure;
pub(crate) use problems::ProblemRoutes;
pub(crate) use runs::{RunRoutes, against, samples};
pub(crate) use service::{ServiceRoutes, metrics_page};
pub(crate) use shared::PAGE_ROWS_MAX;
pub(crate) use submissions::{SubmissionRoutes, judge};

use poem_openapi::Tags;

/// One tag a resource.
#[derive(Tags)]
pub(crate) enum Tag {
    /// Code with input of one's own.
    Runs,
    /// Code judged against a problem's tests.
    Submissions,
    /// Problems and languages to choose from.
    Problems,
    /// Health and readiness.
    Service,
}
