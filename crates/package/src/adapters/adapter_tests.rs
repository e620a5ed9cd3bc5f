//! The text of adapters, and what is taken for one. That they translate is tested with `gavel problem verify`.

use super::*;

fn adapter<'a>(language: Language, original: &'a str, arguments: &'a [String]) -> Adapter<'a> {
    Adapter {
        to: Protocol::Kattis,
        role: Role::Checker,
        language,
        original,
        arguments,
        points: None,
    }
}

#[test]
fn an_adapter_is_known_to_the_byte_and_by_what_it_is_for() {
    for language in [Language::C, Language::Cpp, Language::Python] {
        let text = adapter(language, "original.h", &[]).text();
        let known = |to, role, text: &str| original(to, role, language, text).map(str::to_owned);
        assert_eq!(
            known(Protocol::Kattis, Role::Checker, &text),
            Some("original.h".to_owned())
        );
        assert_eq!(known(Protocol::Gavel, Role::Checker, &text), None);
        assert_eq!(known(Protocol::Kattis, Role::Validator, &text), None);
        assert_eq!(known(Protocol::Kattis, Role::Checker, &format!("{text} ")), None);
        assert_eq!(known(Protocol::Kattis, Role::Checker, ""), None);
        assert!(is_made(&text) && !is_made("int main() {}\n"));
        let hostile = text.replace("original.h", "../../x");
        assert_eq!(known(Protocol::Kattis, Role::Checker, &hostile), None);
    }
}

#[test]
fn arguments_stay_in_their_quotes() {
    let arguments = ["a\" \\ \n*/ é\0??/".to_owned(), "1e-6".to_owned()];
    let quoted = r#""a\042 \134 \012\052/ \303\251\000\077\077/""#;
    let text = adapter(Language::Cpp, "original.cpp", &arguments).text();
    assert!(
        text.contains(&format!(
            "#define GAVEL_ARGUMENTS , (char *){quoted}, (char *)\"1e-6\"\n"
        )),
        "{text}"
    );
    let text = adapter(Language::Python, "original.py", &arguments).text();
    assert!(
        text.contains(&format!(
            "ARGUMENTS = [os.fsdecode(b{quoted}), os.fsdecode(b\"1e-6\")]\n"
        )),
        "{text}"
    );
}
