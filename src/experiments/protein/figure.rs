//! What there is to see of a design: belief and truth step by step, where the designs lie among all sequences, what is
//! predicted of which sequence, and one design as it is held.

use std::fmt::Write as _;

use super::ground::{DESIGNS, Spread};
use super::search::{Search, Standing};
use super::{Phase, Protein};
use crate::lab::words::{hundredths, thousands};
use crate::lab::{Axis, Chart, Data, Experiment as _, Figure, ImageGrid, Reading, Series, Size, Text, Tone};
use crate::worlds::sequences::{COUNT, INPUTS, LETTERS, SITES, Sequence, encode};

/// Designs shown as pictures: those begun from the measured sequences told to be best.
const SHOWN: usize = 6;

const NOT_YET: &str = "the search has not begun";
const NOT_MEASURED: &str = "nothing has been measured yet";

impl Protein {
    /// All there is to see.
    pub fn draw(&self) -> Figure {
        Figure {
            charts: vec![self.steps_chart(), self.spread_chart(), self.scatter_chart()],
            images: self.design_grids(),
            readouts: self.readouts(),
            sentence: self.sentence().into(),
        }
    }

    fn search(&self) -> Option<&Search> {
        if let Phase::Search(search) = &self.phase { Some(search) } else { None }
    }

    fn history(&self) -> &[Standing] {
        self.search().map_or(&[], |search| &search.history)
    }

    /// Fitness and rank of the truly best measured sequence.
    fn best_measured(&self) -> Option<(f64, f64)> {
        self.ground().map(|ground| {
            let best = ground.best_measured;
            (f64::from(ground.landscape.fitness(best)), f64::from(ground.landscape.rank(best)))
        })
    }

    fn best_of_all(&self) -> Option<f64> {
        self.ground().map(|ground| f64::from(ground.landscape.fitness(ground.landscape.best_first()[0])))
    }

    fn steps_chart(&self) -> Chart {
        let steps = f64::from(self.wanted_steps().max(self.history().len().saturating_sub(1) as u32));
        let curve = |value: fn(&Standing) -> f64| {
            Data::Line(self.history().iter().enumerate().map(|(i, row)| [i as f64, value(row)]).collect())
        };
        let level = self.best_measured().map_or(vec![], |(best, _)| vec![[0.0, best], [steps, best]]);
        Chart {
            id: "steps".into(),
            title: "What the searcher believes, and what is true".into(),
            x: Axis::linear("steps of the search", "", (0.0, steps)),
            y: Axis::linear("mean fitness of the designs", "sd", (-1.0, 1.5)),
            series: vec![
                Series::new("best_measured", "best measured", Tone::Level, Data::Line(level)),
                Series::new("random", "random search, true", Tone::Chance, curve(|row| row.random_truth)),
                Series::new("predicted", "predicted, as held", Tone::Belief, curve(|row| row.predicted)),
                Series::new("rounded", "predicted, as sequences", Tone::Belief, curve(|row| row.rounded)),
                Series::new("true", "true", Tone::Truth, curve(|row| row.truth)),
            ],
        }
    }

    fn spread_chart(&self) -> Chart {
        let ground = self.ground();
        let all =
            ground.map_or(vec![], |ground| ground.spread_all.outline().into_iter().map(|[x, y]| [x, 0.0, y]).collect());
        let measured = ground.map_or(vec![], |ground| ground.spread_measured.outline());
        let best = self.best_of_all().map_or(vec![], |best| vec![[best, 0.0], [best, 100.0]]);
        let of = |values: &[f32]| Spread::of(values.iter().copied());
        let (believed, designs) = self.search().map_or((vec![], vec![]), |search| {
            let truth = search.designs.iter().map(|design| search.ground.landscape.fitness(*design));
            (of(&search.predicted).outline(), Spread::of(truth).bars())
        });
        Chart {
            id: "spread".into(),
            title: "Where the designs lie among all sequences".into(),
            x: Axis::linear("fitness", "sd", (-5.0, 5.0)),
            y: Axis::linear("share of the fullest bar", "%", (0.0, 100.0)),
            series: vec![
                Series::new("all", "all", Tone::Level, Data::Band(all)),
                Series::new("best", "the best", Tone::Level, Data::Line(best)),
                Series::new("measured", "measured", Tone::Chance, Data::Line(measured)),
                Series::new("designs", "designs", Tone::Truth, Data::Bars(designs)),
                Series::new("believed", "as predicted", Tone::Belief, Data::Line(believed)),
            ],
        }
    }

    fn scatter_chart(&self) -> Chart {
        let points = |sequences: &[Sequence], said: &[f32]| {
            let Some(ground) = self.ground() else { return Data::Points(vec![]) };
            let point = |(sequence, f): (&Sequence, &f32)| {
                f.is_finite().then(|| [f64::from(ground.landscape.fitness(*sequence)), f64::from(*f)])
            };
            Data::Points(sequences.iter().zip(said).filter_map(point).collect())
        };
        let others = self.ground().map_or(&[][..], |ground| &ground.others);
        let (designs, rounded) = self.search().map_or((&[][..], &[][..]), |s| (&s.designs[..], &s.rounded[..]));
        Chart {
            id: "scatter".into(),
            title: "Each sequence, predicted and true".into(),
            x: Axis::linear("true fitness", "sd", (-4.0, 4.0)),
            y: Axis::linear("predicted fitness", "sd", (-3.0, 4.0)),
            series: vec![
                Series::new("equal", "if right", Tone::Level, Data::Line(vec![[-3.0, -3.0], [4.0, 4.0]])),
                Series::new("others", "new sequences", Tone::Chance, points(others, &self.said)),
                Series::new("designs", "designs", Tone::Belief, points(designs, rounded)),
            ],
        }
    }

    /// A few designs: as they are held with what is predicted, and as sequences with what is true.
    fn design_grids(&self) -> Vec<ImageGrid> {
        let grid = |id, label, captions, pixels| {
            ImageGrid::new(id, label, [SITES, LETTERS], Size::Medium, pixels).captioned(captions)
        };
        let told = |value: &dyn Fn(&Search, usize) -> f32| {
            let caption = |i| self.search().map_or_else(String::new, |search| hundredths(f64::from(value(search, i))));
            (0..SHOWN).map(|i| Text::Owned(caption(i))).collect()
        };
        let believed = told(&|search, i| search.predicted[i]);
        let truth = told(&|search, i| search.ground.landscape.fitness(search.designs[i]));
        let mut row = [0.0; INPUTS];
        let (mut held, mut sequences) = (Vec::new(), Vec::new());
        if let Some(search) = self.search() {
            for (i, design) in search.designs.iter().enumerate().take(SHOWN) {
                held.extend(tiles(search.held().row(i).iter()));
                encode(*design, &mut row);
                sequences.extend(tiles(row.iter()));
            }
        }
        vec![
            grid("held", "Designs as held: 4 letters x 8 sites (predicted)", believed, held),
            grid("sequences", "The same as sequences (true)", truth, sequences),
        ]
    }

    /// In the order of [`super::controls::READOUTS`].
    fn readouts(&self) -> Vec<Reading> {
        let reading = |value: Option<f64>, why: &'static str| Reading::maybe(value, why);
        let last = self.history().last();
        let now = |value: fn(&Standing) -> f64| reading(last.map(value), NOT_YET);
        // Not before there is a standing: a search that was lost at once has none.
        let search = self.search().filter(|_| last.is_some());
        let found = |value: fn(&Search) -> f64| reading(search.map(value), NOT_YET);
        let best_measured = self.best_measured();
        let correlation = match self.search() {
            None => Reading::none("the predictor is not trained yet"),
            Some(search) => reading(search.correlation, "there are no new sequences, or all are predicted alike"),
        };
        let measurements = self.ground().map(|ground| ground.told.sequences.len() as f64);
        vec![
            now(|row| row.predicted),
            now(|row| row.truth),
            found(median_rank),
            now(|row| row.predicted - row.truth),
            now(|row| row.rounded),
            now(|row| row.rounded - row.truth),
            reading(best_measured.map(|(fitness, _)| fitness), NOT_MEASURED),
            reading(best_measured.map(|(_, rank)| rank), NOT_MEASURED),
            found(|search| 100.0 * better_share(search)),
            found(|search| f64::from(search.predicted[search.favourite()])),
            found(|search| f64::from(search.ground.landscape.fitness(search.designs[search.favourite()]))),
            found(|search| f64::from(search.ground.landscape.rank(search.designs[search.favourite()]))),
            now(|row| row.random_predicted),
            now(|row| row.random_truth),
            correlation,
            reading(measurements, NOT_MEASURED),
            found(|search| distinct(search) as f64),
            reading(self.best_of_all(), NOT_MEASURED),
        ]
    }

    fn sentence(&self) -> String {
        let (Some(search), Some(now), Some((best, _))) = (self.search(), self.history().last(), self.best_measured())
        else {
            return self.stage().preparing();
        };
        let steps = search.steps();
        let how = match self.arm() {
            "ensemble" => "climbing the mean of five nets",
            "cbas" => "adaptive sampling (CbAS)",
            "coms" => "climbing a cautious net (COMs)",
            _ => "naive climbing",
        };
        let mut text = format!(
            "After {steps} {} of {how} {DESIGNS} designs are predicted to lie {} standard deviations above the mean \
             sequence on average, and lie at {}, the median one at rank {} of {}. ",
            if steps == 1 { "step" } else { "steps" },
            hundredths(now.predicted),
            hundredths(now.truth),
            thousands(median_rank(search) as u64),
            thousands(COUNT as u64),
        );
        if self.arm() != "cbas" {
            let _ = write!(text, "Without mixtures of letters {} is predicted. ", hundredths(now.rounded));
        }
        let _ = write!(
            text,
            "The best measured lies at {}; {:.0}% of the designs are better. Random search comes to {}.",
            hundredths(best),
            100.0 * better_share(search),
            hundredths(now.random_truth),
        );
        text
    }
}

/// Rank of the design in the middle; of the two, the better.
fn median_rank(search: &Search) -> f64 {
    let mut ranks: Vec<u32> = search.designs.iter().map(|design| search.ground.landscape.rank(*design)).collect();
    ranks.sort_unstable();
    f64::from(ranks[(ranks.len() - 1) / 2])
}

/// Share of the designs that are truly better than the best measured sequence.
fn better_share(search: &Search) -> f64 {
    let landscape = &search.ground.landscape;
    let best = landscape.fitness(search.ground.best_measured);
    let better = search.designs.iter().filter(|design| landscape.fitness(**design) > best).count();
    better as f64 / search.designs.len() as f64
}

fn distinct(search: &Search) -> usize {
    let mut designs = search.designs.clone();
    designs.sort_unstable();
    designs.dedup();
    designs.len()
}

/// A sequence, softened or not, as a small grey picture: letters down, sites across, white where a letter is held
/// [4 x 8].
fn tiles<'a>(row: impl Iterator<Item = &'a f32>) -> [u8; INPUTS] {
    let mut pixels = [0; INPUTS];
    for (i, share) in row.enumerate() {
        pixels[i % LETTERS * SITES + i / LETTERS] = (share * 255.0 + 0.5) as u8;
    }
    pixels
}
