//! What the commands of LaTeX statements come to in Markdown, as tables.

/// Commands that stand for a text.
pub(super) const TEXTS: &[(&str, &str)] = &[
    ("%", "%"),
    ("#", "\\#"),
    ("$", "\\$"),
    ("_", "\\_"),
    ("&", "\\&"),
    ("{", "{"),
    ("}", "}"),
    (" ", " "),
    ("\n", " "),
    (",", " "),
    (";", " "),
    (":", " "),
    ("!", ""),
    ("/", ""),
    ("-", ""),
    ("@", ""),
    ("quad", " "),
    ("qquad", " "),
    ("space", " "),
    ("ldots", "…"),
    ("dots", "…"),
    ("textellipsis", "…"),
    ("textbackslash", "\\\\"),
    ("textasciitilde", "\\~"),
    ("textasciicircum", "^"),
    ("textunderscore", "\\_"),
    ("textbar", "\\|"),
    ("textless", "\\<"),
    ("textgreater", ">"),
    ("textquotedbl", "\""),
    ("textquotesingle", "'"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textdegree", "°"),
    ("degree", "°"),
    ("textbullet", "•"),
    ("textcopyright", "©"),
    ("copyright", "©"),
    ("texttrademark", "™"),
    ("textregistered", "®"),
    ("pounds", "£"),
    ("euro", "€"),
    ("texteuro", "€"),
    ("S", "§"),
    ("P", "¶"),
    ("dag", "†"),
    ("ss", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("aa", "å"),
    ("AA", "Å"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("i", "i"),
    ("j", "j"),
    ("TeX", "TeX"),
    ("LaTeX", "LaTeX"),
];

/// Commands whose argument is shown with a mark around it.
pub(super) const STYLES: &[(&str, &str)] = &[
    ("textbf", "**"),
    ("textit", "*"),
    ("emph", "*"),
    ("textsl", "*"),
    ("underline", "*"),
    ("uline", "*"),
    ("sout", "~~"),
    ("st", "~~"),
];

/// Commands that change how the rest of their group is shown.
pub(super) const SWITCHES: &[(&str, &str)] = &[
    ("bf", "**"),
    ("bfseries", "**"),
    ("it", "*"),
    ("itshape", "*"),
    ("em", "*"),
    ("sl", "*"),
    ("slshape", "*"),
];

pub(super) const CODES: &[&str] = &["texttt", "t", "code", "lstinline", "path"];

/// Commands of one argument that are headings, with their level.
pub(super) const HEADINGS: &[(&str, usize)] = &[
    ("section", 2),
    ("subsection", 3),
    ("subsubsection", 4),
    ("paragraph", 4),
    ("subparagraph", 4),
];

/// Commands that begin a part of the statement. Samples are shown apart from it.
pub(super) const SECTIONS: &[(&str, &str)] = &[
    ("InputFile", "Input"),
    ("OutputFile", "Output"),
    ("Interaction", "Interaction"),
    ("Scoring", "Scoring"),
    ("SubtaskSection", "Subtasks"),
    ("Note", "Note"),
    ("Notes", "Notes"),
    ("Explanation", "Explanation"),
    ("Explanations", "Explanations"),
    ("Constraints", "Constraints"),
];

/// Commands that say nothing in Markdown, with how many arguments go with them.
pub(super) const IGNORED: &[(&str, usize)] = &[
    ("noindent", 0),
    ("indent", 0),
    ("centering", 0),
    ("raggedright", 0),
    ("newpage", 0),
    ("clearpage", 0),
    ("pagebreak", 0),
    ("bigskip", 0),
    ("medskip", 0),
    ("smallskip", 0),
    ("vfill", 0),
    ("hfill", 0),
    ("displaystyle", 0),
    ("rm", 0),
    ("sf", 0),
    ("normalfont", 0),
    ("tiny", 0),
    ("scriptsize", 0),
    ("footnotesize", 0),
    ("small", 0),
    ("normalsize", 0),
    ("large", 0),
    ("Large", 0),
    ("LARGE", 0),
    ("huge", 0),
    ("Huge", 0),
    ("sloppy", 0),
    ("protect", 0),
    ("relax", 0),
    ("xspace", 0),
    ("leavevmode", 0),
    ("maketitle", 0),
    ("textsc", 0),
    ("textrm", 0),
    ("textsf", 0),
    ("textnormal", 0),
    ("textup", 0),
    ("text", 0),
    ("mbox", 0),
    ("hbox", 0),
    ("fbox", 0),
    ("url", 0),
    ("ensuremath", 0),
    ("Examples", 0),
    ("Example", 0),
    ("nextsample", 0),
    ("remainingsamples", 0),
    ("vspace", 1),
    ("hspace", 1),
    ("vskip", 1),
    ("label", 1),
    ("usepackage", 1),
    ("documentclass", 1),
    ("pagestyle", 1),
    ("thispagestyle", 1),
    ("graphicspath", 1),
    ("lstset", 1),
    ("exmp", 2),
    ("exmpfile", 2),
    ("setlength", 2),
    ("addtolength", 2),
    ("setcounter", 2),
    ("textcolor", 1),
    ("color", 1),
];

/// Commands that define others; those are not followed, with how many arguments go with them.
pub(super) const DEFINITIONS: &[(&str, usize)] = &[
    ("newcommand", 2),
    ("renewcommand", 2),
    ("providecommand", 2),
    ("DeclareMathOperator", 2),
    ("newenvironment", 3),
    ("renewenvironment", 3),
    ("def", 2),
    ("let", 2),
    ("newtheorem", 2),
];

/// Commands that read other files, or run programs.
pub(super) const READERS: &[&str] = &[
    "input",
    "include",
    "import",
    "subimport",
    "verbatiminput",
    "lstinputlisting",
    "write",
];

/// Accents and the characters that combine with the letter before them.
pub(super) const ACCENTS: &[(&str, char)] = &[
    ("'", '\u{301}'),
    ("`", '\u{300}'),
    ("^", '\u{302}'),
    ("\"", '\u{308}'),
    ("~", '\u{303}'),
    ("=", '\u{304}'),
    (".", '\u{307}'),
    ("u", '\u{306}'),
    ("v", '\u{30c}'),
    ("H", '\u{30b}'),
    ("c", '\u{327}'),
    ("k", '\u{328}'),
    ("r", '\u{30a}'),
    ("d", '\u{323}'),
    ("b", '\u{331}'),
];

pub(super) const LISTS: &[&str] = &[
    "itemize",
    "enumerate",
    "description",
    "compactitem",
    "compactenum",
    "easylist",
];
pub(super) const TABLES: &[&str] = &["tabular", "tabularx", "tabulary", "longtable"];
pub(super) const LISTINGS: &[&str] = &["verbatim", "Verbatim", "lstlisting", "alltt", "minted"];
pub(super) const QUOTES: &[&str] = &["quote", "quotation", "verse"];
pub(super) const SAMPLES: &[&str] = &["example", "examples", "examplewide", "examplethree", "comment"];
pub(super) const DRAWINGS: &[&str] = &[
    "tikzpicture",
    "pspicture",
    "picture",
    "asy",
    "forest",
    "algorithm",
    "algorithmic",
];
/// Environments of formulas, and those that stand for them within `$$`.
pub(super) const FORMULAS: &[(&str, &str)] = &[
    ("equation", ""),
    ("displaymath", ""),
    ("math", ""),
    ("align", "aligned"),
    ("eqnarray", "aligned"),
    ("flalign", "aligned"),
    ("alignat", "aligned"),
    ("gather", "gathered"),
    ("multline", "gathered"),
];
/// Environments that only place what they hold, with how many arguments go with them.
pub(super) const PLACES: &[(&str, usize)] = &[
    ("document", 0),
    ("center", 0),
    ("flushleft", 0),
    ("flushright", 0),
    ("figure", 0),
    ("table", 0),
    ("wrapfigure", 2),
    ("wraptable", 2),
    ("minipage", 1),
    ("multicols", 1),
    ("samepage", 0),
    ("small", 0),
    ("footnotesize", 0),
    ("problem", 6),
    ("tutorial", 1),
];

pub(super) fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
}
