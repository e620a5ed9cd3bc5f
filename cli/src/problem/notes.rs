//! The notes of `import` and `export` on the terminal, what is to be done first.

use gavel_package::import::report::{Effect, Note};

pub(super) fn show(notes: &[Note]) {
    for (effect, heading) in [
        (
            Effect::Differs,
            "to be seen to, since people may be judged differently or miss something",
        ),
        (Effect::Changed, "there in another form"),
        (Effect::Dropped, "left behind; judging is the same without it"),
    ] {
        let mut notes = notes.iter().filter(|note| note.effect == effect).peekable();
        if notes.peek().is_some() {
            println!("  {heading}:");
        }
        for note in notes {
            println!("    {}: {}", shown(&note.place), shown(&note.text));
        }
    }
}

/// Texts come from packages: none of them moves the terminal's cursor.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                character
            }
        })
        .collect()
}
