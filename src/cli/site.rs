//! `facelike site`: the essay as static pages.

use std::path::PathBuf;

use clap::Args;
use facelike::site::{self, SiteError};

use super::problem::Problem;

#[derive(Args)]
pub struct Options {
    /// Folder for the pages: an empty or a new one, or one that an earlier run wrote, whose pages are replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Address that the pages will have, for the tags that need one; left out, these tags are left out
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Address of the source, for "report a mistake"; left out, so is the link
    #[arg(long, value_name = "URL")]
    repo_url: Option<String>,
}

pub fn site(options: Options) -> Result<(), Problem> {
    for (option, url) in [("--base-url", &options.base_url), ("--repo-url", &options.repo_url)] {
        if let Some(url) = url.as_ref().filter(|url| !site::is_address(url)) {
            return Err(Problem::value(option, url, "an address like https://example.org/essay/"));
        }
    }
    let built = site::build(&site::Options {
        root: PathBuf::from("."),
        out: options.out,
        base_url: options.base_url,
        repo_url: options.repo_url,
    })
    .map_err(|error| match error {
        SiteError::Taken(_) => Problem::Given(error.to_string()),
        _ => Problem::Failed(error.to_string()),
    })?;
    super::say(&format!("{built}\n"))
}
