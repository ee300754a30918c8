//! What the judge of faces says about faces, damaged faces and pictures that are no faces.

use super::encoder::FaceJudge;
use crate::rng::Rng;
use crate::worlds::faces::distort::{Edit, blur, negative, render_edited, scramble, texture, upside_down, white_noise};
use crate::worlds::faces::{
    Fit, PARAMETERS, PIXEL_NOISE, PIXELS, Parameters, Pose, TABLE, add_noise, index, render, sample, sample_face,
};
use sha2::{Digest, Sha256};

type Image = [f32; PIXELS];

/// The quantile `part` of what the judge says of `count` pictures.
fn quantile(part: f32, count: usize, mut draw: impl FnMut(&Parameters, &mut Rng, &mut Image)) -> f32 {
    let mut rng = Rng::stream(1, "sanity");
    let mut judge = FaceJudge::new();
    let mut image = [0.0; PIXELS];
    let mut q: Vec<f32> = (0..count)
        .map(|_| {
            let z = sample(Pose::Jittered, &mut rng);
            draw(&z, &mut rng, &mut image);
            judge.measure(&image).q
        })
        .collect();
    q.sort_by(f32::total_cmp);
    q[(part * count as f32) as usize]
}

/// Checks the median against the table's, within `ROOM`.
fn expect(wanted: &[(&str, f32)], median: impl Fn(&str) -> f32) {
    const ROOM: f32 = 0.2;
    for &(case, q) in wanted {
        let found = median(case);
        println!("{case}: {found:.3}, wanted {q}");
        assert!((found / q - 1.0).abs() < ROOM, "{case}: median q {found}, wanted {q}");
    }
}

fn noisy_face(z: &Parameters, rng: &mut Rng, image: &mut Image) {
    render(z, image);
    add_noise(PIXEL_NOISE, rng, image);
}

#[test]
fn noise_is_forgiven_a_little() {
    let noise = |sigma: f32| {
        quantile(0.5, 100, |z, rng, image| {
            noisy_face(z, rng, image);
            add_noise(sigma, rng, image);
        })
    };
    expect(&[("face", 0.06), ("noise .05", 0.15), ("noise .1", 0.29), ("8/255", 0.09)], |case| match case {
        "face" => quantile(0.5, 100, noisy_face),
        "noise .05" => noise(0.05),
        "noise .1" => noise(0.1),
        _ => quantile(0.5, 100, |z, rng, image| {
            render(z, image);
            for pixel in image {
                *pixel += if rng.chance(0.5) { 8.0 } else { -8.0 } / 255.0;
            }
        }),
    });
    let high = quantile(0.95, 200, noisy_face);
    assert!((high / 0.09 - 1.0).abs() < 0.2, "95% of faces are below {high}");
}

#[test]
fn damaged_faces_are_worse_the_more_is_wrong() {
    let edits = [
        ("no nose", 0.30, Edit::NoNose),
        ("no mouth", 0.29, Edit::NoMouth),
        ("two noses", 0.31, Edit::TwoNoses),
        ("two mouths", 0.29, Edit::TwoMouths),
        ("third eye", 0.43, Edit::ThirdEye),
        ("no left eye", 0.71, Edit::OneEye(true)),
        ("no right eye", 0.71, Edit::OneEye(false)),
        ("no eyes", 0.75, Edit::NoEyes),
        ("swapped", 0.93, Edit::Swapped),
        ("flipped", 0.83, Edit::Flipped),
    ];
    for (case, q, edit) in edits {
        expect(&[(case, q)], |_| {
            quantile(0.5, 100, |z, rng, image| {
                render_edited(z, edit, image);
                add_noise(PIXEL_NOISE, rng, image);
            })
        });
    }
}

#[test]
fn what_is_no_face_is_far_from_one() {
    type Change = fn(&mut Rng, &mut Image);
    let changes: [(&str, f32, Change); 7] = [
        ("upside down", 1.2, |_, image| upside_down(image)),
        ("negative", 1.35, |_, image| negative(image)),
        ("scrambled", 2.6, |rng, image| scramble(rng, image)),
        ("white noise", 2.0, |rng, image| white_noise(rng, image)),
        ("texture", 2.8, |rng, image| texture(0.3, rng, image)),
        ("flat grey", 1.0, |rng, image| {
            image.fill(0.5);
            add_noise(PIXEL_NOISE, rng, image);
        }),
        ("blur", 0.42, |_, image| blur(image)),
    ];
    for (case, q, change) in changes {
        expect(&[(case, q)], |_| {
            quantile(0.5, 100, |z, rng, image| {
                noisy_face(z, rng, image);
                change(rng, image);
            })
        });
    }
}

#[test]
fn faces_are_hardly_ever_called_poor() {
    let mut judge = FaceJudge::new();
    let mut image = [0.0; PIXELS];
    for pose in [Pose::Jittered, Pose::Aligned] {
        let mut rng = Rng::stream(2, "sanity");
        let poor = (0..2_000)
            .filter(|_| {
                sample_face(pose, &mut rng, &mut image);
                judge.measure(&image).q > 0.3
            })
            .count();
        assert!(poor <= 1, "{poor} of 2000 faces");
    }
}

#[test]
fn ground_brighter_than_any_seen_makes_no_monster() {
    let bright = quantile(0.95, 100, |z, rng, image| {
        let mut z = *z;
        z[index::BACKGROUND] = 1.25;
        noisy_face(&z, rng, image);
    });
    assert!(bright < 0.15, "{bright}");
}

#[test]
fn the_mean_face_alone_is_half_a_face() {
    let mut rng = Rng::stream(1, "sanity");
    let mut image = [0.0; PIXELS];
    let mut mean = [0.0; PIXELS];
    for _ in 0..4_000 {
        sample_face(Pose::Aligned, &mut rng, &mut image);
        mean.iter_mut().zip(&image).for_each(|(mean, v)| *mean += v / 4_000.0);
    }
    let truth = FaceJudge::new().measure(&mean).truth;
    assert!((0.38..0.58).contains(&truth), "{truth}");
}

#[test]
fn any_image_gets_a_finite_answer() {
    let mut judge = FaceJudge::new();
    let mut rng = Rng::stream(1, "sanity");
    let mut face = [0.0; PIXELS];
    sample_face(Pose::Jittered, &mut rng, &mut face);
    let with = |value: f32| {
        let mut image = face;
        image[300] = value;
        image
    };
    let images = vec![
        [0.0; PIXELS],
        [0.5; PIXELS],
        [1.0; PIXELS],
        [f32::NAN; PIXELS],
        [f32::INFINITY; PIXELS],
        [f32::NEG_INFINITY; PIXELS],
        [1e30; PIXELS],
        with(f32::NAN),
        with(f32::MAX),
        with(f32::MIN),
    ];
    for (i, image) in images.iter().enumerate() {
        let Fit { parameters, q, truth, .. } = judge.measure(image);
        assert!(q.is_finite() && (0.0..=1.0).contains(&truth), "image {i}: {q} {truth}");
        for (z, range) in parameters.iter().zip(&TABLE) {
            assert!((range.fit.0..=range.fit.1).contains(z), "image {i}: {} {z}", range.name);
        }
    }
}

#[test]
fn fit_finds_the_parameters_that_drew_the_face() {
    let mut judge = FaceJudge::new();
    let mut rng = Rng::stream(3, "sanity");
    let mut image = [0.0; PIXELS];
    let mut error = [0.0_f32; PARAMETERS];
    for _ in 0..200 {
        let z = sample_face(Pose::Jittered, &mut rng, &mut image);
        let found = judge.measure(&image).parameters;
        for ((error, z), found) in error.iter_mut().zip(z).zip(found) {
            *error += (z - found).abs() / 200.0;
        }
    }
    for (error, range) in error.iter().zip(&TABLE) {
        assert!(*error < 0.1, "{}: off by {error} of its range", range.name);
    }
}

#[test]
fn judge_gives_the_same_bits_everywhere() {
    let mut judge = FaceJudge::new();
    let mut rng = Rng::stream(1, "judge");
    let mut image = [0.0; PIXELS];
    let mut hash = Sha256::new();
    for i in 0..60 {
        sample_face(Pose::Jittered, &mut rng, &mut image);
        match i % 3 {
            0 => {}
            1 => scramble(&mut rng, &mut image),
            _ => white_noise(&mut rng, &mut image),
        }
        let fit = judge.measure(&image);
        hash.update(fit.parameters.map(f32::to_bits).map(u32::to_le_bytes).concat());
        hash.update(fit.q.to_bits().to_le_bytes());
        hash.update(fit.truth.to_bits().to_le_bytes());
    }
    let digest = u128::from_be_bytes(hash.finalize()[..16].try_into().unwrap());
    assert_eq!(format!("{digest:032x}"), "aa0e4eed875ef4282cae622e7c4a1cc6");
}
