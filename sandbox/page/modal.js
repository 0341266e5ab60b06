/** Dialogs of the app: the top of the stack is shown, with its inputs, inline errors and buttons. */

import { act, fetchModal } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { h, keepingFocus, uid } from "./dom.js";
import { icon } from "./icons.js";
import { plainText } from "./mrkdwn.js";
import { announce, on, store } from "./store.js";
import { Surface } from "./surface.js";

/** @typedef {import("./types.js").View} View */

/** Slack's words when a dialog could not be sent; the dialog says it itself. */
export const TROUBLE = "We had some trouble connecting. Try again?";

/** Refusals that the fields themselves explain. */
const IN_FIELDS = ["form", "errors"];

/** @type {{dialog: HTMLDialogElement|null, drawn: string, trouble: string, busy: boolean}} */
const shown = { dialog: null, drawn: "", trouble: "", busy: false };

/** Keeps the dialog on screen equal to the store. */
export function startModals() {
  on(["modal"], draw);
}

/** Asks the sandbox which dialog is open for the acting person. */
export async function loadModal() {
  const answer = await fetchModal();
  if (answer) takeModal(answer.view, answer.depth);
}

/** @param {View|null} view @param {number} depth */
export function takeModal(view, depth) {
  if (view?.id !== store.modal.view?.id || view?.hash !== store.modal.view?.hash) shown.trouble = "";
  store.modal = { view, depth: depth ?? (view ? 1 : 0) };
  announce("modal");
}

function draw() {
  const { view, depth } = store.modal;
  if (!view) return closeDialog();
  const key = JSON.stringify([{ ...view, state: null }, depth, shown.trouble, shown.busy]);
  if (key === shown.drawn) return;
  shown.drawn = key;
  const dialog = shown.dialog ?? openDialog();
  const fresh = dialog.dataset.viewId !== view.id;
  dialog.dataset.viewId = view.id;
  dialog.dataset.depth = String(depth);
  const scroll = fresh ? 0 : (dialog.querySelector(".modal-body")?.scrollTop ?? 0);
  keepingFocus(dialog, () => dialog.replaceChildren(form(view, depth)));
  dialog.querySelector(".modal-body")?.scrollTo(0, scroll);
  if (fresh) focusFirst(dialog, view);
}

/** @returns {HTMLDialogElement} */
function openDialog() {
  const oncancel = (/** @type {Event} */ event) => {
    if (event.target !== shown.dialog) return;
    event.preventDefault();
    void close(false);
  };
  shown.dialog = h("dialog", { class: "modal", oncancel });
  document.body.append(/** @type {HTMLDialogElement} */ (shown.dialog));
  shown.dialog?.showModal();
  return /** @type {HTMLDialogElement} */ (shown.dialog);
}

function closeDialog() {
  shown.dialog?.remove();
  Object.assign(shown, { dialog: null, drawn: "", trouble: "", busy: false });
}

/** @param {View} view @param {number} depth @returns {Node} */
function form(view, depth) {
  const title = uid("title");
  shown.dialog?.setAttribute("aria-labelledby", title);
  return h(
    "form",
    { class: "modal-form", novalidate: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), submit(view)) },
    h(
      "header",
      { class: "modal-head" },
      h("span", { class: "app-mark" }, icon("chat")),
      h("h2", { id: title }, plainText(view.title)),
      h("button", { type: "button", class: "icon-button", "aria-label": depth > 1 ? "Close all" : "Close", onclick: () => close(depth > 1) }, icon("close")),
    ),
    h("div", { class: "modal-body" }, renderBlocks(view.blocks, surfaceOf(view), view.errors ?? {})),
    footer(view),
  );
}

/** @param {View} view @returns {Node} */
function footer(view) {
  const trouble = shown.trouble ? h("p", { class: "trouble", role: "alert" }, icon("warn"), shown.trouble) : null;
  const needsSubmit = view.submit || view.blocks.some((block) => block.type === "input");
  const closeText = plainText(view.close) || (needsSubmit ? "Cancel" : "Close");
  const submitText = plainText(view.submit) || "Submit";
  return h(
    "footer",
    { class: "modal-foot" },
    trouble,
    h("button", { type: "button", class: "button", dataset: { actionId: "view-close" }, onclick: () => close(false) }, closeText),
    needsSubmit ? h("button", { type: "submit", class: "button button-primary", dataset: { actionId: "view-submit" }, "aria-busy": shown.busy ? "true" : null }, submitText) : null,
  );
}

/** @param {View} view */
const surfaceOf = (view) => Surface.of({ surface: "modal", view_id: view.id }).seeded(view.state?.values);

/** @param {View} view */
async function submit(view) {
  if (shown.busy) return;
  const state = surfaceOf(view).state();
  Object.assign(shown, { trouble: "", busy: true });
  announce("modal");
  const reply = await act("submit", { view_id: view.id, state });
  shown.busy = false;
  if (!reply.ok && !IN_FIELDS.includes(reply.error ?? "")) shown.trouble = reply.shown || TROUBLE;
  await loadModal();
  showErrors();
}

/** Draws, and brings the first field that is wrong into view. */
function showErrors() {
  announce("modal");
  const first = /** @type {HTMLElement|undefined|null} */ (shown.dialog?.querySelector(".field.invalid [data-action-id]"));
  first?.scrollIntoView({ block: "center" });
  first?.focus();
}

/** @param {boolean} all */
async function close(all) {
  const view = store.modal.view;
  if (!view) return;
  await act("close", { view_id: view.id, all });
  await loadModal();
}

/** @param {HTMLElement} dialog @param {View} view */
function focusFirst(dialog, view) {
  const wanted = view.blocks.flatMap((block) => block.element ?? block.elements ?? block.accessory ?? []).find((one) => one.focus_on_load);
  const selector = wanted ? `[data-action-id="${CSS.escape(wanted.action_id ?? "")}"]` : ".field [data-action-id]";
  const target = dialog.querySelector(selector) ?? dialog.querySelector("footer button");
  /** @type {HTMLElement|null} */ (target)?.focus();
}
