/** Building the page out of nodes. Text only ever becomes a text node; nothing here parses HTML. */

/** @typedef {Node|string|number|null|undefined|false|Child[]} Child */

/**
 * Creates an element: `h("button", {class: "quiet", onclick: act, "aria-label": "Close"}, "×")`.
 * Properties named `on…` become listeners, `dataset` and `vars` (custom properties) are spread, booleans are attributes.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...Child} children
 * @returns {any} the element
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) setProperty(node, key, value);
  append(node, children);
  return node;
}

/** @param {HTMLElement} node @param {string} key @param {any} value */
function setProperty(node, key, value) {
  if (value === null || value === undefined || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "class") node.className = value;
  else if (key === "dataset") setData(node, value);
  else if (key === "vars") Object.entries(value).forEach(([name, v]) => node.style.setProperty(name, String(v)));
  else if (key === "value") /** @type {any} */ (node).value = value;
  else node.setAttribute(key, value === true ? "" : String(value));
}

/** @param {HTMLElement} node @param {Record<string, any>} data */
function setData(node, data) {
  for (const [key, value] of Object.entries(data)) {
    if (value !== null && value !== undefined) node.dataset[key] = String(value);
  }
}

/** @param {Node} parent @param {Child[]} children */
export function append(parent, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child);
    else if (child instanceof Node) parent.appendChild(child);
    else if (child !== null && child !== undefined && child !== false) parent.appendChild(document.createTextNode(String(child)));
  }
}

/**
 * Makes `parent` hold exactly `nodes`, moving as few as possible (a node that stays put keeps its focus and scroll).
 * @param {Element} parent @param {Node[]} nodes
 */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

let counter = 0;

/** @param {string} [prefix] @returns {string} an id that is unique in this document */
export function uid(prefix = "n") {
  counter += 1;
  return `${prefix}-${counter}`;
}

/**
 * Runs `draw`, then gives the focus back to the control that had it, if its successor was drawn.
 * @param {Element} root @param {() => void} draw
 */
export function keepingFocus(root, draw) {
  const active = /** @type {any} */ (document.activeElement);
  const held = active && root.contains(active) && active.dataset.actionId !== undefined;
  const caret = held && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  draw();
  if (!held || active.isConnected) return;
  const successor = successorOf(root, active.dataset);
  successor?.focus();
  if (caret && caret[0] !== null && successor?.setSelectionRange) successor.setSelectionRange(caret[0], caret[1]);
}

/** The same control in the same block, else the same control (apps may leave block ids to Slack). @param {Element} root @param {DOMStringMap} data @returns {any} */
function successorOf(root, { actionId = "", blockId = "" }) {
  const action = `[data-action-id="${CSS.escape(actionId)}"]`;
  return root.querySelector(`${action}[data-block-id="${CSS.escape(blockId)}"]`) ?? root.querySelector(action);
}

/**
 * @param {string} url @returns {string|null} the address if it is one a click may open, else null
 */
export function safeHref(url) {
  try {
    const parsed = new URL(url, location.origin);
    return ["http:", "https:", "mailto:", "tel:"].includes(parsed.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** @param {string} href @param {Child[]} label @returns {Node} a link that opens elsewhere, or its plain label */
export function link(href, label) {
  // A canvas of this workspace is shown from here: nothing of the sandbox leads outside.
  const safe = safeHref(href)?.replace(/^https:\/\/[\w-]+\.slack\.com\/docs\//, "/docs/");
  return safe ? h("a", { class: "link", href: safe, target: "_blank", rel: "noreferrer noopener" }, label) : h("span", {}, label);
}
