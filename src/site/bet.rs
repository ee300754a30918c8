//! A fenced block `bet` in a chapter, made into `<facelike-bet>`.
//!
//! ```text
//! id: hook-bet
//! for: hook                       the figure whose run settles it
//! question: What will it be?
//! option face: A face.            one line an option, in order, ...
//! answer face: It was none.       ... and what to tell those who chose it
//! ```
//! or, for a number, instead of the options: `min`, `max`, `unit`, `decimals`, `near` (how far off is still right),
//! `readout` (of the figure) and `truth` (the number, for readers who never run it), and `answer below`,
//! `answer near`, `answer above`. A value goes on in the lines below that are indented.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::figure::{Place, is_name};
use super::{chapter, escape};

/// Keys of a bet on a number that become attributes, and whether they are numbers.
const NUMBER: &[(&str, bool)] = &[
    ("min", true),
    ("max", true),
    ("near", true),
    ("decimals", true),
    ("truth", true),
    ("unit", false),
    ("readout", false),
];

/// Makes a block's text into HTML.
pub fn html(text: &str, places: &[Place]) -> Result<String, String> {
    let pairs = chapter::pairs(text)?;
    let mut map = BTreeMap::new();
    for (key, value) in &pairs {
        if map.insert(key.as_str(), value.as_str()).is_some() {
            return Err(format!("`{key}` is there twice"));
        }
    }
    let need = |key: &str| map.get(key).copied().ok_or_else(|| format!("it has no `{key}`"));
    let (id, figure) = (need("id")?, need("for")?);
    if !is_name(id) {
        return Err(format!("`id` cannot be `{id}`: it takes lowercase letters, digits and hyphens"));
    }
    let place = places.iter().find(|place| place.id == figure).ok_or_else(|| {
        let known: Vec<_> = places.iter().map(|place| place.id.as_str()).collect();
        format!("no figure `{figure}`: there is {}", known.join(", "))
    })?;
    let options: Vec<_> =
        pairs.iter().filter_map(|(key, label)| Some((key.strip_prefix("option ")?, label.as_str()))).collect();
    let (kind, mut attributes, wanted) = if options.is_empty() {
        ("number", number(&map, place)?, vec![("below", "More."), ("near", "Close."), ("above", "Less.")])
    } else {
        ("choice", String::new(), options)
    };
    let known = |key: &str| {
        ["id", "for", "question"].contains(&key)
            || key.strip_prefix("answer ").is_some_and(|id| wanted.iter().any(|(option, _)| *option == id))
            || (kind == "choice" && key.starts_with("option "))
            || (kind == "number" && NUMBER.iter().any(|(name, _)| *name == key))
    };
    if let Some((key, _)) = pairs.iter().find(|(key, _)| !known(key)) {
        return Err(format!("a bet on a {kind} has no `{key}`"));
    }
    let mut answers = String::new();
    let mut plain = (String::new(), String::new());
    for (option, label) in &wanted {
        let answer = chapter::markdown(need(&format!("answer {option}"))?)?;
        let label = escape(label);
        let _ = match kind {
            "choice" => write!(answers, "<div data-option=\"{option}\" data-label=\"{label}\">\n{answer}</div>\n"),
            _ => write!(answers, "<div data-when=\"{option}\">\n{answer}</div>\n"),
        };
        let _ = writeln!(plain.0, "<li>{label}</li>");
        let _ = write!(plain.1, "<dt>{label}</dt>\n<dd>\n{answer}</dd>\n");
    }
    if kind == "number" {
        // What lies below, near and above is no question to read.
        plain.0.clear();
    }
    let _ = write!(attributes, " kind=\"{kind}\"");
    let list = if plain.0.is_empty() { String::new() } else { format!("<ul>\n{}</ul>\n", plain.0) };
    Ok(format!(
        "<facelike-bet id=\"{id}\" for=\"{figure}\"{attributes}>\n<p slot=\"question\">{question}</p>\n{answers}\
         <div class=\"plain\">\n{list}<details>\n<summary>What the run said</summary>\n<dl>\n{replies}</dl>\n</details>\n\
         </div>\n</facelike-bet>\n",
        question = chapter::inline(need("question")?)?,
        replies = plain.1,
    ))
}

/// The attributes of a bet on a number.
fn number(map: &BTreeMap<&str, &str>, place: &Place) -> Result<String, String> {
    let mut text = String::new();
    for (name, numeric) in NUMBER {
        let Some(value) = map.get(name) else { continue };
        if *numeric && !value.parse::<f64>().is_ok_and(f64::is_finite) {
            return Err(format!("`{name}` cannot be `{value}`: it takes a number"));
        }
        let readouts = place.state.spec.readouts;
        if *name == "readout" && !readouts.iter().any(|readout| readout.id == *value) {
            return Err(format!("no readout `{value}` in figure `{}`", place.id));
        }
        let _ = write!(text, " {name}=\"{}\"", escape(value));
    }
    if map.contains_key("truth") { Ok(text) } else { Err("it has neither options nor a `truth`".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHOICE: &str = "id: b\nfor: hook\nquestion: What *now*?\noption face: A \"face\"\nanswer face: No: noise.\n  \
                          More of it.\n";

    fn hook() -> Vec<Place> {
        let text = "<facelike-lab id=\"hook\" experiment=\"max-face\"></facelike-lab>";
        crate::site::figure::split("00-hook.md", text).unwrap().1
    }

    #[test]
    fn a_choice_has_an_answer_for_each_option() {
        let html = html(CHOICE, &hook()).unwrap();
        assert!(html.starts_with("<facelike-bet id=\"b\" for=\"hook\" kind=\"choice\">"), "{html}");
        assert!(html.contains("<p slot=\"question\">What <em>now</em>?</p>"), "{html}");
        let option =
            "<div data-option=\"face\" data-label=\"A &quot;face&quot;\">\n<p>No: noise.\nMore of it.</p>\n</div>";
        assert!(html.contains(option), "{html}");
    }

    #[test]
    fn a_number_has_bounds_and_three_answers() {
        let answers = "answer below: More.\nanswer near: Yes.\nanswer above: Less.\n";
        let head = "id: b\nfor: hook\nquestion: How much?\nmin: 0\nmax: 1\nnear: 0.1\nreadout: truth\n";
        let html = |truth: &str| html(&format!("{head}{truth}{answers}"), &hook());
        let made = html("truth: 0.04\n").unwrap();
        let tag = "for=\"hook\" min=\"0\" max=\"1\" near=\"0.1\" truth=\"0.04\" readout=\"truth\" kind=\"number\">";
        assert!(made.contains(tag) && made.contains("<div data-when=\"near\">\n<p>Yes.</p>"), "{made}");
        assert!(html("").unwrap_err().contains("`truth`"));
        assert!(html("truth: much\n").unwrap_err().contains("`much`"));
        assert!(html("truth: 1\noption a: A\n").unwrap_err().contains("a bet on a choice has no"));
    }

    #[test]
    fn a_bet_needs_its_figure() {
        assert!(html(CHOICE, &[]).unwrap_err().contains("no figure `hook`"));
    }

    #[test]
    fn slips_are_named() {
        for (text, why) in [
            ("id: b\nid: c\n", "`id` is there twice"),
            ("id: B!\nfor: hook\n", "`id` cannot be `B!`"),
            ("for: hook\n", "it has no `id`"),
            ("just words\n", "`just words`"),
        ] {
            let message = html(text, &[]).unwrap_err();
            assert!(message.contains(why), "{text}: {message}");
        }
    }
}
