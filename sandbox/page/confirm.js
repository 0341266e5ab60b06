/** "Are you sure?": Block Kit's confirm object, and the page's own questions, as one small dialog. */

import { h, uid } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/**
 * @param {{title: any, text: any, confirm: any, deny: any, style?: string}} spec a Block Kit confirm object
 * @returns {Promise<boolean>} true when the person confirmed
 */
export function confirmed(spec) {
  return new Promise((resolve) => {
    const title = uid("confirm");
    const answer = (/** @type {string} */ value) => () => dialog.close(value);
    const dialog = h(
      "dialog",
      { class: "confirm", "aria-labelledby": title, onclose: () => (dialog.remove(), resolve(dialog.returnValue === "yes")) },
      h("h2", { id: title }, textObject(spec.title)),
      h("div", { class: "confirm-text" }, textObject(spec.text)),
      h(
        "div",
        { class: "dialog-actions" },
        h("button", { type: "button", class: "button", onclick: answer("no") }, textObject(spec.deny)),
        h("button", { type: "button", class: `button button-${spec.style ?? "primary"}`, autofocus: true, onclick: answer("yes") }, textObject(spec.confirm)),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
