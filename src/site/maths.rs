//! A fenced block `maths TITLE` in a chapter: an aside that is folded away, in Markdown with LaTeX between `$` or `$$`,
//! which becomes MathML here.

use pulldown_cmark::{CowStr, Event, Options, Parser, html};
use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser as Latex, Storage, push_mathml};

use super::escape;

/// Makes a block's text into HTML.
pub fn html(title: &str, text: &str) -> Result<String, String> {
    if title.is_empty() {
        return Err("it has no title: write ```maths My title".into());
    }
    let options = Options::ENABLE_SMART_PUNCTUATION | Options::ENABLE_MATH;
    let mut events = Vec::new();
    for event in Parser::new_ext(text, options) {
        events.push(match event {
            Event::InlineMath(latex) => Event::InlineHtml(CowStr::from(mathml(&latex, DisplayMode::Inline)?)),
            // A formula may be wider than a phone; it scrolls by itself.
            Event::DisplayMath(latex) => Event::InlineHtml(CowStr::from(format!(
                "<span class=\"formula\">{}</span>",
                mathml(&latex, DisplayMode::Block)?
            ))),
            // Markdown takes what has its braces or its second `$` missing for words.
            Event::Text(text) if text.contains('$') => {
                return Err(format!("`{}` is no LaTeX that is understood: look at its `$` and braces", text.trim()));
            }
            event => event,
        });
    }
    let mut body = String::new();
    html::push_html(&mut body, events.into_iter());
    Ok(format!("<details class=\"maths\">\n<summary>{}</summary>\n{body}</details>\n", escape(title)))
}

fn mathml(latex: &str, display_mode: DisplayMode) -> Result<String, String> {
    let storage = Storage::new();
    // Written into the page, an error would only be read by readers.
    if let Some(error) = Latex::new(latex, &storage).find_map(Result::err) {
        return Err(format!("`{latex}` is no LaTeX that is understood: {}", error.to_string().replace('\n', " ")));
    }
    let storage = Storage::new();
    let mut out = String::new();
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    push_mathml(&mut out, Latex::new(latex, &storage), config).map_err(|error| error.to_string())?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latex_becomes_mathml() {
        let made = html("How & why", "It is $x^2$:\n\n$$\\frac{a}{b}$$\n").unwrap();
        assert!(made.starts_with("<details class=\"maths\">\n<summary>How &amp; why</summary>"), "{made}");
        assert!(made.contains("<msup>") && made.contains("<mfrac>") && made.contains("display=\"block\""), "{made}");
        assert!(!made.contains('$'), "{made}");
    }

    #[test]
    fn slips_are_named() {
        assert!(html("", "x").unwrap_err().contains("title"));
        for bad in ["$\\frac{a$", "$\\frac{a}$", "costs $5"] {
            let error = html("x", bad).unwrap_err();
            assert!(error.contains("is no LaTeX"), "{bad}: {error}");
        }
        assert!(html("x", "$\\nonsense$").is_err());
    }
}
