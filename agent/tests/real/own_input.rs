//! Runs with input of one's own, held against the problem's own programs: its validator, its solution and its checker.

use gavel_wire::message::Against;
use gavel_wire::problem::Checker;
use gavel_wire::{LanguageId, Status, Work};

use crate::checkers::{MODULE, PYTHON, checker, program};
use crate::common::{Agent, TestRegion, printed};
use crate::typed::{equal, solution, two_sum};

/// What a run with this input shows: what was expected, whether it was right, and the sentence.
async fn held(
    region: &mut TestRegion,
    agent: &Agent,
    source: &str,
    stdin: &str,
    against: &Against,
) -> (Status, Option<String>, Option<bool>, Option<String>) {
    let work = Work::Run {
        stdin: stdin.to_owned(),
        args: Vec::new(),
        signature: None,
        against: Some(Box::new(against.clone())),
    };
    let report = region.judge(agent, "python", source, work).await.report;
    let run = report.run.unwrap();
    let expected = run.expected.map(|expected| expected.text.unwrap());
    (report.status, expected, run.right, report.reason)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_held_against_the_problems_own_solution() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("against", &["cpp", "python"]));
    let solution = "#include <iostream>\nint main() { long n; if (!(std::cin >> n) || n < 0) return 3; std::cout << n / 2 << ' ' << n - n / 2; }\n";
    let reference = program(&mut region, "solution.cpp", "cpp", &[("solution.cpp", solution)]);
    let sum = checker(
        &mut region,
        "check.py",
        "python",
        &[("check.py", PYTHON), ("protocol.py", MODULE)],
    );
    let tokens = Against {
        validator: None,
        reference: Some(reference.clone()),
        checker: Checker::Tokens,
    };
    let custom = Against {
        checker: sum,
        ..tokens.clone()
    };
    let right = "n = int(input())\nprint(n // 2, n - n // 2)";
    let other = "n = int(input())\nprint(0, n)";
    let four = Some("4 5".to_owned());
    let told = |text: &str| Some(text.to_owned());
    for (source, stdin, against, expected) in [
        (right, "9", &tokens, (Status::Ok, four.clone(), Some(true), None)),
        (other, "9", &tokens, (Status::Ok, four.clone(), Some(false), None)),
        // Any answer that is right, by the problem's checker.
        (other, "9", &custom, (Status::Ok, four.clone(), Some(true), None)),
        // One that crashed is told what it should have said.
        (
            "exit(1)",
            "9",
            &tokens,
            (
                Status::RuntimeError,
                four,
                None,
                told("it ended with exit code 1"),
            ),
        ),
        (
            other,
            "-1",
            &tokens,
            (
                Status::Ok,
                None,
                None,
                told("the problem's own solution has no answer for this input"),
            ),
        ),
    ] {
        assert_eq!(
            held(&mut region, &agent, source, stdin, against).await,
            expected,
            "{source}"
        );
    }
    // An agent without its language says so, and the run is as good.
    let mut elsewhere = tokens;
    elsewhere.reference.as_mut().unwrap().language = LanguageId::parse("cobol").unwrap();
    let (status, expected, right, reason) = held(&mut region, &agent, right, "9", &elsewhere).await;
    assert_eq!((status, expected, right), (Status::Ok, None, None));
    assert!(reason.unwrap().contains("no answer"));
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_validator_says_first_whether_it_is_input() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config_with("validated", &["python"]));
    let right = "n = int(input())\nprint(n // 2, n - n // 2)";
    let reference = program(&mut region, "main.py", "python", &[("main.py", right)]);
    let validated = |region: &mut TestRegion, source: &str| Against {
        validator: Some(program(region, "valid.py", "python", &[("valid.py", source)])),
        reference: Some(reference.clone()),
        checker: Checker::Tokens,
    };
    let small = validated(&mut region, "assert 0 <= int(input()) < 10");
    let endless = validated(&mut region, "while True: pass");
    let alone = Against {
        reference: None,
        ..small.clone()
    };
    let told = |text: &str| Some(text.to_owned());
    // Of input that is none of the problem's, nothing is expected, and no run fails by its validator.
    let no_input = told("this is no input of the problem, by its validator");
    let no_opinion = told("the problem's validator has no opinion on this input");
    for (stdin, against, expected) in [
        ("9", &small, (Status::Ok, told("4 5\n"), Some(true), None)),
        ("10", &small, (Status::Ok, None, None, no_input.clone())),
        ("9", &endless, (Status::Ok, None, None, no_opinion)),
        ("9", &alone, (Status::Ok, None, None, None)),
        ("10", &alone, (Status::Ok, None, None, no_input)),
    ] {
        let held = held(&mut region, &agent, right, stdin, against).await;
        assert_eq!(held, expected, "{stdin}");
    }
    agent.stop().await;
}

const FEW_NUMBERS: &str = "
import json, sys
numbers, target = json.loads(sys.stdin.readline())
if len(numbers) > 2: sys.exit(f'{len(numbers)} numbers')
";

#[tokio::test(flavor = "multi_thread")]
async fn code_is_tried_with_arguments_of_ones_own() {
    let mut region = TestRegion::start().await;
    let agent = region.spawn(&region.config("own"));
    let solution_of_its_own = "class Solution {\npublic:\n    vector<int> twoSum(vector<int>& nums, int target) { return {target}; }\n};\n";
    let against = Against {
        validator: Some(program(
            &mut region,
            "validator.py",
            "python",
            &[("validator.py", FEW_NUMBERS)],
        )),
        reference: Some(program(
            &mut region,
            "solution.cpp",
            "cpp",
            &[("solution.cpp", solution_of_its_own)],
        )),
        checker: equal(two_sum()),
    };
    for (body, status, answer, right) in [
        (
            "print(nums); return [target]",
            Status::Ok,
            Some("[-7]"),
            Some(true),
        ),
        ("print(nums); return [7]", Status::Ok, Some("[7]"), Some(false)),
        ("print(nums)", Status::RuntimeError, None, None),
        (
            "print(nums, flush=True); import os; os._exit(0)",
            Status::Ok,
            None,
            Some(false),
        ),
    ] {
        let own = Work::Run {
            stdin: "[[3,4],-7]".to_owned(),
            args: Vec::new(),
            signature: Some(two_sum()),
            against: Some(Box::new(against.clone())),
        };
        let result = region.judge(&agent, "python", &solution(body), own).await;
        assert_eq!(result.report.status, status, "{body}: {:#?}", result.report);
        let run = result.report.run.as_ref().unwrap();
        assert_eq!(run.answer.as_deref(), answer, "{body}");
        let expected = run
            .expected
            .as_ref()
            .and_then(|expected| expected.text.as_deref());
        assert_eq!((expected, run.right), (Some("[-7]"), right), "{body}");
        assert_eq!(printed(&result), "[3, 4]\n", "{body}");
    }
    // By its validator it is none of the problem's, so that nothing is expected.
    let too_long = Work::Run {
        stdin: "[[1,2,3],4]".to_owned(),
        args: Vec::new(),
        signature: Some(two_sum()),
        against: Some(Box::new(against)),
    };
    let result = region
        .judge(&agent, "python", &solution("return nums"), too_long)
        .await;
    let run = result.report.run.unwrap();
    assert_eq!((run.answer.as_deref(), run.right), (Some("[1,2,3]"), None));
    let said = run.checker.and_then(|said| said.text);
    assert_eq!((run.expected, said.as_deref()), (None, Some("3 numbers\n")));
    assert!(result.report.reason.unwrap().contains("validator"));
    agent.stop().await;
}
