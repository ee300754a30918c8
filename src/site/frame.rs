//! The frame pages, `embed/ID/`: each has one experiment alone, to stand in a frame of anybody's page.

use std::path::Path;

use minijinja::{Value, context};

use super::figure::{self, Place};
use super::runs::Runs;
use super::{Files, SiteError, fill_template, list_of, read, read_text};
use crate::experiments;

/// Leads from a frame page to the folder of all pages.
const UP: &str = "../../";

/// Adds a frame page for every experiment. `places` are the essay's figures; `shared` is what all templates know.
pub fn add(www: &Path, places: &[Place], runs: &mut Runs, files: &mut Files, shared: &Value) -> Result<(), SiteError> {
    let mut style = read_text(&www.join("embed/frame.css"))?;
    let mut drawn = Vec::new();
    for &spec in experiments::ALL {
        let (figure, rule) = figure::alone(spec)?.html(runs, files, true, UP)?;
        style += &rule;
        drawn.push((spec, figure));
    }
    let path = Value::from_safe_string;
    let shared = context! {
        frame_style => path(files.add("assets", "frame.css", style)),
        frame_script => path(files.add("assets", "frame.js", read(&www.join("embed/frame.js"))?)),
        ..shared.clone()
    };
    for (spec, figure) in drawn {
        let page = context! {
            id => spec.id,
            title => spec.title,
            claim => spec.claim,
            figure => path(figure),
            // Where the essay has this experiment, the link opens it there.
            place => places.iter().find(|place| place.state.spec.id == spec.id).map(|place| place.id.clone()),
            experiments => list_of(&[spec]),
            ..shared.clone()
        };
        let name = format!("embed/{}/index.html", spec.id);
        let html = fill_template(www, "embed/frame.html", &name, page)?;
        files.put(&name, html);
    }
    Ok(())
}
