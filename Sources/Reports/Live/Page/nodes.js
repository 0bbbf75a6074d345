// Every value at one position, by hook.

class NodesView {
  constructor(model, node, press) {
    Object.assign(this, { model, node, press });
    // A norm's scale can be read, and not set.
    this.hooks = model.hooks.filter((hook) => !hook.name.endsWith("hook_scale"));
  }

  show(engine, state, edits) {
    const position = this.model.firstAnswer + state.place, rows = [];
    for (const hook of this.hooks) {
      for (let head = 0; head < hook.heads; head++) rows.push(...this.row(engine, hook, head, position, edits));
    }
    this.node.replaceChildren(...rows);
  }

  row(engine, hook, head, position, edits) {
    const count = hook.kind === "attention" ? position + 1 : hook.width;
    const values = Array.from({ length: count }, (_, f) => engine.value(hook, head, position, f));
    const most = Math.max(...values.map(Math.abs)) || 1;
    const name = hook.name + (hook.kind === "features" ? "" : ` head ${head}`);
    const cells = values.map((value, f) => {
      const feature = hook.kind === "attention" ? this.model.labels[f] : String(f), isChanged = edits.has(hook, head, f, position);
      return element("button", {
        type: "button", class: isChanged ? "changed" : null, style: `background: ${diverging(value / most)}`,
        title: `${name}, ${feature}: ${value}`, "aria-label": `${name}, ${feature}: ${short(value)}${isChanged ? ", changed" : ""}`,
        onclick: () => this.press(hook, head, f),
      }, hook.kind === "attention" ? `${feature} ${short(value)}` : short(value));
    });
    return [element("div", { class: "name mono" }, name), element("div", { class: "cells" }, ...cells)];
  }
}
