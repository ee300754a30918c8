//! Optimisers: one step down the gradient, over one contiguous buffer of parameters.

use wide::f32x4;

/// Settings of [`Adam`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamConfig {
    /// Length of a step, in the parameters' own unit.
    pub rate: f32,
    /// Share of the running mean of the gradient that is kept each step.
    pub beta1: f32,
    /// Share of the running mean of its square that is kept each step.
    pub beta2: f32,
    /// Added to the root, so that nothing is divided by zero.
    pub epsilon: f32,
}

impl Default for AdamConfig {
    fn default() -> Self {
        Self { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
    }
}

/// Adam (Kingma & Ba 2015, algorithm 1).
#[derive(Clone, Debug)]
pub struct Adam {
    /// Length of a step; may be changed between steps.
    pub rate: f32,
    beta1: f32,
    beta2: f32,
    epsilon: f32,
    /// beta1^t and beta2^t as running products: `powf` differs between targets.
    beta1_power: f64,
    beta2_power: f64,
    /// Running mean of the gradient [parameters].
    mean: Vec<f32>,
    /// Running mean of its square [parameters].
    square: Vec<f32>,
}

impl Adam {
    /// An optimiser of that many parameters.
    pub fn new(parameters: usize, config: AdamConfig) -> Self {
        let AdamConfig { rate, beta1, beta2, epsilon } = config;
        let zeros = vec![0.0; parameters];
        Self { rate, beta1, beta2, epsilon, beta1_power: 1.0, beta2_power: 1.0, mean: zeros.clone(), square: zeros }
    }

    /// Forgets every gradient seen.
    pub fn reset(&mut self) {
        self.mean.fill(0.0);
        self.square.fill(0.0);
        (self.beta1_power, self.beta2_power) = (1.0, 1.0);
    }

    /// p -= rate m^ / (sqrt(v^) + epsilon); both [parameters].
    pub fn step(&mut self, parameters: &mut [f32], gradient: &[f32]) {
        check_lengths(self.mean.len(), parameters, gradient);
        self.beta1_power *= f64::from(self.beta1);
        self.beta2_power *= f64::from(self.beta2);
        let k = Constants {
            beta1: f32x4::splat(self.beta1),
            rest1: f32x4::splat(1.0 - self.beta1),
            beta2: f32x4::splat(self.beta2),
            rest2: f32x4::splat(1.0 - self.beta2),
            // m^ = m / (1 - beta1^t), and so for v^.
            rate: f32x4::splat((f64::from(self.rate) / (1.0 - self.beta1_power)) as f32),
            correction2: f32x4::splat((1.0 / (1.0 - self.beta2_power)) as f32),
            epsilon: f32x4::splat(self.epsilon),
        };
        let (p, p_tail) = parameters.as_chunks_mut::<4>();
        let (g, g_tail) = gradient.as_chunks::<4>();
        let (m, m_tail) = self.mean.as_chunks_mut::<4>();
        let (v, v_tail) = self.square.as_chunks_mut::<4>();
        for (((p, g), m), v) in p.iter_mut().zip(g).zip(m).zip(v) {
            k.advance(p, g, m, v);
        }
        // The last few go through the same code, padded, so that every parameter gets the same bits anywhere.
        let n = p_tail.len();
        let (mut p, mut g, mut m, mut v) = ([0.0; 4], [0.0; 4], [0.0; 4], [0.0; 4]);
        p[..n].copy_from_slice(p_tail);
        g[..n].copy_from_slice(g_tail);
        m[..n].copy_from_slice(m_tail);
        v[..n].copy_from_slice(v_tail);
        k.advance(&mut p, &g, &mut m, &mut v);
        p_tail.copy_from_slice(&p[..n]);
        m_tail.copy_from_slice(&m[..n]);
        v_tail.copy_from_slice(&v[..n]);
    }
}

/// What is the same for all parameters in a step of [`Adam`].
struct Constants {
    beta1: f32x4,
    rest1: f32x4,
    beta2: f32x4,
    rest2: f32x4,
    rate: f32x4,
    correction2: f32x4,
    epsilon: f32x4,
}

impl Constants {
    /// Four parameters' step. Square root and division are exact by IEEE 754, hence the same everywhere.
    #[inline]
    fn advance(&self, p: &mut [f32; 4], g: &[f32; 4], m: &mut [f32; 4], v: &mut [f32; 4]) {
        let g = f32x4::from(*g);
        let mean = self.beta1 * f32x4::from(*m) + self.rest1 * g;
        let square = self.beta2 * f32x4::from(*v) + self.rest2 * (g * g);
        *m = mean.into();
        *v = square.into();
        let root = (square * self.correction2).sqrt() + self.epsilon;
        *p = (f32x4::from(*p) - self.rate * mean / root).into();
    }
}

/// Settings of [`Sgd`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SgdConfig {
    /// Length of a step per unit of gradient.
    pub rate: f32,
    /// Share of the velocity that is kept each step.
    pub momentum: f32,
}

impl Default for SgdConfig {
    fn default() -> Self {
        Self { rate: 1e-2, momentum: 0.0 }
    }
}

/// Gradient descent with heavy-ball momentum (Polyak 1964): v = momentum v + g, p -= rate v.
#[derive(Clone, Debug)]
pub struct Sgd {
    /// Length of a step; may be changed between steps.
    pub rate: f32,
    momentum: f32,
    /// Running sum of gradients [parameters].
    velocity: Vec<f32>,
}

impl Sgd {
    /// An optimiser of that many parameters.
    pub fn new(parameters: usize, config: SgdConfig) -> Self {
        Self { rate: config.rate, momentum: config.momentum, velocity: vec![0.0; parameters] }
    }

    /// Forgets every gradient seen.
    pub fn reset(&mut self) {
        self.velocity.fill(0.0);
    }

    /// One step; both [parameters].
    pub fn step(&mut self, parameters: &mut [f32], gradient: &[f32]) {
        check_lengths(self.velocity.len(), parameters, gradient);
        for ((p, g), v) in parameters.iter_mut().zip(gradient).zip(&mut self.velocity) {
            *v = self.momentum * *v + g;
            *p -= self.rate * *v;
        }
    }
}

fn check_lengths(expected: usize, parameters: &[f32], gradient: &[f32]) {
    let given = (parameters.len(), gradient.len());
    assert!(given == (expected, expected), "optimiser of {expected} parameters given (parameters, gradient) {given:?}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn adam_takes_the_first_three_steps_worked_out_by_hand() {
        let config = AdamConfig { rate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0.0 };
        let mut adam = Adam::new(1, config);
        let mut p = [1.0];
        // t = 1, g = 2: m = 1, v = 1; m^ = 1 / 0.5 = 2, v^ = 1 / 0.25 = 4; p = 1 - 0.1 * 2 / 2 = 0.9
        adam.step(&mut p, &[2.0]);
        assert!((p[0] - 0.9).abs() < 1e-6, "{}", p[0]);
        // t = 2, g = 4: m = 0.5 + 2 = 2.5, v = 0.75 + 4 = 4.75; m^ = 2.5 / 0.75 = 3.333333,
        // v^ = 4.75 / 0.4375 = 10.857143, root 3.295018; p = 0.9 - 0.1 * 1.011628 = 0.7988372
        adam.step(&mut p, &[4.0]);
        assert!((p[0] - 0.798_837_2).abs() < 1e-6, "{}", p[0]);
        // t = 3, g = -1: m = 1.25 - 0.5 = 0.75, v = 3.5625 + 0.25 = 3.8125; m^ = 0.75 / 0.875 = 0.857143,
        // v^ = 3.8125 / 0.578125 = 6.594595, root 2.568002; p = 0.7988372 - 0.1 * 0.333778 = 0.7654594
        adam.step(&mut p, &[-1.0]);
        assert!((p[0] - 0.765_459_4).abs() < 1e-6, "{}", p[0]);
    }

    #[test]
    fn adams_first_step_is_the_rate_whatever_the_gradient() {
        for gradient in [1e-4, 1.0, -3e4] {
            let mut p = [0.0];
            Adam::new(1, AdamConfig::default()).step(&mut p, &[gradient]);
            assert!((p[0].abs() - 1e-3).abs() < 1e-6 && p[0] * gradient < 0.0, "{gradient}: {}", p[0]);
        }
    }

    #[test]
    fn adam_gives_every_parameter_the_bits_it_gets_alone() {
        let n = 11;
        let mut rng = Rng::stream(5, "adam");
        let start: Vec<f32> = (0..n).map(|_| rng.normal()).collect();
        let gradients: Vec<Vec<f32>> = (0..20).map(|_| (0..n).map(|_| rng.normal()).collect()).collect();
        let mut together = start.clone();
        let mut adam = Adam::new(n, AdamConfig::default());
        for gradient in &gradients {
            adam.step(&mut together, gradient);
        }
        for i in 0..n {
            // Written with scalars: the reference the vectors are held to.
            let (b1, b2) = (0.9_f32, 0.999_f32);
            let (mut p, mut m, mut v, mut power1, mut power2) = (start[i], 0.0_f32, 0.0_f32, 1.0_f64, 1.0_f64);
            for gradient in &gradients {
                let g = gradient[i];
                power1 *= f64::from(b1);
                power2 *= f64::from(b2);
                m = b1 * m + (1.0 - b1) * g;
                v = b2 * v + (1.0 - b2) * (g * g);
                let rate = (f64::from(1e-3_f32) / (1.0 - power1)) as f32;
                p -= rate * m / (libm::sqrtf(v * (1.0 / (1.0 - power2)) as f32) + 1e-8);
            }
            assert_eq!(p.to_bits(), together[i].to_bits(), "parameter {i}");
        }
    }

    #[test]
    fn momentum_adds_up_past_gradients() {
        let mut sgd = Sgd::new(1, SgdConfig { rate: 0.25, momentum: 0.5 });
        let mut p = [1.0];
        // v = 2, p = 1 - 0.5; v = 1 + 4 = 5, p = 0.5 - 1.25; v = 2.5 - 1 = 1.5, p = -0.75 - 0.375
        for (gradient, expected) in [(2.0, 0.5), (4.0, -0.75), (-1.0, -1.125)] {
            sgd.step(&mut p, &[gradient]);
            assert_eq!(p[0], expected);
        }
    }

    #[test]
    #[should_panic(expected = "optimiser of 2 parameters given (parameters, gradient) (2, 3)")]
    fn a_gradient_of_the_wrong_length_is_refused() {
        Sgd::new(2, SgdConfig::default()).step(&mut [0.0; 2], &[0.0; 3]);
    }
}
