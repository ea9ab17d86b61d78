// Filters the site's papers within the page. Titles are only ever set as text, so that none becomes markup.
// What it looks through (papers.js) is loaded when the field is first used, as a script: pages that are opened
// from a disk may not fetch.
"use strict";

(() => {
  const SHOWN = 50;
  const form = document.getElementById("filter");
  if (!form) return;
  const field = form.querySelector("input");
  const found = document.getElementById("found");
  const hits = document.getElementById("hits");
  const up = form.dataset.up;
  let papers = null;
  let asked = false;

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const load = () => {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = `${up}papers.js`;
    script.addEventListener("load", () => {
      const { topics, papers: rows } = globalThis.papertriage;
      papers = rows.map(([file, title, by, published, at]) => {
        const names = at.map((place) => topics[place]);
        return { file, title, by, published, names, text: folded([title, by, published, ...names].join(" ")) };
      });
      show();
    });
    script.addEventListener("error", () => {
      asked = false;
      found.textContent = "The list of papers could not be loaded.";
    });
    document.head.append(script);
  };

  const item = (paper) => {
    const row = document.createElement("li");
    const link = document.createElement("a");
    const title = document.createElement("bdi");
    const facts = document.createElement("p");
    link.href = up + paper.file;
    title.textContent = paper.title;
    facts.className = "facts";
    facts.textContent = [paper.by, paper.published, paper.names.join(", ")].filter(Boolean).join(" · ");
    link.append(title);
    row.append(link, facts);
    return row;
  };

  const show = () => {
    const words = folded(field.value).split(/\s+/).filter(Boolean);
    if (!words.length || !papers) {
      hits.replaceChildren();
      found.textContent = words.length ? "Loading …" : "";
      return;
    }
    const fits = papers.filter((paper) => words.every((word) => paper.text.includes(word)));
    hits.replaceChildren(...fits.slice(0, SHOWN).map(item));
    const shown = fits.length > SHOWN ? `, the newest ${SHOWN} shown` : "";
    found.textContent = `${fits.length} of ${papers.length} papers${shown}`;
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("focus", load);
  field.addEventListener("input", () => {
    load();
    show();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      field.value = "";
      show();
    }
  });
})();
