//! Functions applied to every element after a layer's product: y = f(z).

use super::loss::sigmoid;

/// The negative side's slope of [`Activation::LeakyRelu`] (Radford et al. 2015 use it in GANs).
pub const LEAK: f32 = 0.2;

/// Above this ln(1 + e^z) and z are the same `f32`, and below its negative ln(1 + e^z) and e^z are.
const SOFTPLUS_LINEAR: f32 = 20.0;

/// An elementwise function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// z
    Identity,
    /// z where positive, else 0
    Relu,
    /// z where positive, else [`LEAK`] z
    LeakyRelu,
    /// z sigmoid(z) (Hendrycks & Gimpel 2016; Elfwing et al. 2017)
    Silu,
    /// tanh(z)
    Tanh,
    /// 1 / (1 + e^-z)
    Sigmoid,
    /// ln(1 + e^z)
    Softplus,
}

impl Activation {
    /// Every activation, for tests and menus.
    pub const ALL: [Self; 7] =
        [Self::Identity, Self::Relu, Self::LeakyRelu, Self::Silu, Self::Tanh, Self::Sigmoid, Self::Softplus];

    /// f(z).
    #[inline]
    pub fn value(self, z: f32) -> f32 {
        self.value_and_slope(z).0
    }

    /// f'(z); at the kink of the two ReLUs the slope of the negative side.
    #[inline]
    pub fn slope(self, z: f32) -> f32 {
        self.value_and_slope(z).1
    }

    /// f(z) and f'(z), which share the costly part.
    #[inline]
    pub fn value_and_slope(self, z: f32) -> (f32, f32) {
        match self {
            Self::Identity => (z, 1.0),
            // Not z.max(0.0): its sign at -0.0 differs between targets.
            Self::Relu => (if z > 0.0 { z } else { 0.0 }, if z > 0.0 { 1.0 } else { 0.0 }),
            Self::LeakyRelu => {
                let slope = if z > 0.0 { 1.0 } else { LEAK };
                (slope * z, slope)
            }
            Self::Silu => {
                let s = sigmoid(z);
                let y = z * s;
                (y, s + y * (1.0 - s))
            }
            Self::Tanh => {
                let y = libm::tanhf(z);
                (y, 1.0 - y * y)
            }
            Self::Sigmoid => {
                let y = sigmoid(z);
                (y, y * (1.0 - y))
            }
            Self::Softplus => (softplus(z), sigmoid(z)),
        }
    }

    /// Puts f(z) into `y` and f'(z) into `slope`; `y` holds z on entry. Both [any length, the same].
    pub fn apply(self, y: &mut [f32], slope: &mut [f32]) {
        // The match stands outside the loops so that those without transcendental functions vectorise.
        match self {
            Self::Identity => slope.fill(1.0),
            Self::Relu => apply_each(y, slope, |z| Self::Relu.value_and_slope(z)),
            Self::LeakyRelu => apply_each(y, slope, |z| Self::LeakyRelu.value_and_slope(z)),
            Self::Silu => apply_each(y, slope, |z| Self::Silu.value_and_slope(z)),
            Self::Tanh => apply_each(y, slope, |z| Self::Tanh.value_and_slope(z)),
            Self::Sigmoid => apply_each(y, slope, |z| Self::Sigmoid.value_and_slope(z)),
            Self::Softplus => apply_each(y, slope, |z| Self::Softplus.value_and_slope(z)),
        }
    }

    /// d z = d y f'(z), in place; `d` [any length], `slope` as [`Self::apply`] left it.
    pub fn backward(self, d: &mut [f32], slope: &[f32]) {
        if self == Self::Identity {
            return;
        }
        for (d, slope) in d.iter_mut().zip(slope) {
            *d *= slope;
        }
    }

    /// The variance a layer's weights should start with so that signals neither grow nor fade: He et al.
    /// (2015) where half the inputs are cut off, Glorot & Bengio (2010) elsewhere.
    pub fn initial_variance(self, inputs: usize, outputs: usize) -> f32 {
        match self {
            Self::Relu | Self::Silu | Self::Softplus => 2.0 / inputs as f32,
            Self::LeakyRelu => 2.0 / ((1.0 + LEAK * LEAK) * inputs as f32),
            Self::Identity | Self::Tanh | Self::Sigmoid => 2.0 / (inputs + outputs) as f32,
        }
    }
}

#[inline]
fn apply_each(y: &mut [f32], slope: &mut [f32], f: impl Fn(f32) -> (f32, f32)) {
    for (y, slope) in y.iter_mut().zip(slope) {
        (*y, *slope) = f(*y);
    }
}

/// ln(1 + e^z) without overflow.
pub fn softplus(z: f32) -> f32 {
    if z > SOFTPLUS_LINEAR {
        z
    } else if z < -SOFTPLUS_LINEAR {
        libm::expf(z)
    } else {
        libm::log1pf(libm::expf(z))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// f in f64, written independently.
    fn reference(activation: Activation, z: f64) -> f64 {
        match activation {
            Activation::Identity => z,
            Activation::Relu => z * f64::from(u8::from(z > 0.0)),
            Activation::LeakyRelu => z * if z > 0.0 { 1.0 } else { f64::from(LEAK) },
            Activation::Silu => z / (1.0 + libm::exp(-z)),
            Activation::Tanh => libm::tanh(z),
            Activation::Sigmoid => 1.0 / (1.0 + libm::exp(-z)),
            Activation::Softplus => libm::log1p(libm::exp(z)),
        }
    }

    #[test]
    fn values_and_slopes_agree_with_double_precision() {
        for activation in Activation::ALL {
            // An offset, so that no step straddles the kink at 0.
            for i in -240..240_i16 {
                let z = (f32::from(i) + 0.5) / 10.0;
                let (x, h) = (f64::from(z), 1e-5);
                let y = reference(activation, x);
                let slope = (reference(activation, x + h) - reference(activation, x - h)) / (2.0 * h);
                let (given_y, given_slope) = activation.value_and_slope(z);
                assert!((f64::from(given_y) - y).abs() <= 1e-6 * y.abs().max(1e-3), "{activation:?}({z})");
                assert!((f64::from(given_slope) - slope).abs() < 1e-6, "{activation:?}'({z}) {given_slope} {slope}");
            }
        }
    }

    #[test]
    fn values_stay_finite_far_out() {
        for activation in Activation::ALL {
            for z in [-1e30, -1000.0, -100.0, 100.0, 1000.0, 1e30] {
                let (y, slope) = activation.value_and_slope(z);
                assert!(y.is_finite() && slope.is_finite(), "{activation:?}({z}) is {y}, slope {slope}");
            }
        }
    }

    #[test]
    fn a_whole_buffer_is_treated_as_its_elements() {
        let z: Vec<f32> = (-9..10_i8).map(|i| f32::from(i) / 3.0).chain([-0.0]).collect();
        for activation in Activation::ALL {
            let (mut y, mut slope) = (z.clone(), vec![9.0; z.len()]);
            activation.apply(&mut y, &mut slope);
            for i in 0..z.len() {
                let (value, derivative) = activation.value_and_slope(z[i]);
                assert_eq!((y[i].to_bits(), slope[i].to_bits()), (value.to_bits(), derivative.to_bits()));
            }
            let mut d = vec![3.0; z.len()];
            activation.backward(&mut d, &slope);
            assert!(d.iter().zip(&slope).all(|(d, slope)| *d == 3.0 * slope));
        }
    }
}
