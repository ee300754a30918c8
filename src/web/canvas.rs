//! A canvas of the page as a surface to draw figures on, through plotters-canvas.

use std::fmt::Write as _;

use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::plot::text::FAMILY;
use crate::plot::{Anchor, Grey, Place, Surface, UNITS, Words};

/// Why a canvas cannot be drawn on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanvasError(String);

impl std::fmt::Display for CanvasError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CanvasError {}

impl From<JsValue> for CanvasError {
    fn from(value: JsValue) -> Self {
        let text = value.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
        Self(text.or_else(|| value.as_string()).unwrap_or_else(|| "the canvas refused".into()))
    }
}

type Kind = DrawingErrorKind<CanvasError>;

fn kind(value: JsValue) -> Kind {
    DrawingErrorKind::DrawingError(value.into())
}

/// The wrapped backend's error, which cannot be named.
#[allow(clippy::needless_pass_by_value, reason = "map_err gives a value")]
fn told<E: std::error::Error + Send + Sync>(error: DrawingErrorKind<E>) -> Kind {
    DrawingErrorKind::DrawingError(CanvasError(error.to_string()))
}

/// A cleared canvas whose shapes plotters-canvas draws; texts and images are drawn here, at CSS pixels.
pub struct CanvasSurface {
    backend: CanvasBackend,
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// Width and height, in units.
    size: (u32, u32),
    /// Device pixels in a CSS pixel.
    ratio: f64,
    /// Where an image is put before it is scaled; made for the first one.
    scratch: Option<(HtmlCanvasElement, CanvasRenderingContext2d)>,
    /// The font that the context has, so that it is set only when it changes.
    font: String,
}

impl CanvasSurface {
    /// Clears `canvas` and gives it `width` by `height` CSS pixels of `ratio` device pixels each (the window's
    /// `devicePixelRatio`). Its size on the page is up to the style sheet.
    ///
    /// # Errors
    /// If the browser gives no 2d context.
    pub fn new(canvas: HtmlCanvasElement, width: u32, height: u32, ratio: f64) -> Result<Self, CanvasError> {
        let ratio = if ratio.is_finite() { ratio.clamp(0.5, 8.0) } else { 1.0 };
        let device = |px: u32| (f64::from(px) * ratio).round() as u32;
        // Setting the size clears the canvas and resets its context, but makes its buffer anew.
        if (canvas.width(), canvas.height()) != (device(width), device(height)) {
            canvas.set_width(device(width));
            canvas.set_height(device(height));
        }
        let context = context(&canvas)?;
        let backend = CanvasBackend::with_canvas_object(canvas.clone())
            .ok_or_else(|| CanvasError("the browser gives no 2d context".into()))?;
        let size = (width * UNITS as u32, height * UNITS as u32);
        let font = String::new();
        let surface = Self { backend, canvas, context, size, ratio, scratch: None, font };
        surface.scale(1.0)?;
        surface.context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
        surface.scale(1.0 / f64::from(UNITS))?;
        surface.context.set_line_join("round");
        surface.context.set_line_cap("round");
        surface.context.set_image_smoothing_enabled(false);
        surface.context.set_text_baseline("alphabetic");
        surface.context.set_line_dash(&js_sys::Array::new())?;
        Ok(surface)
    }

    /// Lets one unit of coordinates be `px` CSS pixels.
    fn scale(&self, px: f64) -> Result<(), JsValue> {
        let scale = self.ratio * px;
        self.context.set_transform(scale, 0.0, 0.0, scale, 0.0, 0.0)
    }

    /// Puts an image on a canvas of its own size.
    fn put(&mut self, image: Grey) -> Result<&HtmlCanvasElement, JsValue> {
        if self.scratch.is_none() {
            let document = self.canvas.owner_document().ok_or_else(|| JsValue::from("the canvas is in no page"))?;
            let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
            let context = context(&canvas)?;
            self.scratch = Some((canvas, context));
        }
        let (canvas, context) = self.scratch.as_ref().ok_or(JsValue::NULL)?;
        if (canvas.width(), canvas.height()) != (image.width, image.height) {
            canvas.set_width(image.width);
            canvas.set_height(image.height);
        }
        let rgba: Vec<u8> = image.pixels.iter().flat_map(|&v| [v, v, v, 255]).collect();
        let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&rgba), image.width, image.height)?;
        context.put_image_data(&data, 0.0, 0.0)?;
        Ok(canvas)
    }
}

fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    let context = canvas.get_context("2d")?.ok_or_else(|| JsValue::from("the browser gives no 2d context"))?;
    Ok(context.dyn_into()?)
}

impl DrawingBackend for CanvasSurface {
    type ErrorType = CanvasError;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Result<(), Kind> {
        Ok(())
    }

    fn present(&mut self) -> Result<(), Kind> {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Result<(), Kind> {
        self.backend.draw_pixel(point, colour).map_err(told)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Result<(), Kind> {
        // Not through the backend's own, which moves upright and level lines by half a unit.
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), Kind> {
        self.backend.draw_rect(from, to, style, fill).map_err(told)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Kind> {
        self.backend.draw_path(path, style).map_err(told)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), Kind> {
        self.backend.draw_circle(centre, radius, style, fill).map_err(told)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), Kind> {
        self.backend.fill_polygon(path, style).map_err(told)
    }
}

impl Surface for CanvasSurface {
    fn words(&mut self, words: &Words) -> Result<(), Kind> {
        let mut font = String::with_capacity(64);
        let weight = if words.face.bold { 600 } else { 400 };
        let _ = write!(font, "{weight} {}px '{FAMILY}', system-ui, sans-serif", words.face.size);
        if self.font != font {
            self.context.set_font(&font);
            self.font = font;
        }
        self.context.set_text_align(match words.anchor {
            Anchor::Start => "left",
            Anchor::Middle => "center",
            Anchor::End => "right",
        });
        let (r, g, b) = words.colour.rgb;
        self.context.set_fill_style_str(&format!("#{r:02x}{g:02x}{b:02x}"));
        self.scale(1.0).map_err(kind)?;
        // The width holds the layout together where another font is drawn with.
        let most = words.face.width(words.text).ceil() + 1.0;
        self.context.fill_text_with_max_width(words.text, words.x, words.y, most).map_err(kind)?;
        self.scale(1.0 / f64::from(UNITS)).map_err(kind)
    }

    fn image(&mut self, place: Place, image: Grey) -> Result<(), Kind> {
        let canvas = self.put(image).map_err(kind)?.clone();
        // On whole device pixels, so that the image's edges are as hard as those within it.
        let snap = |px: f64| (px * self.ratio).round();
        let (x, y) = (snap(place.x), snap(place.y));
        let (width, height) = (snap(place.x + place.width) - x, snap(place.y + place.height) - y);
        self.scale(1.0 / self.ratio).map_err(kind)?;
        self.context.draw_image_with_html_canvas_element_and_dw_and_dh(&canvas, x, y, width, height).map_err(kind)?;
        self.scale(1.0 / f64::from(UNITS)).map_err(kind)
    }

    fn dash(&mut self, pattern: &[f64]) -> Result<(), Kind> {
        let lengths: js_sys::Array = pattern.iter().map(|px| JsValue::from(px * f64::from(UNITS))).collect();
        self.context.set_line_dash(&lengths).map_err(kind)
    }
}
