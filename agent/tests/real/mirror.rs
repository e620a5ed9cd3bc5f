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

/// What stands before the methods, one of them, and what stands behind them, where methods are generic or have no types.
const MIRRORS: &[(&str, &str, &str, &str)] = &[
    (
        "cpp",
        "class Mirror {\npublic:\n",
        "    template <class T> T echo{n}(T value) { return value; }\n",
        "    void nothing(string value) { cout << value << endl; }\n};\n",
    ),
    (
        "csharp",
        "public class Mirror {\n",
        "    public T Echo{n}<T>(T value) => value;\n",
        "    public void Nothing(string value) => System.Console.WriteLine(value);\n}\n",
    ),
    (
        "java",
        "class Mirror {\n",
        "    public <T> T echo{n}(T value) { return value; }\n",
        "    public void nothing(String value) { System.out.println(value); }\n}\n",
    ),
    (
        "javascript",
        "class Mirror {\n",
        "  echo{n}(value) { return value }\n",
        "  nothing(value) { console.log(value) }\n}\n",
    ),
    (
        "kotlin",
        "class Mirror {\n",
        "    fun <T> echo{n}(value: T) = value\n",
        "    fun nothing(value: String) = println(value)\n}\n",
    ),
    (
        "php",
        "<?php\nclass Mirror {\n",
        "    function echo{n}($value) { return $value; }\n",
        "    function nothing($value) { echo $value, \"\\n\"; }\n}\n",
    ),
    (
        "python",
        "class Mirror:\n",
        "    def echo{n}(self, value):\n        return value\n",
        "    def nothing(self, value):\n        print(value)\n",
    ),
    (
        "ruby",
        "class Mirror\n",
        "  def echo{n}(value) = value\n",
        "  def nothing(value) = puts(value)\nend\n",
    ),
    (
        "rust",
        "struct Mirror;\nimpl Mirror {\n    pub fn new() -> Self { Mirror }\n",
        "    pub fn echo{n}<T>(&self, value: T) -> T { value }\n",
        "    pub fn nothing(&mut self, value: String) { println!(\"{value}\"); }\n}\n",
    ),
    (
        "typescript",
        "class Mirror {\n",
        "  echo{n}<T>(value: T): T { return value }\n",
        "  nothing(value: string): void { console.log(value) }\n}\n",
    ),
    (
        "typescript-checked",
        "class Mirror {\n",
        "  echo{n}<T>(value: T): T { return value }\n",
        "  nothing(value: string): void { console.log(value) }\n}\n",
    ),
];

/// The class in a language. Without generic methods the starter code, which returns nothing much, is told to return `value`.
pub(crate) fn source(language: &str, signature: &Signature) -> String {
    let Some((_, before, method, behind)) = MIRRORS.iter().find(|(known, ..)| *known == language) else {
        return returning_value(&starter(language, signature));
    };
    let methods = (0..TYPES.len()).map(|n| method.replace("{n}", &n.to_string()));
    format!("{before}{}{behind}", methods.collect::<String>())
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
