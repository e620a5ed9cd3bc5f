//! Formulas from LaTeX to MathML. The converter calls itself for what nests, and panics where it is at a loss, so all formulas of a
//! text are converted on one thread with a stack for the worst that fits a formula, and a panic is that formula's error.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use crate::error::FormulaError;
use crate::mathml::restyle;
use crate::{FORMULA_BYTES_MAX, HTML_BYTES_MAX};

/// The worst formula of 4 KiB that is known, `\xtofrom^` repeated, takes between 4 and 8 MiB. What is not touched costs nothing.
const STACK_BYTES: usize = 64 << 20;

/// What people write and the converter does not know.
const MACROS: [(&str, &str); 4] = [
    ("substack", r"\begin{subarray}{c}#1\end{subarray}"),
    ("mbox", r"\text"),
    ("textnormal", r"\text"),
    ("hdots", r"\ldots"),
];

/// Environments that number their lines or leave room for numbers, and the ones that do not: nothing could refer to a number.
const ENVIRONMENTS: [(&str, &str); 6] = [
    ("{align*}", "{aligned}"),
    ("{align}", "{aligned}"),
    ("{gather*}", "{gathered}"),
    ("{gather}", "{gathered}"),
    ("{equation*}", "{gathered}"),
    ("{equation}", "{gathered}"),
];

pub(crate) struct Formula<'a> {
    pub(crate) latex: &'a str,
    /// On a line of its own.
    pub(crate) display: bool,
}

/// All of them, or the index of the first that cannot be shown, and why. What is past the bound of the whole page's HTML is not
/// converted: the answer is shorter then, and the page too long anyway.
pub(crate) fn convert(formulas: &[Formula<'_>]) -> Result<Vec<String>, (usize, FormulaError)> {
    if formulas.is_empty() {
        return Ok(Vec::new());
    }
    thread::scope(|scope| {
        let builder = thread::Builder::new()
            .name("formulas".to_owned())
            .stack_size(STACK_BYTES);
        let thread = builder.spawn_scoped(scope, || convert_here(formulas));
        let converted = thread.ok().and_then(|thread| thread.join().ok());
        converted.unwrap_or(Err((0, FormulaError::Converter)))
    })
}

fn convert_here(formulas: &[Formula<'_>]) -> Result<Vec<String>, (usize, FormulaError)> {
    let macros = MACROS.map(|(name, meaning)| (name.to_owned(), meaning.to_owned()));
    let config = MathCoreConfig {
        macros: macros.to_vec(),
        ..MathCoreConfig::default()
    };
    let converter = LatexToMathML::new(config).map_err(|_| (0, FormulaError::Converter))?;
    let mut converted = Vec::with_capacity(formulas.len());
    let mut bytes = 0_usize;
    for (index, formula) in formulas.iter().enumerate() {
        let mathml = one(&converter, formula).map_err(|error| (index, error))?;
        bytes += mathml.len();
        converted.push(mathml);
        if bytes > HTML_BYTES_MAX {
            break;
        }
    }
    Ok(converted)
}

fn one(converter: &LatexToMathML, formula: &Formula<'_>) -> Result<String, FormulaError> {
    let bytes = formula.latex.len();
    if bytes > FORMULA_BYTES_MAX {
        return Err(FormulaError::TooLong { bytes });
    }
    let display = if formula.display {
        MathDisplay::Block
    } else {
        MathDisplay::Inline
    };
    let latex = without_numbers(formula.latex);
    // Each conversion has its own state, so nothing that a panic left behind is used again.
    let converted = catch_unwind(AssertUnwindSafe(|| {
        converter.convert_with_local_state(&latex, display)
    }));
    match converted {
        Ok(Ok(result)) => restyle(&result.mathml),
        Ok(Err(error)) => Err(FormulaError::Latex(error.to_string())),
        Err(_) => Err(FormulaError::Converter),
    }
}

fn without_numbers(latex: &str) -> Cow<'_, str> {
    let mut latex = Cow::Borrowed(latex);
    for (environment, other) in ENVIRONMENTS {
        for command in ["\\begin", "\\end"] {
            let written = format!("{command}{environment}");
            if latex.contains(&written) {
                latex = latex.replace(&written, &format!("{command}{other}")).into();
            }
        }
    }
    latex
}
