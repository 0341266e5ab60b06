/** Times as people read them: always in the acting person's zone, measured against the sandbox's clock. */

import { store, zone } from "./store.js";

const DAY_MS = 86_400_000;
const LOCALE = "en-GB";

/** @param {Date} date @param {Intl.DateTimeFormatOptions} options @param {string} [tz] */
const format = (date, options, tz = zone()) => new Intl.DateTimeFormat(LOCALE, { timeZone: tz, ...options }).format(date);

/** @param {Date} date @returns {string} "14:05" */
export const clockTime = (date) => format(date, { hour: "2-digit", minute: "2-digit" });

/** @param {Date} date @returns {string} "2026-12-18" in the acting person's zone */
export function isoDay(date) {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone(), year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(date);
}

/** @param {Date} date @returns {string} "Monday 16 November 2026 at 14:05" */
export const fullTime = (date) => `${longDay(date)} at ${clockTime(date)}`;

/** @param {Date} date @returns {string} "Monday 16 November 2026" */
export const longDay = (date) => format(date, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(",", "");

/** @param {Date} date @returns {string} "Mon 16 Nov" */
export const shortDay = (date) => format(date, { weekday: "short", day: "numeric", month: "short" }).replace(",", "");

/** @param {string} iso a calendar day @param {Intl.DateTimeFormatOptions} [options] @returns {string} "18 December 2026" */
export function dayLabel(iso, options = { day: "numeric", month: "short", year: "numeric" }) {
  return format(new Date(`${iso}T12:00:00Z`), options, "UTC");
}

/** @param {Date} date @returns {string} "Berlin" */
export const zoneName = () => zone().split("/").pop()?.replaceAll("_", " ") ?? "";

/** @param {Date} date @returns {string} "Today", "Yesterday", or the day: what stands between messages */
export function dividerDay(date) {
  const word = relativeDay(date);
  return word && word !== "tomorrow" ? word[0].toUpperCase() + word.slice(1) : longDay(date);
}

/** @param {Date} date @returns {"yesterday"|"today"|"tomorrow"|null} */
function relativeDay(date) {
  const days = Math.round((Date.parse(isoDay(date)) - Date.parse(isoDay(store.now))) / DAY_MS);
  return days === 0 ? "today" : days === 1 ? "tomorrow" : days === -1 ? "yesterday" : null;
}

/** Slack leaves the year out within six months either way. @param {Date} date */
const year = (date) => (Math.abs(date.getTime() - store.now.getTime()) < 182 * DAY_MS ? undefined : /** @type {const} */ ("numeric"));

/** @param {Date} date @returns {string} "three hours ago" in figures */
function ago(date) {
  const minutes = Math.round((date.getTime() - store.now.getTime()) / 60_000);
  const [amount, unit] = Math.abs(minutes) < 60 ? [minutes, "minute"] : Math.abs(minutes) < 1440 ? [minutes / 60, "hour"] : [minutes / 1440, "day"];
  const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
  return relative.format(Math.round(Number(amount)), /** @type {Intl.RelativeTimeFormatUnit} */ (unit));
}

/** @type {Record<string, (date: Date) => string>} the tokens of `<!date^…>`, as Slack documents them */
const TOKENS = {
  date_num: isoDay,
  date: (date) => format(date, { day: "numeric", month: "long", year: year(date) }),
  date_short: (date) => format(date, { day: "numeric", month: "short", year: year(date) }),
  date_long: (date) => format(date, { weekday: "long", day: "numeric", month: "long", year: year(date) }).replace(",", ""),
  time: clockTime,
  time_secs: (date) => format(date, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago,
};

/**
 * Fills a date format, for example `{date_short_pretty} at {time}`.
 * @param {number} seconds since 1970 @param {string} pattern @param {string} fallback used when a token is unknown
 * @returns {string}
 */
export function fillDate(seconds, pattern, fallback) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    const plain = token.replace(/_pretty$/, "");
    if (!(plain in TOKENS)) known = false;
    return (token.endsWith("_pretty") && relativeDay(date)) || (TOKENS[plain]?.(date) ?? whole);
  });
  return known ? text : fallback;
}

/**
 * @param {string} day "2026-12-18" @param {string} time "14:05" @returns {number} seconds since 1970 of that wall time in the acting zone
 */
export function wallToEpoch(day, time) {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const seen = new Date(asUtc);
  const shift = Date.parse(`${isoDay(seen)}T${clockTime(seen)}:00Z`) - asUtc;
  return Math.floor((asUtc - shift) / 1000);
}
