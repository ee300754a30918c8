//! The page as `facelike site` writes it: whole without scripts, right under any path, true to its runs.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Once;

use facelike::experiments;
use facelike::session::{Session, State};
use facelike::site::{Built, Options, SiteError, build};

/// The attributes that name a file of the site's.
const FETCHED: [&str; 13] = [
    "src",
    "srcset",
    "data-facelike-more",
    "data-facelike-encoder",
    "data-facelike-opening",
    "data-facelike-chapter1",
    "data-facelike-chapter2",
    "data-facelike-chapter5",
    "data-facelike-chapter6",
    "data-facelike-faceless",
    "data-facelike-paint",
    "data-facelike-read",
    "data-facelike-svg",
];

/// A project folder of its own for each test; the runs are made once for all, if the build of the page has not made
/// them already.
fn project(name: &str) -> PathBuf {
    static RUNS: Once = Once::new();
    RUNS.call_once(|| {
        copy(Path::new("target/runs"), &kept());
        let first = folder("first");
        make(&first).unwrap();
        copy(&first.join("target/runs"), &kept());
    });
    folder(name)
}

fn folder(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site").join(name);
    let _ = fs::remove_dir_all(&root);
    copy(Path::new("www"), &root.join("www"));
    let wasm = "\0asm";
    let built = [
        ("target/web/lab.js", "export {};"),
        ("target/web/late.js", ""),
        ("target/web/early.js", ""),
        ("target/web/page.js", "export {};"),
        ("target/web/more.js", "export {};"),
        ("target/wasm/opening_bg.wasm", wasm),
        ("target/wasm/chapter1_bg.wasm", wasm),
        ("target/wasm/chapter2_bg.wasm", wasm),
        ("target/wasm/chapter5_bg.wasm", wasm),
        ("target/wasm/chapter6_bg.wasm", wasm),
        ("target/wasm/faceless_bg.wasm", wasm),
        ("target/wasm/paint_bg.wasm", wasm),
        ("target/wasm/read_bg.wasm", wasm),
        ("target/wasm/svg_bg.wasm", wasm),
    ];
    for (path, text) in built {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::copy("www/style.css", root.join("target/web/style.css")).unwrap();
    for name in ["CHANGELOG.md", "LICENSE-PROSE"] {
        fs::copy(name, root.join(name)).unwrap();
    }
    copy(&kept(), &root.join("target/runs"));
    root
}

fn kept() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("runs")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).into_iter().flatten() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn make(root: &Path) -> Result<Built, SiteError> {
    build(&Options { root: root.into(), out: root.join("dist"), base_url: None, repo_url: None })
}

/// The page of a new project folder.
fn page(name: &str) -> (PathBuf, String) {
    let root = project(name);
    make(&root).unwrap();
    let page = fs::read_to_string(root.join("dist/index.html")).unwrap();
    (root, page)
}

/// The frame pages, by the names of their folders.
fn frames(root: &Path) -> BTreeMap<String, String> {
    let folders = fs::read_dir(root.join("dist/embed")).unwrap().map(|entry| entry.unwrap());
    let page = |folder: &Path| fs::read_to_string(folder.join("index.html")).unwrap();
    folders.map(|entry| (entry.file_name().into_string().unwrap(), page(&entry.path()))).collect()
}

/// The tags `name`, with what they carry.
fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("<{name} ");
    html.split(start.as_str()).skip(1).map(|tag| tag.split('>').next().unwrap()).collect()
}

/// Whether all scripts are files or mere data, and no style or handler stands in a tag, as a strict policy wants it.
fn is_strict(page: &str) -> bool {
    let scripts = tags(page, "script");
    let outside = |script: &&str| script.contains("src=\"") || script.contains("type=\"application/json\"");
    let mut tags = page.match_indices('<').filter_map(|(at, _)| page[at..].split('>').next());
    // Every other part of a tag cut at its quotes is a value. A control called `online` is no handler.
    let wrong = |names: &str| names.contains(" on") && names != " online=" || names.contains(" style=");
    let inside = |tag: &str| tag.split('"').step_by(2).any(wrong);
    scripts.len() > 1 && scripts.iter().all(outside) && !page.contains("<style") && !tags.any(inside)
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str()).skip(1).filter_map(|part| part.split('"').next()).collect()
}

/// The value of a tag's attribute.
fn value(tag: &str, attribute: &str) -> String {
    values(&format!(" {tag}"), attribute)[0].to_string()
}

/// What lies between `from` and `to`, cut out wherever it stands.
fn without(html: &str, from: &str, to: &str) -> String {
    let mut parts = html.split(from);
    let first = parts.next().unwrap_or_default().to_string();
    first + &parts.map(|part| part.split_once(to).map_or("", |(_, rest)| rest)).collect::<String>()
}

/// The text that is read.
fn read(html: &str) -> String {
    without(html, "<", ">")
}

#[test]
fn every_link_leads_somewhere_and_no_resource_is_far_away() {
    let (root, page) = page("links");
    let dist = root.join("dist");
    let mut local: Vec<_> = FETCHED
        .iter()
        .chain(&["data-facelike-list"])
        .flat_map(|name| values(&page, name))
        .map(str::to_string)
        .collect();
    for link in page.split("<link ").skip(1).map(|link| link.split('>').next().unwrap()) {
        local.push(value(link, "href"));
    }
    assert!(local.len() > 10);
    for path in local {
        assert!(!path.contains(':') && !path.starts_with('/'), "{path} is not relative");
        assert!(dist.join(&path).is_file(), "{path} is not there");
    }
    let ids = values(&page, "id");
    for link in page.split("<a ").skip(1).map(|link| link.split('>').next().unwrap()) {
        let href = value(link, "href");
        match href.split_once('#') {
            Some((query, id)) => {
                assert!(ids.contains(&id), "{href} leads nowhere");
                assert!(query.is_empty() || query.starts_with("?fig="), "{href}");
            }
            // The numbers of a still lie beside the page.
            None => assert!(href.starts_with("https://") || dist.join(&href).is_file(), "{href}"),
        }
    }
    for style in fs::read_dir(dist.join("assets")).unwrap().map(|entry| entry.unwrap().path()) {
        if style.extension().is_some_and(|ending| ending == "css") {
            let text = fs::read_to_string(&style).unwrap();
            let urls: Vec<_> = text.split("url(\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
            assert_eq!(urls.len(), if text.contains("@font-face") { 2 } else { 0 });
            assert!(urls.iter().all(|url| dist.join("assets").join(url).is_file()), "{urls:?}");
        }
    }
}

/// The numbers with a point or a percent sign that no run says: two settings to try, two from a paper cited there, and
/// ln 100 - 0.99 in the glossary.
const TYPED: [&str; 5] = ["0.7.", "0.9).", "24.1", "18.3", "3.6"];

#[test]
fn numbers_are_links_to_the_runs_that_say_them() {
    let (_, page) = page("numbers");
    // Runs, each with the moments that are told of and what is told.
    let mut runs: BTreeMap<(String, String), BTreeMap<u64, Vec<String>>> = BTreeMap::new();
    for link in page.split("<a class=\"number\" ").skip(1) {
        let (tag, rest) = link.split_once('>').unwrap();
        let href = value(tag, "href").replace("&amp;", "&");
        let (query, figure) = href.split_once('#').unwrap();
        let (run, tick) = query.strip_prefix(&format!("?fig={figure}&")).unwrap().rsplit_once("&tick=").unwrap();
        let said = rest.split('<').next().unwrap().replace('\u{2212}', "-");
        let lab = tags(&page, "facelike-lab").into_iter().find(|lab| value(lab, "id") == figure).unwrap();
        let experiment = value(lab, "experiment");
        let run = (experiment, run.to_string());
        runs.entry(run).or_default().entry(tick.parse().unwrap()).or_default().push(said);
    }
    assert!(runs.len() > 2 && runs.values().map(BTreeMap::len).sum::<usize>() > 6, "{runs:?}");
    if std::env::var_os("FACELIKE_FULL").is_none() {
        // One of each experiment: they take long.
        let mut seen = BTreeSet::new();
        runs.retain(|(experiment, _), _| seen.insert(experiment.clone()));
    }
    for ((experiment, run), moments) in runs {
        let mut state = State::new(&experiment).unwrap();
        for pair in run.split('&') {
            let (name, text) = pair.split_once('=').unwrap();
            state.take(name, text).unwrap();
        }
        let mut session = Session::open(state);
        for (tick, texts) in moments {
            session.run(tick);
            let mut true_values: Vec<f64> =
                session.figure().readouts.iter().filter_map(|reading| reading.value).collect();
            true_values.push(f64::from(session.stage().done));
            for text in texts {
                let (digits, scale) = text.strip_suffix('%').map_or((text.as_str(), 1.0), |digits| (digits, 100.0));
                let number: f64 = digits.replace(',', "").parse().unwrap_or_else(|_| panic!("{text} is no number"));
                let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                let half = 0.5 * libm::pow(10.0, -(decimals as f64)) + 1e-9;
                let found = true_values.iter().any(|value| (scale * value - number).abs() <= half);
                assert!(found, "{text} is not said by {experiment}?{run} at tick {tick}");
            }
        }
    }
    let prose =
        ["sources", "cite"].iter().fold(page, |page, id| without(&page, &format!("<section id=\"{id}-"), "</section>"));
    let prose = without(&prose, "<math", "</math>");
    let prose = without(&without(&prose, "<script", "</script>"), "<a class=\"number\"", "</a>");
    // Citations name parts of what they cite.
    let prose = without(&prose, "<a class=\"ref", "</a>");
    let prose = without(&without(&prose, "<head>", "</head>"), "<figure", "</figure>");
    let prose = read(&prose);
    let typed: Vec<_> = prose
        .split_whitespace()
        .filter(|word| word.contains(|c: char| c.is_ascii_digit()) && word.trim_matches('.').contains(['.', '%']))
        .collect();
    assert_eq!(typed, TYPED, "numbers typed by hand");
}

#[test]
fn stills_are_there_for_every_width_and_theme() {
    let (root, page) = page("stills");
    let mut stills = BTreeSet::new();
    for entry in fs::read_dir(root.join("dist/stills")).unwrap() {
        let entry = entry.unwrap();
        let svg = fs::read_to_string(entry.path()).unwrap();
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>") && !svg.contains("NaN"));
        stills.insert(entry.file_name().into_string().unwrap());
    }
    // A figure that stands on the page as it stands alone shares its stills with its frame page.
    let mut shown = BTreeSet::new();
    for page in frames(&root).values().chain([&page]) {
        for figure in page.split("<picture>").skip(1) {
            let figure = figure.split("</picture>").next().unwrap();
            let own: BTreeSet<_> = values(figure, "srcset").into_iter().chain(values(figure, "src")).collect();
            assert_eq!(own.len(), 6, "{own:?}");
            shown.extend(own.iter().map(|path| path.rsplit('/').next().unwrap().to_string()));
        }
    }
    assert_eq!(stills, shown);
    let figures = page.matches("<facelike-lab ").count();
    assert_eq!(page.matches("<picture>").count(), figures);
    assert!(values(&page, "alt").iter().all(|alt| alt.len() > 60), "a still says nothing to those who cannot see it");
    assert_eq!(page.matches("<img ").count(), figures);
    assert!(page.split("<img ").skip(1).all(|img| img.contains(" width=\"") && img.contains(" height=\"")));
}

#[test]
fn under_every_still_are_links_to_its_numbers() {
    let (root, page) = page("data");
    for lab in tags(&page, "facelike-lab") {
        let id = value(lab, "id");
        let links = values(&page, "href");
        let data = |ending: &str| {
            let path = links.iter().find(|href| href.starts_with(&format!("data/{id}.")) && href.ends_with(ending));
            fs::read_to_string(root.join("dist").join(path.unwrap())).unwrap()
        };
        let report: serde_json::Value = serde_json::from_str(&data(".json")).unwrap();
        let mut state = State::new(&value(lab, "experiment")).unwrap();
        for (name, text) in report["settings"].as_object().unwrap() {
            state.take(name, text.as_str().map_or_else(|| text.to_string(), str::to_string).as_str()).unwrap();
        }
        state.take("seed", &report["seed"].to_string()).unwrap();
        let mut session = Session::open(state);
        session.run(report["ticks"].as_u64().unwrap());
        assert_eq!(data(".json"), facelike::session::report::json(&session));
        assert_eq!(data(".csv"), facelike::session::report::csv(&session));
    }
}

#[test]
fn bets_have_an_answer_for_every_choice() {
    let (_, page) = page("bets");
    let bets: Vec<_> =
        page.split("<facelike-bet ").skip(1).map(|bet| bet.split("</facelike-bet>").next().unwrap()).collect();
    assert!(!bets.is_empty());
    for bet in bets {
        let figure = value(bet, "for");
        assert!(page.contains(&format!("<facelike-lab id=\"{figure}\"")), "a bet on no figure");
        let options: Vec<_> = bet.split("<div data-option=\"").skip(1).collect();
        assert!(bet.contains("<p slot=\"question\">") && bet.contains("<details>"));
        let kind = value(bet, "kind");
        assert!(kind != "choice" || options.len() > 1, "{kind} with {} options", options.len());
        assert!(kind == "choice" || bet.matches("<div data-when=\"").count() > 1, "a {kind} with one answer");
        let mut answers: Vec<_> = options.iter().map(|option| read(&option[option.find('>').unwrap() + 1..])).collect();
        answers.sort();
        answers.dedup();
        assert_eq!(answers.len(), options.len(), "two choices get the same answer");
    }
}

#[test]
fn nothing_is_escaped_twice() {
    let (_, page) = page("escaped");
    // An escaped ampersand that begins an entity's name or number.
    let twice = page.split("&amp;").skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once(';')?;
        let digits = name.strip_prefix('#').unwrap_or(name);
        (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(name)
    });
    assert_eq!(twice.collect::<Vec<_>>(), Vec::<&str>::new());
    // The name's hyphen is no place for a line to end.
    assert!(page.contains("<h1>The Maximally Face\u{2011}Like Image</h1>"));
}

#[test]
fn the_page_is_whole_without_scripts() {
    let (root, page) = page("plain");
    assert_eq!((page.matches("<h1").count(), page.matches("<main").count()), (1, 1));
    assert!(page.contains("<html lang=\"en-GB\">") && page.contains("<meta name=\"description\""));
    assert!(is_strict(&page), "a strict policy would refuse it");
    let scripts: Vec<_> =
        page.split("<script").skip(1).map(|script| script.split("</script>").next().unwrap()).collect();
    let data = scripts.iter().find(|script| script.contains("facelike-experiments")).unwrap();
    let all: serde_json::Value = serde_json::from_str(data.split_once('>').unwrap().1).unwrap();
    let ids = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_string()).collect()
    };
    assert_eq!(ids(&all), ["max-face"], "the page describes its first figure's experiment");
    let list = fs::read_to_string(root.join("dist").join(values(&page, "data-facelike-list")[0])).unwrap();
    let known: Vec<_> = experiments::ALL.iter().map(|spec| spec.id).collect();
    assert_eq!(ids(&serde_json::from_str(&list).unwrap()), known);
    let prose = read(&without(&page, "<script", "</script>"));
    assert!(prose.split_whitespace().count() > 500 && prose.contains("Nate Soares") && prose.contains("Katja Grace"));
    assert!(!page.contains("rel=\"canonical\"") && !page.contains("Report a mistake"));
    let headers = fs::read_to_string(root.join("dist/_headers")).unwrap();
    assert!(headers.contains("Access-Control-Allow-Origin: *") && headers.contains("immutable"));
    assert!(headers.contains("/embed/*\n  Cache-Control: public, max-age=0, must-revalidate\n"));
}

#[test]
fn every_experiment_has_a_frame_page_that_is_whole_and_strict() {
    let (root, essay) = page("frames");
    let frames = frames(&root);
    let ids: BTreeSet<_> = experiments::ALL.iter().map(|spec| spec.id).collect();
    assert_eq!(frames.keys().map(String::as_str).collect::<BTreeSet<_>>(), ids);
    for spec in experiments::ALL {
        let page = &frames[spec.id];
        let folder = root.join("dist/embed").join(spec.id);
        let mut paths: Vec<_> = FETCHED.iter().flat_map(|name| values(page, name)).map(str::to_string).collect();
        paths.extend(tags(page, "link").into_iter().map(|link| value(link, "href")));
        // Two style sheets, two fonts, an icon, four scripts, nine modules, the encoder, the still and its five sources.
        assert_eq!(paths.len(), 25, "{paths:?}");
        for path in paths {
            assert!(path.starts_with("../../") && folder.join(&path).is_file(), "{path} leads nowhere");
        }
        assert!(is_strict(page), "a strict policy would refuse it");
        let all = values(page, "id");
        assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len(), "{all:?}");
        let labs = tags(page, "facelike-lab");
        assert_eq!(labs.len(), 1);
        assert_eq!((value(labs[0], "id"), value(labs[0], "experiment")), (spec.id.into(), spec.id.into()));
        assert!(labs[0].contains(" data-sole=\""), "the address would not be read");
        let text = read(&without(page, "<script", "</script>")).replace("&quot;", "\"");
        assert!(text.contains(spec.title) && text.contains("What this does not show.") && text.contains(spec.limits));
        let data = page.split("id=\"facelike-experiments\">").nth(1).unwrap().split("</script>").next().unwrap();
        let list: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!((list.as_array().unwrap().len(), list[0]["id"].as_str()), (1, Some(spec.id)));
        let link = tags(page, "a").into_iter().find(|link| link.contains("data-essay")).unwrap();
        assert!(link.contains("target=\"_blank\" rel=\"noopener\""));
        let href = value(link, "href");
        let place = href.strip_prefix("../../").unwrap();
        if let Some((query, figure)) = place.split_once('#') {
            assert_eq!(query, format!("?fig={figure}"));
            let tag = tags(&essay, "facelike-lab").into_iter().find(|tag| value(tag, "id") == figure).unwrap();
            assert_eq!(value(tag, "experiment"), spec.id);
        } else {
            assert_eq!(place, "", "the essay has no such figure");
            assert!(!essay.contains(&format!("experiment=\"{}\"", spec.id)));
        }
        let style =
            tags(page, "link").into_iter().map(|link| value(link, "href")).find(|href| href.contains("/frame."));
        let style = fs::read_to_string(folder.join(style.unwrap())).unwrap();
        assert!(style.contains(&format!("#{}{{--readouts:var(--asked-readouts,{});", spec.id, spec.readouts.len())));
    }
}

#[test]
fn addresses_that_are_given_are_used() {
    let root = project("addresses");
    let (base_url, repo_url) = (Some("https://example.org/essay".into()), Some("https://example.org/source/".into()));
    build(&Options { root: root.clone(), out: root.join("dist"), base_url, repo_url }).unwrap();
    let page = fs::read_to_string(root.join("dist/index.html")).unwrap();
    assert!(page.contains("<link rel=\"canonical\" href=\"https://example.org/essay/\">"));
    let report =
        "href=\"https://example.org/source/issues/new?title=Chapter%200%3A%20The%20picture%20it%20likes%20best\"";
    assert!(page.contains(report) && page.contains("https://example.org/source/issues/new?title=Mistake"));
    assert!(page.contains("url = {https://example.org/essay/}"), "the citation has no address");
    let metas: BTreeMap<_, _> = tags(&page, "meta")
        .into_iter()
        .filter_map(|tag| Some((tag.split("property=\"").nth(1)?.split('"').next()?, value(tag, "content"))))
        .collect();
    let picture = metas["og:image"].strip_prefix("https://example.org/essay/").unwrap();
    let png = fs::read(root.join("dist").join(picture)).unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()).to_string();
    assert_eq!((side(16), side(20)), (metas["og:image:width"].clone(), metas["og:image:height"].clone()));
    assert!(metas["og:description"].len() > 60 && metas["og:title"].len() > 10);
    assert!(page.contains("<meta name=\"twitter:card\" content=\"summary_large_image\">"));
}

#[test]
fn without_an_address_there_is_nothing_that_needs_one() {
    let (root, page) = page("nowhere");
    for tag in ["og:", "twitter:", "rel=\"canonical\"", "/issues/"] {
        assert!(!page.contains(tag), "{tag}");
    }
    assert!(fs::read_dir(root.join("dist/assets")).unwrap().all(|file| {
        let name = file.unwrap().file_name();
        !name.to_string_lossy().starts_with("share")
    }));
}

#[test]
fn every_note_source_and_term_can_be_reached_and_leads_back() {
    let (_, page) = page("refs");
    let ids = values(&page, "id");
    let refs: Vec<_> = tags(&page, "a").into_iter().filter(|tag| tag.contains("class=\"ref")).collect();
    assert!(refs.len() > 10 && ["doc-noteref", "doc-biblioref", "doc-glossref"].iter().all(|role| page.contains(role)));
    let backs: BTreeSet<_> =
        tags(&page, "a").into_iter().filter(|tag| tag.contains("class=\"back")).map(|tag| value(tag, "href")).collect();
    for tag in &refs {
        let target = value(tag, "href");
        assert!(ids.contains(&&target[1..]), "{target} is not there");
        let entry = page.split(&format!("<li id=\"{}\">", &target[1..])).nth(1).unwrap().split("</li>").next().unwrap();
        assert!(read(entry).split_whitespace().count() > 5, "{target} says nothing");
        assert!(backs.contains(&format!("#{}", value(tag, "id"))), "nothing leads back to {}", value(tag, "id"));
    }
    assert_eq!(backs.len(), refs.len());
}

#[test]
fn the_contents_tell_how_long_each_chapter_takes() {
    let root = project("minutes");
    let path = root.join("www/essay/50-long.md");
    let note = "[^n]: A note is not counted.\n";
    let maths = format!("```maths Aside\n{}\n```\n", "more ".repeat(500));
    fs::write(&path, format!("---\ntitle: Long\n---\n\nIt[^n] is {}\n\n{maths}\n{note}", "long ".repeat(438))).unwrap();
    make(&root).unwrap();
    let page = fs::read_to_string(root.join("dist/index.html")).unwrap();
    assert!(page.contains("<a href=\"#long-chapter\">50. Long <small>2 min</small></a>"), "440 words are 2 minutes");
    let section = page.split("<section id=\"long-chapter\"").nth(1).unwrap();
    assert!(section.split("</section>").next().unwrap().contains("<p class=\"time\">2 minutes to read</p>"));
    let nav = page.split("<nav").nth(1).unwrap().split("</nav>").next().unwrap();
    let linked: Vec<_> = tags(nav, "a").into_iter().map(|tag| value(tag, "href")).collect();
    let sections: Vec<_> = tags(&page, "section").into_iter().map(|tag| format!("#{}", value(tag, "id"))).collect();
    assert_eq!(linked, sections);
}

#[test]
fn the_ledger_is_summed_up_with_links() {
    let (_, page) = page("ledger");
    let entries = tags(&page, "aside");
    assert!(entries.len() > 1);
    let sum = page.split("<section id=\"ledger-chapter\"").nth(1).unwrap().split("</section>").next().unwrap();
    for entry in entries {
        assert!(sum.contains(&format!("<a href=\"#{}\">", value(entry, "id"))), "{entry}");
    }
    // What the chapters' own texts say.
    let mut tally: BTreeMap<String, usize> = BTreeMap::new();
    for chapter in fs::read_dir("www/essay").unwrap() {
        let text = fs::read_to_string(chapter.unwrap().path()).unwrap();
        for block in text.split("```ledger\n").skip(1) {
            let block = block.split("```").next().unwrap();
            let back = if block.contains("\nthen: back\n") { ", and back" } else { "" };
            let toward = block.lines().find_map(|line| line.strip_prefix("toward: ")).unwrap();
            for name in toward.split(", ") {
                *tally.entry(format!("toward {name}{back}: ")).or_default() += 1;
            }
        }
    }
    let counted = sum.matches("<b>").count();
    assert_eq!(counted, tally.len(), "{sum}");
    for (whom, count) in tally {
        assert!(sum.contains(&format!("{whom}<b>{count}</b>")), "{whom}{count}: {sum}");
    }
}

#[test]
fn the_citation_file_says_what_the_project_says() {
    let text = fs::read_to_string("CITATION.cff").unwrap();
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.map(|value| value.trim_matches('"').to_string())
    };
    assert_eq!(field("version").as_deref(), Some(env!("CARGO_PKG_VERSION")));
    assert_eq!(field("abstract").as_deref(), Some(env!("CARGO_PKG_DESCRIPTION")));
    let (_, page) = page("citation");
    let cited = page.split("<section id=\"cite-chapter\"").nth(1).unwrap().split("</section>").next().unwrap();
    let cited = cited.to_lowercase();
    assert!(cited.contains(&format!("version {}, ", env!("CARGO_PKG_VERSION"))), "{cited}");
    assert!(cited.contains(&field("title").unwrap().to_lowercase()), "{cited}");
    let author = text.lines().find_map(|line| line.trim().strip_prefix("- name: ")).unwrap().trim_matches('"');
    assert!(cited.contains(&format!("author = {{{{{}}}}}", author.to_lowercase())), "{cited}");
    match field("date-released") {
        Some(date) => assert!(cited.contains(&date), "{date} is not the change log's"),
        None => assert!(cited.contains("not yet released")),
    }
}

#[test]
fn a_rebuild_makes_no_run_and_the_same_bytes() {
    let (root, page) = page("again");
    fs::write(root.join("dist/stills/old.svg"), "left over").unwrap();
    assert_eq!(make(&root).unwrap().made, 0);
    assert_eq!(fs::read_to_string(root.join("dist/index.html")).unwrap(), page);
    assert!(!root.join("dist/stills/old.svg").exists());
}

#[test]
fn a_damaged_record_is_made_anew() {
    let root = project("damaged");
    fs::remove_dir_all(root.join("www/essay")).unwrap();
    fs::create_dir_all(root.join("www/essay")).unwrap();
    // The frame pages' runs, which are long, are kept already.
    let records = || -> BTreeSet<PathBuf> {
        fs::read_dir(root.join("target/runs")).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let kept = records();
    let figure = "<facelike-lab id=\"a\" experiment=\"max-face\" steps=\"10\" tick=\"3\"></facelike-lab>";
    for file in ["sources.toml", "glossary.toml"] {
        fs::write(root.join("www/essay").join(file), "").unwrap();
    }
    fs::write(root.join("www/essay/00-one.md"), format!("---\ntitle: One\n---\n\n{figure}\n")).unwrap();
    assert_eq!(make(&root).unwrap().made, 1);
    assert_eq!(make(&root).unwrap().made, 0);
    let page = fs::read_to_string(root.join("dist/index.html")).unwrap();
    let record = records().difference(&kept).next().unwrap().clone();
    let whole = fs::read(&record).unwrap();
    for damaged in [&whole[..whole.len() / 2], b"{}", b"\xff\xfe", b""] {
        fs::write(&record, damaged).unwrap();
        assert_eq!(make(&root).unwrap().made, 1);
        assert_eq!(fs::read(&record).unwrap(), whole);
    }
    assert_eq!(fs::read_to_string(root.join("dist/index.html")).unwrap(), page);
}

#[test]
fn slips_in_a_chapter_fail_the_build_with_file_and_reason() {
    let root = project("slips");
    let path = root.join("www/essay/00-hook.md");
    let text = fs::read_to_string(&path).unwrap();
    for (from, to, why) in [
        ("experiment=\"max-face\"", "experiment=\"max-fase\"", "no experiment `max-fase`"),
        ("seed=\"7\"", "seed=\"seven\"", "`seed` cannot be `seven`"),
        ("start=\"face\"", "start=\"moon\"", "`start` cannot be `moon`"),
        ("seed=\"7\"", "sead=\"7\"", "no control `sead`"),
        ("plain.accuracy", "plain.acuracy", "no readout `acuracy`"),
        ("run noise: hook?", "run noise: hock?", "no figure `hock`"),
        ("for: hook", "for: hock", "no figure `hock`"),
        ("answer same:", "answer some:", "no `answer some`"),
        ("### What happened", "## What happened", "begin at `###`"),
        ("```maths One", "```math One", "no such block: there is bet, ledger, maths"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let message = make(&root).unwrap_err().to_string();
        assert!(message.contains("00-hook.md") && message.contains(why), "{from} -> {to}: {message}");
    }
}

#[test]
fn slips_in_what_is_referred_to_fail_the_build_with_file_line_and_reason() {
    let root = project("references");
    let essay = root.join("www/essay");
    let spare = "[spare]\nshort='S'\nauthor='S'\ntitle='S'\nwhere='S'\n\n[grace2022]";
    // What is changed in which file, the file that is named, words that are in the line that is named, and the reason.
    for (file, from, to, named, near, why) in [
        ("00-hook.md", "cite(\"madry2017\"", "cite(\"madry\"", "00-hook.md", "cite(\"madry\"", "no source `madry`"),
        ("00-hook.md", "term(\"seed\"", "term(\"sead\"", "00-hook.md", "term(\"sead\"", "no term `sead`"),
        ("00-hook.md", "person.[^reply]", "person.[^replay]", "00-hook.md", "[^replay]", "no note `replay`"),
        ("00-hook.md", "person.[^reply]", "person.", "00-hook.md", "[^reply]:", "nothing refers to the note `reply`"),
        ("00-hook.md", "figure: hook\nname", "run: x\nname", "00-hook.md", "```ledger", "ledger: it has no `run`"),
        ("00-hook.md", "toward: Erdil", "toward: Erdl", "00-hook.md", "```ledger", "`toward` cannot be `Erdl`"),
        ("00-hook.md", "\\frac{d}", "\\frac{d", "00-hook.md", "```maths How", "is no LaTeX"),
        ("sources.toml", "[nguyen2015]", "[nguyen]", "00-hook.md", "cite(\"nguyen2015\"", "no source `nguyen2015`"),
        ("sources.toml", "[grace2022]", spare, "sources.toml", "[spare]", "no chapter cites `spare`"),
        ("sources.toml", "url = \"https", "url = \"ftp", "sources.toml", "[grace2022]", "`url` cannot be `ftp://"),
        ("sources.toml", "year = 2017", "yaer = 2017", "sources.toml", "yaer = 2017", "unknown field `yaer`"),
        (
            "glossary.toml",
            "[logit]",
            "[spare]\ntext='x'\n[logit]",
            "glossary.toml",
            "[spare]",
            "no chapter uses `spare`",
        ),
    ] {
        let path = essay.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let message = make(&root).unwrap_err().to_string();
        let now = fs::read_to_string(essay.join(named)).unwrap();
        let line = 1 + now.lines().position(|line| line.contains(near)).unwrap();
        assert!(message.starts_with(&format!("{named} line {line}: ")) && message.contains(why), "{to}: {message}");
        fs::write(&path, &text).unwrap();
    }
    make(&root).unwrap();
}

#[test]
fn what_an_earlier_step_makes_is_named_when_it_is_missing() {
    let root = project("missing");
    fs::remove_file(root.join("target/web/lab.js")).unwrap();
    let message = make(&root).unwrap_err().to_string();
    assert!(message.contains("lab.js") && message.contains("./build.sh build"), "{message}");
}

#[test]
fn a_folder_with_other_things_is_left_alone() {
    let root = project("taken");
    fs::create_dir_all(root.join("dist")).unwrap();
    fs::write(root.join("dist/letter.txt"), "dear").unwrap();
    let message = make(&root).unwrap_err().to_string();
    assert!(message.contains("empty folder"), "{message}");
    assert!(root.join("dist/letter.txt").exists());
}
