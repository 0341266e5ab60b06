/** The address of a view: `#as=U1&at=C1&thread=1763.1`. Two tabs may be two people, and "back" works. */

import { announce, store } from "./store.js";

export const HOME = "home";

/** Reads the hash into the store. */
export function readRoute() {
  const hash = new URLSearchParams(location.hash.slice(1));
  store.route = { as: hash.get("as") ?? "", at: hash.get("at") ?? "", thread: hash.get("thread") ?? "" };
}

/** @param {Partial<typeof store.route>} change @returns {string} the hash for the present place with a change */
export function hashFor(change) {
  const next = { ...store.route, ...change };
  const hash = new URLSearchParams();
  for (const [key, value] of Object.entries(next)) if (value) hash.set(key, value);
  return `#${hash}`;
}

/** Goes somewhere, leaving a step for "back". @param {Partial<typeof store.route>} change */
export function go(change) {
  location.hash = hashFor(change);
}

/** Corrects the address without leaving a step. @param {Partial<typeof store.route>} change */
export function correct(change) {
  history.replaceState(null, "", hashFor(change));
  readRoute();
  announce("route");
}
