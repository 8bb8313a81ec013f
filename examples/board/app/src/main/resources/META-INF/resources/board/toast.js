import { byId, el, icon } from "./dom.js";

const MOST = 3;

/**
 * Shows a short message at the foot of the page.
 *
 * @param options.action - `{ label, run, testid }`: a button in it
 * @param options.duration - milliseconds until it goes; it stays while somebody points at it or is inside
 * @param options.kind - "error" or nothing
 */
export function toast(message, { action, duration = 6000, kind = "" } = {}) {
  const region = byId("toasts");
  const element = el("div", { class: `toast ${kind}`, "data-testid": "toast" }, el("span", {}, message));
  let timer;
  const close = () => {
    clearTimeout(timer);
    element.remove();
    if (region.childElementCount === 0 && region.matches(":popover-open")) region.hidePopover();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(close, duration);
  };
  if (action !== undefined) {
    const run = () => {
      close();
      action.run();
    };
    element.append(el("button", { class: "toast-action", type: "button", "data-testid": action.testid, onclick: run }, action.label));
  }
  element.append(el("button", { class: "toast-close", type: "button", "aria-label": "Close", onclick: close }, icon("close")));
  element.addEventListener("pointerenter", () => clearTimeout(timer));
  element.addEventListener("pointerleave", wait);
  element.addEventListener("focusin", () => clearTimeout(timer));
  element.addEventListener("focusout", wait);
  while (region.childElementCount >= MOST) region.firstElementChild.remove();
  region.append(element);
  raise(region);
  wait();
  return close;
}

/** Tells a screen reader what happened on the board. */
export function announce(message) {
  const live = byId("live");
  // The same words twice would not be read twice.
  live.textContent = live.textContent === message ? `${message}\u00a0` : message;
}

/** Into the top layer, above an open dialog. */
function raise(region) {
  if (region.matches(":popover-open")) region.hidePopover();
  region.showPopover();
}
