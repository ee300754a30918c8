//! The description of an experiment as JSON: what `facelike list --json` prints and the page's panel is made from.

use serde_json::{Value as Json, json};

use super::{Control, Kind, Spec};

/// `{id, title, claim, predict, limits, chapter, controls, readouts}`.
pub fn describe(spec: &Spec) -> Json {
    json!({
        "id": spec.id,
        "title": spec.title,
        "claim": spec.claim,
        "predict": spec.predict,
        "limits": spec.limits,
        "chapter": spec.chapter,
        "controls": spec.controls.iter().map(control).collect::<Vec<_>>(),
        "readouts": spec.readouts.iter().map(|r| json!({
            "id": r.id, "label": r.label, "unit": r.unit, "help": r.help, "decimals": r.decimals,
        })).collect::<Vec<_>>(),
    })
}

/// `{id, label, help, live, kind, min, max, default, unit, log, whole, options}`; what does not apply is null.
fn control(control: &Control) -> Json {
    let mut json = json!({
        "id": control.id,
        "label": control.label,
        "help": control.help,
        "live": control.live,
        "kind": "button",
        "min": null,
        "max": null,
        "default": null,
        "unit": "",
        "log": false,
        "whole": false,
        "options": null,
    });
    match control.kind {
        Kind::Slider { min, max, default, whole, log, unit } => {
            json["kind"] = "slider".into();
            json["min"] = min.into();
            json["max"] = max.into();
            json["default"] = default.into();
            json["unit"] = unit.into();
            json["log"] = log.into();
            json["whole"] = whole.into();
        }
        Kind::Choice { options, default } => {
            json["kind"] = "choice".into();
            json["default"] = default.into();
            json["options"] = options.iter().map(|o| json!({"id": o.id, "label": o.label})).collect();
        }
        Kind::Toggle { default } => {
            json["kind"] = "toggle".into();
            json["default"] = if default { "on" } else { "off" }.into();
        }
        Kind::Button => {}
    }
    json
}
