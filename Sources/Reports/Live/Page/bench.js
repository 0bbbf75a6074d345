// A model at work: what is shown, what the reader does, and the words of the address that say both.

class Bench {
  // `root` is the element that holds it; `told` is called whenever something has changed.
  constructor(model, root, told = () => {}) {
    Object.assign(this, { model, root, told });
    this.engine = new Engine(model);
    this.plainEngine = new Engine(model);
    this.edits = new Edits(model);
    const [a, b] = model.example.map(BigInt);
    this.state = { a, b, c: 1234567890n, d: 9876543210n, place: 4, truth: [], carries: [] };
    this.random = generator(Date.now());
    const press = (hook, head, feature) => this.press(hook, head, feature);
    this.sum = new SumView(model, this.part("sum"), (key) => {
      for (const hook of this.sum.patterns) for (let head = 0; head < hook.heads; head++) this.press(hook, head, key, false);
      this.update();
    });
    this.plane = new PlaneView(model, this.part("plane"), this.part("plane-caption"));
    this.units = new UnitsView(model, this.part("units"), press);
    this.logits = new LogitsView(model, this.part("logits"));
    this.nodes = new NodesView(model, this.part("nodes"), press);
    this.listen();
  }

  part(name) { return this.root.querySelector(`[data-part="${name}"]`); }

  // MARK: What the reader does

  listen() {
    for (const id of ["a", "b", "c", "d"]) {
      this.part(id).addEventListener("input", (event) => {
        const text = event.target.value.replace(/\D/g, "");
        event.target.value = text;
        this.state[id] = BigInt(text || "0");
        this.update();
      });
    }
    this.part("operands").addEventListener("submit", (event) => event.preventDefault());
    this.part("place").addEventListener("input", (event) => this.go(Number(event.target.value)));
    this.part("previous").addEventListener("click", () => this.go(this.state.place - 1));
    this.part("next").addEventListener("click", () => this.go(this.state.place + 1));
    this.part("random").addEventListener("click", () => this.setSum(randomOperand(this.random), randomOperand(this.random)));
    this.part("carries").addEventListener("click", () => this.setSum(...carryOperands(this.random)));
    this.part("break").addEventListener("click", () => this.search());
    this.part("everything").addEventListener("toggle", () => this.update());
  }

  go(place) {
    this.state.place = Math.max(0, Math.min(10, place));
    this.update();
  }

  setSum(a, b) {
    Object.assign(this.state, { a, b });
    this.update();
  }

  press(hook, head, feature, updates = true) {
    const kind = this.part("changes").elements.kind.value;
    const isHere = this.part("changes").elements.where.value === "here";
    if (kind === "other") this.edits.setOther(this.state.c, this.state.d);
    this.edits.toggle(hook, head, feature, isHere ? new Set([this.model.firstAnswer + this.state.place]) : null, kind);
    if (updates) this.update();
  }

  // Tries sums, half of them with long carries, until one is answered wrong; a few milliseconds at a time.
  search() {
    const engine = new Engine(this.model), edits = this.edits.list, end = performance.now() + 10000;
    let tried = 0;
    const run = (this.searching = {});
    const go = () => {
      if (this.searching !== run) return;
      for (const pause = performance.now() + 12; performance.now() < pause; tried++) {
        const [a, b] = tried % 2 ? carryOperands(this.random) : [randomOperand(this.random), randomOperand(this.random)];
        if (this.isRight(engine.decode(a, b, edits), a + b)) continue;
        this.searching = null;
        this.setSum(a, b);
        this.go(Math.max(0, this.answer.findIndex((token, place) => token !== this.state.truth[place])));
        this.part("answer").append(` Found among ${(tried + 1).toLocaleString("en")} sums.`);
        return;
      }
      if (performance.now() > end) {
        this.part("answer").append(` None of ${tried.toLocaleString("en")} sums was wrong.`);
        return;
      }
      setTimeout(go);
    };
    go();
  }

  isRight(answer, sum) {
    for (let place = 0; place < 11; place++, sum /= 10n) if (answer[place] !== Number(sum % 10n)) return false;
    return true;
  }

  // MARK: What is shown

  update() {
    const { state, model } = this, began = performance.now();
    this.searching = null;
    state.truth = Array.from({ length: 11 }, (_, place) => Number(((state.a + state.b) / 10n ** BigInt(place)) % 10n));
    state.carries = Array.from({ length: 11 }, (_, place) =>
      place > 0 && (state.a % 10n ** BigInt(place)) + (state.b % 10n ** BigInt(place)) >= 10n ** BigInt(place));
    for (const id of ["a", "b", "c", "d"]) if (document.activeElement !== this.part(id)) this.part(id).value = String(state[id]);
    if (this.edits.list.some((edit) => edit.kind === "other")) this.edits.setOther(state.c, state.d);
    this.answer = this.engine.decode(state.a, state.b, this.edits.list);
    const plain = this.edits.list.length ? this.plainEngine.decode(state.a, state.b) : this.answer;
    this.showAnswer(plain);
    this.part("place").value = state.place;
    this.part("place").setAttribute("aria-valuetext", `Z${state.place}`);
    this.part("place-label").textContent = `Digit Z${state.place}, of 10${raised(state.place)}: ${model.tokens[this.answer[state.place]] ?? "?"}`;
    this.part("previous").disabled = state.place === 0;
    this.part("next").disabled = state.place === 10;
    this.sum.show(this.engine, this.answer, state, this.edits);
    this.plane.show(this.engine, state);
    this.units.show(this.engine, state, this.edits);
    this.logits.show(this.engine, state);
    if (this.part("everything").open) this.nodes.show(this.engine, state, this.edits);
    this.showEdits();
    this.milliseconds = performance.now() - began;
    this.told(this);
  }

  showAnswer(plain) {
    const text = (answer) => answer.map((token) => this.model.tokens[token] ?? "?").reverse().join("").replace(/^0+(?=\d)/, "");
    const { a, b } = this.state, isRight = this.isRight(this.answer, a + b);
    const broken = this.answer.map((token, place) => (token === plain[place] ? null : `Z${place}`)).filter(Boolean);
    this.part("answer").replaceChildren(`${a} + ${b} = `, element("strong", { class: isRight ? "right" : "wrong", "data-part": "digits" }, text(this.answer)),
      isRight ? "" : `, right would be ${a + b}`, broken.length ? `. The changes broke ${broken.join(", ")}.` : ".");
  }

  showEdits() {
    const list = this.edits.list;
    this.part("edits").replaceChildren(...list.map((edit, index) => element("li", {}, element("span", { class: "mono" }, this.edits.text(edit)),
      element("button", { type: "button", "aria-label": `take back ${this.edits.text(edit)}`, onclick: () => {
        list.splice(index, 1);
        this.update();
      } }, "take back"))));
    clearTimeout(this.counting);
    const effect = this.part("effect");
    if (!list.length) {
      effect.textContent = "Nothing is changed.";
      return;
    }
    effect.textContent = "";
    this.counting = setTimeout(() => {
      const engine = new Engine(this.model), random = generator(2), count = 100;
      let right = 0;
      for (let n = 0; n < count; n++) {
        const [a, b] = [randomOperand(random), randomOperand(random)];
        if (this.isRight(engine.decode(a, b, list), a + b)) right++;
      }
      effect.textContent = `With these changes ${right} of ${count} random sums are right.`;
    }, 250);
  }

  // MARK: The address

  address() {
    const { a, b, c, d, place } = this.state, words = [`sum=${a}+${b}`, `digit=${place}`];
    if (this.edits.list.some((edit) => edit.kind === "other")) words.push(`other=${c}+${d}`);
    for (const edit of this.edits.list) words.push(`change=${encodeURIComponent(this.edits.text(edit))}`);
    return words.join("&");
  }

  readAddress(address) {
    this.edits.list = [];
    for (const word of address.split("&")) {
      const split = word.indexOf("="), [key, value] = [word.slice(0, split), word.slice(split + 1)];
      const sum = /^(\d{1,10})\+(\d{1,10})$/.exec(value);
      if (key === "sum" && sum) Object.assign(this.state, { a: BigInt(sum[1]), b: BigInt(sum[2]) });
      if (key === "other" && sum) Object.assign(this.state, { c: BigInt(sum[1]), d: BigInt(sum[2]) });
      if (key === "digit" && /^\d+$/.test(value)) this.state.place = Math.min(10, Number(value));
      if (key === "change") {
        try { this.edits.parse(decodeURIComponent(value), this.engine); } catch { /* no change that can be read */ }
      }
    }
    this.update();
  }
}
