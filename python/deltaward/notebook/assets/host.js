// SPDX-License-Identifier: MIT
// In the notebook: the frame, and the messages that go in and out of it. The document PAGE is added
// below by Python. A frame keeps the styles of page and notebook apart, and its own document off
// the notebook's data.

/** Whether the notebook writes light on dark: each has its own way to say so, and all set colours. */
function isDark(el) {
  const [red, green, blue] = getComputedStyle(el).color.match(/[\d.]+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 127;
}

function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "Backpropagation, live";
  Object.assign(frame.style, { display: "block", width: "100%", height: "480px", border: "0" });

  let theme = "";
  let isFree = false; // the frame has shown what it was sent
  let isBehind = true; // something newer came meanwhile
  function send() {
    isBehind = true;
    const bytes = model.get("message");
    if (!isFree || !bytes?.byteLength) return;
    [isFree, isBehind] = [false, false];
    frame.contentWindow.postMessage({ theme, text: new TextDecoder().decode(bytes) }, "*");
  }
  function hear({ source, data }) {
    if (!source || source !== frame.contentWindow) return;
    if (data.kind === "height") {
      frame.style.height = `${data.height}px`;
      return;
    }
    isFree = true;
    if (data.kind === "ready") colour(); // before it stood in the page, el had no colour
    if (isBehind || data.kind === "ready") send(); // a frame that is moved loads anew
  }
  function colour() {
    const before = theme;
    theme = isDark(el) ? "dark" : "light";
    frame.style.colorScheme = theme;
    if (before && theme !== before) send();
  }

  const themes = new MutationObserver(colour);
  for (const part of [document.documentElement, document.body]) themes.observe(part, { attributes: true });
  addEventListener("message", hear);
  model.on("change:message", send);
  frame.srcdoc = PAGE;
  el.append(frame);
  return () => {
    themes.disconnect();
    removeEventListener("message", hear);
    model.off("change:message", send);
  };
}

export default { render };
