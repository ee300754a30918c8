//! A fenced block `ledger` in a chapter: what a figure moved in the dispute, and in which direction.
//!
//! ```text
//! figure: hook
//! name: The plain net             what was run, in a few words
//! toward: Erdil, Soares           whom it speaks for, or `nobody`
//! how: some way                   if left out, no more is said: `a little`, `some way` or `far`
//! then: back                      if a harder push took that back
//! text: A sentence or two.        a value goes on in the lines below that are indented
//! ```
//! It stands in the margin; `{{ ledger() }}` in the back matter sums up all of them.

use std::fmt::Write as _;

use super::figure::{self, Place};
use super::{chapter, escape};

/// Those who take part in the dispute.
const NAMES: &[&str] = &["Grace", "Soares", "Erdil", "Fernandez", "the commenter"];
/// Keys of a block.
const KEYS: &[&str] = &["figure", "name", "toward", "how", "then", "text"];

const HOW: &[&str] = &["a little", "some way", "far"];

/// What one figure moved.
#[derive(Debug)]
pub struct Entry {
    /// The id of its place in the text.
    id: String,
    name: String,
    /// Toward whom; nobody if empty.
    toward: Vec<String>,
    how: Option<String>,
    back: bool,
}

/// All entries so far, each with its chapter's title.
#[derive(Default)]
pub struct Ledger(Vec<(String, Entry)>);

impl Entry {
    /// Where it points, in words.
    fn words(&self) -> String {
        let how = self.how.as_ref().map_or(String::new(), |how| format!("{how} "));
        let whom = match self.toward.as_slice() {
            [] => "nobody".into(),
            [one] => one.clone(),
            [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
        };
        format!("{how}toward {whom}{}", if self.back { ", and back" } else { "" })
    }

    /// Where it points, as a shape.
    fn shape(&self) -> &'static str {
        shape(self.toward.is_empty(), self.back)
    }
}

fn shape(nobody: bool, back: bool) -> &'static str {
    match (nobody, back) {
        (true, _) => "<span class=\"shape\" aria-hidden=\"true\">&#9675;</span>",
        (_, true) => "<span class=\"shape\" aria-hidden=\"true\">&#8644;</span>",
        _ => "<span class=\"shape\" aria-hidden=\"true\">&rarr;</span>",
    }
}

impl Ledger {
    /// Makes a block of the chapter `title` into HTML.
    pub fn html(&mut self, text: &str, title: &str, places: &[Place]) -> Result<String, String> {
        let pairs = chapter::pairs(text)?;
        let map = chapter::map(&pairs)?;
        if let Some(key) = map.keys().find(|key| !KEYS.contains(key)) {
            return Err(format!("it has no `{key}`: it has {}", KEYS.join(", ")));
        }
        let need = |key: &str| map.get(key).copied().ok_or_else(|| format!("it has no `{key}`"));
        figure::find(places, need("figure")?)?;
        let toward: Vec<_> = match need("toward")? {
            "nobody" => vec![],
            names => names.split(',').map(|name| name.trim().to_string()).collect(),
        };
        if let Some(name) = toward.iter().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(format!("`toward` cannot be `{name}`: it takes {}, or nobody", NAMES.join(", ")));
        }
        let one_of = |key: &str, allowed: &[&str]| match map.get(key) {
            Some(value) if !allowed.contains(value) => {
                Err(format!("`{key}` cannot be `{value}`: it takes {}", allowed.join(" or ")))
            }
            value => Ok(value.map(|value| (*value).to_string())),
        };
        let entry = Entry {
            id: format!("ledger-{}", self.0.len() + 1),
            name: need("name")?.to_string(),
            how: one_of("how", HOW)?,
            back: one_of("then", &["back"])?.is_some(),
            toward,
        };
        let html = format!(
            "<aside class=\"ledger\" id=\"{}\" aria-label=\"Ledger: {name}\">\n<p><b>{} {name}</b> moves the dispute \
             {}.</p>\n{}</aside>\n",
            entry.id,
            entry.shape(),
            entry.words(),
            chapter::markdown(need("text")?)?,
            name = escape(&entry.name),
        );
        self.0.push((title.into(), entry));
        Ok(html)
    }

    /// What all entries come to, with links to them.
    pub fn sum(&self) -> String {
        let mut counts: Vec<((String, bool), usize)> = Vec::new();
        for (_, entry) in &self.0 {
            let nobody = ["nobody".to_string()];
            let whom = if entry.toward.is_empty() { nobody.as_slice() } else { entry.toward.as_slice() };
            for name in whom {
                let key = (name.clone(), entry.back);
                match counts.iter_mut().find(|(other, _)| *other == key) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((key, 1)),
                }
            }
        }
        let mut html = String::from("<ul class=\"tally\">\n");
        for ((name, back), count) in &counts {
            let shape = shape(name == "nobody", *back);
            let back = if *back { ", and back" } else { "" };
            let _ = writeln!(html, "<li>{shape} toward {name}{back}: <b>{count}</b></li>");
        }
        html += "</ul>\n<ul>\n";
        for (title, entry) in &self.0 {
            let (shape, words) = (entry.shape(), entry.words());
            let (id, name, title) = (&entry.id, escape(&entry.name), escape(title));
            let _ = writeln!(html, "<li>{shape} {title}: <a href=\"#{id}\">{name}</a>, {words}.</li>");
        }
        html + "</ul>\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "figure: hook\nname: The net\ntoward: Erdil, Soares\ntext: So *it* did.\n";

    fn made(text: &str) -> Result<(String, String), String> {
        let hook = "<facelike-lab id=\"hook\" experiment=\"max-face\"></facelike-lab>";
        let places = crate::site::figure::split("00-hook.md", hook).unwrap().1;
        let mut ledger = Ledger::default();
        let html = ledger.html(text, "One", &places)?;
        Ok((html, ledger.sum()))
    }

    #[test]
    fn an_entry_says_toward_whom_in_words_and_as_a_shape() {
        let (html, sum) = made(ENTRY).unwrap();
        assert!(html.contains("&rarr;</span> The net</b> moves the dispute toward Erdil and Soares."), "{html}");
        assert!(html.contains("<p>So <em>it</em> did.</p>"));
        assert!(sum.contains("toward Erdil: <b>1</b>") && sum.contains("<a href=\"#ledger-1\">The net</a>"), "{sum}");
        let (html, sum) =
            made(&ENTRY.replace("Erdil, Soares", "Grace").replace("text:", "how: some way\nthen: back\ntext:"))
                .unwrap();
        assert!(html.contains("&#8644;") && html.contains("some way toward Grace, and back."), "{html}");
        assert!(sum.contains("toward Grace, and back: <b>1</b>"), "{sum}");
        let (html, sum) = made(&ENTRY.replace("Erdil, Soares", "nobody")).unwrap();
        assert!(html.contains("&#9675;") && sum.contains("toward nobody: <b>1</b>"), "{html}");
    }

    #[test]
    fn slips_are_named() {
        for (from, to, why) in [
            ("figure: hook", "figure: hock", "no figure `hock`"),
            ("toward: Erdil", "toward: Erdl", "`toward` cannot be `Erdl`"),
            ("text: ", "test: ", "no `test`"),
            ("name: The net\n", "", "no `name`"),
            ("text:", "how: wildly\ntext:", "`how` cannot be `wildly`: it takes a little or"),
            ("text:", "then: away\ntext:", "`then` cannot be `away`: it takes back"),
        ] {
            let error = made(&ENTRY.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }
}
