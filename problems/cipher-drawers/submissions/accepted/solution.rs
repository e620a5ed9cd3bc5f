use std::collections::HashMap;

fn form_of(word: &str) -> Vec<u8> {
    let mut names = [0; 128];
    let mut next = 0;
    word.bytes()
        .map(|letter| {
            let name = &mut names[letter as usize];
            if *name == 0 {
                next += 1;
                *name = next;
            }
            *name
        })
        .collect()
}

impl Solution {
    pub fn sort_into_drawers(words: Vec<String>) -> Vec<Vec<String>> {
        let mut drawers: HashMap<Vec<u8>, Vec<String>> = HashMap::new();
        for word in words {
            drawers.entry(form_of(&word)).or_default().push(word);
        }
        drawers.into_values().collect()
    }
}
