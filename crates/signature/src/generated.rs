//! Answers as hostile programs write them: any bytes, for a signature of any type.

use gavel_wire::signature::{Order, Signature, Type};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::json;

use crate::{Rules, arguments_json, decode, encode, from_json, input_text, is_answer, show_answer, to_json};

const TYPES: [&str; 17] = [
    "int",
    "long",
    "double",
    "bool",
    "char",
    "string",
    "int[]",
    "double[]",
    "double[][]",
    "string[]",
    "bool?[]",
    "string?",
    "linked_list",
    "linked_list[]",
    "binary_tree",
    "nary_tree",
    "graph",
];

/// Lengths, flags, numbers and texts, whole and cut, so that some of it is a value.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => (0_u32..5).prop_map(|number| number.to_le_bytes().to_vec()),
        4 => select(vec![vec![0], vec![1], vec![2]]),
        2 => any::<f64>().prop_map(|double| double.to_le_bytes().to_vec()),
        1 => select(vec![f64::NAN, -f64::NAN, 0.0, -0.0]).prop_map(|double| double.to_le_bytes().to_vec()),
        1 => any::<u32>().prop_map(|number| number.to_le_bytes().to_vec()),
        1 => any::<String>().prop_map(String::into_bytes),
        1 => any::<Vec<u8>>(),
    ];
    let whole = vec(piece, 0..16).prop_map(|pieces| pieces.concat());
    (whole, any::<Option<Index>>()).prop_map(|(mut bytes, cut)| {
        bytes.truncate(cut.map_or(usize::MAX, |cut| cut.index(bytes.len() + 1)));
        bytes
    })
}

fn rules() -> impl Strategy<Value = Rules> {
    let orders = select(vec![Order::Exact, Order::Any, Order::AnyNested]);
    (orders, select(vec![0.0, 1e-6, f64::INFINITY])).prop_map(|(order, tolerance)| Rules {
        order,
        absolute: tolerance,
        relative: tolerance,
    })
}

fn function(returns: &str) -> Signature {
    let json = json!({"name": "f", "parameters": [{"name": "a", "type": returns}], "returns": returns});
    serde_json::from_value(json).unwrap()
}

fn class(returns: &str) -> Signature {
    let parameters = json!([{"name": "a", "type": returns}]);
    let method = json!({"name": "get", "parameters": parameters, "returns": returns});
    serde_json::from_value(json!({"name": "C", "parameters": [], "methods": [method]})).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn any_bytes_are_one_value_or_none(text in select(TYPES.to_vec()), bytes in bytes()) {
        let of: Type = text.parse().unwrap();
        let mut rest = bytes.as_slice();
        if let Ok(value) = decode(&of, &mut rest) {
            let mut again = Vec::new();
            encode(&of, &value, &mut again);
            prop_assert!(again.len() <= bytes.len() - rest.len());
            let json = to_json(&value);
            let mut written = Vec::new();
            encode(&of, &from_json(&of, &json, "v").unwrap(), &mut written);
            let shown = to_json(&decode(&of, &mut written.as_slice()).unwrap());
            prop_assert_eq!(&shown, &json);
            prop_assert_eq!(to_json(&decode(&of, &mut again.as_slice()).unwrap()), json);
        }
    }

    #[test]
    fn any_answers_are_compared_both_ways(
        text in select(TYPES.to_vec()),
        rules in rules(),
        one in bytes(),
        other in bytes(),
        same_again: bool,
    ) {
        let signature = function(text);
        let other = if same_again { one.clone() } else { other };
        let exact = Rules { absolute: 0.0, relative: 0.0, ..rules };
        let right = |rules, one: &[u8], other: &[u8]| is_answer(&signature, rules, b"", one, other) == Ok(true);
        prop_assert_eq!(right(exact, &one, &other), right(exact, &other, &one));
        prop_assert!(right(rules, &one, &other) || !right(exact, &one, &other));
        prop_assert!(right(rules, &one, &other) || one != other);
        let _ = show_answer(&signature, b"", &one);
    }

    /// What is right in some order is right in all of them.
    #[test]
    fn any_order_is_right_where_any_is(items in vec(any::<(u8, bool)>(), 0..6), turn: usize) {
        let number = |(number, negative): &(u8, bool)| {
            let size = [0.0, f64::NAN, 1.0, f64::INFINITY][usize::from(number % 4)];
            if *negative { -size } else { size }
        };
        let written = |items: &[(u8, bool)], zero: bool| {
            let mut bytes = u32::try_from(items.len()).unwrap().to_le_bytes().to_vec();
            for item in items {
                let double = number(item);
                let same = match () {
                    () if zero && double == 0.0 => 0.0,
                    () if zero && double.is_nan() => f64::NAN,
                    () => double,
                };
                // Each beside a number, so that the order of lists is that of their first items, too.
                bytes.extend(2_u32.to_le_bytes());
                bytes.extend(same.to_le_bytes());
                bytes.extend(f64::from(item.0 / 4).to_le_bytes());
            }
            bytes
        };
        let mut turned = items.clone();
        turned.rotate_left(turn.checked_rem(items.len()).unwrap_or(0));
        let rules = Rules { order: Order::Any, ..Rules::default() };
        let signature = function("double[][]");
        prop_assert_eq!(is_answer(&signature, rules, b"", &written(&items, false), &written(&turned, true)), Ok(true));
    }

    #[test]
    fn any_calls_are_shown_or_refused(text in select(TYPES.to_vec()), calls in bytes(), answer in bytes()) {
        let signature = class(text);
        let shown = arguments_json(&signature, &calls).is_ok();
        prop_assert_eq!(input_text(Some(&signature), &calls).is_ok(), shown);
        let _ = show_answer(&signature, &calls, &answer);
        let _ = is_answer(&signature, Rules::default(), &calls, &answer, &calls);
    }
}
