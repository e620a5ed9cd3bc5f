//! A cursor over LaTeX source that hands out its parts as they stand: commands, groups, bodies of environments, formulas. It scans
//! forward only and never recurses; what is not closed reaches to the end.

#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Reader<'a> {
        Reader { text, at: 0 }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.rest().chars().next()?;
        self.at += character.len_utf8();
        Some(character)
    }

    pub(super) fn take(&mut self, bytes: usize) -> &'a str {
        let taken = self.rest().get(..bytes).unwrap_or(self.rest());
        self.at += taken.len();
        taken
    }

    pub(super) fn eat(&mut self, start: &str) -> bool {
        let there = self.rest().starts_with(start);
        if there {
            self.at += start.len();
        }
        there
    }

    pub(super) fn skip_spaces(&mut self) -> &'a str {
        let rest = self.rest();
        self.take(rest.len() - rest.trim_start().len())
    }

    /// Behind a `%`: to the text of the next line; an empty line stays, since it ends a paragraph.
    pub(super) fn skip_comment(&mut self) {
        let end = self.rest().find('\n').map_or(self.rest().len(), |at| at + 1);
        self.take(end);
        let rest = self.rest();
        self.take(rest.len() - rest.trim_start_matches([' ', '\t']).len());
    }

    /// Behind a backslash: a name of letters with the spaces behind it, or one other character.
    pub(super) fn command(&mut self) -> &'a str {
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if letters == 0 {
            return self.take(rest.chars().next().map_or(0, char::len_utf8));
        }
        let name = self.take(letters);
        self.eat("*");
        let spaces = self.rest().len() - self.rest().trim_start().len();
        let skipped = self.rest().get(..spaces).unwrap_or_default();
        // An empty line behind a command still ends the paragraph.
        if skipped.matches('\n').count() < 2 {
            self.take(spaces);
        }
        name
    }

    /// What `{...}` holds, if that is what comes next.
    pub(super) fn group(&mut self) -> Option<&'a str> {
        self.enclosed('{', '}')
    }

    pub(super) fn optional(&mut self) -> Option<&'a str> {
        self.enclosed('[', ']')
    }

    fn enclosed(&mut self, open: char, close: char) -> Option<&'a str> {
        let mut ahead = *self;
        ahead.skip_spaces();
        if !ahead.eat(open.encode_utf8(&mut [0; 4])) {
            return None;
        }
        let start = ahead.at;
        let mut depth = 0_usize;
        let mut end = self.text.len();
        while let Some(character) = ahead.next() {
            match character {
                '\\' => drop(ahead.next()),
                '%' => ahead.skip_comment(),
                _ if character == close && depth == 0 => {
                    end = ahead.at - close.len_utf8();
                    break;
                }
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.at = ahead.at;
        self.text.get(start..end)
    }

    /// A group, or the one character or command that stands for it.
    pub(super) fn argument(&mut self) -> &'a str {
        if let Some(group) = self.group() {
            return group;
        }
        self.skip_spaces();
        let start = self.at;
        if self.next() == Some('\\') {
            self.command();
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// A formula to its end; `\$` is part of it.
    pub(super) fn formula(&mut self, mark: &str) -> &'a str {
        let start = self.at;
        while !self.rest().is_empty() && !self.rest().starts_with(mark) {
            if self.next() == Some('\\') {
                self.next();
            }
        }
        let formula = self.text.get(start..self.at).unwrap_or_default();
        self.eat(mark);
        formula
    }

    /// Behind `\begin{name}`: to its `\end{name}`, past those that are within.
    pub(super) fn body(&mut self, name: &str) -> &'a str {
        let (begin, end) = (format!("\\begin{{{name}}}"), format!("\\end{{{name}}}"));
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            let rest = self.rest();
            let Some(at) = rest.find('\\') else {
                self.take(rest.len());
                return self.text.get(start..).unwrap_or_default();
            };
            self.take(at);
            if self.eat(&begin) {
                depth += 1;
            } else if self.rest().starts_with(&end) {
                let body = self.text.get(start..self.at).unwrap_or_default();
                self.eat(&end);
                if depth == 0 {
                    return body;
                }
                depth -= 1;
            } else {
                self.take(1);
                self.next();
            }
        }
    }
}

/// The text in parts wherever `is_mark` says how many bytes of a mark come next, outside of groups and environments.
pub(super) fn split(text: &str, is_mark: impl Fn(&str) -> Option<usize>) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut reader = Reader::new(text);
    let mut start = 0;
    while !reader.rest().is_empty() {
        if let Some(bytes) = is_mark(reader.rest()) {
            parts.push(text.get(start..reader.at).unwrap_or_default());
            reader.take(bytes.max(1));
            start = reader.at;
            continue;
        }
        match reader.rest().as_bytes().first() {
            Some(b'{') => drop(reader.group()),
            Some(b'%') => reader.skip_comment(),
            Some(b'\\') => {
                reader.next();
                if reader.command() == "begin" {
                    let name = reader.group().unwrap_or_default();
                    reader.body(name);
                }
            }
            _ => drop(reader.next()),
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}
