//! The last step: whatever the steps before it made is parsed as a browser parses it, and only what the list of `allowed` has is
//! written again. So the HTML is balanced, and a fault before this step costs a text its shape and nobody their session.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::allowed::{HTML, MATHML, attribute};

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let elements = || HTML.iter().chain(MATHML);
    let attributes: HashMap<_, HashSet<_>> = elements()
        .filter(|(_, attributes)| !attributes.is_empty())
        .map(|(element, attributes)| (*element, attributes.iter().map(|(name, _)| *name).collect()))
        .collect();
    let mut sanitiser = Builder::empty();
    sanitiser
        .tags(elements().map(|(element, _)| *element).collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(attributes)
        .attribute_filter(|element, name, value| {
            // The sanitiser's own: one that was written is gone by now.
            let own = element == "a" && name == "rel";
            let allowed = attribute(element, name).is_some_and(|allowed| allowed.holds(value));
            (own || allowed).then(|| value.into())
        })
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        // A figure's own path; `allowed` has looked at both kinds of addresses already.
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .strip_comments(true);
    sanitiser
});

pub(crate) fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}
