// Blocks as a page, drawn by slack-blocks-to-jsx: node draw.mjs in.json out.html, in a folder that has the package.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { createElement } = require("react");
const { renderToStaticMarkup } = require("react-dom/server");
const { Message } = require("slack-blocks-to-jsx");

const { name, title, blocks } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const css = readFileSync("node_modules/slack-blocks-to-jsx/dist/style.css", "utf8");
const logo = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="8" fill="#3f46ad"/>' +
    '<path d="M10 19l6 6 11-14" stroke="#fff" stroke-width="4" fill="none" stroke-linecap="round"/></svg>',
)}`;
// Slack's client draws {date_short_pretty} {time} in the reader's zone; here the reader is in Berlin.
const date = ({ timestamp }) =>
  new Intl.DateTimeFormat("en-US", {
    month: "short",
    day: "numeric",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZone: "Europe/Berlin",
  })
    .format(new Date(Number(timestamp) * 1000))
    .replace(/, (?=\d+:)/, " ");
const shown = createElement(Message, {
  blocks,
  name,
  logo,
  time: new Date("2026-03-04T15:35:00"),
  theme: "light",
  hooks: { date },
  withoutWrapper: Boolean(title),
});
const head = title
  ? `<header><img src="${logo}" width="28" height="28"><b>${name}</b><nav><u>${title}</u><i>Messages</i><i>About</i></nav></header>`
  : "";
const own = `*{font-family:Lato,"Noto Color Emoji",sans-serif!important}body{margin:0;padding:16px;box-sizing:content-box;width:688px;background:#fff;color:#1d1c1d}
  header{display:flex;gap:10px;align-items:center;margin:-16px -16px 12px;padding:14px 16px 10px;border-bottom:1px solid #ddd;font-size:18px}
  nav{display:flex;gap:18px;margin-left:24px;font-size:14px}nav u{font-weight:700;text-underline-offset:8px}nav i{font-style:normal;color:#616061}`;
writeFileSync(
  process.argv[3],
  `<!doctype html><meta charset="utf-8"><style>${css}${own}</style>${head}${renderToStaticMarkup(shown)}
  <script>document.body.dataset.height = document.body.offsetHeight</script>`,
);
