//! The one list of what may stand in a page: elements, their attributes and what those may hold. The sanitiser and the check of
//! formulas both go by it. Not in it, on purpose: `style` in both senses, ids, svg, forms, frames, scripts, and of MathML all
//! that holds HTML or another language (`semantics`, `annotation-xml`, `mglyph`, `maction`) and `href`.

use ammonia::Url;

/// What an attribute may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    /// Anything: it is shown, not obeyed.
    Text,
    OneOf(&'static [&'static str]),
    /// `0`, or a number of em or rem of at most this many.
    Length(u32),
    /// A whole number of at most nine digits.
    Number,
    /// `language-` and the name of a programming language.
    Language,
    /// Any of these words, with single spaces between them.
    Classes(&'static [&'static str]),
    /// Where a link may lead.
    Link,
    /// Where a figure may come from.
    Figure,
}

type Attributes = &'static [(&'static str, Value)];

const SIDES: Value = Value::OneOf(&["left", "center", "right"]);
const BOOLEAN: Value = Value::OneOf(&["true", "false"]);
const OPERATOR_SPACE: Value = Value::OneOf(&["0", "0.1667em", "0.2222em", "0.2778em"]);
const OPERATOR_SIZE: Value = Value::OneOf(&["1.2em", "1.623em", "2.047em", "2.470em"]);
const STYLE: [(&str, Value); 2] = [
    ("displaystyle", BOOLEAN),
    ("scriptlevel", Value::OneOf(&["0", "1", "2"])),
];
const ZERO: Value = Value::OneOf(&["0"]);
/// Wider than any space in a formula that people read.
const SPACE_EM_MAX: u32 = 20;

pub(crate) const HTML: &[(&str, Attributes)] = &[
    ("a", &[("href", Value::Link), ("title", Value::Text)]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &[("class", Value::Language)]),
    ("del", &[]),
    ("em", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("hr", &[]),
    (
        "img",
        &[
            ("src", Value::Figure),
            ("alt", Value::Text),
            ("title", Value::Text),
        ],
    ),
    ("li", &[]),
    ("ol", &[("start", Value::Number)]),
    ("p", &[]),
    ("pre", &[]),
    ("strong", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &[("align", SIDES)]),
    ("th", &[("align", SIDES)]),
    ("thead", &[]),
    ("tr", &[]),
    ("ul", &[]),
];

pub(crate) const MATHML: &[(&str, Attributes)] = &[
    ("math", &[("display", Value::OneOf(&["block"]))]),
    (
        "mfrac",
        &[
            ("linethickness", Value::Length(1)),
            STYLE[0],
            STYLE[1],
            ("class", Value::Classes(&["math-thin-top"])),
        ],
    ),
    ("mi", &[("mathvariant", Value::OneOf(&["normal"]))]),
    ("mmultiscripts", &[]),
    ("mn", &[]),
    (
        "mo",
        &[
            ("form", Value::OneOf(&["prefix", "infix", "postfix"])),
            ("stretchy", BOOLEAN),
            ("symmetric", BOOLEAN),
            ("movablelimits", BOOLEAN),
            ("lspace", OPERATOR_SPACE),
            ("rspace", OPERATOR_SPACE),
            ("minsize", OPERATOR_SIZE),
            ("maxsize", OPERATOR_SIZE),
        ],
    ),
    ("mover", &[("accent", BOOLEAN)]),
    (
        "mpadded",
        &[
            ("width", ZERO),
            ("height", ZERO),
            (
                "class",
                Value::Classes(&[
                    "math-thin-left",
                    "math-thin-right",
                    "math-medium-left",
                    "math-medium-right",
                    "math-thick-left",
                    "math-thick-right",
                ]),
            ),
        ],
    ),
    ("mphantom", &[]),
    ("mprescripts", &[]),
    ("mroot", &[]),
    (
        "mrow",
        &[STYLE[0], STYLE[1], ("class", Value::Classes(&["math-compact"]))],
    ),
    (
        "mspace",
        &[
            ("width", Value::Length(SPACE_EM_MAX)),
            (
                "class",
                Value::Classes(&["math-back-thin", "math-back-medium", "math-back-thick"]),
            ),
        ],
    ),
    ("msqrt", &[]),
    ("msub", &[]),
    ("msubsup", &[]),
    ("msup", &[]),
    (
        "mtable",
        &[
            STYLE[0],
            STYLE[1],
            (
                "class",
                Value::Classes(&[
                    "math-line-top",
                    "math-line-left",
                    "math-dashes-top",
                    "math-dashes-left",
                ]),
            ),
        ],
    ),
    (
        "mtd",
        &[(
            "class",
            Value::Classes(&[
                "math-left",
                "math-right",
                "math-flush-left",
                "math-flush-right",
                "math-flush-lines",
                "math-apart",
                "math-narrow",
                "math-line-top",
                "math-line-right",
                "math-dashes-top",
                "math-dashes-right",
            ]),
        )],
    ),
    (
        "mtext",
        &[(
            "class",
            Value::Classes(&[
                "math-bold",
                "math-italic",
                "math-monospace",
                "math-sans",
                "math-underlined",
                "math-struck",
            ]),
        )],
    ),
    ("mtr", &[]),
    ("munder", &[("accentunder", BOOLEAN)]),
    ("munderover", &[]),
];

/// What the attribute of the element may hold; none when the element may not have it.
pub(crate) fn attribute(element: &str, attribute: &str) -> Option<Value> {
    let (_, attributes) = HTML.iter().chain(MATHML).find(|(name, _)| *name == element)?;
    let (_, value) = attributes.iter().find(|(name, _)| *name == attribute)?;
    Some(*value)
}

pub(crate) fn is_mathml(element: &str) -> bool {
    MATHML.iter().any(|(name, _)| *name == element)
}

impl Value {
    pub(crate) fn holds(self, text: &str) -> bool {
        match self {
            Self::Text => true,
            Self::OneOf(words) => words.contains(&text),
            Self::Length(most) => is_length(text, most),
            Self::Number => text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit()),
            Self::Language => text.strip_prefix("language-").is_some_and(is_language),
            Self::Classes(classes) => text.split(' ').all(|class| classes.contains(&class)),
            Self::Link => is_link(text),
            Self::Figure => is_figure(text),
        }
    }
}

/// The name of a programming language as it stands after the fence of a code block.
pub(crate) fn is_language(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+#-_.".contains(&byte);
    (1..=32).contains(&name.len()) && name.bytes().all(allowed)
}

/// Whole addresses only: what a relative one means depends on the page.
pub(crate) fn is_link(address: &str) -> bool {
    // Neither white space nor control characters: parsers skip some of them, each in its own way.
    let plain = |character: char| !character.is_whitespace() && !character.is_control();
    // A browser takes `http:x` on a page that itself came by http for a relative address.
    let begins = |start: &str| {
        let head = address.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let scheme = ["http://", "https://", "mailto:"].into_iter().any(begins);
    scheme && address.chars().all(plain) && Url::parse(address).is_ok()
}

/// A path on the page's own host, or an address with http: or https:, written without anything that needs escaping.
pub(crate) fn is_figure(address: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/:?=&%+".contains(&byte);
    let path = address.starts_with('/') && !address.starts_with("//");
    let scheme = ["http://", "https://"];
    let starts = path || scheme.iter().any(|scheme| address.starts_with(scheme));
    starts && address.bytes().all(allowed)
}

fn is_length(text: &str, most: u32) -> bool {
    if text == "0" {
        return true;
    }
    let number = text.strip_suffix("rem").or_else(|| text.strip_suffix("em"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    number.is_some_and(|number| {
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        digits(whole)
            && digits(part)
            && part.len() <= 12
            && whole.parse().is_ok_and(|whole: u32| whole < most)
    })
}
