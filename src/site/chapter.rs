//! A chapter: a head of `key: value` lines between two lines `---`, then Markdown with numbers, figures and bets.
//!
//! Head: `title`, `nav` (the short title, for the list of chapters), `about` (one sentence), and a line
//! `run NAME: FIGURE` or `run NAME: FIGURE?control=value&...` for every run that the prose tells of: what the figure
//! opens with, changed by what follows. A file is called `NN-name.md`; 90 and above are back matter.

use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::figure::{self, Place};
use super::prose::{self, Named};
use super::runs::Runs;
use super::{SiteError, bet};

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
        Ok(Self { file: file.into(), number, id, head: read_head(head).map_err(wrong)?, texts, places })
    }

    /// The chapter's HTML. `all` are the figures of the page, `drawn` the HTML of those of this chapter.
    ///
    /// # Errors
    /// Names the file, the line where it is known, and what is wrong.
    pub fn html(&self, all: &[Place], drawn: &[String], runs: &mut Runs) -> Result<String, SiteError> {
        let mut named = Vec::new();
        for (name, what) in &self.head.runs {
            let wrong = |why: String| SiteError::Text { file: self.file.clone(), why: format!("run {name}: {why}") };
            let (id, query) = what.split_once('?').unwrap_or((what, ""));
            let place = all.iter().find(|place| place.id == id).ok_or_else(|| wrong(format!("no figure `{id}`")))?;
            let state = place.state(query).map_err(wrong)?;
            let record = runs.get(&state, None)?;
            named.push((name.clone(), Named { figure: id.into(), state, record: Arc::clone(&record) }));
        }
        // A comment of one line stands for a figure, so that the lines that follow keep their numbers.
        let mut text = String::new();
        for (i, part) in self.texts.iter().enumerate() {
            if i > 0 {
                text += &mark(i - 1);
            }
            text += part;
        }
        let filled = prose::fill(&self.file, &text, named)?;
        let wrong = |why: String| SiteError::Text { file: self.file.clone(), why };
        let mut html = blocks(&filled, |text| bet::html(text, all)).map_err(wrong)?;
        for (i, figure) in drawn.iter().enumerate() {
            html = html.replacen(&mark(i), figure, 1);
        }
        Ok(html)
    }
}

fn mark(i: usize) -> String {
    format!("<!--facelike-figure {i}-->")
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

/// Markdown as HTML.
pub fn markdown(text: &str) -> Result<String, String> {
    blocks(text, |_| Err("a bet cannot stand in a bet".into()))
}

/// One paragraph of Markdown as HTML, without its paragraph.
pub fn inline(text: &str) -> Result<String, String> {
    let html = markdown(text)?;
    let html = html.trim_end().strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    html.filter(|html| !html.contains("<p>"))
        .map(str::to_string)
        .ok_or_else(|| format!("`{text}` is no single paragraph"))
}

/// Markdown as HTML; fenced blocks `bet` are made by `bet`.
fn blocks(text: &str, bet: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
    let options = Options::ENABLE_SMART_PUNCTUATION | Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut events = Vec::new();
    let mut block: Option<String> = None;
    for event in Parser::new_ext(text, options) {
        match (event, &mut block) {
            (Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(name))), None) if name.as_ref() == "bet" => {
                block = Some(String::new());
            }
            (Event::Text(text), Some(block)) => block.push_str(&text),
            (Event::End(TagEnd::CodeBlock), Some(text)) => {
                let html = bet(text).map_err(|why| format!("bet: {why}"))?;
                events.push(Event::Html(CowStr::from(html)));
                block = None;
            }
            (Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. }), _) => {
                return Err("headings in a chapter begin at `###`: the title in its head is the one above".into());
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
