// Opens pages in headless Chromium and says what it made of them: what was asked of the network, what ran, what axe-core has
// to object, where Tab leads, and how wide they get. Takes a folder with pages; with PICTURES in the environment, writes
// screenshots and a print beside them.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [, , modules, folder] = process.argv;
const pictures = "PICTURES" in process.env;
const require = createRequire(resolve(modules, "package.json"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Walks a page with Tab from its beginning, and names each place where the focus stops. */
async function walked(page) {
  const stops = [];
  await page.evaluate(() => document.activeElement?.blur?.());
  for (let step = 0; step < 400; step += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      const box = at.getBoundingClientRect();
      const style = getComputedStyle(at);
      return {
        name: (at.getAttribute("aria-label") ?? at.textContent).trim().slice(0, 60),
        kind: at.localName,
        visible: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
      };
    });
    if (stop === null) break;
    stops.push(stop);
  }
  return stops;
}

const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const said = {};
for (const name of readdirSync(folder).filter((name) => name.endsWith(".html")).sort()) {
  const page = await browser.newPage();
  const requests = [];
  const errors = [];
  let dialogs = 0;
  page.on("request", (request) => requests.push(request.url()));
  page.on("dialog", (dialog) => { dialogs += 1; return dialog.dismiss(); });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => errors.push(message.text()));
  await page.setViewport({ width: 1200, height: 900 });
  const begun = performance.now();
  await page.goto(`file://${join(folder, name)}`, { waitUntil: "load" });
  const loaded = performance.now() - begun;
  const facts = await page.evaluate(() => ({
    title: document.title,
    lang: document.documentElement.lang,
    headings: [...document.querySelectorAll("h1")].length,
    items: document.querySelectorAll(".items > li").length,
    scripts: document.querySelectorAll("script, iframe, object, embed, link, img, form, input").length,
    handlers: [...document.querySelectorAll("*")].flatMap((at) => [...at.attributes])
      .filter((attribute) => /^on|^style$/i.test(attribute.name) || /^\s*(javascript|data):/i.test(attribute.value)).length,
    captions: [...document.querySelectorAll("table")].filter((table) => !table.caption?.textContent).length,
    drawings: [...document.querySelectorAll("svg")].map((svg) => svg.getAttribute("aria-label")),
    styled: getComputedStyle(document.body).maxWidth !== "none",
    // Under its own policy, a script that is put into the page does not run.
    ran: (() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      script.remove();
      return window.ran === true;
    })(),
    owned: window.owned === true,
  }));
  errors.splice(0, errors.length, ...errors.filter((text) => !/script/i.test(text) || !/Content Security Policy/.test(text)));
  const large = facts.items > 2000;
  const violations = {};
  for (const scheme of large ? ["light"] : ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    if (!large) {
      // What is folded is looked at as well.
      await page.evaluate(() => document.querySelectorAll("details").forEach((at) => { at.open = true; }));
      await page.evaluate(axe);
      const found = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
      violations[scheme] = found.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
    }
    if (pictures) await page.screenshot({ path: join(folder, `${name}.${scheme}.png`), fullPage: !large });
  }
  const stops = large ? [] : await walked(page);
  await page.setViewport({ width: 320, height: 800 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  if (pictures) await page.screenshot({ path: join(folder, `${name}.narrow.png`) });
  if (pictures && !large) await page.pdf({ path: join(folder, `${name}.pdf`), format: "A4" });
  said[name] = { ...facts, requests, errors, dialogs, loaded, violations, stops, wide };
  await page.close();
}
await browser.close();
console.log(JSON.stringify(said));
