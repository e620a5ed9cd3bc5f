//! Values on their way through JSON and bytes, answers compared, and what hostile bytes come to.

use gavel_wire::signature::{Order, Signature, Type};
use serde_json::{Value as Json, json};

use crate::{Malformed, Rules, decode, encode, from_json, is_answer, to_json};
use crate::{arguments_json, encode_arguments, encode_expected, render, show_answer};

fn of(text: &str) -> Type {
    text.parse().unwrap()
}

fn signature(json: Json) -> Signature {
    let signature: Signature = serde_json::from_value(json).unwrap();
    signature.check().unwrap();
    signature
}

fn there_and_back(text: &str, json: &Json) -> Json {
    let of = of(text);
    let value = from_json(&of, json, "v").unwrap();
    let mut bytes = Vec::new();
    encode(&of, &value, &mut bytes);
    let mut rest = bytes.as_slice();
    let back = to_json(&decode(&of, &mut rest).unwrap());
    assert!(rest.is_empty(), "{text}");
    back
}

#[test]
fn values_come_back_as_they_went() {
    for (text, json) in [
        ("int", json!(i32::MIN)),
        ("long", json!(i64::MAX)),
        ("double", json!("NaN")),
        ("double", json!("-Infinity")),
        ("double", json!(0.1)),
        ("bool", json!(true)),
        ("char", json!("ß")),
        ("string", json!("a\u{0}🦀\n")),
        ("string?", json!(null)),
        ("string?", json!("")),
        ("int?[]", json!([1, null, 3])),
        ("int[][]", json!([[], [1, 2], []])),
        ("linked_list", json!([3, 1])),
        ("linked_list[]", json!([[], [1]])),
        ("binary_tree", json!([1, null, 2, 3])),
        ("binary_tree", json!([])),
        ("nary_tree", json!([1, null, 3, 2, 4, null, 5, 6])),
        ("nary_tree", json!([])),
        ("graph", json!([[2, 4], [1, 3], [2, 4], [1, 3]])),
        ("graph", json!([[]])),
    ] {
        assert_eq!(there_and_back(text, &json), json, "{text}");
    }
}

#[test]
fn a_value_of_another_type_is_told_by_its_place() {
    let told = |text: &str, json: Json| from_json(&of(text), &json, "nums").unwrap_err().to_string();
    assert_eq!(
        told("int[][]", json!([[1], [2, "x"]])),
        "nums[1][1]: \"x\" is not of type int"
    );
    for (text, json) in [
        ("int", json!(2_147_483_648_i64)),
        ("int", json!(1.5)),
        ("long", json!(9_223_372_036_854_775_808_u64)),
        ("double", json!("nan")),
        ("char", json!("ab")),
        ("string", json!(null)),
        ("int[]", json!({})),
        ("binary_tree", json!([1, null, null, 4])),
        ("binary_tree", json!([null, 1])),
        ("nary_tree", json!([1, 2])),
        ("graph", json!([[2], []])),
        ("graph", json!([[1]])),
        ("graph", json!([[3]])),
        ("graph", json!([[], []])),
    ] {
        assert!(told(text, json).contains("is not of type"), "{text}");
    }
}

#[test]
fn bytes_that_are_no_value_are_refused() {
    let decoded = |text: &str, bytes: &[u8]| decode(&of(text), &mut { bytes });
    assert_eq!(decoded("int", &[1, 2, 3]), Err(Malformed::Short));
    assert_eq!(decoded("int[]", &[255, 255, 255, 255]), Err(Malformed::Short));
    assert_eq!(decoded("int[]", &[2, 0, 0, 0, 1, 0, 0, 0]), Err(Malformed::Short));
    assert_eq!(decoded("bool", &[2]), Err(Malformed::Value));
    assert_eq!(decoded("char", &[0, 0xd8, 0, 0]), Err(Malformed::Value));
    assert_eq!(decoded("string", &[1, 0, 0, 0, 0xff]), Err(Malformed::Value));
    assert_eq!(
        decoded("binary_tree", &[2, 0, 0, 0, 0, 0]).map(|v| to_json(&v)),
        Ok(json!([]))
    );
    let fan = [2, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(decoded("nary_tree", &fan), Err(Malformed::Value));
}

fn two_sum() -> Signature {
    signature(json!({
        "name": "twoSum",
        "parameters": [{"name": "nums", "type": "int[]"}, {"name": "target", "type": "int"}],
        "returns": "int[]",
    }))
}

#[test]
fn answers_are_compared_by_the_rules_of_the_problem() {
    let agree = |text: &str, order, expected: Json, answer: Json| {
        let signature = signature(json!({"name": "f", "returns": text}));
        let rules = Rules {
            order,
            absolute: 1e-6,
            relative: 1e-6,
        };
        let bytes = |json: &Json| encode_expected(&signature, &[], json).unwrap();
        is_answer(&signature, rules, &[], &bytes(&expected), &bytes(&answer)).unwrap()
    };
    assert!(!agree("int[]", Order::Exact, json!([0, 1]), json!([1, 0])));
    assert!(agree("int[]", Order::Any, json!([0, 1]), json!([1, 0])));
    assert!(!agree("int[]", Order::Any, json!([0, 0, 1]), json!([0, 1, 1])));
    assert!(!agree(
        "int[][]",
        Order::Any,
        json!([[0, 1], [2]]),
        json!([[2], [1, 0]])
    ));
    assert!(agree(
        "int[][]",
        Order::AnyNested,
        json!([[0, 1], [2]]),
        json!([[2], [1, 0]])
    ));
    assert!(!agree(
        "int[][]",
        Order::AnyNested,
        json!([[0, 1], [2]]),
        json!([[2], [1, 1]])
    ));
    assert!(agree(
        "double[]",
        Order::Exact,
        json!([1.0, "NaN", "Infinity"]),
        json!([1.000_000_5, "NaN", "Infinity"])
    ));
    assert!(!agree("double", Order::Exact, json!(1.0), json!(1.1)));
    assert!(!agree(
        "double",
        Order::Exact,
        json!("Infinity"),
        json!("-Infinity")
    ));
    let long: Json = (0..5_000).collect();
    assert!(!agree("int[]", Order::Any, json!([0]), long.clone()));
    assert!(agree("int[]", Order::Any, long.clone(), long));
    assert!(!agree("int?", Order::Exact, json!(0), json!(null)));
}

#[test]
fn tests_of_functions_and_classes_are_encoded_and_shown() {
    let sum = two_sum();
    let arguments = encode_arguments(&sum, &[json!([2, 7]), json!(9)]).unwrap();
    assert_eq!(
        arguments_json(&sum, &arguments).unwrap(),
        [json!([2, 7]), json!(9)]
    );
    let told = |values: &[Json]| encode_arguments(&sum, values).unwrap_err().to_string();
    assert_eq!(told(&[json!([2])]), "arguments: 1 values for 2 parameters");
    assert_eq!(told(&[json!([2]), json!([])]), "target: [] is not of type int");

    let cache = signature(json!({
        "name": "Counter",
        "parameters": [{"name": "start", "type": "int"}],
        "methods": [{"name": "hit"}, {"name": "total", "returns": "long"}],
    }));
    let calls = [json!(["Counter", 5]), json!(["hit"]), json!(["total"])];
    let arguments = encode_arguments(&cache, &calls).unwrap();
    assert_eq!(arguments_json(&cache, &arguments).unwrap(), calls);
    let expected = encode_expected(&cache, &arguments, &json!([null, null, 6])).unwrap();
    assert_eq!(expected, 6_i64.to_le_bytes());
    assert_eq!(
        show_answer(&cache, &arguments, &expected).unwrap(),
        json!([null, null, 6])
    );
    assert_eq!(
        show_answer(&cache, &arguments, &expected[1..]),
        Err(Malformed::Short)
    );
    let told = |calls: &[Json]| encode_arguments(&cache, calls).unwrap_err().to_string();
    assert!(told(&[]).contains("constructor"));
    assert!(told(&[json!(["hit"])]).contains("constructor"));
    assert!(told(&[json!(["Counter", 5]), json!(["miss"])]).contains("no method `miss`"));
}

#[test]
fn templates_see_names_and_types() {
    let template = "<% macro t(type) %><{ type.kind }><% if type.of %>(<{ t(type.of) }>)<% endif %><% endmacro %>
<{ name | snake }> <{ name | pascal }> <% for p in parameters %><{ p.name }>: <{ t(p.type) }>, <% endfor %>-> <{ t(returns) }> <{ uses }>\n";
    let text = render(template, &two_sum()).unwrap();
    assert_eq!(
        text.trim(),
        "two_sum TwoSum nums: list(int), target: int, -> list(int) ['int', 'list']"
    );
    assert!(render("<{ missing }>", &two_sum()).is_err());
}
