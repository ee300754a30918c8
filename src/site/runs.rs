//! Runs that the page tells of, kept between builds: a page is rebuilt in no time while no number can change.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::SiteError;
use crate::lab::{Figure, Status};
use crate::parallel;
use crate::session::{Session, State, digest};

// `NUMBERS`: what the numbers of each experiment depend on, as a hash.
include!(concat!(env!("OUT_DIR"), "/numbers.rs"));

/// Most moments of a run that are kept; longer runs keep every other, every fourth, ...
const MAX_FRAMES: usize = 2_000;

/// A run from its first tick to its last, as far as a page needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// What was asked for.
    pub asked: Asked,
    /// The moments of the part to watch, and the last moment.
    pub frames: Vec<Frame>,
    /// What there is to see at the end.
    pub figure: Figure,
}

/// What determines a run, as in a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The experiment.
    pub experiment: String,
    /// Version, seed, settings and inputs; no tick.
    pub pairs: Vec<(String, String)>,
    /// Where it is cut off, if before its end.
    pub cut: Option<u64>,
}

/// A moment of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// Ticks done.
    pub tick: u64,
    /// Steps of the part to watch that have been done.
    pub step: u32,
    /// The readouts.
    pub values: Vec<Option<f64>>,
}

/// The form in which a record is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    asked: Asked,
    frames: Vec<Frame>,
    /// The figure in postcard's bytes, two hexadecimal digits each.
    figure: String,
    digest: String,
}

/// Makes runs, or takes them from where an earlier build left them.
pub struct Runs {
    folder: PathBuf,
    known: BTreeMap<String, Arc<Record>>,
    /// How many were made now.
    pub made: usize,
}

impl Asked {
    /// The run of `state` to its end, or to `cut`.
    pub fn of(state: &State, cut: Option<u64>) -> Self {
        let pairs = state.pairs().into_iter().filter(|(name, _)| *name != "tick");
        let pairs = pairs.map(|(name, text)| (name.to_string(), text)).collect();
        Self { experiment: state.spec.id.into(), pairs, cut }
    }

    /// The name under which the record is kept: it changes with whatever could change a number.
    fn key(&self) -> String {
        let mut hash = Sha256::new();
        let numbers = NUMBERS.iter().find(|(id, _)| *id == self.experiment);
        hash.update(numbers.map_or("", |(_, hash)| *hash));
        let cut = self.cut.map(|tick| tick.to_string()).unwrap_or_default();
        let pairs = self.pairs.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]);
        for part in [self.experiment.as_str(), &cut].into_iter().chain(pairs) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hex(&hash.finalize())
    }
}

impl Runs {
    /// Runs kept in `folder`, which need not be there yet.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf(), known: BTreeMap::new(), made: 0 }
    }

    /// How many different runs were asked for.
    pub fn count(&self) -> usize {
        self.known.len()
    }

    /// The run of `state` to its end, or to `cut`.
    ///
    /// # Errors
    /// If the run could not go on, or the record cannot be kept.
    pub fn get(&mut self, state: &State, cut: Option<u64>) -> Result<Arc<Record>, SiteError> {
        let asked = Asked::of(state, cut);
        let key = asked.key();
        if let Some(record) = self.known.get(&key) {
            return Ok(record.clone());
        }
        let (record, made) = find(&self.folder, &key, state, asked)?;
        self.made += usize::from(made);
        let record = Arc::new(record);
        self.known.insert(key, record.clone());
        Ok(record)
    }

    /// Makes runs that will be asked for, as many at a time as there are cores.
    ///
    /// # Errors
    /// As [`Runs::get`].
    pub fn prepare(&mut self, wanted: &[(State, Option<u64>)]) -> Result<(), SiteError> {
        let asked: BTreeMap<_, _> = wanted
            .iter()
            .map(|(state, cut)| (Asked::of(state, *cut), state))
            .map(|(asked, state)| (asked.key(), (asked, state)))
            .collect();
        let asked: Vec<_> = asked.into_iter().filter(|(key, _)| !self.known.contains_key(key)).collect();
        let found =
            parallel::map(&asked, usize::MAX, |(key, (asked, state))| find(&self.folder, key, state, asked.clone()));
        for ((key, _), run) in asked.into_iter().zip(found) {
            let (record, made) = run?;
            self.made += usize::from(made);
            self.known.insert(key, Arc::new(record));
        }
        Ok(())
    }
}

/// The run that an earlier build left in the folder, or else the run made now; and whether it was.
fn find(folder: &Path, key: &str, state: &State, asked: Asked) -> Result<(Record, bool), SiteError> {
    let path = folder.join(format!("{key}.json"));
    // A file that cannot be read, was cut short or tells of another run is made anew.
    let kept = fs::read(&path).ok().and_then(|bytes| open(&bytes)).filter(|record| record.asked == asked);
    if let Some(record) = kept {
        return Ok((record, false));
    }
    let record = make(state, asked)?;
    super::write(&path, &close(&record)?)?;
    Ok((record, true))
}

/// Makes the run.
fn make(state: &State, asked: Asked) -> Result<Record, SiteError> {
    let mut session = Session::open(State { tick: 0, ..state.clone() });
    let (mut frames, mut every): (Vec<Frame>, u64) = (Vec::new(), 1);
    let mut watched = 0;
    let frame = |session: &Session, figure: &Figure| Frame {
        tick: session.state().tick,
        step: if session.stage().watch { session.stage().done } else { 0 },
        values: figure.readouts.iter().map(|reading| reading.value).collect(),
    };
    loop {
        if session.stage().watch {
            if watched % every == 0 {
                frames.push(frame(&session, &session.figure()));
            }
            watched += 1;
            if frames.len() > MAX_FRAMES {
                frames = frames.into_iter().step_by(2).collect();
                every *= 2;
            }
        }
        if *session.status() != Status::Running || asked.cut.is_some_and(|cut| session.state().tick >= cut) {
            break;
        }
        session.step();
    }
    if let Status::Diverged(why) = session.status() {
        return Err(SiteError::Run { run: name(&asked), why: why.to_string() });
    }
    let figure = session.figure();
    if frames.last().is_none_or(|last| last.tick != session.state().tick) {
        frames.push(frame(&session, &figure));
    }
    Ok(Record { asked, frames, figure })
}

/// The run as people would name it.
fn name(asked: &Asked) -> String {
    let pairs: Vec<_> = asked.pairs.iter().map(|(name, text)| format!("{name}={text}")).collect();
    format!("{}?{}", asked.experiment, pairs.join("&"))
}

/// The record as a file's bytes.
fn close(record: &Record) -> Result<Vec<u8>, SiteError> {
    let wrong = |why: String| SiteError::Run { run: name(&record.asked), why };
    let figure = postcard::to_allocvec(&record.figure).map_err(|error| wrong(error.to_string()))?;
    let kept = Kept {
        asked: record.asked.clone(),
        frames: record.frames.clone(),
        figure: hex(&figure),
        digest: digest(&record.figure),
    };
    let body = serde_json::to_string(&kept).map_err(|error| wrong(error.to_string()))?;
    let sum = hex(&Sha256::digest(&body));
    Ok(format!("{{\"sum\":\"{sum}\",\"kept\":{body}}}\n").into_bytes())
}

/// The record in a file's bytes, if it is whole.
fn open(bytes: &[u8]) -> Option<Record> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (sum, body) = text.strip_prefix("{\"sum\":\"")?.split_once("\",\"kept\":")?;
    let body = body.strip_suffix("}\n")?;
    if hex(&Sha256::digest(body)) != sum {
        return None;
    }
    let kept: Kept = serde_json::from_str(body).ok()?;
    let figure: Figure = postcard::from_bytes(&unhex(&kept.figure)?).ok()?;
    (digest(&figure) == kept.digest).then_some(Record { asked: kept.asked, frames: kept.frames, figure })
}

/// Two hexadecimal digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{Figure, Reading};

    fn record() -> Record {
        let asked = Asked { experiment: "toy".into(), pairs: vec![("seed".into(), "7".into())], cut: None };
        let figure =
            Figure { charts: vec![], images: vec![], readouts: vec![Reading::of(0.1)], sentence: "So it is.".into() };
        Record { asked, frames: vec![Frame { tick: 3, step: 2, values: vec![Some(0.1), None] }], figure }
    }

    #[test]
    fn a_kept_record_comes_back_whole() {
        assert_eq!(open(&close(&record()).unwrap()).unwrap(), record());
    }

    #[test]
    fn a_damaged_record_is_not_believed() {
        let whole = close(&record()).unwrap();
        for at in 0..whole.len() - 1 {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            assert!(open(&damaged).is_none(), "byte {at}");
            assert!(open(&whole[..at]).is_none(), "cut at {at}");
        }
        assert!(open(b"{}").is_none() && open(b"").is_none() && open(&[0xff; 9]).is_none());
    }

    #[test]
    fn another_run_has_another_name() {
        let plain = record().asked;
        let mut keys = vec![plain.key()];
        keys.push(Asked { cut: Some(3), ..plain.clone() }.key());
        keys.push(Asked { experiment: "toys".into(), ..plain.clone() }.key());
        keys.push(Asked { pairs: vec![("seed".into(), "8".into())], ..plain }.key());
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 4);
    }
}
