//! What the prose refers to: sources (www/essay/sources.toml) and terms (www/essay/glossary.toml).
//!
//! - `{{ cite("grace2022") }}`, `{{ cite("grace2022", "part B") }}`: a link to the entry in the list of sources;
//! - `{{ term("logit") }}`, `{{ term("logit", "logits") }}`: a link to its definition, in other words if need be.
//!
//! The lists are made by `{{ sources() }}` and `{{ glossary() }}`, each in a paragraph of its own; every entry must be
//! used by the prose, and leads back to where.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{SiteError, chapter, escape, read_text};

const SOURCES: &str = "sources.toml";
const GLOSSARY: &str = "glossary.toml";

/// An entry of `sources.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// How the prose names it: "Grace 2022".
    short: String,
    author: String,
    title: String,
    /// Where and when it came out.
    #[serde(rename = "where")]
    place: String,
    /// The year, where `where` does not say it.
    year: Option<u16>,
    url: Option<String>,
    /// What to know about it: a line of Markdown.
    note: Option<String>,
}

/// An entry of `glossary.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    /// What it means: a line of Markdown.
    text: String,
}

/// A data file: its entries, and what stands in it, to find lines.
struct Table<T> {
    file: &'static str,
    text: String,
    entries: BTreeMap<String, T>,
}

/// Sources and terms, and where the prose uses them.
pub struct Refs {
    sources: Table<Entry>,
    terms: Table<Term>,
    /// Ids of the links, by the id of what they lead to.
    uses: Mutex<BTreeMap<String, Vec<String>>>,
}

impl<T: DeserializeOwned> Table<T> {
    fn read(folder: &Path, file: &'static str) -> Result<Self, SiteError> {
        let text = read_text(&folder.join(file))?;
        let entries = toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            SiteError::Text { file: format!("{file} line {line}"), why: error.message().to_string() }
        })?;
        Ok(Self { file, text, entries })
    }

    fn get(&self, kind: &str, key: &str) -> Result<&T, String> {
        self.entries.get(key).ok_or_else(|| {
            let known: Vec<_> = self.entries.keys().map(String::as_str).collect();
            format!("no {kind} `{key}` in {}: there is {}", self.file, known.join(", "))
        })
    }

    fn wrong(&self, key: &str, why: String) -> SiteError {
        let heads = [format!("[{key}]"), format!("[\"{key}\"]")];
        let line = self.text.lines().position(|line| heads.iter().any(|head| line.trim() == head));
        SiteError::Text { file: format!("{} line {}", self.file, line.map_or(1, |line| line + 1)), why }
    }
}

impl Refs {
    /// Reads both files in `folder`.
    pub fn read(folder: &Path) -> Result<Self, SiteError> {
        let (sources, terms) = (Table::read(folder, SOURCES)?, Table::read(folder, GLOSSARY)?);
        Ok(Self { sources, terms, uses: Mutex::default() })
    }

    /// Notes that the prose leads to `target`; the id of the link.
    fn used(&self, target: &str) -> String {
        let mut uses = self.uses.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let links = uses.entry(target.into()).or_default();
        links.push(format!("{target}-{}", links.len() + 1));
        links[links.len() - 1].clone()
    }

    /// A link to a source, and to a place in it.
    pub fn cite(&self, key: &str, place: Option<&str>) -> Result<String, String> {
        let entry = self.sources.get("source", key)?;
        let target = format!("source-{}", slug(key));
        let place = place.map_or(String::new(), |place| format!(", {}", escape(place)));
        Ok(format!(
            "<a class=\"ref cite\" id=\"{}\" href=\"#{target}\" role=\"doc-biblioref\">[{}{place}]</a>",
            self.used(&target),
            escape(&entry.short),
        ))
    }

    /// A link to the definition of a term, `shown` as the text needs it.
    pub fn term(&self, key: &str, shown: Option<&str>) -> Result<String, String> {
        self.terms.get("term", key)?;
        let target = format!("term-{}", slug(key));
        Ok(format!(
            "<a class=\"ref term\" id=\"{}\" href=\"#{target}\" role=\"doc-glossref\">{}</a>",
            self.used(&target),
            escape(shown.unwrap_or(key)),
        ))
    }

    /// Links from `target` back to the text.
    fn back(&self, target: &str) -> String {
        let uses = self.uses.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let links = uses.get(target).map(Vec::as_slice).unwrap_or_default();
        links.iter().enumerate().fold(String::new(), |mut html, (i, link)| {
            html += &back(link, (links.len() > 1).then_some(i + 1));
            html
        })
    }

    /// The list of sources.
    ///
    /// # Errors
    /// Names the entry that no chapter cites, or what is wrong with one.
    pub fn sources(&self) -> Result<String, SiteError> {
        let mut entries: Vec<_> = self.sources.entries.iter().collect();
        entries.sort_by_key(|(_, entry)| entry.short.to_lowercase());
        let mut html = String::from("<ul class=\"sources\">\n");
        for (key, entry) in entries {
            let wrong = |why: String| self.sources.wrong(key, why);
            let target = format!("source-{}", slug(key));
            let back = self.back(&target);
            if back.is_empty() {
                return Err(wrong(format!("no chapter cites `{key}`")));
            }
            let title = match entry.url.as_deref() {
                Some(url) if super::is_address(url) => {
                    format!("<a href=\"{}\">{}</a>", escape(url), escape(&entry.title))
                }
                Some(url) => {
                    return Err(wrong(format!(
                        "`url` cannot be `{url}`: it takes an address like https://example.org"
                    )));
                }
                None => escape(&entry.title),
            };
            let year = entry.year.map_or(String::new(), |year| format!(", {year}"));
            let note = entry.note.as_deref().map(chapter::inline).transpose().map_err(wrong)?;
            let _ = writeln!(
                html,
                "<li id=\"{target}\"><b>{}</b>, {title}, {}{year}. {}{back}</li>",
                escape(&entry.author),
                escape(&entry.place),
                note.map_or(String::new(), |note| note + " "),
            );
        }
        Ok(html + "</ul>\n")
    }

    /// The glossary.
    ///
    /// # Errors
    /// Names the entry that no chapter uses, or what is wrong with one.
    pub fn glossary(&self) -> Result<String, SiteError> {
        let mut html = String::from("<ul class=\"glossary\">\n");
        for (key, term) in &self.terms.entries {
            let wrong = |why: String| self.terms.wrong(key, why);
            let target = format!("term-{}", slug(key));
            let back = self.back(&target);
            if back.is_empty() {
                return Err(wrong(format!("no chapter uses `{key}`")));
            }
            let text = chapter::inline(&term.text).map_err(wrong)?;
            let _ = writeln!(html, "<li id=\"{target}\"><dfn>{}</dfn>: {text} {back}</li>", escape(key));
        }
        Ok(html + "</ul>\n")
    }
}

/// A link back to where the text refers to what it stands in; `n` tells it from others.
pub fn back(link: &str, n: Option<usize>) -> String {
    let (name, sign) = match n {
        Some(n) => (format!("Back to the text, place {n}"), format!("&#8617;&#65038;<sub>{n}</sub>")),
        None => ("Back to the text".into(), "&#8617;&#65038;".into()),
    };
    format!("<a class=\"back\" href=\"#{link}\" role=\"doc-backlink\" aria-label=\"{name}\">{sign}</a>")
}

/// `text` as part of an id.
pub fn slug(text: &str) -> String {
    let parts: Vec<_> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    parts.join("-")
}
