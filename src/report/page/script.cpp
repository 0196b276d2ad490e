#include "page/script.hpp"

namespace crucible {

namespace {

/// Without the characters < and &, so that the page stays XML.
constexpr const char* code = R"js(
"use strict";
const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const show = (node, shown) => { node.hidden = !shown; };
const svg = "http://www.w3.org/2000/svg";
const make = (name, attributes) => {
  const node = document.createElementNS(svg, name);
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
  return node;
};

document.querySelectorAll(".map").forEach(map => {
  const canvas = map.querySelector(".canvas"), picture = canvas.querySelector("svg");
  const dots = Array.from(picture.querySelectorAll("circle"));
  const notes = dots.map(dot => dot.textContent.trim()), plainNotes = notes.map(plain);
  const places = dots.map(dot => [dot.cx.baseVal.value, dot.cy.baseVal.value]);
  const search = map.querySelector(".search"), field = search.querySelector("input");
  const count = search.querySelector("[role=status]");
  const readout = map.querySelector(".readout"), found = map.querySelector(".found");
  const ring = make("circle", {"class": "ring here", r: 9});
  const hits = make("g", {"class": "hits"});
  picture.append(hits, ring);
  let here = -1;

  const point = index => {
    here = index;
    ring.style.display = index >= 0 ? "inline" : "none";
    readout.textContent = index >= 0 ? notes[index] : "Point at a dot or touch it, or use the arrow keys on the map.";
    readout.classList.toggle("named", index >= 0);
    if (index >= 0) ["cx", "cy"].forEach((name, axis) => ring.setAttribute(name, places[index][axis]));
  };
  const nearest = event => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    const distances = places.map(([x, y]) => Math.hypot(x - at.x, y - at.y));
    const index = distances.reduce((best, distance, i) => distances[best] > distance ? i : best, 0);
    return distances[index] * picture.getScreenCTM().a > 24 ? -1 : index;
  };
  const find = () => {
    const words = plain(field.value).split(/\s+/).filter(word => word);
    const matches = words.length ? notes.map((_, i) => i)
      .filter(i => words.every(word => plainNotes[i].includes(word))) : [];
    picture.classList.toggle("searched", words.length > 0);
    hits.replaceChildren(...matches.map(i => make("circle", {cx: places[i][0], cy: places[i][1],
      r: Math.max(dots[i].r.baseVal.value, 4)})));
    count.textContent = words.length
      ? (matches.length || "No") + (matches.length === 1 ? " book" : " books") : "";
    found.replaceChildren(...matches.slice(0, 8).map(i => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = notes[i];
      ["click", "focus", "mouseenter"].forEach(name => button.addEventListener(name, () => point(i)));
      item.append(button);
      return item;
    }));
    if (matches.length > 8) found.append(Object.assign(document.createElement("li"),
      {textContent: "and " + (matches.length - 8) + " more"}));
    show(found, matches.length > 0);
    point(matches.length ? matches[0] : -1);
  };
  const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1};

  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", canvas.dataset.name + ": arrow keys go from book to book, the first ones first");
  canvas.addEventListener("keydown", event => {
    if (event.key === "Escape") point(-1);
    else if (event.key === "Home") point(0);
    else if (event.key === "End") point(dots.length - 1);
    else if (step[event.key]) point(Math.min(Math.max(here + step[event.key], 0), dots.length - 1));
    else return;
    event.preventDefault();
  });
  ["pointermove", "pointerdown"].forEach(name =>
    canvas.addEventListener(name, event => { const index = nearest(event); if (index >= 0) point(index); }));
  field.addEventListener("input", find);
  field.addEventListener("keydown", event => { if (event.key === "Escape") { field.value = ""; find(); } });
  show(search, true);
  show(readout, true);
  find();
});

document.querySelectorAll(".montage").forEach(montage => {
  const shots = Array.from(montage.querySelectorAll(".shot"));
  const slider = montage.querySelector(".slider"), range = slider.querySelector("input");
  const output = slider.querySelector("output");
  const choose = () => {
    shots.forEach((shot, i) => show(shot, i === Number(range.value)));
    const name = shots[range.value].querySelector("strong").textContent;
    output.textContent = name;
    range.setAttribute("aria-valuetext", shots[range.value].querySelector(".note").textContent);
  };
  range.max = shots.length - 1;
  range.value = Math.floor(shots.length / 2);
  range.addEventListener("input", choose);
  montage.classList.add("sliding");
  show(slider, shots.length > 1);
  choose();
});
)js";

}  // namespace

Markup script() { return Markup::verbatim(code); }

std::string script_source() { return "'sha256-iav1KrsRweOpqEdDTqeAfzisvPl1QnSjZflwfpOyKUM='"; }

}  // namespace crucible
