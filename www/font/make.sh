#!/bin/sh
# Remakes the shipped font: a subset of Source Sans 3 in two weights, renamed because its licence reserves
# the name "Source". Needs npm, python3 and a network; run it from anywhere. build.rs reads the widths for
# layout out of the .ttf files, so there is no table to keep in step.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent @fontsource/source-sans-3@5.3.1 >/dev/null
tar xzf fontsource-source-sans-3-*.tgz
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fonttools==4.68.0 brotli==1.2.1
venv/bin/python - "$here" <<'PYTHON'
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

here = sys.argv[1]
# ASCII, then: degree, plus-minus, squared, cubed, middle dot, multiplication sign, a-umlaut and e-acute (names),
# en dash, quotes, ellipsis, up and down arrows, minus sign.
symbols = [0xB0, 0xB1, 0xB2, 0xB3, 0xB7, 0xD7, 0xE4, 0xE9, 0x2013, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026,
           0x2191, 0x2193, 0x2212]
for weight, style in [(400, "Regular"), (600, "Semibold")]:
    font = TTFont(f"package/files/source-sans-3-latin-{weight}-normal.woff2", recalcTimestamp=False)
    options = subset.Options()
    # No kerning: a text's width is the sum of its advances, so that layout is the same in every renderer.
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 14]
    options.hinting = False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*range(0x20, 0x7F), *symbols])
    subsetter.subset(font)
    names = {1: "Facelike Sans", 2: style, 3: f"3.052;FacelikeSans-{style}", 4: f"Facelike Sans {style}",
             6: f"FacelikeSans-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font["OS/2"].usWeightClass = weight
    for flavor, ending in [(None, "ttf"), ("woff2", "woff2")]:
        font.flavor = flavor
        font.save(f"{here}/facelike-sans-{weight}.{ending}")

with open("package/LICENSE") as licence:
    text = licence.read()
start = text.index("This Font Software is licensed")
with open(f"{here}/OFL.txt", "w") as out:
    out.write("Facelike Sans is a renamed subset of Source Sans 3.\n\n"
              "Copyright 2023 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'.\n\n" + text[start:])
PYTHON
ls -l "$here"
