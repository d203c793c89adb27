// Saves reloading: the server renders everything, this only puts the fresh parts of the
// page (`data-live`) where the old ones are. What stays the same is left alone, so focus,
// caret, open folds and half-written drafts survive.
"use strict";
(() => {
  const status = document.getElementById("status");
  let version = document.body.dataset.version;
  let quiet = 0;
  let touched = [];
  let news = 0; // how often something was told that the visitor did not do alone

  const idOf = (node) => (node.nodeType === 1 ? node.getAttribute("id") : null);

  /** Make `old` look like `fresh`, touching only what differs. */
  function morph(old, fresh) {
    if (old.nodeType !== 1) {
      if (old.data !== fresh.data) {
        old.data = fresh.data;
        touched.push(old.parentNode);
      }
      return;
    }
    if (old.isEqualNode(fresh)) return;
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      const visitors = name === "open" && old.nodeName === "DETAILS";
      if (!visitors && !fresh.hasAttribute(name)) old.removeAttribute(name);
    }
    const wanted = [...fresh.childNodes];
    const ids = new Set(wanted.map(idOf));
    const known = new Map();
    for (const child of [...old.children]) {
      const id = idOf(child);
      if (id === null) continue;
      if (ids.has(id)) known.set(id, child);
      else child.remove();
    }
    let at = old.firstChild;
    for (const node of wanted) {
      const id = idOf(node);
      let found = id === null ? null : known.get(id) ?? null;
      if (found) {
        // Moving an element would take its focus: what is in the way goes instead.
        while (at && at !== found && idOf(at) === null) {
          const next = at.nextSibling;
          at.remove();
          at = next;
        }
      } else if (at && idOf(at) === null && id === null && at.nodeName === node.nodeName) {
        found = at;
      }
      if (!found) {
        touched.push(old.insertBefore(document.importNode(node, true), at));
      } else {
        if (found === at) at = at.nextSibling;
        else old.insertBefore(found, at);
        morph(found, node);
      }
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  const read = async (answer) =>
    new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = () => document.querySelector("#pinned .markdown")?.textContent ?? "";
  const links = () =>
    [...document.querySelectorAll("#chips li")].map((chip) => chip.id);

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
    clearTimeout(quiet);
    quiet = setTimeout(() => status.replaceChildren(), 15000);
  }

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
    const first = topics[0] ?? pane;
    if (topics.length && pane.scrollHeight > pane.clientHeight) {
      const top = first.getBoundingClientRect().top - pane.getBoundingClientRect().top;
      if (top < 0 || top > pane.clientHeight * 0.8) {
        pane.scrollTop += top - pane.clientHeight / 3;
      }
    }
    glow(topics);
    if (inView(first)) {
      say("The agenda has changed.");
      return;
    }
    say("The agenda has changed.", "#pinned", "Show it", (event) => {
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
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = fresh.getElementById(idOf(part));
      if (other) morph(part, other);
    }
    document.title = fresh.title;
    version = fresh.body.dataset.version;
    const chip = links().find((id) => !chips.has(id));
    const link = chip && document.querySelector(`#${chip} a`);
    if (link && link.pathname !== location.pathname) {
      news += 1;
      say("A new issue was opened:", link.href, link.textContent.trim());
    } else if (words() !== before) {
      news += 1;
      point(document.getElementById("pinned"));
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
        const answer = await fetch(location.pathname, { cache: "no-store" });
        if (answer.ok) show(await read(answer));
      }
    } catch {
      // The server has gone; the stream below tells when it is back.
    }
    asking = false;
  }

  const source = new EventSource("/live");
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
    } else if (fold) {
      form.reset();
      fold.open = false;
      fold.querySelector("summary").focus();
    } else if (form.dataset.focus) {
      document.getElementById(form.dataset.focus).focus();
    }
    if (told) return;
    if (form.dataset.done) say(form.dataset.done);
    if (form.classList.contains("clock")) {
      say(`It is now ${document.querySelector("#clock time").textContent}.`);
    }
  }

  async function send(form, button) {
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    const before = news;
    try {
      const body = new URLSearchParams(new FormData(form, button));
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
      const address = new URL(answer.url);
      if (address.pathname !== location.pathname) {
        location.assign(answer.url);
        return;
      }
      show(await read(answer));
      if (answer.ok) afterwards(form, news !== before);
      else form.querySelector("textarea, input:not([type=hidden])")?.focus();
    } catch {
      say("The playground does not answer. Is it still running?");
    } finally {
      delete form.dataset.busy;
    }
  }

  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-quiet")) {
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
})();
