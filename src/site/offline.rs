//! The service worker, `sw.js`: which files the page is made of, and the hash that names this edition.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use super::{Files, SiteError, runs};

/// What stands in www/sw.js for the hash and for the files.
const VERSION: &str = "'VERSION'";
const FILES: &str = "['FILES']";

/// The service worker that keeps `page` and those of `files` that it names.
pub fn worker(template: &str, page: &str, files: &Files) -> Result<String, SiteError> {
    for mark in [VERSION, FILES] {
        if template.matches(mark).count() != 1 {
            return Err(SiteError::Text { file: "sw.js".into(), why: format!("`{mark}` must stand in it once") });
        }
    }
    let named = files.0.iter().filter(|(path, _)| page.contains(path.as_str()));
    let list: Vec<_> = named
        .map(|(path, bytes)| format!("['{path}', 'sha256-{}']", BASE64_STANDARD.encode(Sha256::digest(bytes))))
        .collect();
    let list = format!("[{}]", list.join(", "));
    let mut hash = Sha256::new();
    for part in [template, page, &list] {
        hash.update(part);
    }
    let version = format!("'{}'", runs::hex(&hash.finalize()[..8]));
    Ok(template.replace(VERSION, &version).replace(FILES, &list))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "const VERSION = 'VERSION';\nconst FILES = ['FILES'];\n";

    fn made(page: &str) -> String {
        let mut files = Files::default();
        files.put("assets/a.1.js", "");
        files.put("assets/frame.2.js", "");
        worker(TEMPLATE, page, &files).unwrap()
    }

    #[test]
    fn the_page_and_what_it_names_is_kept() {
        // The hash of nothing.
        let hash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        let list = format!("const FILES = [['assets/a.1.js', '{hash}']];");
        assert!(made("<script src=\"assets/a.1.js\">").contains(&list));
    }

    #[test]
    fn another_page_is_another_version() {
        assert_eq!(made("one"), made("one"));
        assert_ne!(made("one"), made("two"));
    }

    #[test]
    fn a_template_without_its_marks_is_refused() {
        let error = worker("const FILES = ['FILES'];", "", &Files::default()).unwrap_err();
        assert_eq!(error.to_string(), "sw.js: `'VERSION'` must stand in it once");
    }
}
