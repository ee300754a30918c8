//! The essay as static pages: chapters in Markdown, numbers and stills from runs, one page with relative links.

mod bet;
mod chapter;
mod citing;
mod figure;
mod frame;
mod ledger;
mod maths;
mod notes;
mod offline;
mod prose;
mod refs;
mod runs;
mod share;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use sha2::{Digest as _, Sha256};

use crate::session::State;
use crate::{experiments, lab};
use chapter::Source;
use citing::Credit;
use figure::Place;
use ledger::Ledger;
use refs::Refs;
use runs::Runs;

/// Words that people read in a minute.
const WORDS_A_MINUTE: usize = 220;

/// Chapters from this number on are back matter: they bear no number.
const BACK_MATTER: u8 = 90;

/// Stands in every page written here, so that no other folder is ever cleared.
const MARK: &str = "<meta name=\"generator\" content=\"facelike\">";

/// Folders below the page, with nothing in them but what was written here.
const FOLDERS: [&str; 5] = ["assets", "data", "embed", "font", "stills"];

/// What to make and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The project's folder.
    pub root: PathBuf,
    /// Where the pages go.
    pub out: PathBuf,
    /// The address that the pages will have.
    pub base_url: Option<String>,
    /// The address of the source.
    pub repo_url: Option<String>,
}

/// Why there is no page.
#[non_exhaustive]
#[derive(Debug)]
pub enum SiteError {
    /// Something is wrong in a text.
    Text {
        /// The file, and the line where it is known.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// A run that the page tells of did not come to its end.
    Run {
        /// Which.
        run: String,
        /// Why.
        why: String,
    },
    /// A file that an earlier step of the build makes is not there.
    Missing(PathBuf),
    /// A folder that holds something else.
    Taken(PathBuf),
    /// A file that cannot be written.
    Write(PathBuf, io::Error),
}

impl fmt::Display for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { file, why } => write!(f, "{file}: {why}"),
            Self::Run { run, why } => write!(f, "run {run}: {why}"),
            Self::Missing(path) => {
                write!(f, "there is no `{}`: run `./build.sh build` in the project's folder", path.display())
            }
            Self::Taken(path) => {
                let path = path.display();
                write!(f, "`--out` cannot be `{path}`: it takes an empty folder, or one that `facelike site` wrote")
            }
            Self::Write(path, why) => write!(f, "cannot write `{}`: {why}", path.display()),
        }
    }
}

impl std::error::Error for SiteError {}

/// What was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Built {
    /// Files written.
    pub files: usize,
    /// Runs told of.
    pub runs: usize,
    /// Runs made now rather than kept from an earlier build.
    pub made: usize,
}

impl fmt::Display for Built {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files, {} runs ({} made now)", self.files, self.runs, self.made)
    }
}

/// Whether `url` is an absolute address of a page.
pub fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && url.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b))
}

/// Writes the pages.
///
/// # Errors
/// Names the file and what is wrong with it.
pub fn build(options: &Options) -> Result<Built, SiteError> {
    check_free(&options.out)?;
    let root = &options.root;
    let www = root.join("www");
    let mut files = Files::default();
    let mut runs = Runs::new(&root.join("target/runs"));

    let essay = www.join("essay");
    let sources = sources(&essay)?;
    let refs = Arc::new(Refs::read(&essay)?);
    let mut ledger = Ledger::default();
    let places: Vec<_> = sources.iter().flat_map(|source| source.places.clone()).collect();
    runs.prepare(&all_runs(&sources, &places))?;
    let mut style = read_text(&root.join("target/web/style.css"))?;
    let mut written = Vec::new();
    for source in &sources {
        let mut drawn = Vec::new();
        for place in &source.places {
            let first = places.first().is_some_and(|first| first.id == place.id);
            let (html, rule) = place.html(&mut runs, &mut files, first, "")?;
            drawn.push(html);
            style += &rule;
        }
        written.push(source.html(&places, &drawn, &mut runs, &refs, &mut ledger)?);
    }
    let base_url = options.base_url.as_ref().map(|url| format!("{}/", url.trim_end_matches('/')));
    let credit = Credit::read(root)?;
    let lists = [refs.sources()?, refs.glossary()?, ledger.sum(), credit.html(base_url.as_deref())];
    let mut chapters = Vec::new();
    let mut all_words = 0;
    for (source, (html, words)) in sources.iter().zip(written) {
        let back = source.number >= BACK_MATTER;
        if !back {
            all_words += words;
        }
        let html = prose::LISTS
            .iter()
            .zip(&lists)
            .fold(html, |html, (name, list)| html.replace(&prose::list_mark(name), list));
        chapters.push(context! {
            number => source.number,
            back,
            id => source.id.clone(),
            title => source.head.title.clone(),
            nav => source.head.nav.clone(),
            about => source.head.about.clone(),
            minutes => minutes(words),
            issue => encode(&match source.number {
                BACK_MATTER.. => source.head.title.clone(),
                number => format!("Chapter {number}: {}", source.head.title),
            }, ""),
            html => Value::from_safe_string(html),
        });
    }

    for entry in list(&www.join("font"))? {
        if has_ending(&entry, "woff2") {
            let path = files.add("font", &entry, read(&www.join("font").join(&entry))?);
            style = style.replace(&format!("font/{entry}"), &format!("../{path}"));
        }
    }
    // Paths are made here and hold nothing to escape; escaped slashes would only be harder to read.
    let path = Value::from_safe_string;
    let fonts: Vec<_> = files.under("font").into_iter().map(path).collect();
    let shared = context! {
        style => path(files.add("assets", "style.css", style)),
        script => path(files.add("assets", "lab.js", read(&root.join("target/web/lab.js"))?)),
        more => path(files.add("assets", "more.js", read(&root.join("target/web/more.js"))?)),
        late => path(files.add("assets", "late.js", read(&root.join("target/web/late.js"))?)),
        early => path(files.add("assets", "early.js", read(&root.join("target/web/early.js"))?)),
        reading => path(files.add("assets", "page.js", read(&root.join("target/web/page.js"))?)),
        programs => programs(root, &mut files)?,
        icon => path(files.add("assets", "icon.svg", read(&www.join("icon.svg"))?)),
        fonts,
        base_url => base_url.as_deref().map(|url| path(escape(url))),
        repo_url => options.repo_url.as_ref().map(|url| path(escape(url.trim_end_matches('/')))),
        generator => Value::from_safe_string(MARK.into()),
        title => citing::TITLE,
        author => credit.author.clone(),
    };
    // Only a page that knows its address can say where the picture is.
    let share = match (&base_url, places.first()) {
        (Some(_), Some(place)) => {
            share::picture(place, &mut runs)?.map(|png| path(files.add("assets", "share.png", png)))
        }
        _ => None,
    };
    let page = context! {
        chapters,
        minutes => minutes(all_words),
        share,
        list => path(files.add("assets", "experiments.json", lab::describe(experiments::ALL))),
        // The page itself carries what its first figure needs.
        experiments => list_of(&places.iter().map(|place| place.state.spec).take(1).collect::<Vec<_>>()),
        ..shared.clone()
    };
    let page = fill_template(&www, "template.html", "index.html", page)?;
    files.put("sw.js", offline::worker(&read_text(&www.join("sw.js"))?, &page, &files)?);
    files.put("index.html", page);
    frame::add(&www, &places, &mut runs, &mut files, &shared)?;
    files.put("_headers", HEADERS);
    files.write(&options.out)?;
    Ok(Built { files: files.0.len(), runs: runs.count(), made: runs.made })
}

/// The runs that the page shows or tells of, and those of the frame pages.
fn all_runs(sources: &[Source], places: &[Place]) -> Vec<(State, Option<u64>)> {
    let alone = experiments::ALL.iter().filter_map(|&spec| figure::alone(spec).ok());
    let shown = places.iter().cloned().chain(alone).map(|place| (place.state, place.tick));
    let told = sources.iter().flat_map(|source| source.runs(places)).map(|state| (state, None));
    shown.chain(told).collect()
}

/// The wasm modules, by what the page's script calls them (www/lab/modules.js).
const MODULES: [&str; 9] =
    ["opening", "chapter1", "chapter2", "chapter5", "chapter6", "faceless", "paint", "read", "svg"];

/// Adds the wasm modules and the encoder; pairs of what the script calls each and its path.
fn programs(root: &Path, files: &mut Files) -> Result<Vec<(&'static str, Value)>, SiteError> {
    let path = Value::from_safe_string;
    let mut named = vec![("encoder", path(files.add("assets", "encoder.bin", crate::models::encoder::SHIPPED)))];
    for name in MODULES {
        let module = read(&root.join(format!("target/wasm/{name}_bg.wasm")))?;
        named.push((name, path(files.add("assets", &format!("{name}.wasm"), module))));
    }
    Ok(named)
}

/// What hosts that read such a file should send: everything may be embedded anywhere, and what has its hash in its
/// name never changes.
const HEADERS: &str = "/*
  Access-Control-Allow-Origin: *
  X-Content-Type-Options: nosniff
/
  Cache-Control: public, max-age=0, must-revalidate
/index.html
  Cache-Control: public, max-age=0, must-revalidate
/sw.js
  Cache-Control: public, max-age=0, must-revalidate
/embed/*
  Cache-Control: public, max-age=0, must-revalidate
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/font/*
  Cache-Control: public, max-age=31536000, immutable
/data/*
  Cache-Control: public, max-age=31536000, immutable
/stills/*
  Cache-Control: public, max-age=31536000, immutable
";

/// The chapters, in order.
fn sources(folder: &Path) -> Result<Vec<Source>, SiteError> {
    let mut sources = Vec::new();
    for file in list(folder)? {
        if has_ending(&file, "md") {
            sources.push(Source::read(&file, &read_text(&folder.join(&file))?)?);
        }
    }
    Ok(sources)
}

/// The descriptions of experiments, for the script that is no script; `<` would end it.
fn list_of(specs: &[&lab::Spec]) -> Value {
    Value::from_safe_string(lab::describe(specs).replace('<', "\\u003c"))
}

/// The page that `template` in `www` gives, which will be called `name`.
fn fill_template(www: &Path, template: &str, name: &str, page: Value) -> Result<String, SiteError> {
    let text = read_text(&www.join(template))?;
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::Html);
    let html = engine.render_named_str(template, &text, page).map_err(|error| SiteError::Text {
        file: format!("{template} line {}", error.line().unwrap_or(0)),
        why: error.detail().map_or_else(|| error.kind().to_string(), str::to_string),
    })?;
    check_ids(name, &html)?;
    Ok(html)
}

/// Every id is there once, or links and figures would meet the wrong one.
fn check_ids(name: &str, html: &str) -> Result<(), SiteError> {
    let mut seen = BTreeSet::new();
    for part in html.split(" id=\"").skip(1) {
        let id = part.split('"').next().unwrap_or_default();
        if !seen.insert(id) {
            return Err(SiteError::Text { file: name.into(), why: format!("the id `{id}` is there twice") });
        }
    }
    Ok(())
}

/// How long it takes to read so many words.
fn minutes(words: usize) -> usize {
    words.div_ceil(WORDS_A_MINUTE).max(1)
}

/// `text` as a value in a query, where `kept` stays as it is besides what never needs escaping.
fn encode(text: &str, kept: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.as_bytes().contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// Words of an HTML text that are read, not those of tags.
fn count_words(html: &str) -> usize {
    let mut text = String::new();
    let mut depth = false;
    for c in html.chars() {
        match c {
            '<' => depth = true,
            '>' => depth = false,
            _ if !depth => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().count()
}

/// A hash of contents, as it stands in names of files.
fn hash<'a>(contents: impl IntoIterator<Item = &'a Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    for bytes in contents {
        hash.update(bytes);
    }
    runs::hex(&hash.finalize()[..5])
}

/// The files of a site, each with its path below the page.
#[derive(Default)]
pub(crate) struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.0.insert(path.into(), bytes.into());
    }

    /// Adds `name` to `folder` with a hash of its content in its name; its path.
    fn add(&mut self, folder: &str, name: &str, bytes: impl Into<Vec<u8>>) -> String {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
        self.add_all(folder, stem, vec![(ending.into(), bytes.into())]).swap_remove(0)
    }

    /// Adds files that belong together, pairs of an ending and a content, to `folder`, with one hash of all of them in
    /// their names: a page that names them all is shorter so. Their paths, in order.
    fn add_all(&mut self, folder: &str, stem: &str, files: Vec<(String, Vec<u8>)>) -> Vec<String> {
        let hash = hash(files.iter().map(|(_, bytes)| bytes));
        let mut paths = Vec::new();
        for (ending, bytes) in files {
            paths.push(format!("{folder}/{stem}.{hash}.{ending}"));
            self.put(&paths[paths.len() - 1], bytes);
        }
        paths
    }

    fn under(&self, folder: &str) -> Vec<String> {
        self.0.keys().filter(|path| path.starts_with(&format!("{folder}/"))).cloned().collect()
    }

    /// Writes all; what an earlier build left is removed.
    fn write(&self, out: &Path) -> Result<(), SiteError> {
        for folder in FOLDERS {
            let folder = out.join(folder);
            if folder.is_dir() {
                fs::remove_dir_all(&folder).map_err(|why| SiteError::Write(folder, why))?;
            }
        }
        self.0.iter().try_for_each(|(path, bytes)| write(&out.join(path), bytes))
    }
}

/// Whether `out` may be written to: not there, empty, or written by an earlier build.
fn check_free(out: &Path) -> Result<(), SiteError> {
    let empty = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(why) if why.kind() == io::ErrorKind::NotFound => true,
        Err(why) => return Err(SiteError::Write(out.into(), why)),
    };
    let ours = || fs::read_to_string(out.join("index.html")).is_ok_and(|page| page.contains(MARK));
    if empty || ours() { Ok(()) } else { Err(SiteError::Taken(out.into())) }
}

/// Writes a file, and the folder it is in.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), SiteError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).and_then(|()| fs::write(path, bytes)).map_err(|why| SiteError::Write(path.into(), why))
}

fn read(path: &Path) -> Result<Vec<u8>, SiteError> {
    fs::read(path).map_err(|_| SiteError::Missing(path.into()))
}

fn read_text(path: &Path) -> Result<String, SiteError> {
    fs::read_to_string(path).map_err(|_| SiteError::Missing(path.into()))
}

fn has_ending(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|is| is == ending)
}

/// The names in a folder, sorted.
fn list(folder: &Path) -> Result<Vec<String>, SiteError> {
    let entries = fs::read_dir(folder).map_err(|_| SiteError::Missing(folder.into()))?;
    let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// `text` as it may stand in HTML, in quotes too.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_absolute_and_harmless() {
        assert!(is_address("https://example.org/essay/") && is_address("http://localhost:8000"));
        for bad in ["", "example.org", "https://", "https:///x", "javascript:alert(1)", "https://a b", "https://a\"b"] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn an_id_that_is_there_twice_is_named() {
        let error = check_ids("index.html", "<p id=\"a\"></p><p id=\"a\"></p>").unwrap_err();
        assert_eq!(error.to_string(), "index.html: the id `a` is there twice");
    }

    #[test]
    fn words_of_tags_are_not_read() {
        assert_eq!(count_words("<p class=\"a b\">one <em>two</em></p>"), 2);
    }
}
