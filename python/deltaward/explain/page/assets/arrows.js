// SPDX-License-Identifier: MIT
// Two gradients of a layer as arrows: the angle between them and their lengths are the real ones.

import { html, svg } from "./dom.js";
import { short } from "./numbers.js";

const UNIT = 42;
const LONGEST = 1.45; // Longer ones are cut, and end in a gap and two points.

function arrow(className, angle, share) {
  const length = Math.min(share, LONGEST) * UNIT;
  const tip = `M${length - 6} -4L${length} 0L${length - 6} 4`;
  const shaft =
    share > LONGEST ? `M0 0H${length - 18}M${length - 12} 0H${length}` : `M0 0H${length}`;
  return svg("path", {
    class: className,
    d: length > 1 ? shaft + tip : "M-2 0H2",
    transform: `rotate(${-angle})`,
  });
}

function degrees(cosine) {
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}

/** A small picture for each layer. */
export function arrows(layers) {
  const pictures = layers.map(({ cosine, ratio }, i) => {
    const isKnown = cosine !== null && ratio !== null;
    const angle = isKnown ? degrees(cosine) : 0;
    const text = isKnown
      ? `${angle.toFixed(angle < 10 ? 2 : 0)}°, length × ${short(ratio)}`
      : "a gradient of length 0";
    return html(
      "figure",
      {},
      svg(
        "svg",
        {
          width: 150,
          height: 80,
          viewBox: "-75 -66 150 80",
          role: "img",
          "aria-label": `Layer ${i + 1}: ${text}`,
        },
        arrow("truth", 0, 1),
        isKnown ? arrow("found", angle, ratio) : svg("g", {}),
      ),
      html("figcaption", {}, `layer ${i + 1}`, html("br"), text),
    );
  });
  return html("div", { class: "arrows" }, ...pictures);
}
