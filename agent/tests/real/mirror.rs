//! A class whose methods return what they are given, one for each type, as a person would write it in each language.

use gavel_wire::signature::Signature;
use serde_json::{Value as Json, json};

use crate::common::repository;

pub(crate) const TYPES: [&str; 23] = [
    "int",
    "long",
    "double",
    "bool",
    "char",
    "string",
    "int?",
    "string?",
    "double?",
    "int[]",
    "long[]",
    "double[]",
    "string[]",
    "bool[]",
    "char[][]",
    "int[][]",
    "int[][][]",
    "int?[]",
    "linked_list",
    "binary_tree",
    "nary_tree",
    "graph",
    "linked_list[]",
];

pub(crate) fn mirror() -> Signature {
    let methods = TYPES.iter().enumerate().map(|(number, of)| {
        json!({"name": format!("echo{number}"), "parameters": [{"name": "value", "type": of}], "returns": of})
    });
    let mut methods: Vec<Json> = methods.collect();
    methods.push(json!({"name": "nothing", "parameters": [{"name": "value", "type": "string"}]}));
    let signature: Signature = serde_json::from_value(json!({"name": "Mirror", "methods": methods})).unwrap();
    signature.check().unwrap();
    signature
}

/// The class in each language. Where there are no generic methods the starter code, which returns nothing much, is told to return `value`.
pub(crate) fn source(language: &str, signature: &Signature) -> String {
    let methods = |one: &dyn Fn(usize) -> String| (0..TYPES.len()).map(one).collect::<String>();
    match language {
        "python" => {
            let one = |n: usize| format!("    def echo{n}(self, value):\n        return value\n");
            format!(
                "class Mirror:\n{}    def nothing(self, value):\n        print(value)\n",
                methods(&one)
            )
        }
        "php" => {
            let one = |n: usize| format!("    function echo{n}($value) {{ return $value; }}\n");
            format!(
                "<?php\nclass Mirror {{\n{}    function nothing($value) {{ echo $value, \"\\n\"; }}\n}}\n",
                methods(&one)
            )
        }
        "ruby" => {
            let one = |n: usize| format!("  def echo{n}(value) = value\n");
            format!(
                "class Mirror\n{}  def nothing(value) = puts(value)\nend\n",
                methods(&one)
            )
        }
        "javascript" => {
            let one = |n: usize| format!("  echo{n}(value) {{ return value }}\n");
            format!(
                "class Mirror {{\n{}  nothing(value) {{ console.log(value) }}\n}}\n",
                methods(&one)
            )
        }
        "typescript" | "typescript-checked" => {
            let one = |n: usize| format!("  echo{n}<T>(value: T): T {{ return value }}\n");
            format!(
                "class Mirror {{\n{}  nothing(value: string): void {{ console.log(value) }}\n}}\n",
                methods(&one)
            )
        }
        "java" => {
            let one = |n: usize| format!("    public <T> T echo{n}(T value) {{ return value; }}\n");
            format!(
                "class Mirror {{\n{}    public void nothing(String value) {{ System.out.println(value); }}\n}}\n",
                methods(&one)
            )
        }
        "csharp" => {
            let one = |n: usize| format!("    public T Echo{n}<T>(T value) => value;\n");
            format!(
                "public class Mirror {{\n{}    public void Nothing(string value) => System.Console.WriteLine(value);\n}}\n",
                methods(&one)
            )
        }
        "kotlin" => {
            let one = |n: usize| format!("    fun <T> echo{n}(value: T) = value\n");
            format!(
                "class Mirror {{\n{}    fun nothing(value: String) = println(value)\n}}\n",
                methods(&one)
            )
        }
        "cpp" => {
            let one = |n: usize| format!("    template <class T> T echo{n}(T value) {{ return value; }}\n");
            format!(
                "class Mirror {{\npublic:\n{}    void nothing(string value) {{ cout << value << endl; }}\n}};\n",
                methods(&one)
            )
        }
        "rust" => {
            let one = |n: usize| format!("    pub fn echo{n}<T>(&self, value: T) -> T {{ value }}\n");
            format!(
                "struct Mirror;\nimpl Mirror {{\n    pub fn new() -> Self {{ Mirror }}\n{}    pub fn nothing(&mut self, value: String) {{ println!(\"{{value}}\"); }}\n}}\n",
                methods(&one)
            )
        }
        _ => returning_value(&starter(language, signature)),
    }
}

fn starter(language: &str, signature: &Signature) -> String {
    let languages = repository().join("languages");
    let text = std::fs::read_to_string(languages.join(format!("{language}.toml"))).unwrap();
    let text: toml::Table = text.parse().unwrap();
    let template = languages.join(text["signature"]["starter"].as_str().unwrap());
    gavel_signature::render(&std::fs::read_to_string(template).unwrap(), signature).unwrap()
}

fn returning_value(starter: &str) -> String {
    let line = |line: &str| match line.trim() {
        "*returnSize = 0;" => "*returnSize = valueSize;\n".to_owned(),
        "*returnColumnSizes = NULL;" => "*returnColumnSizes = valueColSize;\n".to_owned(),
        "*returnDim3Sizes = NULL;" => "*returnDim3Sizes = valueDim3Size;\n".to_owned(),
        text if text.starts_with("return malloc") || text.starts_with("return Mirror") => format!("{text}\n"),
        text if text.starts_with("return ") => {
            let end = if text.ends_with(';') { ";" } else { "" };
            format!("return value{end}\n")
        }
        text => format!("{text}\n"),
    };
    starter.lines().map(line).collect()
}
