// Hidden units and logits, as bars.

class UnitsView {
  constructor(model, node, press) {
    Object.assign(this, { node, press });
    this.hooks = model.hooks.filter((hook) => hook.name.endsWith("mlp.hook_post"));
    this.model = model;
  }

  show(engine, state, edits) {
    const position = this.model.firstAnswer + state.place;
    const units = this.hooks.flatMap((hook, layer) => Array.from({ length: hook.width }, (_, unit) =>
      ({ hook, unit, name: this.hooks.length > 1 ? `L${layer} ${unit}` : String(unit), value: engine.value(hook, 0, position, unit) })));
    // Many units: the largest.
    const shown = units.length <= 32 ? units
      : [...units].sort((u, v) => Math.abs(v.value) - Math.abs(u.value)).slice(0, 32);
    const most = Math.max(1e-9, ...shown.map((unit) => Math.abs(unit.value))), width = Math.min(60, 380 / shown.length);
    const bars = shown.map(({ hook, unit, name, value }, index) => {
      const x = 10 + index * width, height = Math.max(1, (80 * Math.abs(value)) / most), isChanged = edits.has(hook, 0, unit, position);
      const said = `hidden unit ${name}: ${short(value)}${isChanged ? ", changed" : ""}`;
      return svg("g", pressable({ class: "unit", "aria-label": said, "data-unit": unit }, () => this.press(hook, 0, unit)),
        svg("title", {}, said),
        svg("rect", { x, y: 0, width: width - 2, height: 230, fill: "transparent" }),
        svg("rect", {
          x: x + 1, y: value < 0 ? 105 : 105 - height, width: Math.max(2, width - 4), height,
          fill: isChanged ? "var(--wrong)" : "var(--head0)",
        }),
        svg("text", { x: x + width / 2 - 1, y: 208, "text-anchor": "middle", "font-size": Math.min(13, width * 0.62) }, name),
        width < 34 ? null
          : svg("text", { x: x + width / 2 - 1, y: 224, "text-anchor": "middle", "font-size": 11, style: "fill: var(--quiet)" }, short(value)));
    });
    const note = shown.length < units.length
      ? [element("p", { class: "quiet" }, `The ${shown.length} largest of ${units.length} units.`)] : [];
    this.node.replaceChildren(svg("svg", { viewBox: "0 0 400 232", role: "group", "aria-label": "Hidden units" },
      svg("line", { x1: 8, x2: 392, y1: 105, y2: 105, stroke: "var(--quiet)" }), ...bars), ...note);
  }
}

class LogitsView {
  constructor(model, node) { Object.assign(this, { model, node }); }

  show(engine, state) {
    const logits = [...engine.logits(this.model.firstAnswer + state.place)], right = state.truth[state.place];
    const [low, high] = [Math.min(...logits), Math.max(...logits)], rival = this.rival(logits, right);
    const bars = logits.map((logit, token) => {
      const y = 12 + token * (270 / logits.length), length = 3 + (250 * (logit - low)) / (high - low || 1);
      return svg("g", {},
        svg("text", { x: 34, y: y + 12, "text-anchor": "end", "font-size": 14, "font-weight": token === right ? 700 : 400 }, this.model.tokens[token]),
        svg("rect", {
          x: 42, y, width: length, height: Math.min(16, 250 / logits.length),
          fill: token === right ? "var(--right)" : logit === high ? "var(--wrong)" : "var(--line)",
        }),
        svg("text", { x: 48 + length, y: y + 12, "font-size": 12, style: "fill: var(--quiet)" }, short(logit)));
    });
    const margin = logits[right] - logits[rival];
    const said = `Right: ${right}. Margin ${short(margin)} over ${this.model.tokens[rival]}.`;
    this.node.replaceChildren(svg("svg", { viewBox: "0 0 400 290", role: "img", "aria-label": said }, ...bars), element("p", { "data-margin": margin }, said));
  }

  rival(logits, right) {
    let best = -1;
    logits.forEach((logit, token) => { if (token !== right && (best < 0 || logit > logits[best])) best = token; });
    return best;
  }
}
