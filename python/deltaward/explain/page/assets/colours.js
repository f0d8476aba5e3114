// SPDX-License-Identifier: MIT
// Values as colours: blue above 0, vermilion below, paper at 0. Signs are never told by colour alone.

/** Read the colours of the theme that is on. */
export function palette(root) {
  const probe = document.createElement("span");
  root.append(probe);
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    const parts = getComputedStyle(probe)
      .color.match(/[\d.]+/g)
      .map(Number);
    return parts.slice(0, 3);
  };
  const found = Object.fromEntries(
    ["positive", "negative", "cell", "ink", "paper"].map((n) => [n, read(n)]),
  );
  probe.remove();
  return found;
}

/** A colour for `value`, where `most` is the largest there is; `strength` caps it. */
export function tint(colours, value, most, strength = 1) {
  const share = most > 0 ? Math.min(1, Math.abs(value) / most) * strength : 0;
  const full = value < 0 ? colours.negative : colours.positive;
  const parts = colours.cell.map((part, i) => Math.round(part + (full[i] - part) * share));
  return `rgb(${parts.join(",")})`;
}

/** Whether light letters read better on that colour. */
export function isDark(colour) {
  const [r, g, b] = colour.match(/\d+/g).map((part) => (Number(part) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18;
}

export function signOf(value) {
  if (value === 0) return "zero";
  return value < 0 ? "negative" : "positive";
}
