//! What the tests share: a figure, and a look at HTML that knows nothing of the sanitiser.

mod generated;
mod golden;
mod hostile;
mod payloads;

use crate::allowed::{HTML, MATHML, attribute};
use crate::{StatementError, render};

/// Renders the text of a problem that has one figure.
fn shown(markdown: &str) -> Result<String, StatementError> {
    render(markdown, &|name| {
        (name == "tree.png").then(|| "/figures/tree.png".to_owned())
    })
}

fn html(markdown: &str) -> String {
    shown(markdown).unwrap_or_else(|error| panic!("{markdown}: {error}"))
}

fn told(markdown: &str) -> String {
    match shown(markdown) {
        Ok(html) => panic!("{markdown} is {html}"),
        Err(error) => error.to_string(),
    }
}

const VOID: [&str; 3] = ["br", "hr", "img"];
const REL: &str = "noopener noreferrer nofollow";

/// Whether the HTML has a wrong element or attribute, or is not balanced. Of a serialised page each `<` begins a tag.
fn fault(html: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut math = 0;
    for piece in html.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else {
            return Some(format!("no end of <{piece}"));
        };
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("</{name}> ends another element"));
            }
            math -= usize::from(name == "math");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        math += usize::from(name == "math");
        let list = if math > 0 { MATHML } else { HTML };
        if !list.iter().any(|(allowed, _)| *allowed == name) {
            return Some(format!("<{name}> is not allowed here"));
        }
        let mut parts = attributes.split('"');
        while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
            let key = key.trim().trim_end_matches('=');
            let value = value.replace("&amp;", "&");
            let allowed = attribute(name, key).is_some_and(|allowed| allowed.holds(&value));
            let own = name == "a" && key == "rel" && value == REL;
            if !allowed && !own {
                return Some(format!("<{name} {key}=\"{value}\"> is not allowed"));
            }
        }
        if name == "a" && !attributes.contains(REL) {
            return Some(format!("<{tag}> has no rel"));
        }
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    open.pop().map(|name| format!("<{name}> is open at the end"))
}

#[test]
fn the_look_at_html_sees_faults() {
    for good in [
        "",
        "a &lt; b<br><p>c</p>",
        "<math display=\"block\"><mi>x</mi></math>",
    ] {
        assert_eq!(fault(good), None);
    }
    for bad in [
        "<p>",
        "</p>",
        "<p><em></p></em>",
        "<script></script>",
        "<p onclick=\"\"></p>",
        "<mi>x</mi>",
        "<math><p></p></math>",
        "<math><mi href=\"https://a\">x</mi></math>",
        "<code class=\"x\"></code>",
        "<a href=\"https://a\">x</a>",
        "<a href=\"javascript:a\" rel=\"noopener noreferrer nofollow\">x</a>",
        "<p",
    ] {
        assert!(fault(bad).is_some(), "{bad}");
    }
}
