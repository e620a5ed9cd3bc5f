//! For whoever writes a language's templates: `driver render TEMPLATE SIGNATURE` prints a template filled with a signature (both files),
//! `driver encode SIGNATURE ARGUMENTS` writes what a driver reads (arguments: a file with a JSON list), and
//! `driver decode SIGNATURE ARGUMENTS < ANSWER` prints what a driver wrote as JSON.

use std::io::{Read, Write};

use gavel_signature::{encode_arguments, render, show_answer};
use gavel_wire::signature::Signature;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let read = |path: &str| std::fs::read_to_string(path);
    let signature = |path: &str| -> Result<Signature, Box<dyn std::error::Error>> {
        let signature: Signature = serde_json::from_str(&read(path)?)?;
        signature.check()?;
        Ok(signature)
    };
    match arguments.as_slice() {
        ["render", template, of] => print!("{}", render(&read(template)?, &signature(of)?)?),
        ["encode", of, values] => {
            let values: Vec<serde_json::Value> = serde_json::from_str(&read(values)?)?;
            std::io::stdout().write_all(&encode_arguments(&signature(of)?, &values)?)?;
        }
        ["decode", of, values] => {
            let of = signature(of)?;
            let values: Vec<serde_json::Value> = serde_json::from_str(&read(values)?)?;
            let mut answer = Vec::new();
            std::io::stdin().read_to_end(&mut answer)?;
            println!("{}", show_answer(&of, &encode_arguments(&of, &values)?, &answer)?);
        }
        _ => {
            return Err(
                "render TEMPLATE SIGNATURE | encode SIGNATURE ARGUMENTS | decode SIGNATURE ARGUMENTS".into(),
            );
        }
    }
    Ok(())
}
