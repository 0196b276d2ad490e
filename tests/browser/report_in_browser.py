"""Opens a page of `crucible report` in a headless Chromium, on a phone, a laptop and a 4k screen, and uses it: the map
of books by search, pointer and keys, the montage by its slider, in light and in dark, on paper.

usage: report_in_browser.py PAGE
"""

import pathlib
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

SCREENS = {"phone": (360, 800, True), "laptop": (1366, 768, False), "4k": (3840, 2160, False)}
QUIET = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"]


def check(holds, text):
    if not holds:
        sys.exit(f"FAILED: {text}")


def open_browser(folder):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in [*QUIET, f"--user-data-dir={folder}"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Page:
    def __init__(self, browser, screen):
        self.browser, self.screen = browser, screen

    def check(self, holds, text):
        check(holds, f"{self.screen}: {text}")

    def all(self, selector, within=None):
        return (within or self.browser).find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector, within=None):
        found = self.all(selector, within)
        self.check(found, f"there is no {selector}")
        return found[0]

    def run(self, code, *arguments):
        return self.browser.execute_script(code, *arguments)

    def layout(self):
        wide = self.run("const d = document.documentElement; return d.scrollWidth - d.clientWidth;")
        self.check(wide <= 0, f"the page scrolls sideways by {wide} pixels")
        boxes = self.run("""return Array.from(document.querySelectorAll("svg[role=img]")).map(svg => {
            const box = svg.getBoundingClientRect();
            return [svg.getAttribute("aria-labelledby") || "", box.width, box.height, box.right]; });""")
        self.check(boxes, "no charts")
        width = self.run("return document.documentElement.clientWidth;")
        for name, wide, high, right in boxes:
            self.check(wide > 100 and high > 50, f"chart {name} is {wide} x {high}")
            self.check(right <= width + 1, f"chart {name} ends at {right} of {width}")

    def map(self):
        canvas, field, readout = (self.one(f".map {name}") for name in (".canvas", ".search input", ".readout"))
        notes = self.run("return Array.from(document.querySelectorAll('.map .canvas svg circle')).filter(c => "
                         "!c.closest('.hits') && c.textContent).map(c => c.textContent.trim());")
        self.check(len(notes) > 20, f"the map has {len(notes)} books")
        word = max(notes[0].split(), key=len).strip(".,()#:").lower()
        wanted = sum(word in note.lower() for note in notes)
        field.send_keys(word.upper())
        says = self.one(".map .search [role=status]").text
        self.check(says == f"{wanted} book" + "s" * (wanted != 1), f"search for {word} says {says}, not {wanted}")
        self.check(len(self.all(".map .hits circle")) == wanted, "not all that was found is marked")
        found = self.all(".map .found button")
        self.check(len(found) == min(wanted, 8), f"{len(found)} books are listed, of {wanted}")
        found[-1].click()
        self.check(readout.text == found[-1].text, "a click on a found book does not point at it")
        field.send_keys(Keys.ESCAPE)
        self.check(not self.all(".map .hits circle") and not field.get_property("value"), "escape does not clear")

        self.run("arguments[0].scrollIntoView({block: 'center'}); arguments[0].focus();", canvas)
        for key, note in ((Keys.ARROW_RIGHT, notes[0]), (Keys.ARROW_RIGHT, notes[1]), (Keys.ARROW_LEFT, notes[0]),
                          (Keys.END, notes[-1]), (Keys.HOME, notes[0])):
            canvas.send_keys(key)
            self.check(readout.text == note, f"a key shows {readout.text}, not {note}")
        canvas.send_keys(Keys.ESCAPE)
        self.check(readout.text not in notes, "escape leaves a book")
        dot = self.all(".map .canvas svg circle")[2]
        ActionChains(self.browser).move_to_element(dot).perform()
        self.check(readout.text in notes, f"over a dot the map says {readout.text}")

    def montage(self):
        slider, output = self.one(".montage .slider input"), self.one(".montage .slider output")
        seen = []
        for key in (Keys.HOME, Keys.ARROW_RIGHT, Keys.END):
            slider.send_keys(key)
            shown = [shot for shot in self.all(".montage .shot") if shot.is_displayed()]
            self.check(len(shown) == 1, f"{len(shown)} pictures are shown at a time")
            self.check(output.text and output.text in shown[0].text, f"the slider says {output.text}")
            picture = self.one("img", shown[0])
            self.check(self.run("return arguments[0].complete && arguments[0].naturalWidth;", picture), "no picture")
            self.check(picture.get_attribute("alt"), "a picture has no text")
            seen.append(output.text)
        self.check(len(set(seen)) == 3, f"the slider shows {seen}")

    def colours(self):
        backgrounds = set()
        for scheme in ("light", "dark"):
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": scheme}]})
            text, background = self.run("""const style = getComputedStyle(document.body);
                return [style.color, style.backgroundColor].map(c => c.match(/[\\d.]+/g).slice(0, 3).map(Number));""")
            bright, dark = sorted((luminance(text), luminance(background)), reverse=True)
            self.check((bright + 0.05) / (dark + 0.05) >= 7, f"in {scheme} text {text} on {background} is hard to read")
            backgrounds.add(tuple(background))
        self.check(len(backgrounds) == 2, "dark looks as light does")
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def console(self):
        said = [entry["message"] for entry in self.browser.get_log("browser")]
        self.check(not said, f"the console says {said}")


def luminance(colour):
    """Relative luminance of an sRGB colour of 0 to 255, as WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def main():
    address = pathlib.Path(sys.argv[1]).resolve().as_uri()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = open_browser(folder)
        try:
            for screen, (width, height, mobile) in SCREENS.items():
                browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
                    "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile})
                browser.get(address)
                page = Page(browser, screen)
                page.console()
                page.layout()
                page.map()
                page.montage()
                page.colours()
                page.console()
                print(f"{screen}: layout, map, montage and colours are as they should be")
            check(len(browser.print_page()) > 10000, "nothing is printed")
        finally:
            browser.quit()


main()
