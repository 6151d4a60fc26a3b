// Suggestions under the search box: an editable combobox with a listbox popup, after the pattern of
// the ARIA Authoring Practices. The box is an ordinary one until the first suggestion arrives.

const WAIT = 120; // milliseconds of rest before asking, so that fast typing asks once

export function attach(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.list);
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let typed = input.value;
  let active = -1;
  let timer = 0;
  let asking = null;

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(option));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function option(suggestion, at) {
    const item = document.createElement("li");
    item.id = `${list.id}-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.text = suggestion.text;
    const text = document.createElement("span");
    text.textContent = suggestion.text;
    const kind = document.createElement("small");
    kind.textContent = input.dataset[suggestion.kind] + (suggestion.count ? ` ${suggestion.count}` : "");
    item.append(text, kind);
    return item;
  }

  function choose(at) {
    const options = [...list.children];
    options.forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    active = at;
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
      input.value = typed;
      return;
    }
    input.setAttribute("aria-activedescendant", options[at].id);
    input.value = options[at].dataset.text;
    options[at].scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    try {
      const address = `${input.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return;
      const { suggestions } = await answer.json();
      if (document.activeElement === input && input.value === typed) show(suggestions);
    } catch (error) {
      if (error.name !== "AbortError") console.warn(error);
    }
  }

  input.addEventListener("input", (event) => {
    typed = input.value;
    clearTimeout(timer);
    if (event.isComposing) return;
    if (typed.trim()) timer = setTimeout(ask, WAIT);
    else close();
  });
  input.addEventListener("compositionend", () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") choose(active + 1 < count ? active + 1 : -1);
    else if (event.key === "ArrowUp") choose(active < 0 ? count - 1 : active - 1);
    else if (event.key === "Escape") {
      choose(-1);
      close();
    } else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (!item) return;
    input.value = typed = item.dataset.text;
    close();
    input.form.requestSubmit();
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
}

for (const input of document.querySelectorAll("input[data-suggest]")) attach(input);
