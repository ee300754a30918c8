//! A chapter: a head of `key: value` lines between two lines `---`, then Markdown with numbers, figures, footnotes
//! (notes.rs), links to sources and terms (refs.rs), and fenced blocks `bet`, `ledger` and `maths`.
//!
//! Head: `title`, `nav` (the short title, for the list of chapters), `about` (one sentence), and a line
//! `run NAME: FIGURE` or `run NAME: FIGURE?control=value&...` for every run that the prose tells of: what the figure
//! opens with, changed by what follows. A file is called `NN-name.md`; 90 and above are back matter.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::figure::{self, Place};
use super::ledger::Ledger;
use super::notes::Notes;
use super::prose::{self, Named};
use super::refs::Refs;
use super::runs::Runs;
use super::{SiteError, bet, count_words, maths};
use crate::session::State;

/// A chapter as written.
pub struct Source {
    /// The file's name.
    pub file: String,
    /// From the file's name.
    pub number: u8,
    /// The section's id, from the file's name.
    pub id: String,
    /// What the head says.
    pub head: Head,
    /// The whole file, to find lines in.
    text: String,
    /// The text between figures, with as many empty lines before it as the head has.
    texts: Vec<String>,
    /// The figures.
    pub places: Vec<Place>,
}

/// What a chapter's head says.
#[derive(Debug, Default)]
pub struct Head {
    /// The heading.
    pub title: String,
    /// The short title.
    pub nav: String,
    /// One sentence.
    pub about: String,
    /// Names of runs, each with its figure and its changes.
    runs: Vec<(String, String)>,
}

impl Source {
    /// Reads `text`, the content of `file`.
    ///
    /// # Errors
    /// Names the file and what is wrong.
    pub fn read(file: &str, text: &str) -> Result<Self, SiteError> {
        let wrong = |why: String| SiteError::Text { file: file.into(), why };
        let (number, id) = file
            .strip_suffix(".md")
            .and_then(|name| name.split_once('-'))
            .filter(|(number, id)| number.len() == 2 && figure::is_name(id))
            .and_then(|(number, id)| Some((number.parse().ok()?, id.to_string())))
            .ok_or_else(|| wrong("a chapter is called NN-name.md".into()))?;
        let (head, body) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or_else(|| {
            wrong("it must begin with a head between two lines `---`, such as `title: My chapter`".into())
        })?;
        let lines = head.lines().count() + 2;
        let (mut texts, places) = figure::split(file, &format!("{}{body}", "\n".repeat(lines)))?;
        if texts.is_empty() {
            texts.push(String::new());
        }
        let head = read_head(head).map_err(wrong)?;
        Ok(Self { file: file.into(), number, id, head, text: text.into(), texts, places })
    }

    /// The runs that the text names, but for those that it names wrongly.
    pub fn runs(&self, all: &[Place]) -> impl Iterator<Item = State> {
        self.head.runs.iter().filter_map(|(_, what)| run(what, all).ok().map(|(_, state)| state))
    }

    /// The chapter's HTML, and how many words of running text it has. `all` are the figures of the page, `drawn` the
    /// HTML of those of this chapter.
    ///
    /// # Errors
    /// Names the file, the line where it is known, and what is wrong.
    pub fn html(
        &self,
        all: &[Place],
        drawn: &[String],
        runs: &mut Runs,
        refs: &Arc<Refs>,
        ledger: &mut Ledger,
    ) -> Result<(String, usize), SiteError> {
        let mut named = Vec::new();
        for (name, what) in &self.head.runs {
            let wrong = |why: String| SiteError::Text { file: self.file.clone(), why: format!("run {name}: {why}") };
            let (id, state) = run(what, all).map_err(wrong)?;
            let record = runs.get(&state, None)?;
            named.push((name.clone(), Named { figure: id.into(), state, record: Arc::clone(&record) }));
        }
        // A comment of one line stands for a figure, so that the lines that follow keep their numbers.
        let mut text = String::new();
        for (i, part) in self.texts.iter().enumerate() {
            if i > 0 {
                text += &mark("figure", i - 1);
            }
            text += part;
        }
        let filled = prose::fill(&self.file, &text, named, refs)?;
        let mut notes = Notes::new(&self.id);
        // Comments stand for blocks too, until the running text is counted.
        let mut made: Vec<String> = Vec::new();
        let mut html = blocks(&filled, Some(&mut notes), |name, title, text| {
            let block = match name {
                "bet" => bet::html(text, all)?,
                "ledger" => ledger.html(text, &self.head.title, all)?,
                "maths" => maths::html(title, text)?,
                _ => return Err("there is no such block: there is bet, ledger, maths".into()),
            };
            made.push(block);
            Ok(mark("block", made.len() - 1) + "\n")
        })
        .map_err(|wrong| self.wrong(wrong))?;
        let words = count_words(&html);
        for (i, block) in made.iter().enumerate() {
            html = html.replacen(&(mark("block", i) + "\n"), block, 1);
        }
        self.check_notes(&html)?;
        let list = notes.html().map_err(|(why, near)| self.wrong(Wrong { why, near: Near::Words(near) }))?;
        self.check_notes(&list)?;
        html += &list;
        for (i, figure) in drawn.iter().enumerate() {
            html = html.replacen(&mark("figure", i), figure, 1);
        }
        Ok((html, words))
    }

    /// What still looks like a reference to a note is one to none.
    fn check_notes(&self, html: &str) -> Result<(), SiteError> {
        let Some((_, rest)) = html.split_once("[^") else { return Ok(()) };
        let name = rest.split(']').next().unwrap_or_default();
        let why = format!("there is no note `{name}` here: a note stands in the chapter's own text, `[^{name}]: ...`");
        Err(self.wrong(Wrong { why, near: Near::Words(format!("[^{name}]")) }))
    }

    /// The error for something wrong, with its line where that can be found.
    fn wrong(&self, Wrong { why, near }: Wrong) -> SiteError {
        let mut lines = self.text.lines().enumerate();
        let line = match near {
            Near::Nothing => None,
            Near::Words(words) => lines.find(|(_, line)| line.contains(&words)),
            Near::Block(name, nth) => lines
                .filter(|(_, line)| line.trim_start().strip_prefix("```").is_some_and(|is| first_word(is) == name))
                .nth(nth),
        };
        let file = line.map_or_else(|| self.file.clone(), |(i, _)| format!("{} line {}", self.file, i + 1));
        SiteError::Text { file, why }
    }
}

/// What is wrong in a chapter, and how to find its line.
struct Wrong {
    why: String,
    near: Near,
}

/// Where something is: numbers that were filled in, and lines taken away beside them, have moved what follows.
enum Near {
    Nothing,
    /// The first line with these words.
    Words(String),
    /// The nth fenced block of a name, from 0.
    Block(String, usize),
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

fn mark(kind: &str, i: usize) -> String {
    format!("<!--facelike-{kind} {i}-->")
}

/// The figure and the state of a run that a chapter's head tells of as `FIGURE?QUERY`.
fn run<'a>(what: &'a str, all: &[Place]) -> Result<(&'a str, State), String> {
    let (id, query) = what.split_once('?').unwrap_or((what, ""));
    Ok((id, figure::find(all, id)?.state(query)?))
}

fn read_head(text: &str) -> Result<Head, String> {
    let mut head = Head::default();
    for (key, value) in pairs(text)? {
        match key.as_str() {
            "title" => head.title = value,
            "nav" => head.nav = value,
            "about" => head.about = value,
            _ => {
                let name = key.strip_prefix("run ").filter(|name| figure::is_name(&name.replace('_', "-")));
                let name = name.ok_or_else(|| format!("a head has no `{key}`: it has title, nav, about, run NAME"))?;
                head.runs.push((name.to_string(), value));
            }
        }
    }
    if head.title.is_empty() {
        return Err("its head has no `title`".into());
    }
    if head.nav.is_empty() {
        head.nav.clone_from(&head.title);
    }
    Ok(head)
}

/// Reads `key: value` lines; an indented line goes on with the value above it, an empty line is a new paragraph there.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() || line.starts_with(' ') {
            if let Some((_, value)) = pairs.last_mut() {
                value.push('\n');
                value.push_str(line.trim());
            }
            continue;
        }
        let (key, value) = line.split_once(':').ok_or_else(|| format!("`{line}` is no `key: value`"))?;
        pairs.push((key.trim().to_string(), value.trim().to_string()));
    }
    for (_, value) in &mut pairs {
        value.truncate(value.trim_end().len());
    }
    Ok(pairs)
}

/// The same as a map, of a text in which no key may be there twice.
pub fn map(pairs: &[(String, String)]) -> Result<BTreeMap<&str, &str>, String> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        if map.insert(key.as_str(), value.as_str()).is_some() {
            return Err(format!("`{key}` is there twice"));
        }
    }
    Ok(map)
}

/// Markdown as HTML.
pub fn markdown(text: &str) -> Result<String, String> {
    blocks(text, None, |name, _, _| Err(format!("a {name} cannot stand here"))).map_err(|wrong| wrong.why)
}

/// One paragraph of Markdown as HTML, without its paragraph.
pub fn inline(text: &str) -> Result<String, String> {
    let html = markdown(text)?;
    let html = html.trim_end().strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    html.filter(|html| !html.contains("<p>"))
        .map(str::to_string)
        .ok_or_else(|| format!("`{text}` is no single paragraph"))
}

/// Markdown as HTML; fenced blocks with a name are made by `make`, which gets name, title and text. Where there may be
/// no notes, a reference to one stays as it is.
fn blocks(
    text: &str,
    mut notes: Option<&mut Notes>,
    mut make: impl FnMut(&str, &str, &str) -> Result<String, String>,
) -> Result<String, Wrong> {
    let options = Options::ENABLE_SMART_PUNCTUATION | Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut events = Vec::new();
    // The info string and the text of the block that is being read, and the names of those before it.
    let mut block: Option<(String, String)> = None;
    let mut seen: Vec<String> = Vec::new();
    // The note that is being read, and where it began.
    let mut note: Option<(String, usize)> = None;
    for event in Parser::new_ext(text, options) {
        match (event, &mut block) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))), None) if !info.is_empty() => {
                block = Some((info.to_string(), String::new()));
            }
            (Event::Text(text), Some((_, block))) => block.push_str(&text),
            (Event::End(TagEnd::CodeBlock), Some((info, text))) => {
                let name = first_word(info);
                let nth = seen.iter().filter(|other| *other == name).count();
                let html = make(name, info[name.len()..].trim(), text)
                    .map_err(|why| Wrong { why: format!("{name}: {why}"), near: Near::Block(name.into(), nth) })?;
                events.push(Event::Html(CowStr::from(html)));
                seen.push(name.into());
                block = None;
            }
            (Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. }), _) => {
                let why = "headings in a chapter begin at `###`: the title in its head is the one above";
                return Err(Wrong { why: why.into(), near: Near::Nothing });
            }
            (Event::FootnoteReference(name), _) => {
                let html = match notes.as_deref_mut() {
                    Some(notes) => notes.refer(&name).map_err(|(why, near)| Wrong { why, near: Near::Words(near) })?,
                    None => format!("[^{name}]"),
                };
                events.push(Event::InlineHtml(CowStr::from(html)));
            }
            (Event::Start(Tag::FootnoteDefinition(name)), _) => note = Some((name.to_string(), events.len())),
            (Event::End(TagEnd::FootnoteDefinition), _) => {
                if let (Some((name, start)), Some(notes)) = (note.take(), notes.as_deref_mut()) {
                    notes.define(&name, events.split_off(start));
                }
            }
            (event, _) => events.push(event),
        }
    }
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_pairs_and_runs() {
        let text = "---\ntitle: Hook\nrun plain: hook?seed=7\n---\nProse.\n";
        let source = Source::read("00-hook.md", text).unwrap();
        assert_eq!((source.number, source.id.as_str(), source.head.nav.as_str()), (0, "hook", "Hook"));
        assert_eq!(source.head.runs, [("plain".to_string(), "hook?seed=7".to_string())]);
    }

    #[test]
    fn slips_in_a_head_are_named() {
        for (file, text, why) in [
            ("hook.md", "", "NN-name.md"),
            ("00-hook.md", "Prose.", "begin with a head"),
            ("00-hook.md", "---\nnav: x\n---\n", "no `title`"),
            ("00-hook.md", "---\ntitle: x\ncolour: red\n---\n", "no `colour`"),
        ] {
            let Err(error) = Source::read(file, text) else { panic!("{text} was taken") };
            assert!(error.to_string().contains(file) && error.to_string().contains(why), "{error}");
        }
    }

    #[test]
    fn values_go_on_in_indented_lines() {
        let read = pairs("a: one\n  two\n\n  three\nb: x: y\n").unwrap();
        assert_eq!(read, [("a".into(), "one\ntwo\n\nthree".into()), ("b".into(), "x: y".to_string())]);
    }

    #[test]
    fn a_chapter_has_no_heading_of_its_own() {
        assert!(markdown("## Two").is_err());
        assert_eq!(markdown("### Three").unwrap(), "<h3>Three</h3>\n");
    }

    #[test]
    fn a_paragraph_can_stand_in_a_line() {
        assert_eq!(inline("What *now*?").unwrap(), "What <em>now</em>?");
        assert!(inline("a\n\nb").is_err());
    }
}
