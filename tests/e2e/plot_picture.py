"""Checks a picture of --plot: it is XML and one SVG with a title and a description, it fetches nothing, knows its own
styles, and has the lines, the points of each line and the texts that are wanted.

usage: plot_picture.py FILE TITLE POINTS[,POINTS...] DOTS RINGS [TEXT...]
       POINTS: of each line in turn; "-" for no line. DOTS, RINGS: how many there are, those of the key included.
"""

import re
import sys
import xml.etree.ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def problems_of(root, title, points, dots, rings, wanted):
    width, height = (float(root.get(name)) for name in ("width", "height"))
    if root.tag != SVG + "svg" or root.get("viewBox") != f"0 0 {width:g} {height:g}":
        yield "the root is no SVG of a size"
    if root.findtext(SVG + "title") != title or not root.findtext(SVG + "desc"):
        yield f"title {root.findtext(SVG + 'title')!r}, description {root.findtext(SVG + 'desc')!r}"
    found = [len(line.get("points").split()) for line in root.iter(SVG + "polyline")]
    if found != points:
        yield f"lines of {found} points, not {points}"
    circles = [circle.get("class").split()[0] for circle in root.iter(SVG + "circle")]
    if [circles.count("dot"), circles.count("ring")] != [dots, rings]:
        yield f"{circles.count('dot')} dots and {circles.count('ring')} rings, not {dots} and {rings}"
    style = root.findtext(SVG + "style")
    if re.search(r"url\(|@import|var\(", style):
        yield "the style needs something else"
    for name in {name for element in root.iter() for name in (element.get("class") or "").split()} - {"key", "paper"}:
        if "." + name + " " not in style:
            yield f"the style does not know {name}"
    texts = [text.text for text in root.iter(SVG + "text")]
    for text in wanted:
        if not any(text in found for found in texts):
            yield f"no text has {text!r}: {texts}"


def main():
    path, title, points, dots, rings, *wanted = sys.argv[1:]
    root = xml.etree.ElementTree.parse(path).getroot()
    lengths = [] if points == "-" else [int(length) for length in points.split(",")]
    problems = list(problems_of(root, title, lengths, int(dots), int(rings), wanted))
    if problems:
        sys.exit(f"FAILED: {path}:\n  " + "\n  ".join(problems))
    print(f"{path}: {len(lengths)} lines, {len(wanted)} texts")


main()
