// Saves reloading: the server renders everything, this only puts the fresh parts of the
// page (`data-live`) where the old ones are. What stays the same is left alone, so focus,
// caret, open folds and half-written drafts survive.
import { morph } from "./morph.js";

const status = document.getElementById("status");
let version = document.body.dataset.version;
let quiet = 0;
let touched = [];
let news = 0; // how often something was told that the visitor did not do alone
let standing = ""; // what is said for as long as it is so
let opened = false; // whether what is said is that something was opened

/** The server's answer and the page in it; null while there is none. */
async function ask(address, options) {
  try {
    const answer = await fetch(address, options);
    const text = await answer.text();
    return { answer, fresh: new DOMParser().parseFromString(text, "text/html") };
  } catch {
    return null;
  }
}

const words = () => document.querySelector("#pinned .markdown")?.textContent ?? "";
const links = () =>
  [...document.querySelectorAll("#chips li")].map((chip) => chip.id);

const bots = () => [...document.querySelectorAll("#thread > .by-bot")].map((c) => c.id);

/** Say something in the corner, and to screen readers; with a link if there is one. */
function say(text, href, label, follow) {
  status.replaceChildren(text);
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = label;
    if (follow) link.addEventListener("click", follow);
    status.append(" ", link);
  }
  standing = "";
  opened = false;
  clearTimeout(quiet);
  quiet = setTimeout(hush, 15000);
}

function hush() {
  status.replaceChildren();
  opened = false;
}

/** Say what is so until `answered`; once, however often it is found out. */
function stand(text, href, label) {
  if (standing === text) return;
  say(text, href, label);
  clearTimeout(quiet);
  standing = text;
}

function answered() {
  if (standing) status.replaceChildren();
  standing = "";
}

const silent = () => stand("The playground does not answer. Is it still running?");
function gone() {
  const all = document.querySelector("#chip-all a");
  stand("This issue is not here any more.", all.href, all.textContent);
}

/** The tabs do not all fit, on a phone at least: show where one is. */
function showTab(tabs) {
  const tab = tabs.querySelector("[aria-current]")?.getBoundingClientRect();
  if (!tab) return;
  const room = tabs.getBoundingClientRect();
  tabs.scrollLeft += tab.left + tab.width / 2 - room.left - room.width / 2;
}
for (const tabs of document.querySelectorAll(".chips")) showTab(tabs);

function inView(element) {
  const box = element.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight * 0.8;
}

/** The topics that are new or other than before, from top to bottom. */
function changedTopics(pane) {
  const found = touched
    .filter((node) => node.nodeType === 1 && pane.contains(node))
    .flatMap((node) => [node.closest("li"), ...node.querySelectorAll("li")])
    .filter((topic) => topic !== null && pane.contains(topic));
  return [...new Set(found)];
}

function glow(topics) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const colour = getComputedStyle(status).getPropertyValue("--glow");
  const frames = [{ backgroundColor: colour }, { backgroundColor: colour }, {}];
  for (const topic of topics) topic.animate(frames, 5000);
}

/** Point at what has changed on the agenda, without taking the visitor away. */
function point(pane) {
  const topics = changedTopics(pane);
  if (opened) {
    glow(topics);
    return;
  }
  const first = topics[0] ?? pane;
  if (topics.length && pane.scrollHeight > pane.clientHeight) {
    const top = first.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (top < 0 || top > pane.clientHeight * 0.8) {
      pane.scrollTop += top - pane.clientHeight / 3;
    }
  }
  glow(topics);
  const changed = `The ${pane.dataset.what} has changed.`;
  if (inView(first)) {
    say(changed);
    return;
  }
  say(changed, "#pinned", "Show it", (event) => {
    event.preventDefault();
    pane.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" });
    status.replaceChildren();
    glow(topics);
  });
}

function show(fresh) {
  const before = words();
  touched = [];
  const chips = new Set(links());
  const said = new Set(bots());
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (other) morph(part, other, touched);
  }
  document.title = fresh.title;
  version = fresh.body.dataset.version;
  const chip = links().find((id) => !chips.has(id));
  if (chip) showTab(document.getElementById("chips"));
  const link = chip && document.querySelector(`#${chip} a`);
  const comment = bots().find((id) => !said.has(id));
  if (link && link.pathname !== location.pathname) {
    news += 1;
    const what = link.pathname.includes("/pull/") ? "pull request" : "issue";
    say(`A new ${what} was opened:`, link.href, link.textContent.trim());
    opened = true;
  } else if (words() !== before) {
    news += 1;
    point(document.getElementById("pinned"));
  } else if (comment && !opened) {
    news += 1;
    say("The bot has commented.", `#${comment}`, "Show it");
  }
}

let asking = false;
let askAgain = false;
async function refresh() {
  askAgain = true;
  if (asking) return;
  asking = true;
  try {
    while (askAgain) {
      askAgain = false;
      const got = await ask(location.pathname, { cache: "no-store" });
      if (got?.answer.status === 404) gone();
      if (!got?.answer.ok) continue; // the stream below tells when it is back
      answered();
      show(got.fresh);
    }
  } finally {
    asking = false;
  }
}

const source = new EventSource("/live");
source.addEventListener("open", answered);
source.addEventListener("changed", (event) => {
  if (event.data !== version) refresh();
});
addEventListener("pagehide", () => source.close());
addEventListener("pageshow", (event) => event.persisted && location.reload());

/** Clear the form and, unless there is better to tell, say that it was done. */
function afterwards(form, told) {
  const fold = form.closest("details");
  const draft = form.querySelector("#comment");
  if (draft) {
    draft.value = "";
    draft.focus();
  } else if (form.dataset.focus) {
    document.getElementById(form.dataset.focus).focus();
  } else if (fold) {
    form.reset();
    fold.open = false;
    fold.querySelector("summary").focus();
  }
  if (told) return;
  if (form.dataset.done) say(form.dataset.done);
  if (form.classList.contains("clock")) {
    say(`It is now ${document.querySelector("#clock time").textContent}.`);
  }
}

/** Say beside the form why it was not done; nothing said stands there for `""`. */
function refuse(form, why) {
  const place = form.querySelector("[data-kept]");
  const words = document.createElement("p");
  words.className = "error";
  words.role = "alert";
  words.textContent = why;
  if (place?.isConnected) place.replaceChildren(...(why ? [words] : []));
  else if (why) say(why);
}

/** The page's own words, or the whole of an answer that is no page. */
function reason(fresh) {
  const said = fresh.querySelector(".error") ?? fresh.body;
  return said.textContent.trim().slice(0, 300);
}

async function send(form, button) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  refuse(form, "");
  const before = news;
  const body = new URLSearchParams(new FormData(form, button));
  const got = await ask(form.getAttribute("action"), { method: "POST", body });
  delete form.dataset.busy;
  if (!got) {
    silent();
    return;
  }
  answered();
  if (got.answer.status === 404) {
    gone();
  } else if (!got.answer.ok) {
    refuse(form, reason(got.fresh));
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
    refresh();
  } else if (new URL(got.answer.url).pathname !== location.pathname) {
    location.assign(got.answer.url);
  } else {
    show(got.fresh);
    afterwards(form, news !== before);
  }
}

let turn = Promise.resolve();
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.classList.contains("clock")) {
    event.preventDefault();
    turn = turn.then(() => send(form, event.submitter)); // each click moves the clock
  } else if (form.hasAttribute("data-quiet")) {
    event.preventDefault();
    send(form, event.submitter);
  } else if (form.hasAttribute("data-try") && event.submitter) {
    event.preventDefault();
    const draft = document.getElementById("comment");
    draft.value = event.submitter.dataset.text;
    document.getElementById("person").value = event.submitter.dataset.person;
    draft.focus();
    draft.scrollIntoView({ block: "center" });
  }
});

addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button"));
  }
});
