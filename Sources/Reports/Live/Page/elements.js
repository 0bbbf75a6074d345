// Making elements: the page's only way to write into itself, and never as HTML text.

function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// A node that can be clicked, or pressed by the keyboard.
function pressable(attributes, press) {
  return {
    ...attributes, tabindex: 0, role: "button", onclick: press,
    onkeydown: (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press();
    },
  };
}

// A number in a few digits.
function short(x) {
  if (!Number.isFinite(x)) return "–";
  const size = Math.abs(x);
  return (size !== 0 && size < 0.001) || size >= 100000 ? x.toExponential(1) : String(Number(x.toPrecision(4)));
}

// A small whole number as an exponent.
function raised(n) { return [...String(n)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join(""); }

function percent(share) {
  return share >= 0.9995 || share < 0.0005 ? `${Math.round(share * 100)}%` : `${(100 * share).toFixed(1)}%`;
}

// Blue below zero, white at it, red above: `x` between -1 and 1.
function diverging(x) {
  const amount = Math.min(1, Math.abs(x)), end = x < 0 ? [90, 155, 213] : [226, 120, 100];
  return `rgb(${end.map((c) => Math.round(255 + (c - 255) * amount)).join(" ")})`;
}
