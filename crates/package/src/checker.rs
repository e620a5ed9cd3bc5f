//! `checker` and `interactor` of `problem.yaml`: what decides whether a program that ended well is right. `manifest` reads them; `store`
//! adds to a program of the author's what agents need to find it.

use gavel_wire::problem::Checker;
use gavel_wire::signature::Signature;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What decides about an output.
#[derive(Debug, Clone, PartialEq)]
pub enum Decider {
    Comparison(Checker),
    /// The program of this name in `checker/`; of a typed problem it is given JSON.
    Program {
        name: String,
        signature: Option<Signature>,
    },
    /// The program of this name in `interactor/`.
    Interactor {
        name: String,
    },
}

impl Decider {
    /// What the person writes in a typed problem.
    #[must_use]
    pub fn signature(&self) -> Option<&Signature> {
        match self {
            Decider::Comparison(checker) => checker.signature(),
            Decider::Program { signature, .. } => signature.as_ref(),
            Decider::Interactor { .. } => None,
        }
    }
}

/// How the output is compared with the expected one.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Checker")]
pub(super) struct AskedChecker {
    kind: CheckerKind,
    /// Of `float`: two numbers agree when they are this near to each other. At least 0, less than 1; left out: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    absolute: Option<f64>,
    /// Of `float`: two numbers agree when they are this part of the expected one near to each other. As `absolute`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    relative: Option<f64>,
    /// Of `custom`: the program's name in `checker/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<String>,
}

/// `tokens`: equal sequences of tokens between white space. `float`: as tokens, but numbers may differ by either tolerance.
/// `exact`: the same bytes, but for one missing or extra newline at the end. `custom`: a program of the package decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum CheckerKind {
    #[default]
    Tokens,
    Float,
    Exact,
    Custom,
}

impl AskedChecker {
    /// Only `float` has tolerances, of which it needs one; only `custom` has a program.
    pub(super) fn decider(&self) -> anyhow::Result<Decider> {
        let asked = self;
        anyhow::ensure!(
            asked.program.is_none() || asked.kind == CheckerKind::Custom,
            "checker: program belongs to kind: custom alone"
        );
        let tolerances = (asked.absolute, asked.relative);
        let checker = match (asked.kind, tolerances) {
            (CheckerKind::Custom, (None, None)) => {
                let program = asked.program.clone();
                let name = program.ok_or_else(|| anyhow::anyhow!("checker: custom needs program"))?;
                return Ok(Decider::Program {
                    name,
                    signature: None,
                });
            }
            (CheckerKind::Tokens, (None, None)) => Checker::Tokens,
            (CheckerKind::Exact, (None, None)) => Checker::Exact,
            (CheckerKind::Float, (None, None)) => {
                anyhow::bail!("checker: float needs absolute, relative or both")
            }
            (CheckerKind::Float, (absolute, relative)) => Checker::Float {
                absolute: absolute.unwrap_or(0.0),
                relative: relative.unwrap_or(0.0),
            },
            _ => anyhow::bail!("checker: absolute and relative belong to kind: float alone"),
        };
        if let Checker::Float { absolute, relative } = checker {
            let fits = |tolerance: f64| (0.0..1.0).contains(&tolerance);
            anyhow::ensure!(
                fits(absolute) && fits(relative),
                "checker: a tolerance is at least 0 and less than 1"
            );
        }
        Ok(Decider::Comparison(checker))
    }
}
