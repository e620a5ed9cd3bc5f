//! The converter's MathML, in the words of this crate: what it styles in place becomes classes, since pages forbid styles in place,
//! and HTML in texts becomes classes, so that nothing but MathML stands in a formula. It is checked on the way: an element, an
//! attribute or a style that is not known is an error for the author, and not something that is missing in the page.

use std::fmt::Write;

use crate::FORMULA_NESTING_MAX;
use crate::allowed::{attribute, is_mathml};
use crate::error::FormulaError;

/// A declaration in place and its class. An empty class: the page looks the same without it, or another class says it too.
const CLASSES: [(&str, &str); 30] = [
    ("text-align:left", "math-left"),
    ("text-align:right", "math-right"),
    ("justify-items:start", ""),
    ("justify-items:end", ""),
    ("padding-left:0", "math-flush-left"),
    ("padding-right:0", "math-flush-right"),
    ("padding-top:0", "math-flush-lines"),
    ("padding-bottom:0", ""),
    ("padding-left:1em", "math-apart"),
    ("padding-left:0.1em", "math-narrow"),
    ("padding-right:0.1em", ""),
    ("border-top:0.05em solid currentcolor", "math-line-top"),
    ("border-left:0.05em solid currentcolor", "math-line-left"),
    ("border-right:0.05em solid currentcolor", "math-line-right"),
    ("border-top:0.05em dashed currentcolor", "math-dashes-top"),
    ("border-left:0.05em dashed currentcolor", "math-dashes-left"),
    ("border-right:0.05em dashed currentcolor", "math-dashes-right"),
    ("padding-top:0.1667em", "math-thin-top"),
    ("padding-left:0.1667em", "math-thin-left"),
    ("padding-right:0.1667em", "math-thin-right"),
    ("padding-left:0.2222em", "math-medium-left"),
    ("padding-right:0.2222em", "math-medium-right"),
    ("padding-left:0.2778em", "math-thick-left"),
    ("padding-right:0.2778em", "math-thick-right"),
    ("margin-left:-0.16666667em", "math-back-thin"),
    ("margin-left:-0.22222222em", "math-back-medium"),
    ("margin-left:-0.2777778em", "math-back-thick"),
    ("math-shift:compact", "math-compact"),
    ("class:math-core-sans-serif-font", "math-sans"),
    ("class:math-core-serif-font", ""),
];

/// The HTML that the converter puts around a text in `mtext`, and its class.
const TEXTS: [(&str, &str); 7] = [
    ("b", "math-bold"),
    ("i", "math-italic"),
    ("em", "math-italic"),
    ("code", "math-monospace"),
    ("s", "math-struck"),
    ("u", "math-underlined"),
    ("span", ""),
];

/// What is known and refused: how an element or a declaration begins, and how people call it.
const REFUSED: [(&str, &str); 7] = [
    ("color:", "colours"),
    ("<menclose", "struck-out formulas"),
    ("<a", "references to formulas"),
    ("id:", "labels of formulas"),
    ("width:100%", "numbered formulas"),
    ("margin-left:-", "negative spaces but `\\!`"),
    ("font-", "sizes and small capitals"),
];

/// `mathml` is one `math` element as the converter writes it.
pub(crate) fn restyle(mathml: &str) -> Result<String, FormulaError> {
    let mut made = String::with_capacity(mathml.len());
    let mut rest = mathml;
    let mut depth = 0_usize;
    while let Some((text, tag, after)) = next_tag(rest)? {
        made.push_str(text);
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            // Those of texts are left out like their beginnings.
            if is_mathml(name) {
                depth = depth.saturating_sub(1);
                let _ = write!(made, "</{name}>");
            } else if class_of_text(name).is_none() {
                return Err(refused(&format!("<{name}")));
            }
            continue;
        }
        let (mut element, alone) = Element::parse(tag)?;
        if element.name == "mtext" {
            while let Some((inner, after)) = text_element(rest)? {
                element.classes.extend(inner);
                rest = after;
            }
        }
        element.write(&mut made)?;
        if alone {
            let _ = write!(made, "</{}>", element.name);
        } else {
            depth += 1;
        }
        if depth > FORMULA_NESTING_MAX {
            return Err(FormulaError::Nesting);
        }
    }
    made.push_str(rest);
    Ok(made)
}

/// The text before the next tag, the tag without its brackets, what follows.
fn next_tag(from: &str) -> Result<Option<(&str, &str, &str)>, FormulaError> {
    let Some((text, tag)) = from.split_once('<') else {
        return Ok(None);
    };
    let (tag, after) = tag.split_once('>').ok_or_else(|| refused("<"))?;
    Ok(Some((text, tag, after)))
}

/// When an element of HTML begins here: the classes in its place, and what follows.
fn text_element(from: &str) -> Result<Option<(Vec<&'static str>, &str)>, FormulaError> {
    let Some(("", tag, after)) = next_tag(from)? else {
        return Ok(None);
    };
    let name = tag.split(' ').next().unwrap_or_default();
    let Some(class) = class_of_text(name) else {
        return Ok(None);
    };
    let (element, _) = Element::parse_any(tag)?;
    let mut classes = element.classes;
    classes.extend((!class.is_empty()).then_some(class));
    Ok(Some((classes, after)))
}

fn class_of_text(name: &str) -> Option<&'static str> {
    let (_, class) = TEXTS.iter().find(|(element, _)| *element == name)?;
    Some(class)
}

/// An element with its attributes, those that name styles and classes apart.
struct Element<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    classes: Vec<&'static str>,
}

impl<'a> Element<'a> {
    /// Also whether it ends at once.
    fn parse(tag: &'a str) -> Result<(Self, bool), FormulaError> {
        let (element, alone) = Self::parse_any(tag)?;
        if is_mathml(element.name) {
            Ok((element, alone))
        } else {
            Err(refused(&format!("<{}", element.name)))
        }
    }

    fn parse_any(tag: &'a str) -> Result<(Self, bool), FormulaError> {
        let whole = tag.strip_suffix('/');
        let tag = whole.unwrap_or(tag).trim_end();
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut element = Self {
            name,
            attributes: Vec::new(),
            classes: Vec::new(),
        };
        rest = rest.trim_start();
        while !rest.is_empty() {
            let parts = rest
                .split_once("=\"")
                .and_then(|(attribute, rest)| Some((attribute, rest.split_once('"')?)));
            let (attribute, (value, after)) = parts.ok_or_else(|| refused(&format!("<{name}")))?;
            rest = after.trim_start();
            match attribute {
                "style" => {
                    let declarations = value.split(';').map(str::trim);
                    for declaration in declarations.filter(|declaration| !declaration.is_empty()) {
                        element.declare(&declaration.replace(": ", ":"))?;
                    }
                }
                "class" => element.declare(&format!("class:{value}"))?,
                _ => element.attributes.push((attribute, value)),
            }
        }
        Ok((element, whole.is_some()))
    }

    fn declare(&mut self, declaration: &str) -> Result<(), FormulaError> {
        // What the width attribute says too, for one browser; none is what an mpadded has anyway.
        let said = (self.name == "mspace" && declaration.starts_with("width:"))
            || (self.name == "mpadded" && ["padding-left:0", "padding-right:0"].contains(&declaration));
        if said {
            return Ok(());
        }
        let class = CLASSES.iter().find(|(known, _)| *known == declaration);
        let (_, class) = class.ok_or_else(|| refused(declaration))?;
        if !class.is_empty() {
            self.classes.push(class);
        }
        Ok(())
    }

    fn write(&self, into: &mut String) -> Result<(), FormulaError> {
        let _ = write!(into, "<{}", self.name);
        let classes = self.classes.join(" ");
        let class = (!classes.is_empty()).then_some(("class", classes.as_str()));
        for (name, value) in self.attributes.iter().copied().chain(class) {
            let allowed = attribute(self.name, name).is_some_and(|allowed| allowed.holds(value));
            if !allowed {
                return Err(refused(&format!("{name}:{value}")));
            }
            let _ = write!(into, " {name}=\"{value}\"");
        }
        into.push('>');
        Ok(())
    }
}

fn refused(what: &str) -> FormulaError {
    let known = REFUSED.iter().find(|(start, _)| match start.strip_prefix('<') {
        Some(_) => *start == what,
        None => what.starts_with(start),
    });
    match known {
        Some((_, name)) => FormulaError::Unsupported(name),
        None => FormulaError::Unknown(format!("`{what}`")),
    }
}
