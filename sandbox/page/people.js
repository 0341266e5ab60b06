/** Who am I: the switcher of demo people. Each is a link, so that another tab can be another person. */

import { h, keepingFocus } from "./dom.js";
import { avatar } from "./message.js";
import { hashFor } from "./route.js";
import { store } from "./store.js";

/** @param {HTMLElement} strip everyone @param {HTMLElement} current who acts now (also opens the strip on a phone) */
export function drawPeople(strip, current) {
  const { state } = store;
  if (!state) return;
  const people = state.people.filter((one) => !one.bot);
  keepingFocus(strip, () => strip.replaceChildren(...people.map(face)));
  const me = state.me;
  current.replaceChildren(avatar({ user: me.id, name: me.real_name }), h("span", { class: "me-words" }, h("strong", {}, me.real_name), h("span", {}, me.title)));
  current.setAttribute("aria-label", `You are ${me.real_name}, ${me.title}. Switch person`);
  document.title = `${me.name} · ${state.workspace.name}`;
}

/** @param {import("./types.js").Person} one @returns {HTMLElement} */
function face(one) {
  const here = one.id === store.route.as;
  const note = one.deleted ? "deactivated" : one.stranger ? "external" : one.guest ? "guest" : "";
  const about = [one.title, one.tz?.split("/").pop()?.replaceAll("_", " "), note].filter(Boolean).join(" · ");
  const label = one.deleted ? `${one.real_name} (deactivated: can't sign in)` : `Be ${one.real_name}, ${about}`;
  const inside = [
    avatar({ user: one.id, name: one.real_name }),
    h("span", { class: "face-words" }, h("strong", {}, one.real_name), h("span", {}, about)),
  ];
  const props = { class: here ? "face here" : "face", title: `${one.real_name} · ${about}`, "aria-label": label, dataset: { person: one.id, actionId: `be-${one.id}` } };
  if (one.deleted) return h("span", { ...props, class: "face gone", role: "img" }, inside);
  return h("a", { ...props, href: hashFor({ as: one.id, thread: "" }), "aria-current": here ? "true" : null }, inside);
}
