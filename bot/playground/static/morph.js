// Makes one part of a page look like another, touching only what differs.

const idOf = (node) => (node.nodeType === 1 ? node.getAttribute("id") : null);

/** Make `old` look like `fresh`; what had to be touched is added to `touched`.
 *
 * What the visitor opened stays open, and what is `data-kept` is left alone. */
export function morph(old, fresh, touched) {
  if (old.nodeType !== 1) {
    if (old.data !== fresh.data) {
      old.data = fresh.data;
      touched.push(old.parentNode);
    }
    return;
  }
  if (old.hasAttribute("data-kept") || old.isEqualNode(fresh)) return;
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
      morph(found, node, touched);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
