// Makes elements. Text is always text: nothing here, or anywhere in the page, parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element: `el("button", { class: "add", type: "button", onclick: … }, "Add")`.
 * Keys that begin with `on` are listeners, `data-…` and all others attributes; null and false leave an attribute out.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** An icon of the sprite in index.html. It says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** The round mark of a person: initials on their colour. */
export function avatar(user) {
  return el("span", { class: `avatar color-${user.color ?? "gray"}`, title: user.name, "aria-hidden": "true" }, initials(user.name));
}

/** "Ana Lima" is AL, "Chloé" is C. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0] ?? "").join("").toUpperCase();
}

export function byId(id) {
  return document.getElementById(id);
}

/** Sets text only where it differs, so that live regions and selections are left alone. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
