#include "page/style.hpp"

#include <array>

namespace crucible {

namespace {

/// A colour by its name in the style sheets.
struct Paint {
  const char* name;
  const char* light;
  const char* dark;
};

constexpr std::array<Paint, 14> paints{{{"bg", "#fff", "#14161a"},
                                        {"text", "#1b1d20", "#e4e6ea"},
                                        {"muted", "#5c6370", "#9aa2ae"},
                                        {"rule", "#d9dce1", "#353a43"},
                                        {"soft", "#eef0f3", "#23272e"},
                                        {"grey", "#8d949e", "#7d8590"},
                                        {"find", "#c00000", "#ffd23f"},
                                        {"s0", "#0072b2", "#56b4e9"},
                                        {"s1", "#d55e00", "#e69f00"},
                                        {"s2", "#009e73", "#009e73"},
                                        {"s3", "#cc79a7", "#cc79a7"},
                                        {"s4", "#e69f00", "#f0e442"},
                                        {"s5", "#56b4e9", "#d55e00"},
                                        {"s6", "#000", "#fff"}}};

/// Of the page, but for its charts.
constexpr const char* page_rules = R"css(
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--bg); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, Roboto, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; overflow-wrap: anywhere; }
p { margin: .5rem 0; }
.remark, .note, footer { color: var(--muted); font-size: .875rem; overflow-wrap: anywhere; }
.remark, footer { max-width: 46rem; }
.warning { border-left: 4px solid var(--s1); padding-left: .75rem; }
.wide { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
th { font-weight: 600; }
thead th { vertical-align: bottom; border-bottom-color: var(--muted); }
tbody th { font-weight: 400; white-space: nowrap; }
.numbers th + th, .numbers td { text-align: right; padding: .3rem 0 .3rem 1.25rem; }
.numbers td { white-space: nowrap; }
.interval { display: block; color: var(--muted); font-size: .75rem; white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 1.25rem 0 .5rem; }
.entry { white-space: nowrap; }
.swatch { display: inline-block; width: 1.25rem; height: .25rem; margin-right: .5rem; vertical-align: middle;
  background: currentColor; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: 1.5rem 2rem; margin: 1rem 0; }
.charts.small { grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
figure { margin: 0; min-width: 0; break-inside: avoid; }
figcaption { margin-bottom: .5rem; }
.note { display: block; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, -apple-system, Roboto, sans-serif; }
summary { cursor: pointer; color: var(--muted); font-size: .875rem; }
figure .wide { max-height: 20rem; overflow: auto; }
pre { margin: .25rem 0; padding: .5rem .75rem; background: var(--soft); font-size: .8125rem; white-space: pre-wrap; overflow-wrap: anywhere; }
)css";

/// Of maps and montages.
constexpr const char* moving_rules = R"css(
.map { margin: 1.25rem 0 2rem; }
.map .canvas { touch-action: pan-y; }
.map .dots { fill: currentColor; fill-opacity: .5; stroke: currentColor; stroke-opacity: .6; stroke-width: .5px; }
.map .searched .dots { fill-opacity: .12; stroke-opacity: .1; }
.map .hits { fill: var(--find); stroke: var(--bg); }
.map .here { fill: none; stroke: var(--text); display: none; pointer-events: none; }
.map .medium-screen, .map .small-screen { display: none; }
.montage { margin: 1rem 0; }
.shots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); gap: 1rem 1.5rem; }
.sliding .shots { display: block; }
.shot { break-inside: avoid; }
.shot img { display: block; width: 100%; height: auto; }
.sliding .shot img { width: auto; max-width: 100%; max-height: 80vh; }
.slider { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; margin: .5rem 0; }
.slider input { width: 24rem; max-width: 100%; accent-color: var(--s0); }
.books { margin: .25rem 0 0; padding-left: 1.75rem; font-size: .875rem; }
.books li { padding: .1rem 0; overflow-wrap: anywhere; }
.score { color: var(--muted); font-variant-numeric: tabular-nums; white-space: nowrap; }
.search { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; margin: .5rem 0; }
.search input { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--muted); border-radius: .25rem;
  padding: .25rem .5rem; width: 18rem; max-width: 100%; }
.search span { color: var(--muted); font-size: .875rem; }
:focus-visible { outline: 2px solid var(--s0); outline-offset: 2px; }
.readout { min-height: 1.5em; color: var(--muted); overflow-wrap: anywhere; }
.named { color: inherit; font-weight: 600; }
.found { list-style: none; margin: .25rem 0 .5rem; padding: 0; columns: 24rem; font-size: .875rem; }
.found button { font: inherit; color: inherit; background: none; border: 0; padding: .25rem 0; text-align: left; cursor: pointer; }
.found button:hover { text-decoration: underline; }
)css";

/// Of charts, on a page or alone.
constexpr const char* chart_rules = R"css(
.c0 { color: var(--s0); } .c1 { color: var(--s1); } .c2 { color: var(--s2); } .c3 { color: var(--s3); }
.c4 { color: var(--s4); } .c5 { color: var(--s5); } .c6 { color: var(--s6); } .grey { color: var(--grey); }
text { fill: var(--text); }
.tick { fill: var(--muted); font-size: 11px; }
.name { font-size: 12px; }
.halo { paint-order: stroke; stroke: var(--bg); stroke-width: 3px; stroke-linejoin: round; }
.grid { stroke: var(--rule); stroke-width: 1; }
.axis { stroke: var(--muted); stroke-width: 1; }
.level { stroke: var(--grey); stroke-width: 1.5; stroke-dasharray: 1.5 3; }
.divider { stroke: currentColor; stroke-width: 1; stroke-dasharray: 2 3; }
.line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.dashed { stroke-width: 1.5; stroke-dasharray: 5 4; stroke-linecap: butt; }
.dot { fill: currentColor; fill-opacity: .7; }
.ring { fill: var(--bg); stroke: currentColor; stroke-width: 2; }
.bar { fill: currentColor; }
.whisker { stroke: var(--text); stroke-width: 1.25; }
)css";

/// Of small screens and of paper, which come after the rules that they change.
constexpr const char* media_rules = R"css(
@media (max-width: 30rem) { svg, .name { font-size: 14px; } .tick { font-size: 13px; } }
@media screen and (max-width: 56rem) {
  .map .large-screen { display: none; }
  .map .medium-screen { display: inline; }
  .map .name { font-size: 20px; }
  .map .tick { display: none; }
  .map .dots { stroke-width: 2px; }
}
@media screen and (max-width: 34rem) {
  .map .medium-screen { display: none; }
  .map .small-screen { display: inline; }
  .map .name { font-size: 32px; }
  .map .dots { stroke-width: 4px; }
  .map .hits { stroke-width: 2px; }
  .map .here { stroke-width: 5px; r: 20px; }
}
@media screen and (min-width: 150rem) { html { font-size: 26px; } }
@page { margin: 14mm; }
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  details:not([open]), .search, .readout, .found, .slider { display: none; }
  .sliding .shots { display: grid; }
  .sliding .shot[hidden] { display: block !important; }
  .sliding .shot img { width: 100%; }
  .charts { grid-template-columns: 1fr 1fr; }
  .charts.small { grid-template-columns: 1fr 1fr 1fr; gap: 1rem; }
  table { font-size: 8pt; }
  .wide { overflow: visible; }
  .numbers th + th, .numbers td { padding-left: .75rem; }
  .interval { font-size: 7pt; white-space: normal; }
}
)css";

std::string definitions(const char* Paint::*shade) {
  std::string text;
  for (const Paint& paint : paints)
    text.append(" --").append(paint.name).append(": ").append(paint.*shade).append(";");
  return text;
}

}  // namespace

Markup style_sheet() {
  return Markup("\n:root { color-scheme: light dark;" + definitions(&Paint::light) + " }\n" +
                "@media screen and (prefers-color-scheme: dark) {\n  :root {" + definitions(&Paint::dark) +
                " }\n}") +
         Markup::verbatim(page_rules) + Markup::verbatim(moving_rules) + Markup::verbatim(chart_rules) +
         Markup::verbatim(media_rules);
}

std::string plain_chart_rules() {
  std::string rules = chart_rules;
  for (const Paint& paint : paints) {
    const std::string variable = "var(--" + std::string(paint.name) + ")";
    for (std::size_t at = rules.find(variable); at != std::string::npos; at = rules.find(variable, at))
      rules.replace(at, variable.size(), paint.light);
  }
  return rules;
}

}  // namespace crucible
