"""Checks a page of `crucible report`: its elements are closed in order, it is XML, it fetches nothing and runs no
script but the one that its policy names, every chart has a title, a description and a table, every picture is in the
page and has a text; and it holds the figures that the files hold.

usage: report_page.py PAGE CHARTS [TEXT...]     TEXT: what the text of the page must have
"""

import base64
import hashlib
import html.parser
import re
import sys
import xml.etree.ElementTree

VOID = {"meta", "br", "img", "input"}


class Checker(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.problems, self.ids, self.text, self.scripts = [], [], [], [], []
        self.policy = None

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        self.look_at(tag, dict(attributes))

    def handle_startendtag(self, tag, attributes):
        self.look_at(tag, dict(attributes))

    def handle_endtag(self, tag):
        self.text.append(" ")
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes another element, line {self.getpos()[0]}")

    def handle_data(self, data):
        if "script" in self.open:
            self.scripts.append(data)
        elif "style" not in self.open:
            self.text.append(data)

    def look_at(self, tag, attributes):
        if tag in {"link", "iframe", "object", "embed", "image", "use", "base", "form", "a"}:
            self.problems.append(f"there is a <{tag}>")
        if tag == "img":
            if not attributes.get("alt") or not attributes.pop("src").startswith("data:image/png;base64,iVBOR"):
                self.problems.append("a picture has no text, or is not in the page")
        if attributes.get("http-equiv") == "Content-Security-Policy":
            self.policy = attributes["content"]
        for name, value in attributes.items():
            if name.startswith("on") or name in {"src", "href", "xlink:href", "style"}:
                self.problems.append(f"there is an attribute {name}={value}")
        if "id" in attributes:
            self.ids.append(attributes["id"])


def charts_of(root):
    """Problems of the charts, and how many there are."""
    figures = list(root.iter("figure"))
    problems = []
    for figure in figures:
        svg = figure.find(".//svg")
        named = [svg.find("title").get("id"), svg.find("desc").get("id")]
        if svg.get("role") != "img" or svg.get("aria-labelledby").split() != named:
            problems.append("a chart is no image with a title and a description")
        if not (svg.findtext("title") and svg.findtext("desc")):
            problems.append("a chart has an empty title or description")
        if not figure.findall("details/div/table/tbody/tr"):
            problems.append(f"the chart {svg.findtext('title')} has no figures")
    if len(figures) != len(list(root.iter("svg"))):
        problems.append("there are charts outside of figures")
    return problems, len(figures)


def main():
    path, charts, *wanted = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        page = file.read()
    checker = Checker()
    checker.feed(page)
    checker.close()
    problems = checker.problems + [f"<{tag}> is not closed" for tag in checker.open]
    if len(checker.ids) != len(set(checker.ids)):
        problems.append("two elements have the same id")
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in checker.scripts]
    allowed = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    allowed += "".join(f"; script-src 'sha256-{name}'" for name in hashes)
    if len(hashes) > 1 or checker.policy != allowed:
        problems.append(f"the policy is {checker.policy!r}, not {allowed!r}")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL).group(1)
    if re.search(r"https?:|url\(|@import", style) or re.search(r"(?i)(src|href)\s*=\s*[\"']?https?:", page):
        problems.append("the page fetches something")
    if re.search(r"\b(nan|inf)\b", re.sub("data:image[^\"]*|<script>.*</script>", "", page, flags=re.DOTALL)):
        problems.append("the page has nan or inf")
    more, found = charts_of(xml.etree.ElementTree.fromstring(page.split("\n", 1)[1]))
    problems += more
    if found != int(charts):
        problems.append(f"there are {found} charts, not {charts}")
    text = " ".join("".join(checker.text).split())
    problems += [f"the text lacks {want!r}" for want in wanted if want not in text]
    if problems:
        sys.exit(f"FAILED: {path}:\n  " + "\n  ".join(problems))
    print(f"{path}: {found} charts, {len(wanted)} texts")


main()
