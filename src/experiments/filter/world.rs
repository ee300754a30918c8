//! Inputs on a plane, of which one in ten thousand is unsafe: which ones is known, and how many of them to nine digits.
//!
//! Inputs are normal, N(0, I). Unsafe are those in a few discs, all equally probable. A disc with its middle at distance c and
//! radius r has the mass of the integral over 0 to pi of phi(c - r cos t) erf(r sin t / sqrt 2) r sin t dt; the integrand is
//! smooth and periodic, so that the trapezoidal rule gains digits with every point (Trefethen & Weideman 2014).

use crate::rng::Rng;

/// The share of all inputs that are unsafe.
pub const UNSAFE: f64 = 1e-4;
/// Distances of the discs' middles from the middle of all.
const NEAR: f64 = 3.0;
const FAR: f64 = 3.8;
/// Points of the trapezoidal rule.
const TRAPEZOIDS: u32 = 96;
/// Rings and angles of the quadrature over a disc.
pub const RINGS: usize = 48;
pub const ANGLES: usize = 96;

/// A disc of unsafe inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disc {
    pub middle: [f64; 2],
    pub radius: f64,
}

/// The discs.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    pub discs: Vec<Disc>,
}

/// The normal density on the plane, times 2 pi.
fn density([x, y]: [f64; 2]) -> f64 {
    libm::exp(-0.5 * (x * x + y * y))
}

/// The share of inputs in a disc of `radius` whose middle lies `far` out.
pub fn mass(far: f64, radius: f64) -> f64 {
    let step = core::f64::consts::PI / f64::from(TRAPEZOIDS);
    // The ends are 0.
    let inner = (1..TRAPEZOIDS).map(|i| {
        let (sin, cos) = libm::sincos(step * f64::from(i));
        let across = far - radius * cos;
        let high = radius * sin;
        libm::exp(-0.5 * across * across) * libm::erf(high * core::f64::consts::FRAC_1_SQRT_2) * high
    });
    inner.fold(0.0, |sum, f| sum + f) * step / (2.0 * core::f64::consts::PI).sqrt()
}

/// The radius at which a disc has this mass.
fn radius_of(far: f64, share: f64) -> f64 {
    let (mut low, mut high) = (0.0, 2.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if mass(far, middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

impl Disc {
    /// Whether it has the point.
    pub fn has(&self, [x, y]: [f64; 2]) -> bool {
        let [a, b] = [x - self.middle[0], y - self.middle[1]];
        a * a + b * b <= self.radius * self.radius
    }

    /// The point at `share` of the radius in the direction `angle`.
    pub fn at(&self, share: f64, angle: f64) -> [f64; 2] {
        let (sin, cos) = libm::sincos(angle);
        [self.middle[0] + share * self.radius * cos, self.middle[1] + share * self.radius * sin]
    }

    /// The point of the disc nearest to a point.
    pub fn nearest(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [a, b] = [x - self.middle[0], y - self.middle[1]];
        let length = (a * a + b * b).sqrt();
        if length <= self.radius {
            return [x, y];
        }
        // A hair inside, so that rounding does not put it out.
        let scale = self.radius * (1.0 - 1e-9) / length;
        [self.middle[0] + scale * a, self.middle[1] + scale * b]
    }

    /// An input of the disc, as they come up.
    pub fn draw(&self, rng: &mut Rng) -> [f64; 2] {
        let far = (self.middle[0] * self.middle[0] + self.middle[1] * self.middle[1]).sqrt();
        let closest = far - self.radius;
        let most = density([closest, 0.0]);
        loop {
            let share = f64::from(rng.uniform()).sqrt();
            let point = self.at(share, core::f64::consts::TAU * f64::from(rng.uniform()));
            if f64::from(rng.uniform()) * most < density(point) {
                return point;
            }
        }
    }

    /// Points of the disc and the share of its mass that each stands for; the shares sum to 1.
    pub fn nodes(&self) -> Vec<([f64; 2], f64)> {
        let mut nodes = Vec::with_capacity(RINGS * ANGLES);
        for ring in 0..RINGS {
            let share = (ring as f64 + 0.5) / RINGS as f64;
            for angle in 0..ANGLES {
                let turn = (angle as f64 + 0.5 * (ring % 2) as f64) / ANGLES as f64;
                let point = self.at(share, core::f64::consts::TAU * turn);
                nodes.push((point, share * density(point)));
            }
        }
        let all = nodes.iter().fold(0.0, |sum, node| sum + node.1);
        nodes.iter_mut().for_each(|node| node.1 /= all);
        nodes
    }
}

impl World {
    /// So many discs, spread around the middle, together with the mass [`UNSAFE`].
    pub fn new(discs: usize, seed: u64) -> Self {
        let mut rng = Rng::stream(seed, "filter/discs");
        let turn = f64::from(rng.uniform());
        let disc = |i: usize| {
            let place = (i as f64 + 0.4 * (f64::from(rng.uniform()) - 0.5)) / discs as f64 + turn;
            let far = NEAR + (FAR - NEAR) * f64::from(rng.uniform());
            let (sin, cos) = libm::sincos(core::f64::consts::TAU * place);
            Disc { middle: [far * cos, far * sin], radius: radius_of(far, UNSAFE / discs as f64) }
        };
        Self { discs: (0..discs).map(disc).collect() }
    }

    /// The disc that has the point.
    pub fn disc_of(&self, point: [f64; 2]) -> Option<usize> {
        self.discs.iter().position(|disc| disc.has(point))
    }

    /// An unsafe input, as they come up: all discs are equally probable.
    pub fn draw_unsafe(&self, rng: &mut Rng) -> (usize, [f64; 2]) {
        let disc = rng.below(self.discs.len());
        (disc, self.discs[disc].draw(rng))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Simpson's rule in polar coordinates about the disc's middle, which shares nothing with the rule used.
    fn simpson(far: f64, radius: f64) -> f64 {
        const PARTS: usize = 400;
        let weight = |i: usize| if i == 0 || i == PARTS { 1.0 } else { f64::from(2 + 2 * (i % 2) as u32) };
        let mut sum = 0.0;
        for i in 0..=PARTS {
            let s = radius * i as f64 / PARTS as f64;
            let ring = (0..PARTS).fold(0.0, |sum, k| {
                let (sin, cos) = libm::sincos(core::f64::consts::TAU * k as f64 / PARTS as f64);
                sum + density([far + s * cos, s * sin])
            });
            sum += weight(i) * s * ring / PARTS as f64;
        }
        sum * radius / PARTS as f64 / 3.0
    }

    #[test]
    fn the_mass_of_a_disc_is_known_to_nine_digits() {
        for (far, radius) in [(0.0, 1.0), (3.0, 0.1), (3.4, 0.35), (3.8, 0.9), (2.0, 2.0)] {
            let (exact, other) = (mass(far, radius), simpson(far, radius));
            assert!((exact - other).abs() < 1e-9 * exact.max(1e-3), "{far} {radius}: {exact} {other}");
        }
        // About the middle it is 1 - exp(-r^2 / 2).
        assert!((mass(0.0, 1.0) - (1.0 - libm::exp(-0.5))).abs() < 1e-12);
    }

    #[test]
    fn all_discs_together_have_one_in_ten_thousand_and_none_overlap() {
        for (discs, seed) in [(1, 1), (8, 2), (8, 3), (24, 4)] {
            let world = World::new(discs, seed);
            let far = |disc: &Disc| (disc.middle[0] * disc.middle[0] + disc.middle[1] * disc.middle[1]).sqrt();
            let all = world.discs.iter().fold(0.0, |sum, disc| sum + mass(far(disc), disc.radius));
            assert!((all - UNSAFE).abs() < 1e-13, "{all}");
            for (i, a) in world.discs.iter().enumerate() {
                for b in &world.discs[..i] {
                    let [x, y] = [a.middle[0] - b.middle[0], a.middle[1] - b.middle[1]];
                    assert!((x * x + y * y).sqrt() > a.radius + b.radius);
                }
            }
        }
    }

    #[test]
    fn inputs_drawn_from_a_disc_and_its_nodes_have_the_same_middle() {
        let world = World::new(3, 5);
        let mut rng = Rng::stream(1, "test");
        for disc in &world.discs {
            let nodes = disc.nodes();
            assert!((nodes.iter().map(|n| n.1).sum::<f64>() - 1.0).abs() < 1e-12);
            for axis in 0..2 {
                let drawn = (0..20_000).map(|_| disc.draw(&mut rng)[axis]).sum::<f64>() / 20_000.0;
                let summed = nodes.iter().map(|(point, share)| share * point[axis]).sum::<f64>();
                assert!((drawn - summed).abs() < 0.02 * disc.radius, "{drawn} {summed}");
            }
        }
    }
}
