// The page: what is shown, what the reader does, and the address that says both.

class Page {
  constructor(model) {
    this.model = model;
    this.engine = new Engine(model);
    this.plainEngine = new Engine(model);
    this.edits = new Edits(model);
    const [a, b] = model.example.map(BigInt);
    this.state = { a, b, c: 1234567890n, d: 9876543210n, place: 4, truth: [], carries: [] };
    this.random = generator(Date.now());
    const press = (hook, head, feature) => this.press(hook, head, feature);
    this.sum = new SumView(model, find("sum"), (key) => {
      for (const hook of this.sum.patterns) for (let head = 0; head < hook.heads; head++) this.press(hook, head, key, false);
      this.update();
    });
    this.plane = new PlaneView(model, find("plane"), find("plane-caption"));
    this.units = new UnitsView(model, find("units"), press);
    this.logits = new LogitsView(model, find("logits"));
    this.nodes = new NodesView(model, find("nodes"), press);
    this.listen();
    this.readAddress();
    this.update();
  }

  // MARK: What the reader does

  listen() {
    for (const id of ["a", "b", "c", "d"]) {
      find(id).addEventListener("input", (event) => {
        const text = event.target.value.replace(/\D/g, "");
        event.target.value = text;
        this.state[id] = BigInt(text || "0");
        this.update();
      });
    }
    find("operands").addEventListener("submit", (event) => event.preventDefault());
    find("place").addEventListener("input", (event) => this.go(Number(event.target.value)));
    find("previous").addEventListener("click", () => this.go(this.state.place - 1));
    find("next").addEventListener("click", () => this.go(this.state.place + 1));
    find("random").addEventListener("click", () => this.setSum(randomOperand(this.random), randomOperand(this.random)));
    find("carries").addEventListener("click", () => this.setSum(...carryOperands(this.random)));
    find("break").addEventListener("click", () => this.search());
    find("everything").addEventListener("toggle", () => this.update());
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) === this.address()) return;
      this.readAddress();
      this.update();
    });
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
    const kind = document.querySelector('input[name="kind"]:checked').value;
    const isHere = document.querySelector('input[name="where"]:checked').value === "here";
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
        find("answer").append(` Found among ${(tried + 1).toLocaleString("en")} sums.`);
        return;
      }
      if (performance.now() > end) {
        find("answer").append(` None of ${tried.toLocaleString("en")} sums was wrong.`);
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
    for (const id of ["a", "b", "c", "d"]) if (document.activeElement !== find(id)) find(id).value = String(state[id]);
    if (this.edits.list.some((edit) => edit.kind === "other")) this.edits.setOther(state.c, state.d);
    this.answer = this.engine.decode(state.a, state.b, this.edits.list);
    const plain = this.edits.list.length ? this.plainEngine.decode(state.a, state.b) : this.answer;
    this.showAnswer(plain);
    find("place").value = state.place;
    find("place").setAttribute("aria-valuetext", `Z${state.place}`);
    find("place-label").textContent = `Digit Z${state.place}, of 10^${state.place}: ${model.tokens[this.answer[state.place]]}`;
    find("previous").disabled = state.place === 0;
    find("next").disabled = state.place === 10;
    this.sum.show(this.engine, this.answer, plain, state, this.edits);
    this.plane.show(this.engine, state);
    this.units.show(this.engine, state, this.edits);
    this.logits.show(this.engine, state);
    if (find("everything").open) this.nodes.show(this.engine, state, this.edits);
    this.showEdits();
    clearTimeout(this.addressing);
    this.addressing = setTimeout(() => this.writeAddress(), 150);
    this.milliseconds = performance.now() - began;
  }

  showAnswer(plain) {
    const text = (answer) => answer.map((token) => this.model.tokens[token] ?? "?").reverse().join("").replace(/^0+(?=\d)/, "");
    const { a, b } = this.state, isRight = this.isRight(this.answer, a + b);
    const broken = this.answer.map((token, place) => (token === plain[place] ? null : `Z${place}`)).filter(Boolean);
    find("answer").replaceChildren(`${a} + ${b} = `, element("strong", { class: isRight ? "right" : "wrong", id: "digits" }, text(this.answer)),
      isRight ? "" : `, right would be ${a + b}`, broken.length ? `. The changes broke ${broken.join(", ")}.` : ".");
  }

  showEdits() {
    const list = this.edits.list;
    find("edits").replaceChildren(...list.map((edit, index) => element("li", {}, element("span", { class: "mono" }, this.edits.text(edit)),
      element("button", { type: "button", "aria-label": `take back ${this.edits.text(edit)}`, onclick: () => {
        list.splice(index, 1);
        this.update();
      } }, "take back"))));
    clearTimeout(this.counting);
    const effect = find("effect");
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

  // Pages of the same address show the same; a reader's history is not filled with every key.
  writeAddress() { history.replaceState(null, "", `#${this.address()}`); }

  address() {
    const { a, b, c, d, place } = this.state, words = [`sum=${a}+${b}`, `digit=${place}`];
    if (this.edits.list.some((edit) => edit.kind === "other")) words.push(`other=${c}+${d}`);
    for (const edit of this.edits.list) words.push(`change=${encodeURIComponent(this.edits.text(edit))}`);
    return words.join("&");
  }

  readAddress() {
    this.edits.list = [];
    for (const word of location.hash.slice(1).split("&")) {
      const split = word.indexOf("="), [key, value] = [word.slice(0, split), word.slice(split + 1)];
      const sum = /^(\d{1,10})\+(\d{1,10})$/.exec(value);
      if (key === "sum" && sum) Object.assign(this.state, { a: BigInt(sum[1]), b: BigInt(sum[2]) });
      if (key === "other" && sum) Object.assign(this.state, { c: BigInt(sum[1]), d: BigInt(sum[2]) });
      if (key === "digit" && /^\d+$/.test(value)) this.state.place = Math.min(10, Number(value));
      if (key === "change") {
        try { this.edits.parse(decodeURIComponent(value), this.engine); } catch { /* no change that can be read */ }
      }
    }
  }
}

document.querySelectorAll("table").forEach((table) => {
  makeSortable(table);
  table.parentElement.after(element("p", {}, csvLink(table)));
});
const page = new Page(MODEL);
