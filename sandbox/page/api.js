/** The page's half of the page protocol: reading what a person sees, and posting what a person does. */

import { store } from "./store.js";

const UNREACHABLE = "The sandbox doesn't answer. Is it still running?";

/** @param {string} path @returns {Promise<any|null>} the JSON, or null when it could not be had */
async function get(path) {
  try {
    const answer = await fetch(path, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** @param {string} path @param {object} body @returns {Promise<import("./types.js").Reply>} */
async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: store.route.as, ...body }),
    });
    return await answer.json();
  } catch {
    return { ok: false, error: "unreachable", shown: UNREACHABLE };
  }
}

const as = () => `as=${encodeURIComponent(store.route.as)}`;

/** @param {string} [person] @returns {Promise<import("./types.js").State|null>} */
export const fetchState = (person) => get(person ? `/sandbox/state?as=${encodeURIComponent(person)}` : "/sandbox/state");

/** @param {string} channel @returns {Promise<{messages: import("./types.js").Message[]}|null>} */
export const fetchMessages = (channel) => get(`/sandbox/conversations/${encodeURIComponent(channel)}/messages?${as()}`);

/** @param {string} channel @param {string} ts @returns {Promise<{messages: import("./types.js").Message[]}|null>} */
export const fetchThread = (channel, ts) =>
  get(`/sandbox/conversations/${encodeURIComponent(channel)}/messages/${encodeURIComponent(ts)}/thread?${as()}`);

/** @returns {Promise<{view: import("./types.js").View|null}|null>} */
export const fetchHome = () => get(`/sandbox/home?${as()}`);

/** @returns {Promise<{view: import("./types.js").View|null, depth: number}|null>} */
export const fetchModal = () => get(`/sandbox/modal?${as()}`);

/** What a person does. @param {string} name @param {object} [body] */
export const act = (name, body = {}) => post(`/sandbox/acts/${name}`, body);

/** @param {"next_morning"|"day"|"week"} travel */
export const travel = (travel) => post("/sandbox/clock", { travel });
