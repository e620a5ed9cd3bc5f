//! A package in the making, whatever it is made from: here limits are brought into Gavel's ranges, names into its grammar, and
//! all of it is written as a folder. What does not fit is noted. `kattis` and `polygon` fill it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use gavel_wire::limits::{MIB, SOURCE_BYTES_MAX};
use gavel_wire::problem::Checker;
use gavel_wire::{FileName, Limits, ProblemId, Status};

use super::author::Carried;
use super::names;
use super::report::Notes;
use super::source::Source;
use super::subtasks::{self, Part};
use super::tests::Tests;
use crate::adapters::Role;
use crate::folder::FIGURE_BYTES_MAX;
use crate::manifest;

const TITLE_CHARS_MAX: usize = 200;
const TAGS_MAX: usize = 16;
/// Where a tolerance of 1 and more ends up.
const TOLERANCE_MAX: f64 = 0.999_999;

#[derive(Debug)]
pub(super) struct Draft {
    pub(super) title: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) limits: Limits,
    /// Whether the package said it, and not Gavel's default.
    output_given: bool,
    pub(super) checker: Checker,
    pub(super) stop_at_first_failure: bool,
    pub(super) statement: String,
    pub(super) editorial: Option<String>,
    /// Names beneath `figures/`, and the files that they are made of.
    figures: BTreeMap<String, String>,
    pub(super) tests: Tests,
    /// Paths beneath `submissions/`, and their sources.
    pub(super) submissions: BTreeMap<String, String>,
    /// What submissions are worth, by the same paths.
    pub(super) scores: BTreeMap<String, u32>,
    /// At most one of each role; an interactor takes the place of a checker.
    programs: Vec<Carried>,
    pub(super) parts: Vec<Part>,
    pub(super) notes: Notes,
}

impl Draft {
    pub(super) fn new() -> Draft {
        Draft {
            title: None,
            tags: Vec::new(),
            limits: Limits::default(),
            output_given: false,
            checker: Checker::Tokens,
            stop_at_first_failure: true,
            statement: String::new(),
            editorial: None,
            figures: BTreeMap::new(),
            tests: Tests::default(),
            submissions: BTreeMap::new(),
            scores: BTreeMap::new(),
            programs: Vec::new(),
            parts: Vec::new(),
            notes: Notes::default(),
        }
    }

    pub(super) fn cpu_ms(&mut self, place: &str, ms: f64) {
        self.limits.cpu_ms = self.within(0, place, ms, "ms");
        self.limits.wall_ms = Limits::wall_ms_for(self.limits.cpu_ms);
    }

    pub(super) fn memory_bytes(&mut self, place: &str, bytes: f64) {
        self.limits.memory_bytes = self.within(2, place, bytes, "bytes");
    }

    pub(super) fn output_bytes(&mut self, place: &str, bytes: f64) {
        self.output_given = true;
        self.limits.output_bytes = self.within(3, place, bytes, "bytes");
    }

    /// The nearest value in the range of the limit at this index.
    fn within(&mut self, index: usize, place: &str, asked: f64, unit: &str) -> u64 {
        let (field, min, max) = Limits::CHECKED[index];
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a cast of a float stops at the ends of the range, and limits are far below 2^53"
        )]
        let (value, asked_is_less) = ((asked.ceil() as u64).clamp(min, max), asked < min as f64);
        #[expect(clippy::cast_precision_loss, reason = "limits are far below 2^53")]
        let asked_is_more = asked > max as f64;
        if asked_is_more {
            self.notes.differs(
                place,
                format!("{asked} {unit} is more than {field} may be; it is {max}, and solutions that need more fail"),
            );
        } else if asked_is_less {
            self.notes.changed(
                place,
                format!("{asked} {unit} is less than {field} may be; it is {min}"),
            );
        }
        value
    }

    /// The tolerances, of which zeros are none.
    pub(super) fn float(&mut self, place: &str, absolute: f64, relative: f64) {
        let mut fit = |tolerance: f64| {
            if tolerance.is_finite() && (0.0..1.0).contains(&tolerance) {
                return tolerance;
            }
            self.notes.differs(
                place,
                format!("a tolerance of {tolerance} is not one of at least 0 and less than 1; it is {TOLERANCE_MAX}"),
            );
            TOLERANCE_MAX
        };
        self.checker = Checker::Float {
            absolute: fit(absolute),
            relative: fit(relative),
        };
    }

    pub(super) fn tag(&mut self, place: &str, word: &str) {
        let tag = names::tag(word);
        if ProblemId::parse(&tag).is_err() || (self.tags.len() == TAGS_MAX && !self.tags.contains(&tag)) {
            self.notes
                .dropped(place, format!("the keyword {word:?} is no tag, or one too many"));
            return;
        }
        if tag != word {
            self.notes
                .changed(place, format!("the keyword {word:?} is the tag {tag}"));
        }
        if !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }

    /// Takes a figure and returns the path by which a text names it; none of one that Gavel does not show.
    pub(super) fn figure(&mut self, source: &Source, file: &str) -> Option<String> {
        let (stem, extension) = file
            .rsplit_once('/')
            .map_or(file, |(_, name)| name)
            .rsplit_once('.')?;
        let extension = match extension.to_ascii_lowercase().as_str() {
            "png" => "png",
            "jpg" | "jpeg" => "jpg",
            "gif" => "gif",
            "webp" => "webp",
            _ => {
                self.notes.differs(
                    file,
                    "a figure is shown as PNG, JPEG, GIF or WebP only; convert it by hand",
                );
                return None;
            }
        };
        let fits = source.read(file).is_ok_and(|content| {
            content.len() as u64 <= FIGURE_BYTES_MAX && crate::folder::is_figure(extension, &content)
        });
        if !fits {
            self.notes.differs(
                file,
                format!("it is no {extension} file of at most {FIGURE_BYTES_MAX} bytes, and was left behind"),
            );
            return None;
        }
        let mut name = format!("{}.{extension}", names::file(stem, FileName::BYTES_MAX - 8));
        let mut number = 2;
        while self.figures.get(&name).is_some_and(|taken| taken != file) {
            name = format!(
                "{}-{number}.{extension}",
                names::file(stem, FileName::BYTES_MAX - 12)
            );
            number += 1;
        }
        let path = format!("figures/{name}");
        self.figures.insert(name, file.to_owned());
        Some(path)
    }

    /// Takes a program that must come to a status. It is called as its place is: the file, or the folder around it.
    pub(super) fn submission(
        &mut self,
        source: &Source,
        place: &str,
        file: &str,
        promised: Status,
        extension: &str,
    ) -> Option<String> {
        let text = match source.read(file).map(String::from_utf8) {
            Ok(Ok(text)) if text.len() <= SOURCE_BYTES_MAX && !text.contains('\0') => text,
            _ => {
                let most = SOURCE_BYTES_MAX / 1024;
                self.notes.dropped(
                    file,
                    format!("a submission is one file of UTF-8 and of at most {most} KiB"),
                );
                return None;
            }
        };
        let text = match extension {
            "java" => super::java::as_main(&text).map_or(text, |(renamed, class)| {
                self.notes.changed(
                    file,
                    format!("its class {class} is called Main, as Gavel calls it"),
                );
                renamed
            }),
            _ => text,
        };
        let name = place.rsplit_once('/').map_or(place, |(_, name)| name);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let folder = promised.as_str();
        let path = |suffix: &str| {
            let stem = names::file(stem, FileName::BYTES_MAX - extension.len() - 8);
            format!("{folder}/{stem}{suffix}.{extension}")
        };
        let mut number = 1;
        let mut named = path("");
        while self.submissions.contains_key(&named) {
            number += 1;
            named = path(&format!("-{number}"));
        }
        let original = format!("{stem}.{extension}");
        if named.rsplit_once('/').is_none_or(|(_, name)| name != original) {
            self.notes
                .changed(file, format!("it is called submissions/{named}"));
        }
        self.submissions.insert(named.clone(), text);
        Some(named)
    }

    /// Takes a program of the package's, or notes at `place` why it is not carried over and what follows from that.
    pub(super) fn carry(&mut self, place: &str, program: anyhow::Result<Carried>, otherwise: &str) {
        match program {
            Ok(program) => self.programs.push(program),
            Err(why) => self
                .notes
                .differs(place, format!("it is not carried over: {why:#}; {otherwise}")),
        }
    }

    pub(super) fn program(&self, role: Role) -> Option<&Carried> {
        self.programs.iter().find(|program| program.role == role)
    }

    /// Writes the package into an empty folder.
    pub(super) fn write(&mut self, source: &Source, directory: &Path) -> anyhow::Result<()> {
        self.fit_title();
        let facts = self
            .tests
            .write(source, &mut self.notes, &directory.join("tests"))?;
        self.fit_output(facts.answer_bytes);
        if self
            .programs
            .iter()
            .all(|program| program.role == Role::Validator)
        {
            self.note_letters(facts.letters);
        }
        let put = |file: &str, content: &[u8]| {
            let path = directory.join(file);
            let parent = path.parent().unwrap_or(directory);
            std::fs::create_dir_all(parent).with_context(|| format!("make {}", parent.display()))?;
            std::fs::write(&path, content).with_context(|| format!("write {}", path.display()))
        };
        let subtasks = subtasks::written(&self.parts, &facts.stems, "points", &mut self.notes);
        put(manifest::NAME, self.manifest(&subtasks)?.as_bytes())?;
        put("statement.md", self.statement.as_bytes())?;
        if let Some(editorial) = &self.editorial {
            put("editorial.md", editorial.as_bytes())?;
        }
        for (name, file) in &self.figures {
            put(&format!("figures/{name}"), &source.read(file)?)?;
        }
        for program in &self.programs {
            for (name, text) in &program.files {
                put(&format!("{}/{name}", program.role.folder()), text.as_bytes())?;
            }
        }
        for (path, text) in &self.submissions {
            put(&format!("submissions/{path}"), text.as_bytes())?;
        }
        Ok(())
    }

    fn fit_title(&mut self) {
        let given = self.title.take().unwrap_or_default();
        let one_line = given.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut title: String = one_line
            .chars()
            .filter(|character| !character.is_control())
            .collect();
        if title.chars().count() > TITLE_CHARS_MAX {
            title = title.chars().take(TITLE_CHARS_MAX).collect();
            self.notes
                .changed("title", format!("it is cut to {TITLE_CHARS_MAX} characters"));
        }
        if title.trim().is_empty() {
            title = "Untitled".to_owned();
            self.notes
                .differs("title", "the package says no title; it is Untitled");
        }
        self.title = Some(title);
    }

    /// A package that does not limit what is printed has room for its longest answer twice over.
    fn fit_output(&mut self, answer_bytes: u64) {
        let needed = answer_bytes.saturating_mul(2);
        if self.output_given || needed <= self.limits.output_bytes {
            return;
        }
        let (_, _, max) = Limits::CHECKED[3];
        self.limits.output_bytes = needed.div_ceil(MIB).saturating_mul(MIB).min(max);
        if answer_bytes >= max {
            self.notes.differs(
                "limits",
                format!("an answer has {answer_bytes} bytes, and a program may print {max}"),
            );
        }
    }

    /// Judges that do not tell upper case from lower say so before there are answers.
    fn note_letters(&mut self, letters: bool) {
        let Some(place) = self.tests.any_case.take().filter(|_| letters) else {
            return;
        };
        self.notes.differs(
            place,
            "it compares letters without their case and Gavel with it, so `Yes` is not `YES`; the statement should ask for one",
        );
    }

    /// Notes the files that nothing was made of, by what they are in the format that is read.
    pub(super) fn left(&mut self, source: &Source, known: &[(&str, Left)]) {
        let names: BTreeSet<String> = source.top().into_iter().map(str::to_owned).collect();
        for name in names {
            match known.iter().find(|(known, _)| *known == name) {
                Some((_, Left::Taken)) => {}
                Some((_, Left::Unneeded(text))) => self.notes.dropped(name, *text),
                Some((_, Left::Needed(text))) => self.notes.differs(name, *text),
                None => self
                    .notes
                    .dropped(name, "it is no part of the format that Gavel knows"),
            }
        }
    }
}

/// What becomes of a file or folder at the top of a package.
#[derive(Debug, Clone, Copy)]
pub(super) enum Left {
    Taken,
    Unneeded(&'static str),
    Needed(&'static str),
}
