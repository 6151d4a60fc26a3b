// Keyboard: / to the box, j and k through the hits, ? for the list of keys. Keys of one character
// can be switched off (WCAG 2.1.4) in that list.

const OFF = "xunzhang-single-keys-off";
const dialog = document.getElementById("keys");
const button = document.getElementById("show-keys");
const enabled = document.getElementById("single-keys");

const stored = () => {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // storage is forbidden in this browser: the keys stay on
  }
};

enabled.checked = !stored();
enabled.addEventListener("change", () => {
  try {
    localStorage.setItem(OFF, enabled.checked ? "0" : "1");
  } catch {
    // it holds until the page is left
  }
});
button.hidden = false;
button.addEventListener("click", () => dialog.showModal());

const links = () => [...document.querySelectorAll(".hit h2 a")];

function step(by) {
  const hits = links();
  if (!hits.length) return false;
  const at = hits.findIndex((link) => link.closest(".hit").contains(document.activeElement));
  const to = at < 0 ? (by > 0 ? 0 : hits.length - 1) : at + by;
  if (to < 0 || to >= hits.length) return false;
  hits[to].focus({ preventScroll: true });
  hits[to].closest(".hit").scrollIntoView({ block: "nearest" });
  return true;
}

const ACTIONS = {
  "/": () => {
    const box = document.querySelector("form[role=search] input[name=q]");
    box?.focus();
    box?.select();
    return Boolean(box);
  },
  j: () => step(1),
  k: () => step(-1),
  "?": () => {
    dialog.showModal();
    return true;
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (arrow && event.target.matches(".hit h2 a")) {
    if (step(arrow)) event.preventDefault();
  } else if (enabled.checked && Object.hasOwn(ACTIONS, event.key)) {
    if (ACTIONS[event.key]()) event.preventDefault();
  }
});
