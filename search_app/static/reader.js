// The reader works without this. With it: the section being read is shown in the outline, marks can
// be stepped through, and a passage is copied with its citation.
"use strict";

const links = new Map(
  [...document.querySelectorAll(".outline a")].map((link) => [link.hash.slice(1), link]),
);

function showCurrent() {
  const line = document.querySelector(".top").offsetHeight + 24;
  let current = null;
  for (const id of links.keys()) {
    const place = document.getElementById(id);
    if (place && place.getBoundingClientRect().top <= line) current = id;
  }
  const page = document.documentElement;
  if (scrollY + innerHeight >= page.scrollHeight - 2) {
    // The last headings cannot come up to the line: the one asked for counts, else the last.
    const asked = location.hash.slice(1);
    current = links.has(asked) ? asked : [...links.keys()].pop();
  }
  for (const [id, link] of links) {
    const here = id === current;
    if (here && !link.classList.contains("current")) {
      const list = document.querySelector(".outline");
      const above = link.offsetTop < list.scrollTop;
      const below = link.offsetTop + link.offsetHeight > list.scrollTop + list.clientHeight;
      if (above || below) list.scrollTop = link.offsetTop - list.clientHeight / 3;
    }
    link.classList.toggle("current", here);
    if (here) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

let waiting = false;
addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    showCurrent();
  });
});
addEventListener("hashchange", showCurrent);
showCurrent();

const words = document.querySelector(".report").dataset;
const singleKeys = document.getElementById("single-keys");
const tools = document.querySelector("[data-mark-tools]");
if (tools) {
  const marks = [...document.querySelectorAll(".report mark")];
  let at = -1;
  const step = (by) => {
    marks[at]?.classList.remove("here");
    at = (at + by + marks.length) % marks.length;
    marks[at].classList.add("here");
    marks[at].scrollIntoView({ block: "center" });
    said.textContent = words.place.replace("{at}", at + 1).replace("{all}", marks.length);
  };
  const said = tools.querySelector("span");
  said.setAttribute("role", "status");
  for (const [label, by, key] of [[words.previous, -1, "p"], [words.next, 1, "n"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.setAttribute("aria-keyshortcuts", key);
    button.addEventListener("click", () => step(by));
    tools.append(button);
    addEventListener("keydown", (event) => {
      const typing = event.target.closest("input, textarea, select");
      if (event.key === key && singleKeys.checked && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) step(by);
    });
  }
}

for (const leaf of document.querySelectorAll(".leaf[data-citation]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    const text = [...leaf.querySelectorAll("p[id]")].map((p) => p.textContent).join("\n");
    try {
      await navigator.clipboard.writeText(`${text}\n（${leaf.dataset.citation}）`);
      button.textContent = words.copied;
    } catch {
      button.textContent = words.refused;
    }
    setTimeout(() => (button.textContent = words.copy), 2000);
  });
  leaf.querySelector(".leaf-tools").prepend(button);
}
