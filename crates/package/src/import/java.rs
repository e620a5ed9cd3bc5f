//! A Java program's main class under the name that Gavel starts: other judges take a class of any name.

/// The class that Gavel starts.
const MAIN: &str = "Main";

/// The program with its main class called Main, and how it was called; none where nothing is to be changed or it cannot be told.
pub(super) fn as_main(source: &str) -> Option<(String, String)> {
    let words = words(source);
    let name = |index: usize| words.get(index).map(|(_, word)| *word);
    let classes = |from: usize| {
        (from..words.len())
            .find(|&index| matches!(name(index), Some("class" | "record" | "enum" | "interface")))
    };
    // The public one, or else the only one at the top that is declared before `main`.
    let public = (0..words.len())
        .filter(|&index| name(index) == Some("public"))
        .find_map(|index| {
            let class = classes(index)?;
            let between =
                (index + 1..class).all(|at| matches!(name(at), Some("final" | "abstract" | "strictfp")));
            between.then(|| name(class + 1)).flatten()
        });
    let class = public.or_else(|| {
        let main =
            (0..words.len()).find(|&index| name(index) == Some("void") && name(index + 1) == Some("main"))?;
        let class = (0..main).rfind(|&index| name(index) == Some("class"))?;
        name(class + 1)
    })?;
    if class == MAIN || words.iter().any(|(_, word)| *word == MAIN) {
        return None;
    }
    let mut renamed = String::new();
    let mut copied = 0;
    for (at, word) in &words {
        if *word == class {
            renamed.push_str(source.get(copied..*at)?);
            renamed.push_str(MAIN);
            copied = at + word.len();
        }
    }
    renamed.push_str(source.get(copied..)?);
    Some((renamed, class.to_owned()))
}

/// Identifiers and keywords with where they begin, outside of comments and literals.
fn words(source: &str) -> Vec<(usize, &str)> {
    let bytes = source.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = source.get(at..).unwrap_or_default();
        at += match byte {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ if rest.starts_with("\"\"\"") => rest
                .get(3..)
                .and_then(|rest| rest.find("\"\"\""))
                .map_or(rest.len(), |end| end + 6),
            b'"' | b'\'' => literal(rest.as_bytes(), byte),
            _ if is_word(byte) => {
                let length = rest.bytes().position(|byte| !is_word(byte)).unwrap_or(rest.len());
                words.push((at, rest.get(..length).unwrap_or_default()));
                length
            }
            _ => 1,
        };
    }
    words
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

/// The length of a literal with its quotes; one that is not closed ends with its line.
fn literal(bytes: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' => return at,
            _ if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_class_is_called_main_everywhere_but_in_texts() {
        let source = "// class Note\nimport java.util.*;\npublic final class Solver {\n  Solver() {}\n  public static void main(String[] a) { new Solver(); System.out.println(\"Solver\"); }\n}\n";
        let (renamed, class) = as_main(source).unwrap();
        assert_eq!(class, "Solver");
        assert!(
            renamed.contains("public final class Main {\n  Main() {}"),
            "{renamed}"
        );
        assert!(
            renamed.contains("new Main()") && renamed.contains("\"Solver\""),
            "{renamed}"
        );
        let (renamed, _) = as_main("class A {}\nclass b { public static void main(String[] x) {} }").unwrap();
        assert_eq!(
            renamed,
            "class A {}\nclass Main { public static void main(String[] x) {} }"
        );
    }

    #[test]
    fn what_is_right_or_cannot_be_told_is_left_alone() {
        for source in [
            "public class Main { }",
            "public class Other { Main main; }",
            "int x = 1;",
            "public class",
            "\"unclosed",
            "/* class X void main",
            "é \u{1F3B2} '",
        ] {
            assert_eq!(as_main(source), None, "{source}");
        }
    }
}
