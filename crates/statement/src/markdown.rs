//! Markdown's events: those that a text may not have are errors with their line, the others become HTML. Nothing here is trusted
//! to be safe; that is the sanitiser's part.

use std::fmt;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::allowed::{is_figure, is_language, is_link};
use crate::error::StatementError;
use crate::formula::{Formula, convert};
use crate::sanitise::sanitise;
use crate::{HTML_BYTES_MAX, NESTING_MAX, TEXT_BYTES_MAX};

/// CommonMark with tables, struck-out text and mathematics. `figure` tells where the figure of a name (`tree.png` of
/// `figures/tree.png`) is served: a path that begins with `/`, or an address with http: or https:; none of one that the problem
/// does not have. The answer is HTML without a document around it, headings from `h2` on.
pub fn render(markdown: &str, figure: &dyn Fn(&str) -> Option<String>) -> Result<String, StatementError> {
    let bytes = markdown.len();
    if bytes > TEXT_BYTES_MAX {
        return Err(StatementError::TooLong { bytes });
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let mut text = Text {
        markdown,
        figure,
        events: Vec::new(),
        formulas: Vec::new(),
        depth: 0,
        images: 0,
        table: Table::default(),
    };
    for (event, place) in Parser::new_ext(markdown, options).into_offset_iter() {
        text.add(event, place)?;
    }
    let events = text.with_formulas()?;
    let mut html = Bounded(String::new());
    pulldown_cmark::html::write_html_fmt(&mut html, events.into_iter())
        .map_err(|_| StatementError::TooMuchHtml)?;
    let html = sanitise(&html.0);
    if html.len() > HTML_BYTES_MAX {
        return Err(StatementError::TooMuchHtml);
    }
    Ok(html)
}

struct Text<'a> {
    markdown: &'a str,
    figure: &'a dyn Fn(&str) -> Option<String>,
    events: Vec<Event<'a>>,
    formulas: Vec<Found<'a>>,
    /// Elements that are open.
    depth: usize,
    /// Images that are open: their text is an attribute, without elements in it.
    images: usize,
    table: Table,
}

/// A formula, where it is in the text and which event stands for it.
struct Found<'a> {
    latex: CowStr<'a>,
    display: bool,
    offset: usize,
    event: usize,
}

/// The table that is open.
#[derive(Default)]
struct Table {
    columns: Vec<Alignment>,
    column: usize,
    head: bool,
}

impl<'a> Text<'a> {
    fn add(&mut self, event: Event<'a>, place: Range<usize>) -> Result<(), StatementError> {
        let event = match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => {
                return Err(StatementError::Html {
                    line: self.line(place.start),
                });
            }
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > NESTING_MAX {
                    return Err(StatementError::Nesting {
                        line: self.line(place.start),
                    });
                }
                self.start(tag, place.start)?
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(tag)
            }
            Event::InlineMath(latex) if self.images == 0 => self.formula(latex, false, place.start),
            Event::DisplayMath(latex) if self.images == 0 => self.formula(latex, true, place.start),
            event => event,
        };
        self.events.push(event);
        Ok(())
    }

    fn start(&mut self, tag: Tag<'a>, offset: usize) -> Result<Event<'a>, StatementError> {
        Ok(Event::Start(match tag {
            Tag::Heading { level, .. } => Tag::Heading {
                level: lower(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            },
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let name = info.split([' ', ',', '\t']).next().unwrap_or_default();
                Tag::CodeBlock(if is_language(name) {
                    CodeBlockKind::Fenced(name.to_owned().into())
                } else {
                    CodeBlockKind::Indented
                })
            }
            Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            } => {
                let whole = match link_type {
                    pulldown_cmark::LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                if !is_link(&whole) {
                    return Err(StatementError::Link {
                        line: self.line(offset),
                        address: shortened(&whole),
                    });
                }
                Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }
            }
            Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            } => {
                self.images += 1;
                Tag::Image {
                    link_type,
                    dest_url: self.figure(&dest_url, offset)?.into(),
                    title,
                    id,
                }
            }
            Tag::Table(columns) => {
                self.table.columns.clone_from(&columns);
                Tag::Table(columns)
            }
            Tag::TableHead => {
                self.table.head = true;
                self.table.column = 0;
                Tag::TableHead
            }
            Tag::TableRow => {
                self.table.column = 0;
                Tag::TableRow
            }
            Tag::TableCell => return Ok(Event::InlineHtml(self.table.next_cell().into())),
            tag => tag,
        }))
    }

    fn end(&mut self, tag: TagEnd) -> Event<'a> {
        match tag {
            TagEnd::Heading(level) => Event::End(TagEnd::Heading(lower(level))),
            TagEnd::TableCell => Event::InlineHtml(self.table.cell_end().into()),
            TagEnd::TableHead => {
                self.table.head = false;
                Event::End(tag)
            }
            TagEnd::Image => {
                self.images = self.images.saturating_sub(1);
                Event::End(tag)
            }
            tag => Event::End(tag),
        }
    }

    /// The event that will be its MathML.
    fn formula(&mut self, latex: CowStr<'a>, display: bool, offset: usize) -> Event<'a> {
        self.formulas.push(Found {
            latex,
            display,
            offset,
            event: self.events.len(),
        });
        Event::InlineHtml(CowStr::Borrowed(""))
    }

    fn figure(&self, written: &str, offset: usize) -> Result<String, StatementError> {
        let name = written.strip_prefix("figures/");
        let Some(address) = name.and_then(self.figure) else {
            return Err(StatementError::Figure {
                line: self.line(offset),
                address: shortened(written),
            });
        };
        if !is_figure(&address) {
            return Err(StatementError::FigureAddress {
                line: self.line(offset),
                address,
            });
        }
        Ok(address)
    }

    fn with_formulas(mut self) -> Result<Vec<Event<'a>>, StatementError> {
        let formulas: Vec<_> = self
            .formulas
            .iter()
            .map(|found| Formula {
                latex: &found.latex,
                display: found.display,
            })
            .collect();
        let converted = convert(&formulas).map_err(|(index, reason)| {
            let found = self.formulas.get(index);
            StatementError::Formula {
                line: self.line(found.map_or(0, |found| found.offset)),
                formula: shortened(found.map_or("", |found| &found.latex)),
                reason,
            }
        })?;
        if converted.len() < self.formulas.len() {
            return Err(StatementError::TooMuchHtml);
        }
        for (found, mathml) in self.formulas.iter().zip(converted) {
            if let Some(event) = self.events.get_mut(found.event) {
                *event = Event::InlineHtml(mathml.into());
            }
        }
        Ok(self.events)
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.markdown.as_bytes().get(..offset).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

impl Table {
    /// Its sides as an attribute: the library would write a style in place.
    fn next_cell(&mut self) -> String {
        let side = match self.columns.get(self.column) {
            Some(Alignment::Left) => " align=\"left\"",
            Some(Alignment::Center) => " align=\"center\"",
            Some(Alignment::Right) => " align=\"right\"",
            Some(Alignment::None) | None => "",
        };
        self.column += 1;
        format!("<{}{side}>", if self.head { "th" } else { "td" })
    }

    fn cell_end(&self) -> &'static str {
        if self.head { "</th>" } else { "</td>" }
    }
}

/// The page's own title is its only `h1`.
fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

const SHOWN_CHARS: usize = 80;

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN_CHARS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Takes no more than a page's bytes: a text may say many times what it writes once.
struct Bounded(String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > HTML_BYTES_MAX {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}
