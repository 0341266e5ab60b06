/** The handful of emoji names that a work bot writes. An unknown name stays as it was typed. */

const EMOJI = new Map(Object.entries({
  wave: "👋", tada: "🎉", white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌",
  warning: "⚠️", lock: "🔒", unlock: "🔓", key: "🔑", bell: "🔔", no_bell: "🔕", calendar: "📅", date: "📅", clock9: "🕘",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", zzz: "💤", eyes: "👀", pray: "🙏", "+1": "👍", thumbsup: "👍", "-1": "👎",
  bulb: "💡", memo: "📝", pencil: "📝", clipboard: "📋", link: "🔗", paperclip: "📎", pushpin: "📌", mag: "🔍",
  arrow_right: "➡️", arrow_left: "⬅️", arrows_counterclockwise: "🔄", leftwards_arrow_with_hook: "↩️", rocket: "🚀",
  star: "⭐", fire: "🔥", heart: "❤️", smile: "😄", slightly_smiling_face: "🙂", thinking_face: "🤔", speech_balloon: "💬",
  question: "❓", exclamation: "❗", handshake: "🤝", busts_in_silhouette: "👥", bust_in_silhouette: "👤", email: "✉️",
  envelope: "✉️", telephone_receiver: "📞", large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠",
  red_circle: "🔴", white_circle: "⚪", black_circle: "⚫", large_blue_circle: "🔵", point_right: "👉", raised_hand: "✋",
  small_red_triangle: "🔺", heavy_minus_sign: "➖", double_vertical_bar: "⏸️", ticket: "🎫", books: "📚", card_index: "📇", chart_with_upwards_trend: "📈", seedling: "🌱", checkered_flag: "🏁",
}));

/** @param {string} name without colons @returns {string|undefined} */
export const emoji = (name) => EMOJI.get(name);

/** @param {string} text @returns {string} with `:names:` replaced where they are known */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI.get(name) ?? whole);
