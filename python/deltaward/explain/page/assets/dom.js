// SPDX-License-Identifier: MIT
// Elements made in one call: html("p", { class: "lede" }, "text", element, ...).

const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";

/**
 * @param {Element} element
 * @param {Object<string, any>} attributes null and undefined are left out, functions listen
 */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
  return element;
}

function make(namespace, name, attributes, children) {
  const element = namespace
    ? document.createElementNS(namespace, name)
    : document.createElement(name);
  set(element, attributes);
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function html(name, attributes = {}, ...children) {
  return make(null, name, attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return make(SVG, name, attributes, children);
}

export function mathml(name, attributes = {}, ...children) {
  return make(MATHML, name, attributes, children);
}
