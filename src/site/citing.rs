//! How to cite the essay: `{{ citation() }}` in the back matter. Who made it and when is what the licence of the prose
//! says, the version is Cargo's, and the day of its release the change log's.

use std::path::Path;

use super::{SiteError, escape, read_text};

/// The essay's title.
pub const TITLE: &str = "The Maximally Face-Like Image";
/// What stands under it.
pub const SUBTITLE: &str = "An argument about AI risk that you can run";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Who made it, and when.
#[derive(Debug, PartialEq, Eq)]
pub struct Credit {
    /// In running text.
    pub author: String,
    /// Of the copyright.
    pub year: String,
    /// The day of this version's release as YYYY-MM-DD; none before it.
    pub date: Option<String>,
}

impl Credit {
    /// Reads it from the project's folder.
    pub fn read(root: &Path) -> Result<Self, SiteError> {
        let (licence, changes) = ("LICENSE-PROSE", "CHANGELOG.md");
        let (author, year) = holder(&read_text(&root.join(licence))?).ok_or_else(|| SiteError::Text {
            file: licence.into(),
            why: "it must say `Copyright (c) YEAR WHO,`".into(),
        })?;
        Ok(Self { author, year, date: released(&read_text(&root.join(changes))?, VERSION) })
    }

    /// The HTML of the citation, with the address where it is known.
    pub fn html(&self, base_url: Option<&str>) -> String {
        let Self { author, year, date } = self;
        let said = date.as_ref().map_or_else(|| format!("not yet released, {year}"), Clone::clone);
        let link = base_url.map_or(String::new(), |url| format!(" <a href=\"{0}\">{0}</a>", escape(url)));
        let mut lines = vec![
            format!("@misc{{facelike{year},"),
            format!("  title = {{{TITLE}: {SUBTITLE}}},"),
            format!("  author = {{{{{author}}}}},"),
            format!("  year = {{{}}},", date.as_ref().map_or(year.as_str(), |date| &date[..4])),
            format!("  note = {{Version {VERSION}, {said}}},"),
        ];
        lines.extend(base_url.map(|url| format!("  url = {{{url}}},")));
        lines.push("}".into());
        format!(
            "<p>{author}, <cite>{TITLE}: {SUBTITLE}</cite>, version {VERSION}, {said}.{link}</p>\n\
             <pre data-copy=\"BibTeX\">{}</pre>\n",
            escape(&lines.join("\n")),
            author = escape(&capital(author)),
        )
    }
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default() + rest.as_str()
}

/// Who holds the copyright, and since which year.
fn holder(licence: &str) -> Option<(String, String)> {
    let rest = licence.split_once("Copyright (c) ")?.1;
    let (year, rest) = rest.split_once(' ')?;
    let who = rest.split([',', '\n']).next()?.trim();
    (year.len() == 4 && !who.is_empty()).then(|| (who.into(), year.into()))
}

/// The day in the heading `## VERSION (YYYY-MM-DD)`.
fn released(changes: &str, version: &str) -> Option<String> {
    let heading = changes.lines().find_map(|line| line.strip_prefix(&format!("## {version} (")))?;
    heading.strip_suffix(')').filter(|date| date.len() == 10).map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_says_who_and_when() {
        let found = holder("The prose, Copyright (c) 2026 the founders of x, are licensed").unwrap();
        assert_eq!(found, ("the founders of x".into(), "2026".into()));
        assert_eq!(holder("Copyright reserved"), None);
    }

    #[test]
    fn a_release_has_a_day_and_what_is_unreleased_none() {
        let changes = "# Changelog\n\n## Unreleased\n\n- x\n\n## 0.2.0 (2026-12-24)\n";
        assert_eq!(released(changes, "0.2.0").as_deref(), Some("2026-12-24"));
        assert_eq!(released(changes, "0.1.0"), None);
    }

    #[test]
    fn a_citation_has_the_version_once_in_words_and_once_in_bibtex() {
        let credit = Credit { author: "the founders".into(), year: "2026".into(), date: None };
        let html = credit.html(Some("https://example.org/a&b"));
        assert_eq!(html.matches(&format!("ersion {VERSION}, not yet released, 2026")).count(), 2, "{html}");
        assert!(html.contains("<p>The founders, <cite>") && html.contains("author = {{the founders}},"), "{html}");
        assert!(html.contains("href=\"https://example.org/a&amp;b\"") && !credit.html(None).contains("url"), "{html}");
        let credit = Credit { date: Some("2027-01-02".into()), ..credit };
        assert!(credit.html(None).contains("year = {2027}") && credit.html(None).contains(", 2027-01-02"));
    }
}
