// The written sum, and over it what the query of one digit attends to.

class SumView {
  constructor(model, node, press) {
    Object.assign(this, { model, node, press });
    this.patterns = model.hooks.filter((hook) => hook.kind === "attention" && hook.name.endsWith("hook_pattern"));
  }

  // Where a position stands on the page: operands and sum below one another, what is no digit at the left.
  spot(position) {
    const [kind, number] = this.model.sequence[position];
    const rows = { x: 84, y: 140, z: 214 };
    if (rows[kind]) return { x: 578 - 46 * number, y: rows[kind] };
    const label = this.model.labels[position];
    const hasTwo = this.model.labels.includes("+'");
    return { x: 40, y: { "=": 214, "+": hasTwo ? 128 : 140, "+'": 171 }[label] ?? 84 };
  }

  show(engine, answer, state, edits) {
    const { model } = this, query = model.firstAnswer + state.place, target = this.target(state.place);
    const heads = this.patterns.flatMap((hook, layer) =>
      Array.from({ length: hook.heads }, (_, head) => ({ hook, head, layer, name: `L${layer}H${head}` })));
    const lines = [], said = [];
    heads.forEach(({ hook, head, name }, index) => {
      const weights = Array.from({ length: query + 1 }, (_, key) => engine.value(hook, head, query, key));
      weights.forEach((weight, key) => {
        if (weight < 0.01) return;
        const label = `${name} to ${model.labels[key]} ${percent(weight)}`;
        lines.push(svg("path", {
          d: this.arc(target, this.spot(key), index - (heads.length - 1) / 2), fill: "none", stroke: `var(--head${index % 4})`,
          "stroke-width": Math.max(0.8, 11 * weight), "stroke-opacity": 0.75, "stroke-linecap": "round",
        }, svg("title", {}, label)));
      });
      const order = weights.map((_, key) => key).sort((j, k) => weights[k] - weights[j]).slice(0, 5).filter((k) => weights[k] >= 0.01);
      said.push(`${name}: ${order.map((key) => `${model.labels[key]} ${percent(weights[key])}`).join(", ")}`);
    });
    const cells = [];
    for (let position = 0; position < model.positions; position++) cells.push(this.key(engine, position, query, edits, heads));
    for (let place = 0; place < 11; place++) cells.push(...this.digit(place, answer, state));
    const legend = heads.length < 2 ? [] : heads.map(({ name }, index) =>
      svg("text", { x: 8 + 64 * index, y: 20, "font-size": 14, style: `fill: var(--head${index % 4})`, "font-weight": 600 }, name));
    const drawing = svg("svg", { viewBox: "0 0 612 286", role: "group", "aria-label": "Attention" },
      svg("line", { x1: 64, x2: 604, y1: 177, y2: 177, stroke: "var(--quiet)" }), ...legend, ...this.carries(state), ...lines, ...cells);
    this.node.replaceChildren(drawing, element("p", { class: "quiet" },
      `Z${state.place} is predicted at ${model.labels[query]}, which attends to ${said.join("; ")}.`));
  }

  target(place) { return { x: 578 - 46 * place, y: 214 }; }

  // From the predicted digit up to the second operand, round it to the first, or below to what stands in its row.
  arc(from, to, shift) {
    const side = shift * 9, [x0, x1] = [from.x + side, to.x + side / 2];
    if (to.y === from.y) {
      const bend = Math.min(44, 16 + Math.abs(x1 - x0) / 6) + Math.abs(side);
      return `M${x0} ${from.y + 20} Q${(x0 + x1) / 2} ${from.y + 20 + bend} ${x1} ${to.y + 20}`;
    }
    if (to.y > 100) return `M${x0} ${from.y - 20} Q${(x0 + x1) / 2} ${(from.y + to.y) / 2} ${x1} ${to.y + 18}`;
    return `M${x0} ${from.y - 20} C${x1 - 22} ${from.y - 44} ${x1 - 26} ${to.y + 50} ${to.x - 17} ${to.y + 4 + side / 2}`;
  }

  key(engine, position, query, edits, heads) {
    const [kind] = this.model.sequence[position], label = this.model.labels[position], spot = this.spot(position);
    if (kind === "z") return null;
    const isReached = position <= query;
    const isChanged = heads.some(({ hook, head }) => edits.has(hook, head, position, query));
    const text = kind === "x" || kind === "y" ? this.model.tokens[engine.tokens[position]] : label;
    return this.box(spot, text, label, { isReached, isChanged, isQuery: position === query, position });
  }

  box(spot, text, label, { isReached, isChanged, isQuery, position, colour, weight }) {
    const shape = svg("rect", {
      x: spot.x - 17, y: spot.y - 19, width: 34, height: 38, rx: 6, fill: "var(--soft)",
      stroke: isChanged ? "var(--wrong)" : isQuery ? "var(--ink)" : "var(--line)", "stroke-width": isChanged || isQuery ? 2.5 : 1,
    });
    const inner = svg("text", {
      x: spot.x, y: spot.y + 7, "text-anchor": "middle", "font-size": text.length > 2 ? 13 : 20, "font-weight": weight,
      style: colour ? `fill: ${colour}` : undefined,
    }, text);
    if (!isReached) return svg("g", { opacity: 0.55 }, shape, inner);
    const said = `key ${label}, token ${text}${isChanged ? ", changed" : ""}`;
    return svg("g", pressable({ class: "key", "aria-label": said }, () => this.press(position)), svg("title", {}, said), shape, inner);
  }

  digit(place, answer, state) {
    const position = this.model.firstAnswer + 1 + place, spot = this.target(place), token = answer[place];
    const isRight = token === state.truth[place], text = this.model.tokens[token] ?? "?";
    const box = this.box(spot, text, `Z${place}`, {
      isReached: position <= this.model.firstAnswer + state.place && position < this.model.positions, position,
      isQuery: position === this.model.firstAnswer + state.place,
      colour: isRight ? undefined : "var(--wrong)", weight: isRight ? undefined : 700,
    });
    const marks = [box];
    if (place === state.place) {
      marks.push(svg("rect", { x: spot.x - 20, y: spot.y - 22, width: 40, height: 44, rx: 8, fill: "none", stroke: "var(--accent)", "stroke-width": 3 }));
    }
    if (!isRight) {
      marks.push(svg("text", { x: spot.x, y: 282, "text-anchor": "middle", "font-size": 13, style: "fill: var(--quiet)" },
        `not ${state.truth[place]}`));
    }
    return marks;
  }

  carries(state) {
    return state.carries.map((carry, place) => carry && svg("text", {
      x: 578 - 46 * place, y: 54, "text-anchor": "middle", "font-size": 13, style: "fill: var(--quiet)",
    }, "1", svg("title", {}, `a carry enters place ${place}`))).filter(Boolean);
  }
}
