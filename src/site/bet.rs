//! A fenced block `bet` in a chapter, made into `<facelike-bet>`.
//!
//! ```text
//! id: hook-bet
//! for: hook                       the figure whose run settles it
//! question: What will it be?
//! option face: A face.            one line an option, in order, ...
//! answer face: It was none.       ... and what to tell those who chose it
//! truth: face                     if one is right: the option
//! ```
//! or, for a number, instead of the options: `min`, `max`, `unit`, `decimals`, `near` (how far off is still right),
//! `readout` (of the figure) and `truth` (the number, for readers who never run it), and `answer below`,
//! `answer near`, `answer above`; or, for a curve that the reader draws:
//!
//! ```text
//! curve: truth/climb              chart and series of the figure, each by its id or by what it is called there
//! x: 0 to 100                     what is drawn over; as the chart shows it if left out; `y` likewise
//! x label: step                   what stands at the axis, likewise; and `x unit`, `y label`, `y unit`
//! points: 26                      how many points the curve has, 3 to 101; 21 if left out
//! near: 0.05                      how far off, on average, is still right
//! decimals: 2                     with which differences are told
//! answer below: ...               and `answer near`, `answer above`, as for a number
//! ```
//! With `settings: control=value&...` a bet of any kind is on the figure with these set: only such a run settles it,
//! and the bet has a link that opens it. A value goes on in the lines below that are indented.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::figure::{self, Place, is_name};
use super::{chapter, escape};
use crate::lab::{Axis, Data, Scale};
use crate::session::{Session, State};

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

/// Keys of a bet on a curve.
const CURVE: &[&str] = &["curve", "x", "x label", "x unit", "y", "y label", "y unit", "points", "near", "decimals"];

/// How many points a curve has if the block does not say.
const POINTS: u32 = 21;

/// What the block of a bet says, by key.
type Map<'a> = BTreeMap<&'a str, &'a str>;

/// Makes a block's text into HTML.
pub fn html(text: &str, places: &[Place]) -> Result<String, String> {
    let pairs = chapter::pairs(text)?;
    let map = chapter::map(&pairs)?;
    let need = |key: &str| map.get(key).copied().ok_or_else(|| format!("it has no `{key}`"));
    let (id, figure) = (need("id")?, need("for")?);
    if !is_name(id) {
        return Err(format!("`id` cannot be `{id}`: it takes lowercase letters, digits and hyphens"));
    }
    let place = figure::find(places, figure)?;
    let options: Vec<_> =
        pairs.iter().filter_map(|(key, label)| Some((key.strip_prefix("option ")?, label.as_str()))).collect();
    let settings = map.get("settings").copied().unwrap_or_default();
    let state = place.state(settings).map_err(|why| format!("settings: {why}"))?;
    let (kind, mut attributes, wanted) = if map.contains_key("curve") {
        let labels = [("below", "Your curve lay below"), ("near", "It was close"), ("above", "It lay above")];
        ("curve", curve(&map, place, &state)?, labels.to_vec())
    } else if options.is_empty() {
        let labels = [("below", "You said less"), ("near", "You were close"), ("above", "You said more")];
        ("number", number(&map, place)?, labels.to_vec())
    } else {
        ("choice", choice(&map, &options)?, options)
    };
    let known = |key: &str| {
        ["id", "for", "question", "settings"].contains(&key)
            || key.strip_prefix("answer ").is_some_and(|id| wanted.iter().any(|(option, _)| *option == id))
            || match kind {
                "choice" => key.starts_with("option ") || key == "truth",
                "number" => NUMBER.iter().any(|(name, _)| *name == key),
                _ => CURVE.contains(&key),
            }
    };
    if let Some((key, _)) = pairs.iter().find(|(key, _)| !known(key)) {
        return Err(format!("a bet on a {kind} has no `{key}`"));
    }
    let mut answers = String::new();
    let mut list = String::new();
    for (option, label) in &wanted {
        let answer = chapter::markdown(need(&format!("answer {option}"))?)?;
        let label = escape(label);
        let data = if kind == "choice" { "option" } else { "when" };
        let _ = write!(answers, "<div data-{data}=\"{option}\" data-label=\"{label}\">\n{answer}</div>\n");
        let _ = writeln!(list, "<li>{label}</li>");
    }
    if kind != "choice" {
        // What lies below, near and above is no question to read.
        list.clear();
    }
    let _ = write!(attributes, " kind=\"{kind}\" run=\"{}\"", escape(&query(&state)));
    if !settings.is_empty() {
        let names: Vec<_> = settings.split('&').filter_map(|pair| Some(pair.split_once('=')?.0)).collect();
        let _ = write!(attributes, " settings=\"{}\"", escape(&names.join(",")));
    }
    let list = if list.is_empty() { list } else { format!("<ul>\n{list}</ul>\n") };
    Ok(format!(
        "<facelike-bet id=\"{id}\" for=\"{figure}\"{attributes}>\n<p slot=\"question\">{question}</p>\n\
         <div class=\"plain\">\n{list}<details>\n<summary>What the run said</summary>\n{answers}</details>\n</div>\n\
         </facelike-bet>\n",
        question = chapter::inline(need("question")?)?,
    ))
}

/// A state as a link has it, without its tick.
fn query(state: &State) -> String {
    let pairs = state.pairs().into_iter().filter(|(name, _)| *name != "tick");
    pairs.map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join("&")
}

/// The attributes of a bet on a choice.
fn choice(map: &Map<'_>, options: &[(&str, &str)]) -> Result<String, String> {
    let Some(truth) = map.get("truth") else { return Ok(String::new()) };
    if options.iter().any(|(option, _)| option == truth) {
        return Ok(format!(" truth=\"{}\"", escape(truth)));
    }
    let known: Vec<_> = options.iter().map(|(option, _)| *option).collect();
    Err(format!("`truth` cannot be `{truth}`: it takes {}", known.join(" or ")))
}

/// A number that the block gives for `name`.
fn parse(name: &str, value: &str) -> Result<f64, String> {
    let number = value.trim().parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| format!("`{name}` cannot be `{value}`: it takes a number"))
}

/// The attributes of a bet on a number.
fn number(map: &Map<'_>, place: &Place) -> Result<String, String> {
    let mut text = String::new();
    for (name, numeric) in NUMBER {
        let Some(value) = map.get(name) else { continue };
        if *numeric {
            parse(name, value)?;
        }
        let readouts = place.state.spec.readouts;
        if *name == "readout" && !readouts.iter().any(|readout| readout.id == *value) {
            return Err(format!("no readout `{value}` in figure `{}`", place.id));
        }
        let _ = write!(text, " {name}=\"{}\"", escape(value));
    }
    if map.contains_key("truth") { Ok(text) } else { Err("it has neither options nor a `truth`".into()) }
}

/// The attributes of a bet on a curve.
fn curve(map: &Map<'_>, place: &Place, state: &State) -> Result<String, String> {
    let named = map.get("curve").copied().unwrap_or_default();
    let (chart, series) =
        named.split_once('/').ok_or_else(|| format!("`curve` cannot be `{named}`: it takes CHART/SERIES"))?;
    // A figure has the same charts and series from its first tick on: only the data grow.
    let figure = Session::open(state.clone()).figure();
    let chart = figure.charts.iter().find(|one| one.id == chart || one.title == chart).ok_or_else(|| {
        let known: Vec<_> = figure.charts.iter().map(|one| &*one.id).collect();
        format!("no chart `{chart}` in figure `{}`: there is {}", place.id, known.join(", "))
    })?;
    let series = chart.series.iter().find(|one| one.id == series || one.label == series).ok_or_else(|| {
        let known: Vec<_> = chart.series.iter().map(|one| &*one.id).collect();
        format!("no series `{series}` in chart `{}`: there is {}", chart.id, known.join(", "))
    })?;
    if !matches!(series.data, Data::Line(_) | Data::Points(_)) {
        return Err(format!("series `{}` cannot be drawn: it takes a line or points", series.id));
    }
    let mut text = format!(" chart=\"{}\" series=\"{}\"", escape(&chart.id), escape(&series.id));
    for (name, axis) in [("x", &chart.x), ("y", &chart.y)] {
        text += &self::axis(map, name, axis)?;
    }
    let points = map.get("points").map_or(Ok(POINTS), |points| {
        let count = points.parse().ok().filter(|count| (3..=101).contains(count));
        count.ok_or_else(|| format!("`points` cannot be `{points}`: it takes a whole number from 3 to 101"))
    })?;
    let near = map.get("near").copied().ok_or("it has no `near`")?;
    if parse("near", near)? < 0.0 {
        return Err(format!("`near` cannot be `{near}`: it takes a number from 0 up"));
    }
    let _ = write!(text, " points=\"{points}\" near=\"{near}\"");
    if let Some(decimals) = map.get("decimals") {
        parse("decimals", decimals)?;
        let _ = write!(text, " decimals=\"{decimals}\"");
    }
    Ok(text)
}

/// The attributes of one axis of a curve: what the block says, else the chart's own.
fn axis(map: &Map<'_>, name: &str, own: &Axis) -> Result<String, String> {
    if own.scale == Scale::Log {
        return Err(format!("a curve cannot be drawn over its {name} axis, which is logarithmic"));
    }
    let (from, to) = match map.get(name) {
        None => own.range,
        Some(range) => {
            let (from, to) =
                range.split_once(" to ").ok_or_else(|| format!("`{name}` cannot be `{range}`: it takes FROM to TO"))?;
            (parse(name, from)?, parse(name, to)?)
        }
    };
    if from >= to {
        return Err(format!("`{name}` cannot go from {from} to {to}: it takes the lesser first"));
    }
    let said = |what: &str, own: &str| escape(map.get(format!("{name} {what}").as_str()).copied().unwrap_or(own));
    let (label, unit) = (said("label", &own.label), said("unit", &own.unit));
    Ok(format!(" {name}-min=\"{from}\" {name}-max=\"{to}\" {name}-label=\"{label}\" {name}-unit=\"{unit}\""))
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
        assert!(
            html.starts_with("<facelike-bet id=\"b\" for=\"hook\" kind=\"choice\" run=\"v=1&amp;seed=0\">"),
            "{html}"
        );
        assert!(html.contains("<p slot=\"question\">What <em>now</em>?</p>"), "{html}");
        let option =
            "<div data-option=\"face\" data-label=\"A &quot;face&quot;\">\n<p>No: noise.\nMore of it.</p>\n</div>";
        assert!(html.contains(option), "{html}");
    }

    #[test]
    fn the_right_option_is_one_that_is_offered() {
        assert!(html(&format!("{CHOICE}truth: face\n"), &hook()).unwrap().contains(" truth=\"face\" kind=\"choice\""));
        let message = html(&format!("{CHOICE}truth: mask\n"), &hook()).unwrap_err();
        assert_eq!(message, "`truth` cannot be `mask`: it takes face");
    }

    #[test]
    fn settings_say_which_run_settles_it() {
        let html = |query: &str| html(&format!("{CHOICE}settings: {query}\n"), &hook());
        let made = html("start=noise&robust=on").unwrap();
        // What is as by default stands in no link, and counts all the same.
        assert!(made.contains(" run=\"v=1&amp;seed=0&amp;robust=on\" settings=\"start,robust\">"), "{made}");
        assert!(html("robust=maybe").unwrap_err().contains("`maybe`"));
        assert!(html("tick=3").unwrap_err().contains("`tick` is no setting"));
    }

    #[test]
    fn a_curve_has_the_axes_of_its_chart() {
        let answers = "answer below: More.\nanswer near: Yes.\nanswer above: Less.\n";
        let html = |text: &str| html(&format!("id: b\nfor: hook\nquestion: How?\n{text}{answers}"), &hook());
        let made = html("curve: truth/the climb\nx: 0 to 100\nx label: step\npoints: 26\nnear: 0.05\n").unwrap();
        let axes = "chart=\"truth\" series=\"climb\" x-min=\"0\" x-max=\"100\" x-label=\"step\" x-unit=\"\" y-min=\"0\" \
                    y-max=\"1\" y-label=\"truth (1 = a face)\" y-unit=\"\" points=\"26\" near=\"0.05\" kind=\"curve\"";
        assert!(made.contains(axes), "{made}");
        assert!(made.contains("<div data-when=\"above\" data-label=\"It lay above\">\n<p>Less.</p>"), "{made}");
        for (text, why) in [
            ("curve: truth\nnear: 1\n", "`curve` cannot be `truth`: it takes CHART/SERIES"),
            ("curve: turth/climb\nnear: 1\n", "no chart `turth` in figure `hook`: there is belief, truth, training"),
            ("curve: truth/limb\nnear: 1\n", "no series `limb` in chart `truth`: there is real, random, climb"),
            ("curve: truth/climb\n", "it has no `near`"),
            ("curve: truth/climb\nnear: -1\n", "`near` cannot be `-1`"),
            ("curve: truth/climb\nnear: 1\npoints: 2\n", "from 3 to 101"),
            ("curve: truth/climb\nnear: 1\nx: 5\n", "`x` cannot be `5`: it takes FROM to TO"),
            ("curve: truth/climb\nnear: 1\nx: 5 to 5\n", "the lesser first"),
            ("curve: truth/climb\nnear: 1\ntruth: 1\n", "a bet on a curve has no `truth`"),
        ] {
            let message = html(text).unwrap_err();
            assert!(message.contains(why), "{text}: {message}");
        }
    }

    #[test]
    fn a_number_has_bounds_and_three_answers() {
        let answers = "answer below: More.\nanswer near: Yes.\nanswer above: Less.\n";
        let head = "id: b\nfor: hook\nquestion: How much?\nmin: 0\nmax: 1\nnear: 0.1\nreadout: truth\n";
        let html = |truth: &str| html(&format!("{head}{truth}{answers}"), &hook());
        let made = html("truth: 0.04\n").unwrap();
        let tag = "for=\"hook\" min=\"0\" max=\"1\" near=\"0.1\" truth=\"0.04\" readout=\"truth\" kind=\"number\"";
        assert!(
            made.contains(tag) && made.contains("<div data-when=\"near\" data-label=\"You were close\">\n<p>Yes.</p>"),
            "{made}"
        );
        assert!(html("").unwrap_err().contains("`truth`"));
        assert!(html("truth: much\n").unwrap_err().contains("`much`"));
        assert!(html("truth: a\noption a: A\n").unwrap_err().contains("a bet on a choice has no `min`"));
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
