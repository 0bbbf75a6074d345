// The residual stream at one position, in the plane in which the digits' token vectors are seen best, and which digit would win if the
// stream were elsewhere in it.

class PlaneView {
  constructor(model, node, caption) {
    Object.assign(this, { model, node, caption });
    const streams = model.hooks.filter((hook) => /hook_resid_(pre|mid|post)$/.test(hook.name));
    // What one block leaves is what the next begins with.
    this.path = streams.filter((hook, index) => index === 0 || !hook.name.endsWith("pre"));
    const embed = model.steps.find((step) => step.do === "embed");
    this.digits = (engine) => Array.from({ length: 10 }, (_, digit) =>
      this.project((f) => engine.values[embed.table + digit * model.plane.origin.length + f]));
  }

  project(feature) {
    const { origin, axes } = this.model.plane;
    return axes.map((axis) => axis.reduce((sum, a, f) => sum + a * (feature(f) - origin[f]), 0));
  }

  show(engine, state) {
    const { model } = this, position = model.firstAnswer + state.place;
    const names = this.path.map((hook) => hook.name.replace(/^blocks\.(\d+)\.hook_resid_/, (_, layer) => (this.path.length > 3 ? `L${layer} ` : "")));
    const points = this.path.map((hook) => this.project((f) => engine.value(hook, 0, position, f)));
    const digits = this.digits(engine), all = [...points, ...digits];
    const [x, y] = [0, 1].map((axis) => this.range(all.map((point) => point[axis]), axis === 0 ? 400 : 300));
    const place = ([u, v]) => ({ x: x.at(u), y: 300 - y.at(v) });
    const canvas = element("canvas", { width: 80, height: 60, "aria-hidden": "true" });
    const regions = this.regions(engine, position, points.at(-1), x, y, canvas);
    const spots = points.map(place), last = spots.at(-1);
    const steps = spots.slice(1).map((to, index) => svg("line", {
      x1: spots[index].x, y1: spots[index].y, x2: to.x, y2: to.y, stroke: "#1f2328", "stroke-width": 2.2,
      "stroke-dasharray": index % 2 === 0 ? undefined : "6 3",
    }));
    const dots = digits.map((digit, token) => {
      const spot = place(digit);
      return svg("g", {}, svg("circle", { cx: spot.x, cy: spot.y, r: 3, fill: "#57606a" }),
        svg("text", { x: spot.x + 5, y: spot.y - 4, "font-size": 12, style: "fill: #57606a" }, String(token)));
    });
    const words = { pre: "in", mid: "after attention", post: "after MLP" };
    const labels = spots.map((spot, index) => svg("text", {
      x: Math.min(Math.max(spot.x + 7, 4), 300), y: Math.min(Math.max(spot.y + 15, 14), 296), "font-size": 12, "font-weight": 600, style: "fill: #1f2328",
    }, names[index].replace(/pre|mid|post/, (word) => words[word])));
    const winners = regions.map(({ token, u, v }) => svg("text", {
      x: 400 * u, y: 300 * v + 5, "text-anchor": "middle", "font-size": 17, "font-weight": 700, style: "fill: #00000055",
    }, token));
    const said = `The stream ends where ${model.tokens[engine.mostLikely(position)]} wins.`;
    this.node.replaceChildren(element("div", { class: "stack plot" }, canvas,
      svg("svg", { viewBox: "0 0 400 300", role: "img", "aria-label": said }, ...winners, ...dots, ...steps,
        ...spots.map((spot) => svg("circle", { cx: spot.x, cy: spot.y, r: 4, fill: "#1f2328" })),
        svg("circle", { cx: last.x, cy: last.y, r: 6, fill: "none", stroke: "#1f2328", "stroke-width": 2 }), ...labels)));
    this.caption.textContent = `The residual stream where Z${state.place} is predicted, ${model.plane.name}; small dots: the digits' vectors. `
      + (regions.length ? "Colored: the token that would win if the stream ended there, all its other directions as they are. " : "") + said;
  }

  // A scale of pixels that shows all of some numbers.
  range(numbers, size) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const air = 0.14 * (high - low) || 1, [from, to] = [low - air, high + air];
    return { from, to, at: (u) => ((u - from) / (to - from)) * size };
  }

  // Paints the winners, and says where their names go.
  regions(engine, position, end, x, y, canvas) {
    const hook = this.path.at(-1), { axes } = this.model.plane, context = canvas.getContext("2d");
    if (!context || axes[1].every((a) => a === 0)) return [];
    const start = engine.index(hook, 0, position, 0), stream = engine.buffers[hook.buffer];
    const kept = stream.slice(start, start + hook.width), next = engine.lastWriter[hook.buffer] + 1;
    const image = context.createImageData(canvas.width, canvas.height), cells = new Map();
    for (let row = 0; row < canvas.height; row++) {
      for (let column = 0; column < canvas.width; column++) {
        const [u, v] = [(column + 0.5) / canvas.width, (row + 0.5) / canvas.height];
        const moves = [x.from + u * (x.to - x.from) - end[0], y.to - v * (y.to - y.from) - end[1]];
        for (let f = 0; f < axes[0].length; f++) stream[start + f] = kept[f] + moves[0] * axes[0][f] + moves[1] * axes[1][f];
        engine.run(position, position + 1, [], next);
        const token = engine.mostLikely(position), cell = cells.get(token) ?? { count: 0, u: 0, v: 0 };
        Object.assign(cell, { count: cell.count + 1, u: cell.u + u, v: cell.v + v });
        cells.set(token, cell);
        image.data.set([...PlaneView.tint(token), 255], 4 * (row * canvas.width + column));
      }
    }
    context.putImageData(image, 0, 0);
    stream.set(kept, start);
    engine.run(position, position + 1, [], next);
    return [...cells].filter(([, cell]) => cell.count > 12)
      .map(([token, cell]) => ({ token: this.model.tokens[token], u: cell.u / cell.count, v: cell.v / cell.count }));
  }

  // Light colors, neighbors far apart; names say which is which.
  static tint(token) {
    const hue = ((token * 7) % 10) * 36, light = token % 2 ? 0.93 : 0.85;
    const channel = (n) => {
      const k = (n + hue / 30) % 12;
      return Math.round(255 * (light - 0.6 * (1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
    };
    return token > 9 ? [220, 220, 220] : [channel(0), channel(8), channel(4)];
  }
}
