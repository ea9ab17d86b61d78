// Opens pages of a site in Chromium, at two widths, light and dark: what axe-core finds, what they fetch, whether
// anything is wider than the window; and uses the filter with the keyboard alone. Says what it saw as JSON.
//
//   node site.mjs MODULES CHROMIUM FOLDER WORD PAGE...
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [modules, executablePath, folder, word, ...pages] = process.argv.slice(2);
const require = createRequire(path.join(modules, "index.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const address = (name) => pathToFileURL(path.join(folder, name)).href;

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"],
});
const seen = { pages: [], fetched: [], errors: [] };

const watched = async (settings) => {
  const context = await browser.newContext(settings);
  const page = await context.newPage();
  page.on("request", (request) => seen.fetched.push(request.url()));
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("dialog", (dialog) => {
    seen.errors.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  return page;
};

for (const width of [380, 1280]) {
  for (const colorScheme of ["light", "dark"]) {
    const page = await watched({ viewport: { width, height: 900 }, colorScheme });
    for (const name of pages) {
      await page.goto(address(name));
      await page.evaluate(axe); // through the debugger: the page's policy does not stand in its way
      const found = await page.evaluate(() => globalThis.axe.run(document, { preload: false }));
      const violations = found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      seen.pages.push({ name, width, colorScheme, violations, wide, rules: found.passes.length });
    }
    await page.context().close();
  }
}

// The keyboard alone: past the links to the filter, a word, the first paper found, back by what the page says.
const page = await watched({ viewport: { width: 1280, height: 900 } });
await page.goto(address("index.html"));
await page.keyboard.press("Tab");
seen.skip = await page.evaluate(() => document.activeElement.className);
const reached = async (selector, most = 12) => {
  for (let turn = 0; turn < most; turn += 1) {
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return true;
    await page.keyboard.press("Tab");
  }
  return false;
};
seen.reached = await reached("#words");
await page.keyboard.type(word);
await page.waitForFunction(() => /\d/.test(document.getElementById("found").textContent), null, { timeout: 20000 });
seen.found = await page.textContent("#found");
seen.titles = await page.$$eval("#hits bdi", (all) => all.map((each) => each.textContent));
const begun = Date.now();
await page.evaluate(() => document.getElementById("words").dispatchEvent(new Event("input")));
seen.filtered = Date.now() - begun;
const violations = await (async () => {
  await page.evaluate(axe);
  return page.evaluate(async () => (await globalThis.axe.run(document, { preload: false })).violations.map((each) => each.id));
})();
seen.pages.push({ name: "index.html, filtered", width: 1280, colorScheme: "light", violations, wide: false });
seen.onto = await reached("#hits a", 3);
await Promise.all([page.waitForURL("**/papers/*"), page.keyboard.press("Enter")]);
seen.opened = await page.evaluate(() => [location.pathname, document.querySelector("h1").textContent]);
await page.goBack();
seen.markup = await page.$$eval("script:not([src]), img, iframe, object, embed", (all) => all.length);
await browser.close();
process.stdout.write(JSON.stringify(seen));
