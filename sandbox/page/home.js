/** The app's Home tab, as the app published it for the acting person. */

import { renderBlocks } from "./blocks.js";
import { h, keepingFocus } from "./dom.js";
import { store } from "./store.js";
import { Surface } from "./surface.js";
import { isoDay } from "./time.js";

let drawn = "";

/** @param {HTMLElement} pane draws the Home into it; does nothing when it already shows it */
export function drawHome(pane) {
  const key = JSON.stringify([store.home && { ...store.home, state: null }, isoDay(store.now), store.route.as]);
  if (key === drawn && pane.firstElementChild?.classList.contains("home")) return;
  drawn = key;
  const scroll = pane.scrollTop;
  keepingFocus(pane, () => pane.replaceChildren(home()));
  pane.scrollTop = scroll;
}

/** @returns {Node} */
function home() {
  const view = store.home;
  if (view === undefined) return h("div", { class: "home empty", "aria-busy": "true" }, "Opening…");
  if (view === null) return h("div", { class: "home empty" }, h("p", {}, "Nothing here yet. The app draws this page when you open it."));
  const surface = Surface.of({ surface: "home", view_id: view.id }).seeded(view.state?.values);
  return h("div", { class: "home", dataset: { viewId: view.id } }, renderBlocks(view.blocks, surface));
}
