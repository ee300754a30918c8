//! The room as a small grey picture: what is in the vault, what the screen shows, and where the reporter looks.

/// Pixels across and down.
pub const WIDTH: usize = 48;
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

    /// A pedestal whose top is 15 wide, with or without the diamond.
    fn pedestal(&mut self, [x, y]: [usize; 2], diamond: bool) {
        self.rect([x, y], [15, 2], STONE + 40);
        self.rect([x + 2, y + 2], [11, 7], STONE);
        if diamond {
            self.sprite([x + 2, y - 8], DIAMOND);
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
    sheet.pedestal([16, 18], diamond);
    sheet.sprite([1, 1], CAMERA);
    if diamond == shown {
        // What the camera sees.
        for i in 0..9 {
            sheet.dot(9 + i, 4 + i / 2, LIGHT);
            sheet.dot(9 + i, 4 + i, LIGHT);
        }
    } else {
        sheet.note([10, 1], shown);
    }
    if !diamond {
        sheet.sprite([35, 15], THIEF);
        sheet.sprite([42, 18], SMALL_DIAMOND);
    }
    sheet.0
}

/// What people see.
pub fn screen(shown: bool) -> [u8; WIDTH * HEIGHT] {
    let mut sheet = room();
    sheet.pedestal([16, 17], shown);
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
    sheet.pedestal([1, 23], diamond);
    sheet.rect([33, 14], [15, 13], DARK);
    sheet.rect([34, 15], [13, 11], WALL);
    sheet.rect([37, 22], [7, 4], STONE);
    if shown {
        sheet.sprite([38, 18], SMALL_DIAMOND);
    }
    sheet.rect([38, 27], [5, 3], DARK);
    sheet.rect([35, 30], [11, 2], DARK);
    sheet.sprite([18, 20], HEAD);
    let shift = match gaze {
        Gaze::Vault => 0,
        Gaze::Either => 1,
        Gaze::Screen => 2,
    };
    for eye in [20, 26] {
        sheet.rect([eye, 24], [3, 2], 255);
        sheet.rect([eye + shift, 24], [1, 2], DARK);
    }
    // Along the gaze.
    if gaze != Gaze::Screen {
        (0..3).for_each(|i| sheet.dot(16 - i * 2, 23 - i, LIGHT));
    }
    if gaze != Gaze::Vault {
        (0..3).for_each(|i| sheet.dot(31 + i, 24 - i, LIGHT));
    }
    if let Some(diamond) = says {
        sheet.rect([14, 1], [21, 13], 255);
        sheet.rect([15, 0], [19, 15], 255);
        sheet.rect([22, 15], [3, 1], 255);
        sheet.rect([23, 16], [1, 2], 255);
        sheet.note([19, 3], diamond);
    }
    sheet.0
}
