// Changes of what the model computes: which value, where, and what it becomes.
//
// An edit is {hook, head, feature, positions, kind}; positions are null for all, and the kind is zero, mean or other.

class Edits {
  constructor(model) {
    this.model = model;
    this.list = [];
    this.meanEngine = new Engine(model);
    this.otherEngine = new Engine(model);
    this.means = null;
    this.other = null;
  }

  // The other sum, with the model's own digits.
  setOther(a, b) {
    const key = `${a}+${b}`;
    if (this.other === key) return;
    this.other = key;
    this.otherEngine.decode(a, b);
  }

  toggle(hook, head, feature, positions, kind) {
    const place = this.list.findIndex((edit) => edit.hook === hook && edit.head === head && edit.feature === feature);
    if (place >= 0) {
      const [old] = this.list.splice(place, 1);
      if (old.kind === kind && String(old.positions && [...old.positions]) === String(positions && [...positions])) return;
    }
    this.add({ hook, head, feature, positions, kind });
  }

  add(edit) {
    const { hook, head, feature, kind } = edit;
    edit.value = kind === "zero" ? () => 0
      : kind === "mean" ? (p) => this.mean(hook)[this.meanIndex(hook, head, p, feature)]
      : (p) => this.otherEngine.value(hook, head, p, feature);
    this.list.push(edit);
  }

  has(hook, head, feature, position) {
    return this.list.some((edit) => edit.hook === hook && edit.head === head && edit.feature === feature
      && (!edit.positions || edit.positions.has(position)));
  }

  meanIndex(hook, head, position, feature) { return (head * this.model.positions + position) * hook.width + feature; }

  // Means over 200 random sums of up to ten digits, each with the true digits before.
  mean(hook) {
    this.means ??= new Map();
    if (this.means.has(hook)) return this.means.get(hook);
    const sums = new Float64Array(hook.heads * this.model.positions * hook.width), random = generator(1), count = 200;
    for (let n = 0; n < count; n++) {
      this.meanEngine.teach(randomOperand(random), randomOperand(random));
      for (let head = 0; head < hook.heads; head++) {
        for (let p = 0; p < this.model.positions; p++) {
          for (let f = 0; f < hook.width; f++) {
            if (hook.kind === "attention" && f > p) continue;
            sums[this.meanIndex(hook, head, p, f)] += this.meanEngine.value(hook, head, p, f) / count;
          }
        }
      }
    }
    this.means.set(hook, sums);
    return sums;
  }

  // MARK: Text

  // As the command line's --intervene says it, but for means.
  text(edit) {
    const positions = edit.positions ? [...edit.positions].map((p) => this.positionWord(p)).join(" ") : "*";
    const head = edit.hook.kind === "features" ? "" : `, head ${edit.head}`;
    return `${edit.hook.name}[${positions}${head}, ${edit.feature}]=${edit.kind}`;
  }

  positionWord(position) {
    const label = this.model.labels[position];
    return this.model.labels.filter((other) => other === label).length === 1 ? label : String(position);
  }

  // Takes in a text; false if it is none.
  parse(text, engine) {
    const match = /^([^[\]]+)\[([^,\]]+)(?:, head (\d+))?, (\d+)\]=(zero|mean|other)$/.exec(text);
    if (!match) return false;
    const hook = engine.hooks.get(match[1]), head = Number(match[3] ?? 0), feature = Number(match[4]);
    if (!hook || head >= hook.heads || feature >= hook.width) return false;
    let positions = null;
    if (match[2] !== "*") {
      const labels = match[2].split(" ").map((word) => (/^\d+$/.test(word) ? Number(word) : this.model.labels.indexOf(word)));
      if (labels.some((p) => p < 0 || p >= this.model.positions)) return false;
      positions = new Set(labels);
    }
    this.add({ hook, head, feature, positions, kind: match[5] });
    return true;
  }
}

// Numbers in [0, 1) that are the same everywhere: mulberry32.
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Up to ten digits, uniform.
function randomOperand(random) {
  let digits = "";
  for (let place = 0; place < 10; place++) digits += Math.floor(10 * random());
  return BigInt(digits);
}

// A carry that goes through as many places as chance says.
function carryOperands(random) {
  const length = 1 + Math.floor(10 * random()), start = Math.floor((11 - length) * random());
  let [a, b] = ["", ""];
  for (let place = 9; place >= 0; place--) {
    const x = Math.floor(10 * random());
    const y = place === start ? (x === 0 ? 9 : 10 - x + Math.floor(x * random()))
      : place > start && place < start + length ? 9 - x : Math.floor(10 * random());
    a += place === start && x === 0 ? 1 : x;
    b += y;
  }
  return [BigInt(a), BigInt(b)];
}
