/** Small things that open beside a control: menus, lists, a calendar. They close by Escape, by choice, or by a click elsewhere. */

import { arrange, h, uid } from "./dom.js";

const GAP = 6;

/**
 * @typedef {{node: HTMLElement, close: () => void}} Popup
 * @param {HTMLElement} anchor the control it belongs to; gets the focus back
 * @param {HTMLElement} content @param {{class?: string, onclose?: () => void, match?: boolean}} [options] match: as wide as the anchor at least
 * @returns {Popup}
 */
export function openPopup(anchor, content, options = {}) {
  const node = h("div", { class: `popup ${options.class ?? ""}`, popover: "auto", id: uid("popup") }, content);
  const host = anchor.closest("dialog") ?? document.body;
  host.append(node);
  node.addEventListener("toggle", (/** @type {any} */ event) => {
    if (event.newState !== "closed") return;
    const held = node.contains(document.activeElement) || document.activeElement === document.body;
    anchor.setAttribute("aria-expanded", "false");
    node.remove();
    if (held && anchor.isConnected) anchor.focus();
    options.onclose?.();
  });
  node.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  if (options.match) node.style.minWidth = `${anchor.offsetWidth}px`;
  place(node, anchor.getBoundingClientRect());
  return { node, close: () => node.isConnected && node.hidePopover() };
}

/** Below the control if there is room, above it otherwise, and never outside the window. @param {HTMLElement} node @param {DOMRect} beside */
function place(node, beside) {
  const { width, height } = node.getBoundingClientRect();
  const below = beside.bottom + GAP + height <= innerHeight || beside.top < height;
  const top = below ? Math.min(beside.bottom + GAP, innerHeight - height - GAP) : beside.top - height - GAP;
  node.style.top = `${Math.max(GAP, top)}px`;
  node.style.left = `${Math.max(GAP, Math.min(beside.left, innerWidth - width - GAP))}px`;
}

/** @typedef {{label: string, hint?: string, danger?: boolean, data?: Record<string, string>, run: () => void}|"line"} MenuItem */

/** @param {HTMLElement} anchor @param {string} label @param {MenuItem[]} items */
export function openMenu(anchor, label, items) {
  const rows = items.map((item) => (item === "line" ? h("div", { class: "menu-line", role: "separator" }) : menuRow(item)));
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, onkeydown: moveInMenu }, rows);
  const popup = openPopup(anchor, menu);
  menu.addEventListener("click", () => popup.close());
  /** @type {HTMLElement|null} */ (menu.querySelector("[role=menuitem]"))?.focus();

  /** @param {Exclude<MenuItem, "line">} item */
  function menuRow(item) {
    const hint = item.hint ? h("span", { class: "menu-hint" }, item.hint) : null;
    const props = { type: "button", role: "menuitem", class: item.danger ? "menu-row danger" : "menu-row", dataset: item.data ?? {} };
    return h("button", { ...props, onclick: item.run }, h("span", {}, item.label), hint);
  }
}

/** @param {KeyboardEvent} event */
function moveInMenu(event) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  const rows = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role=menuitem]")]);
  const at = rows.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  rows.at(to % rows.length)?.focus();
}

const region = () => /** @type {HTMLElement} */ (document.getElementById("toasts"));
const TOAST_MS = 6000;

/** Says something in passing, above everything that is open. @param {string} text */
export function toast(text) {
  const node = h("div", { class: "toast" }, text);
  arrange(region(), [...region().childNodes, node].slice(-3));
  region().hidePopover();
  region().showPopover();
  setTimeout(() => node.remove(), TOAST_MS);
}
