// Values as people read them.

const DAY = 24 * 60 * 60 * 1000;

export const PRIORITIES = [
  ["low", "Low"],
  ["normal", "Normal"],
  ["high", "High"],
  ["urgent", "Urgent"],
];

/** Today as the wire has days, in the reader's own time zone. */
export function today(now = new Date()) {
  const pad = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/** "2026-11-22" as `{ text: "Tomorrow", state: "soon" }`; the state is late, soon or later. */
export function dueDate(date, now = new Date()) {
  const days = Math.round((Date.parse(date) - Date.parse(today(now))) / DAY);
  const state = days < 0 ? "late" : days <= 2 ? "soon" : "later";
  if (days === 0) return { text: "Today", state };
  if (days === 1) return { text: "Tomorrow", state };
  if (days === -1) return { text: "Yesterday", state };
  const [year, month, day] = date.split("-").map(Number);
  const options = { month: "short", day: "numeric", timeZone: "UTC" };
  if (year !== now.getFullYear()) options.year = "numeric";
  return { text: new Intl.DateTimeFormat("en", options).format(Date.UTC(year, month - 1, day)), state };
}

/** "just now", "5 min ago", "3 h ago", "2 d ago", then the day. */
export function timeAgo(time, now = Date.now()) {
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  if (minutes < 7 * 24 * 60) return `${Math.floor(minutes / (24 * 60))} d ago`;
  return new Intl.DateTimeFormat("en", { day: "numeric", month: "short" }).format(time);
}

/** A decimal of the wire without its idle zeros: "7.50" is "7.5". */
export function hours(decimal) {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

/** "1 subtask", "3 subtasks". */
export function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What to tell a person about a failed call. */
export function failure(error) {
  if (error?.type === "network") return "The server cannot be reached.";
  return error?.data?.message || error?.message || "That did not work.";
}
