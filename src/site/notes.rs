//! Footnotes: `[^name]` in the prose, `[^name]: The note.` anywhere below. They stand at the end of their chapter, each
//! with a link back.

use std::fmt::Write as _;

use pulldown_cmark::{Event, html};

use super::figure::is_name;
use super::refs;

/// The notes of a chapter.
pub struct Notes<'a> {
    /// The chapter's id.
    chapter: &'a str,
    /// Names in the order in which the text refers to them, each with how often.
    named: Vec<(String, usize)>,
    /// What is known of each: its name and HTML.
    texts: Vec<(String, String)>,
}

/// What is wrong with a note, and the words by which its line is found.
pub type Wrong = (String, String);

impl<'a> Notes<'a> {
    /// No notes yet in the chapter with this id.
    pub fn new(chapter: &'a str) -> Self {
        Self { chapter, named: Vec::new(), texts: Vec::new() }
    }

    /// The HTML of a reference to the note `name`.
    pub fn refer(&mut self, name: &str) -> Result<String, Wrong> {
        if !is_name(name) {
            let why = format!("a note cannot be called `{name}`: it takes lowercase letters, digits and hyphens");
            return Err((why, format!("[^{name}]")));
        }
        let at = self.named.iter().position(|(other, _)| other == name).unwrap_or_else(|| {
            self.named.push((name.into(), 0));
            self.named.len() - 1
        });
        self.named[at].1 += 1;
        let (chapter, count) = (self.chapter, self.named[at].1);
        Ok(format!(
            "<sup><a class=\"ref\" id=\"{chapter}-ref-{name}-{count}\" href=\"#{chapter}-note-{name}\" \
             role=\"doc-noteref\" aria-label=\"Note {0}\">{0}</a></sup>",
            at + 1
        ))
    }

    /// Takes the text of the note `name`.
    pub fn define(&mut self, name: &str, events: Vec<Event>) {
        let mut text = String::new();
        html::push_html(&mut text, events.into_iter());
        self.texts.push((name.into(), text));
    }

    /// The list of notes; nothing if there are none.
    pub fn html(&self) -> Result<String, Wrong> {
        if let Some((name, _)) = self.texts.iter().find(|(name, _)| !self.named.iter().any(|(other, _)| other == name))
        {
            return Err((format!("nothing refers to the note `{name}`"), format!("[^{name}]:")));
        }
        if self.named.is_empty() {
            return Ok(String::new());
        }
        let mut list = String::from("<div class=\"notes\" role=\"doc-endnotes\">\n<h3>Notes</h3>\n<ol>\n");
        for (name, count) in &self.named {
            let text = self.texts.iter().find(|(other, _)| other == name).map_or("", |(_, text)| text.trim_end());
            let text = text.strip_suffix("</p>").unwrap_or(text);
            let back: String = (1..=*count)
                .map(|n| refs::back(&format!("{}-ref-{name}-{n}", self.chapter), (*count > 1).then_some(n)))
                .collect();
            let _ = writeln!(list, "<li id=\"{}-note-{name}\">{text} {back}</p></li>", self.chapter);
        }
        Ok(list + "</ol>\n</div>\n")
    }
}
