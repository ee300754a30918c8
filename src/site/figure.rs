//! `<facelike-lab ...></facelike-lab>` in a chapter: checks its attributes and fills in its still picture.

use std::fmt::Write as _;

use super::runs::{Record, Runs};
use super::{Files, SiteError, escape};
use crate::lab::{LabError, Spec, Status, numbers};
use crate::plot::{self, FontSource, SvgOptions, Theme};
use crate::session::{State, report};

/// Widths at which a still is drawn, in CSS pixels, each with the widest window that gets it. A figure is as wide
/// as the window less its margins, up to `--wide` of style.css.
const STILLS: [(&str, u32, Option<u32>); 3] =
    [("narrow", 340, Some(671)), ("medium", 680, Some(991)), ("wide", 1040, None)];

/// Attributes that are for the page and not for the run.
const PAGE: &[&str] = &["id", "experiment", "controls", "readouts", "autoplay", "theme", SOLE];

/// Marks the only figure of its page: what the address says is about it, named or not.
const SOLE: &str = "data-sole";

/// A figure of a page.
#[derive(Clone, Debug)]
pub struct Place {
    /// The instance's name.
    pub id: String,
    /// What it opens with; at tick 0.
    pub state: State,
    /// The tick that it opens at, if the author names one.
    pub tick: Option<u64>,
    /// The attributes, as written.
    attributes: Vec<(String, String)>,
}

/// A chapter's text cut at its figures: text, figure, text, ..., text.
pub fn split(file: &str, text: &str) -> Result<(Vec<String>, Vec<Place>), SiteError> {
    const OPEN: &str = "<facelike-lab";
    const CLOSE: &str = "</facelike-lab>";
    let (mut texts, mut places) = (Vec::new(), Vec::new());
    let mut rest = text;
    while let Some(start) = rest.find(OPEN) {
        let wrong = |why: String| {
            let line = text[..text.len() - rest.len() + start].lines().count() + 1;
            SiteError::Text { file: file.into(), why: format!("figure near line {line}: {why}") }
        };
        let tail = &rest[start + OPEN.len()..];
        let end = tail.find('>').ok_or_else(|| wrong("its tag is not closed".into()))?;
        let after = tail[end + 1..]
            .trim_start()
            .strip_prefix(CLOSE)
            .ok_or_else(|| wrong(format!("`{CLOSE}` must follow its tag: what stands between is filled in")))?;
        places.push(place(&tail[..end]).map_err(wrong)?);
        texts.push(rest[..start].to_string());
        rest = after;
    }
    texts.push(rest.to_string());
    Ok((texts, places))
}

/// The figure called `id`.
pub fn find<'a>(places: &'a [Place], id: &str) -> Result<&'a Place, String> {
    places.iter().find(|place| place.id == id).ok_or_else(|| {
        let known: Vec<_> = places.iter().map(|place| place.id.as_str()).collect();
        format!("no figure `{id}`: there is {}", known.join(", "))
    })
}

/// The figure that stands in the frame page of `spec`: called as the experiment, and all by its defaults.
pub fn alone(spec: &'static Spec) -> Result<Place, SiteError> {
    place(&format!("id=\"{id}\" experiment=\"{id}\" {SOLE}", id = spec.id))
        .map_err(|why| SiteError::Text { file: format!("frame of {}", spec.id), why })
}

/// Reads the attributes of a figure's tag.
fn place(tag: &str) -> Result<Place, String> {
    let attributes = attributes(tag)?;
    let find = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.as_str());
    let id = find("id").ok_or("it has no id")?.to_string();
    if !is_name(&id) {
        return Err(format!("`id` cannot be `{id}`: it takes lowercase letters, digits and hyphens"));
    }
    let mut state = State::new(find("experiment").ok_or("it names no experiment")?).map_err(|e| e.to_string())?;
    for (i, (name, text)) in attributes.iter().enumerate() {
        if attributes[..i].iter().any(|(other, _)| other == name) {
            return Err(format!("`{name}` is there twice"));
        }
        check(&mut state, name, text).map_err(|error| error.to_string())?;
    }
    let tick = find("tick").map(|_| state.tick);
    Ok(Place { id, state: State { tick: 0, ..state }, tick, attributes })
}

fn check(state: &mut State, name: &str, text: &str) -> Result<(), LabError> {
    let only = |name: &'static str, allowed: &[&str]| {
        let message = || LabError::Parameter { name, value: text.into(), allowed: allowed.join(" or ") };
        if allowed.contains(&text) { Ok(()) } else { Err(message()) }
    };
    match name {
        "id" | "experiment" | SOLE => Ok(()),
        "theme" => only("theme", &["light", "dark"]),
        "autoplay" => only("autoplay", &["", "autoplay"]),
        "controls" if text == "none" => Ok(()),
        "controls" => named(text).try_for_each(|id| state.control(id).map(|_| ())),
        "readouts" => {
            let known: Vec<_> = state.spec.readouts.iter().map(|readout| readout.id).collect();
            let unknown = text.split(',').map(str::trim).find(|id| !known.contains(id));
            unknown.map_or(Ok(()), |id| {
                Err(LabError::Parameter { name: "readouts", value: id.into(), allowed: known.join(", ") })
            })
        }
        _ => state.take(name, text),
    }
}

/// The controls that a list names. The seed is no control, but always there beside them, and may be named.
fn named(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|id| *id != "seed")
}

/// Reads `name="value"` pairs; a name alone has an empty value.
fn attributes(tag: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    let mut rest = tag.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if !is_name(&name.replace('_', "-")) {
            return Err(format!("`{name}` is no attribute"));
        }
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').ok_or_else(|| format!("the value of `{name}` is not closed"))?,
            None if after.starts_with('=') => return Err(format!("the value of `{name}` needs double quotes")),
            None => ("", after),
        };
        pairs.push((name.to_string(), value.to_string()));
        rest = after.trim_start();
    }
    Ok(pairs)
}

/// Whether `text` can be an id: lowercase letters, digits and hyphens.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl Place {
    /// The settings of a run on this figure: what it opens with, changed by `query` (`name=value&...`).
    pub fn state(&self, query: &str) -> Result<State, String> {
        let mut state = self.state.clone();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, text) = pair.split_once('=').ok_or_else(|| format!("`{pair}` is no NAME=VALUE"))?;
            if name == "tick" || PAGE.contains(&name) {
                return Err(format!("`{name}` is no setting of a run"));
            }
            state.take(name, text).map_err(|error| error.to_string())?;
        }
        Ok(state)
    }

    fn attribute(&self, wanted: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.as_str())
    }

    /// The themes that it is drawn in, the last for whoever asks for no other, the others with who gets them.
    fn themes(&self) -> Vec<(Theme, Option<&'static str>)> {
        match self.attribute("theme") {
            Some("light") => vec![(Theme::Light, None)],
            Some("dark") => vec![(Theme::Dark, None)],
            _ => vec![(Theme::Dark, Some("(prefers-color-scheme: dark)")), (Theme::Light, None)],
        }
    }

    /// The figure's HTML, and its rule for the style sheet. `first` is the first of the page, which is fetched at once;
    /// `up` leads from its page to the folder of all pages.
    pub fn html(
        &self,
        runs: &mut Runs,
        files: &mut Files,
        first: bool,
        up: &str,
    ) -> Result<(String, String), SiteError> {
        let record = runs.get(&self.state, self.tick)?;
        let spec = self.state.spec;
        let mut sources = String::new();
        let mut image = String::new();
        // How many readouts and controls there will be: reserve.css keeps room for them. The seed is one more.
        let controls = match self.attribute("controls") {
            None => spec.controls.len() + 1,
            Some("none") => 0,
            Some(list) => named(list).count() + 1,
        };
        let readouts = self.attribute("readouts").map_or(spec.readouts.len(), |list| list.split(',').count());
        // The address of a frame page may ask for others; www/embed/frame.js counts them.
        let [controls, readouts] =
            [("asked", controls), ("asked-readouts", readouts)].map(|(name, count)| match self.attribute(SOLE) {
                Some(_) => format!("var(--{name},{count})"),
                None => count.to_string(),
            });
        let mut style = format!("--readouts:{readouts};--controls:{controls};");
        let mut stills = Vec::new();
        for (name, width, _) in STILLS {
            for (theme, _) in self.themes() {
                let options = SvgOptions {
                    title: spec.title,
                    description: &record.figure.sentence,
                    font: FontSource::Name,
                    background: false,
                };
                let svg = plot::svg(&record.figure, theme, width, &options)
                    .map_err(|error| SiteError::Run { run: self.id.clone(), why: error.to_string() })?;
                let tone = if theme == Theme::Dark { "-dark" } else { "" };
                stills.push((format!("{name}{tone}.svg"), svg.into_bytes()));
            }
        }
        let mut paths = files.add_all("stills", &self.id, stills).into_iter();
        for (name, width, window) in STILLS {
            let height = plot::height(&record.figure, width);
            let _ = write!(style, "--figure-{name}:{height}px;");
            let window = window.map(|window| format!("(max-width: {window}px)"));
            for (_, dark) in self.themes() {
                let path = up.to_string() + &paths.next().unwrap_or_default();
                let media: Vec<_> = dark.map(str::to_string).into_iter().chain(window.clone()).collect();
                if media.is_empty() {
                    let load = if first { "fetchpriority=\"high\"" } else { "loading=\"lazy\"" };
                    image = format!(
                        "<img src=\"{path}\" width=\"{width}\" height=\"{height}\" alt=\"{}\" decoding=\"async\" {load}>",
                        escape(&record.figure.sentence)
                    );
                } else {
                    let _ = writeln!(
                        sources,
                        "<source media=\"{}\" srcset=\"{path}\" width=\"{width}\" height=\"{height}\">",
                        media.join(" and ")
                    );
                }
            }
        }
        let attributes = self.attributes.iter().fold(String::new(), |mut text, (name, value)| {
            let _ = write!(text, " {name}=\"{}\"", escape(value));
            text
        });
        let data = self.data(&record, files, up);
        let html = format!(
            "<figure class=\"lab\" aria-label=\"{title}\">\n<facelike-lab{attributes}>\n<picture>\n{sources}{image}\n\
             </picture>\n</facelike-lab>\n<figcaption><strong>What this does not show.</strong> {limits} \
             {data}</figcaption>\n\
             </figure>\n",
            title = escape(spec.title),
            limits = escape(&sentence(spec.limits)),
        );
        Ok((html, format!("#{}{{{style}}}\n", self.id)))
    }

    /// Links to the numbers of the still, for readers whose figure stays one.
    fn data(&self, record: &Record, files: &mut Files, up: &str) -> String {
        let state = State { tick: record.frames.last().map_or(0, |frame| frame.tick), ..self.state.clone() };
        let status = if record.asked.cut.is_some() { Status::Running } else { Status::Done };
        let json = numbers::json(&report::moment(&state, &status, record.figure.clone()));
        let table = report::table(state.spec, &record.figure);
        let contents = vec![("csv".to_string(), table.into_bytes()), ("json".to_string(), json.into_bytes())];
        let links: Vec<_> = files
            .add_all("data", &self.id, contents)
            .into_iter()
            .zip(["CSV", "JSON"])
            .map(|(path, name)| format!("<a href=\"{up}{path}\">{name}</a>"))
            .collect();
        format!("<span class=\"data\">The numbers of the still: {}.</span>", links.join(", "))
    }
}

/// `text` with a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_pairs_in_double_quotes() {
        let pairs = attributes(" id=\"hook\"  autoplay seed=\"7\"").unwrap();
        let pairs: Vec<_> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(pairs, [("id", "hook"), ("autoplay", ""), ("seed", "7")]);
        for bad in ["id=hook", "id=\"hook", "<x", "ID=\"x\""] {
            assert!(attributes(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_unknown_experiment_is_named_with_its_file_and_line() {
        let text = "one\n\n<facelike-lab id=\"a\" experiment=\"nope\"></facelike-lab>\n";
        let message = split("00-hook.md", text).unwrap_err().to_string();
        assert!(
            message.contains("00-hook.md") && message.contains("line 3") && message.contains("`nope`"),
            "{message}"
        );
    }

    #[test]
    fn limits_become_a_sentence() {
        assert_eq!(sentence("a toy is a toy"), "A toy is a toy.");
    }
}
