//! Takes a typed problem's driver out of what compilers and runtimes say: people did not write it, and its lines tell them nothing. What is
//! about their own file stays as it is, line numbers included. Pure; `judge` calls it.

use std::borrow::Cow;

use gavel_sandbox::{Captured, Outcome, Status as Ended};
use gavel_wire::Work;
use gavel_wire::language::Language;
use gavel_wire::signature::Signature;

/// The files of a typed problem's program.
#[derive(Debug, Clone, Copy)]
struct Files<'a> {
    driver: &'a str,
    own: &'a str,
}

impl<'a> Files<'a> {
    fn of(language: &'a Language) -> Option<Files<'a>> {
        let typed = language.signature.as_ref()?;
        Some(Files {
            driver: language.source.as_str(),
            own: typed.source.as_str(),
        })
    }
}

/// What a compiler said of the program that `work` makes of the person's files.
pub(crate) fn messages<'a>(said: &'a Captured, work: &Work, language: &Language) -> Cow<'a, Captured> {
    let (Some(signature), Some(files)) = (work.signature(), Files::of(language)) else {
        return Cow::Borrowed(said);
    };
    let text = String::from_utf8_lossy(&said.bytes);
    Cow::Owned(Captured {
        bytes: from_compiler(&text, files, signature).into_bytes(),
        truncated: said.truncated,
    })
}

/// Changes what a program that failed said at its end.
pub(crate) fn hide_frames(outcome: &mut Outcome, work: &Work, language: &Language) {
    let files = work.signature().and_then(|_| Files::of(language));
    if let Some(files) = files.filter(|_| outcome.status != Ended::Exited(0))
        && let Ok(text) = std::str::from_utf8(&outcome.stderr.bytes)
    {
        outcome.stderr.bytes = from_runtime(text, files).into_bytes();
    }
}

/// A compiler's messages without those about the driver, in whose place one sentence says what they come from: that it cannot call what
/// the person wrote.
fn from_compiler(messages: &str, files: Files<'_>, signature: &Signature) -> String {
    let mut kept = String::new();
    let mut hidden = false;
    // rustc's are paragraphs, of which the second line names the file.
    for paragraph in messages.split_inclusive("\n\n") {
        let names = |file: &str| paragraph.contains(&format!("--> {file}:"));
        if names(files.driver) && !names(files.own) {
            hidden |= paragraph.starts_with("error");
            continue;
        }
        hidden |= keep_lines(paragraph, files, &mut kept);
    }
    if !hidden {
        return kept;
    }
    let name = &signature.name;
    let sentence =
        format!("{name} is not what the starter code has: it cannot be called with the problem's types.\n");
    if kept.contains(files.own) {
        sentence + &kept
    } else {
        sentence
    }
}

/// Others name the file at the start of a message, as `file:line` or `file(line,column)`; further lines are indented. Returns whether an error was
/// left out.
fn keep_lines(paragraph: &str, files: Files<'_>, kept: &mut String) -> bool {
    let (mut hidden, mut inside) = (false, false);
    for line in paragraph.split_inclusive('\n') {
        let place = line.strip_prefix("In file included from ").unwrap_or(line);
        let indented = line.starts_with([' ', '\t']);
        inside = starts_with(place, files.driver) || is_linkers(line, files.driver) || (inside && indented);
        if inside {
            hidden |= line.contains("error") || line.contains("undefined");
        } else {
            kept.push_str(line);
        }
    }
    hidden
}

fn starts_with(line: &str, file: &str) -> bool {
    line.strip_prefix("/w/")
        .unwrap_or(line)
        .strip_prefix(file)
        .is_some_and(|rest| rest.starts_with([':', '(']))
}

/// Such as `/w/cc7I6raE.o:main.c:function main: error: undefined reference to 'f'`.
fn is_linkers(line: &str, driver: &str) -> bool {
    line.contains(&format!(".o:{driver}:"))
}

/// A runtime's last words without the driver's frames of a stack trace, one line each as Java has them or two as Go has.
fn from_runtime(text: &str, files: Files<'_>) -> String {
    let java = format!("({}:", files.driver);
    let go = format!("\t/w/{}:", files.driver);
    let mut kept: Vec<&str> = Vec::new();
    for line in text.split_inclusive('\n') {
        if line.starts_with(&go) {
            kept.pop();
        } else if !(line.starts_with("\tat ") && line.contains(&java)) {
            kept.push(line);
        }
    }
    kept.concat()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn signature() -> Signature {
        let text = r#"{"name": "f", "parameters": [], "returns": "int"}"#;
        serde_json::from_str(text).unwrap()
    }

    /// Lines of compilers and runtimes, and what only looks like them.
    fn messages() -> impl Strategy<Value = String> {
        const PIECES: [&str; 20] = [
            "main.c:3:7: error: x\n",
            "/w/main.c(3,7): error x\n",
            "main.c",
            "main.c:",
            "solution.c:4: note: y\n",
            "In file included from main.c:1:\n",
            "In file included from ",
            "/w/a.o:main.c:f: undefined reference\n",
            "error[E1]: z\n",
            "  --> main.c:3:4\n",
            "  --> solution.c:3:4\n",
            "  indented\n",
            "\tat Main.main(main.c:9)\n",
            "\tat f(solution.c:9)\n",
            "\t/w/main.c:33 +0x1\n",
            "\t/w/main.c:",
            "\n",
            "\n\n",
            "\r",
            "é",
        ];
        let piece = prop_oneof![4 => select(PIECES.to_vec()).prop_map(str::to_owned), 1 => any::<String>()];
        vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    /// Whether `kept` is some of the lines, in their order.
    fn are_some_of(kept: &str, all: &str) -> bool {
        let mut lines = all.split_inclusive('\n');
        kept.split_inclusive('\n')
            .all(|line| lines.any(|other| other == line))
    }

    const FILES: Files<'_> = Files {
        driver: "main.c",
        own: "solution.c",
    };

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn any_messages_keep_lines_that_are_not_the_drivers(said in messages()) {
            let told = from_compiler(&said, FILES, &signature());
            let sentence = "f is not what the starter code has: it cannot be called with the problem's types.\n";
            let kept = told.strip_prefix(sentence).unwrap_or(&told);
            prop_assert!(are_some_of(kept, &said), "{told:?}");
            let of_driver = |line: &str| starts_with(line, FILES.driver) || is_linkers(line, FILES.driver);
            prop_assert!(!kept.split_inclusive('\n').any(of_driver), "{told:?}");
        }

        #[test]
        fn any_last_words_keep_lines_that_are_not_the_drivers(said in messages()) {
            let kept = from_runtime(&said, FILES);
            prop_assert!(are_some_of(&kept, &said), "{kept:?}");
            prop_assert!(!kept.split_inclusive('\n').any(|line| line.starts_with("\t/w/main.c:")), "{kept:?}");
        }
    }

    #[test]
    fn messages_about_the_driver_become_one_sentence() {
        let sentence = "f is not what the starter code has: it cannot be called with the problem's types.\n";
        let gcc = "main.c: In function ‘call’:\nmain.c:187:25: warning: implicit declaration of function ‘f’\n  187 |     f();\n      |     ^\n\
                   /w/cc7I6raE.o:main.c:function main: error: undefined reference to 'f'\ncollect2: error: ld returned 1 exit status\n";
        let files = |driver, own| Files { driver, own };
        let c = files("main.c", "solution.c");
        assert_eq!(from_compiler(gcc, c, &signature()), sentence);
        let javac = "Main.java:182: error: cannot find symbol\n        f(value0);\n         ^\n  symbol:   method f(int)\n1 error\n";
        let java = files("Main.java", "Solution.java");
        assert_eq!(from_compiler(javac, java, &signature()), sentence);
        let go = files("main.go", "solution.go");
        assert_eq!(
            from_compiler("main.go:33:32: undefined: f\n", go, &signature()),
            sentence
        );
        let rustc = "error[E0599]: no function `f`\n  --> main.rs:42:69\n   |\n42 |  f();\n   |  ^\n\nerror: aborting due to 1 previous error\n\n";
        let rust = files("main.rs", "solution.rs");
        assert_eq!(from_compiler(rustc, rust, &signature()), sentence);

        let mcs = "main.cs(141,49): error CS1061: Type `Solution' does not contain a definition for `F'\n\
                   Compilation failed: 1 error(s), 0 warnings\n";
        let csharp = files("main.cs", "solution.cs");
        assert_eq!(from_compiler(mcs, csharp, &signature()), sentence);

        // A note about the person's own line stays.
        let mixed = "main.cpp: In function ‘void call()’:\nmain.cpp:162:77: error: cannot convert\n  162 |  f(x);\n\
                     In file included from main.cpp:157:\nsolution.cpp:3:50: note:   initializing argument 2\n    3 |  int f();\n";
        let cpp = files("main.cpp", "solution.cpp");
        assert_eq!(
            from_compiler(mixed, cpp, &signature()),
            format!("{sentence}solution.cpp:3:50: note:   initializing argument 2\n    3 |  int f();\n")
        );
    }

    #[test]
    fn what_is_about_their_own_file_stays_as_it_is() {
        let own = "solution.c: In function ‘f’:\nsolution.c:3:20: error: expected ‘;’\n    3 |     x = 2\n";
        let files = Files {
            driver: "main.c",
            own: "solution.c",
        };
        let included = format!("In file included from main.c:181:\n{own}");
        assert_eq!(from_compiler(&included, files, &signature()), own);
        let other = "my main.c: 7\nmain.cpp:3: x\n";
        assert_eq!(from_compiler(other, files, &signature()), other);
        assert_eq!(from_compiler("", files, &signature()), "");
    }

    #[test]
    fn frames_of_the_driver_are_left_out() {
        let java = "Exception in thread \"main\" X\n\tat Solution.f(Solution.java:3)\n\tat Main.main(Main.java:182)\n";
        let files = Files {
            driver: "Main.java",
            own: "Solution.java",
        };
        let kept = "Exception in thread \"main\" X\n\tat Solution.f(Solution.java:3)\n";
        assert_eq!(from_runtime(java, files), kept);
        let go = "panic: x\n\ngoroutine 1 [running]:\nmain.f(...)\n\t/w/solution.go:4\nmain.gavelCall()\n\t/w/main.go:33 +0x1fc\nmain.main()\n\t/w/main.go:20 +0x71\n";
        let files = Files {
            driver: "main.go",
            own: "solution.go",
        };
        let kept = "panic: x\n\ngoroutine 1 [running]:\nmain.f(...)\n\t/w/solution.go:4\n";
        assert_eq!(from_runtime(go, files), kept);
    }
}
