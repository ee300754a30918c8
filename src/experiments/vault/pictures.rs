//! The room as a small grey picture: what is in the vault, what the screen shows, and where the reporter looks.

/// Pixels across and down.
pub const WIDTH: usize = 32;
pub const HEIGHT: usize = 32;

const WALL: u8 = 96;
const FLOOR: u8 = 62;
const STONE: u8 = 150;
const DARK: u8 = 20;
const LIGHT: u8 = 205;

const DIAMOND: &[&str] = &[
    "..#######..",
    ".#+++o+++#.",
    "#+++o+o+++#",
    ".#+o+++o+#.",
    "..#++o++#..",
    "...#+o+#...",
    "....#o#....",
    ".....#.....",
];
const SMALL_DIAMOND: &[&str] = &[".###.", "#+o+#", ".#o#.", "..#.."];
const THIEF: &[&str] = &[
    "...xxx......",
    "..xxxxx.....",
    "..xoxox.....",
    "..xxxxx.xxx.",
    "...xxx.xxxxx",
    "..xxxxxxxxxx",
    ".xxxxxx.xxx.",
    ".x.xxx......",
    "...xxx......",
    "..xx.xx.....",
    ".xx...xx....",
    ".x.....x....",
];
const CAMERA: &[&str] = &["xxxxxxx.", "xxxxxxxx", "xxxxxxxo", "xxxxxxx.", "...x...."];
const HEAD: &[&str] = &[
    "......x......",
    ".....xxx.....",
    ".xxxxxxxxxxx.",
    ".x+++++++++x.",
    ".x+++++++++x.",
    "xx+++++++++xx",
    "xx+++++++++xx",
    ".x+++++++++x.",
    ".x++xxxxx++x.",
    ".x+++++++++x.",
    ".xxxxxxxxxxx.",
];

/// What the reporter goes by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Gaze {
    Vault,
    Screen,
    /// Both would say the same.
    Either,
}

/// A picture being drawn.
struct Sheet([u8; WIDTH * HEIGHT]);

impl Sheet {
    fn rect(&mut self, [x, y]: [usize; 2], [width, height]: [usize; 2], grey: u8) {
        for row in y..(y + height).min(HEIGHT) {
            self.0[row * WIDTH + x..row * WIDTH + (x + width).min(WIDTH)].fill(grey);
        }
    }

    fn sprite(&mut self, [x, y]: [usize; 2], rows: &[&str]) {
        for (j, row) in rows.iter().enumerate() {
            for (i, letter) in row.bytes().enumerate() {
                let grey = match letter {
                    b'#' => 255,
                    b'+' => 200,
                    b'o' => 235,
                    b'x' => DARK,
                    _ => continue,
                };
                self.0[(y + j) * WIDTH + x + i] = grey;
            }
        }
    }

    fn dot(&mut self, x: usize, y: usize, grey: u8) {
        self.0[y * WIDTH + x] = grey;
    }

    /// A pedestal with or without the diamond, which is as wide.
    fn pedestal(&mut self, [x, y]: [usize; 2], diamond: bool) {
        self.rect([x, y], [11, 2], STONE + 40);
        self.rect([x + 1, y + 2], [9, 7], STONE);
        if diamond {
            self.sprite([x, y - 8], DIAMOND);
        }
    }

    /// A small picture of a diamond, or of none, on something light or dark.
    fn note(&mut self, [x, y]: [usize; 2], diamond: bool) {
        self.rect([x, y], [11, 9], DARK);
        self.rect([x + 1, y + 1], [9, 7], if diamond { FLOOR } else { LIGHT });
        if diamond {
            self.sprite([x + 3, y + 3], SMALL_DIAMOND);
        } else {
            for i in 0..5 {
                self.dot(x + 3 + i, y + 2 + i, DARK);
                self.dot(x + 7 - i, y + 2 + i, DARK);
            }
        }
    }
}

fn room() -> Sheet {
    let mut sheet = Sheet([WALL; WIDTH * HEIGHT]);
    sheet.rect([0, 25], [WIDTH, 7], FLOOR);
    sheet.rect([0, 24], [WIDTH, 1], WALL - 26);
    sheet
}

/// The vault with a camera: diamond or thief; where the camera is fooled, a card before it.
pub fn vault(diamond: bool, shown: bool) -> [u8; WIDTH * HEIGHT] {
    let mut sheet = room();
    sheet.pedestal([10, 19], diamond);
    sheet.sprite([1, 1], CAMERA);
    if diamond == shown {
        // What the camera sees.
        for i in 0..7 {
            sheet.dot(9 + i, 4 + i / 3, LIGHT);
            sheet.dot(9 + i, 4 + i, LIGHT);
        }
    } else {
        sheet.note([10, 0], shown);
    }
    if !diamond {
        sheet.sprite([20, 16], THIEF);
        sheet.sprite([27, 19], SMALL_DIAMOND);
    }
    sheet.0
}

/// What people see.
pub fn screen(shown: bool) -> [u8; WIDTH * HEIGHT] {
    let mut sheet = room();
    sheet.pedestal([10, 17], shown);
    for edge in [[0, 0], [0, HEIGHT - 3]] {
        sheet.rect(edge, [WIDTH, 3], DARK);
    }
    for edge in [[0, 0], [WIDTH - 3, 0]] {
        sheet.rect(edge, [3, HEIGHT], DARK);
    }
    // Scan lines.
    for y in (3..HEIGHT - 3).step_by(2) {
        for x in 3..WIDTH - 3 {
            let at = y * WIDTH + x;
            sheet.0[at] -= sheet.0[at] / 6;
        }
    }
    sheet.0
}

/// The reporter between the vault (left) and the screen (right), where it looks, and what it says.
pub fn reporter([diamond, shown]: [bool; 2], gaze: Gaze, says: Option<bool>) -> [u8; WIDTH * HEIGHT] {
    let mut sheet = Sheet([WALL; WIDTH * HEIGHT]);
    sheet.pedestal([0, 25], diamond);
    sheet.rect([22, 17], [10, 11], DARK);
    sheet.rect([23, 18], [8, 9], WALL);
    sheet.rect([25, 24], [4, 3], STONE);
    if shown {
        sheet.sprite([24, 20], SMALL_DIAMOND);
    }
    sheet.rect([26, 28], [2, 3], DARK);
    sheet.rect([24, 31], [6, 1], DARK);
    sheet.sprite([10, 21], HEAD);
    let shift = match gaze {
        Gaze::Vault => 0,
        Gaze::Either => 1,
        Gaze::Screen => 2,
    };
    for eye in [12, 18] {
        sheet.rect([eye, 25], [3, 2], 255);
        sheet.rect([eye + shift, 25], [1, 2], DARK);
    }
    if let Some(diamond) = says {
        sheet.rect([7, 1], [19, 13], 255);
        sheet.rect([8, 0], [17, 15], 255);
        sheet.rect([15, 15], [3, 2], 255);
        sheet.rect([16, 17], [1, 2], 255);
        sheet.note([11, 3], diamond);
    }
    sheet.0
}
