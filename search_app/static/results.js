// The results page without full reloads: the same HTML is fetched and its main part put in place.
// Also the brush over the years, and copies of a passage opened where they are named.

const main = document.getElementById("main");
const said = document.getElementById("said");
let loading = null;

// Following links and forms

const isSearch = (url) => url.origin === location.origin && url.pathname === location.pathname;

async function go(url, { push = true, from = null } = {}) {
  loading?.abort();
  loading = new AbortController();
  document.body.classList.add("loading");
  let answer, html;
  try {
    answer = await fetch(url, { signal: loading.signal });
    html = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
    return;
  }
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!answer.ok || !page.body.classList.contains("results")) {
    location.assign(url);
    return;
  }
  document.body.classList.remove("loading");
  const target = new URL(answer.url);
  target.hash = new URL(url, location.href).hash;
  if (push) history.pushState(null, "", target);
  show(page, from);
}

function show(page, from) {
  const place = from && placeOf(from);
  const inFacets = Boolean(from?.closest(".facets"));
  main.replaceChildren(...page.getElementById("main").childNodes);
  document.title = page.title;
  for (const selector of ["link[rel=canonical]", "form.box"]) update(selector, page);
  if (!inFacets) scrollTo({ top: 0 });
  refocus(place, from);
  const total = main.querySelector(".total");
  said.textContent = "";
  // Said after a pause: a change together with a move of focus is swallowed by screen readers.
  setTimeout(() => (said.textContent = total.textContent.replace(/\s+/g, " ").trim()), 100);
}

function update(selector, page) {
  const now = document.querySelector(selector);
  const next = page.querySelector(selector);
  if (!now || !next) return;
  if (now.matches("link")) {
    now.href = next.href;
    return;
  }
  now.querySelectorAll("input[type=hidden]").forEach((input) => input.remove());
  now.append(...next.querySelectorAll("input[type=hidden]"));
  if (document.activeElement !== now.elements.q) now.elements.q.value = next.elements.q.value;
}

const sectionOf = (element) => element.closest("section")?.getAttribute("aria-labelledby") ?? "";

// What a control is called within its part of the page: that is the same before and after.
function placeOf(control) {
  const name = control.dataset.key ?? control.dataset.year ?? control.getAttribute("aria-label") ?? control.querySelector(".label")?.textContent;
  const kind = (control.getAttribute("class") ?? "").split(" ")[0];
  return `${sectionOf(control)}|${kind}|${name ?? control.textContent}`;
}

function refocus(place, from) {
  if (!from || from.closest("form.box")) return;
  const same = [...main.querySelectorAll("a, button")].find((link) => placeOf(link) === place);
  (same ?? main.querySelector(".total")).focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[href]");
  if (!link) return;
  const url = new URL(link.href.baseVal ?? link.href, location.href);
  if (link.classList.contains("show-copies")) {
    event.preventDefault();
    toggleCopies(link);
  } else if (isSearch(url) && (url.search !== location.search || !url.hash)) {
    event.preventDefault();
    go(url.href, { from: link });
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get" || !isSearch(new URL(form.action))) return;
  event.preventDefault();
  const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
  const url = new URL(form.action);
  url.search = new URLSearchParams(pairs).toString();
  go(url.href, { from: event.submitter ?? form });
});

addEventListener("popstate", () => go(location.href, { push: false }));

// Copies of a passage

async function toggleCopies(link) {
  const shown = link.parentElement.nextElementSibling;
  if (shown?.matches(".copies")) {
    shown.remove();
    link.setAttribute("aria-expanded", "false");
    return;
  }
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    link.parentElement.after(page.querySelector("ul.copies"));
    link.setAttribute("aria-expanded", "true");
  } catch {
    location.assign(link.href);
  }
}

// The brush over the years

let brush = null;

const yearAt = (svg, x) => {
  const years = [...svg.querySelectorAll("[data-year]")];
  const box = svg.getBoundingClientRect();
  const first = years[0].querySelector(".reach").getBoundingClientRect();
  const at = Math.floor((x - box.left) / first.width);
  return Math.max(0, Math.min(years.length - 1, at));
};

function paint(svg) {
  const [low, high] = [brush.from, brush.to].sort((a, b) => a - b);
  [...svg.querySelectorAll("[data-year]")].forEach((year, at) =>
    year.classList.toggle("brushed", at >= low && at <= high),
  );
}

function letGo() {
  brush?.svg.querySelectorAll(".brushed").forEach((year) => year.classList.remove("brushed"));
  brush = null;
}

main.addEventListener("pointerdown", (event) => {
  const svg = event.target.closest("svg.years");
  if (!svg || event.button || !event.isPrimary) return;
  const at = yearAt(svg, event.clientX);
  brush = { svg, pointer: event.pointerId, from: at, to: at };
});
main.addEventListener("dragstart", (event) => {
  if (event.target.closest("svg.years")) event.preventDefault();
});
addEventListener("pointermove", (event) => {
  if (brush?.pointer !== event.pointerId) return;
  const to = yearAt(brush.svg, event.clientX);
  if (to === brush.to) return;
  brush.to = to;
  // Only now: a click that was captured would not reach its bar.
  brush.svg.setPointerCapture(event.pointerId);
  paint(brush.svg);
});
addEventListener("pointerup", (event) => {
  if (brush?.pointer !== event.pointerId) return;
  const { svg, from, to } = brush;
  if (from === to) {
    letGo();
    return;
  }
  brush = null; // what was brushed stays painted until the page of it is there
  // The click that follows belongs to the brush, not to the bar it ends on.
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  svg.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => svg.removeEventListener("click", swallow, { capture: true }), 0);
  const years = [...svg.querySelectorAll("[data-year]")].map((year) => year.dataset.year);
  const form = svg.closest("section").querySelector("form.span");
  form.elements.from.value = years[Math.min(from, to)];
  form.elements.to.value = years[Math.max(from, to)];
  form.requestSubmit();
});
addEventListener("pointercancel", letGo); // a finger that moves up or down scrolls the page
addEventListener("keydown", (event) => {
  if (event.key === "Escape") letGo();
});
