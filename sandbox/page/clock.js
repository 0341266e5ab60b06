/** The sandbox's clock: what time it is for the acting person, and the ways forward. */

import { travel } from "./api.js";
import { h } from "./dom.js";
import { toast } from "./popup.js";
import { announce, store } from "./store.js";
import { clockTime, fullTime, shortDay, zoneName } from "./time.js";

/** @type {["next_morning"|"day"|"week", string][]} */
const WAYS = [
  ["next_morning", "Next morning"],
  ["day", "+1 day"],
  ["week", "+1 week"],
];

/** @param {HTMLElement} face where the time is shown */
export function drawClock(face) {
  if (!store.state) return;
  const time = h("time", { datetime: store.now.toISOString(), title: fullTime(store.now) }, `${shortDay(store.now)}, `, h("strong", {}, clockTime(store.now)));
  face.replaceChildren(time, h("span", { class: "zone" }, zoneName()));
  face.setAttribute("aria-label", `Sandbox time: ${fullTime(store.now)}, ${zoneName()}`);
}

/** @param {HTMLElement} box puts the buttons into it */
export function startClock(box) {
  box.replaceChildren(...WAYS.map(([way, label]) => {
    const button = h("button", { type: "button", class: "clock-button", dataset: { travel: way }, onclick: () => move(box, button, way) }, label);
    return button;
  }));
}

/** @param {HTMLElement} box @param {HTMLElement} button @param {"next_morning"|"day"|"week"} way */
async function move(box, button, way) {
  if (box.querySelector("[aria-busy=true]")) return;
  button.ariaBusy = "true";
  const reply = await travel(way);
  button.ariaBusy = null;
  if (!reply.now) return toast(reply.shown || "The clock didn't move. Try again?");
  store.now = new Date(reply.now);
  announce("clock");
}
