// The model itself: a flat list of steps over buffers, run in float64.
//
// A buffer is [position][feature], or for attention [head][query][key]. Steps take a range of positions, and what was computed
// before stays: a prompt in one go, and then one position after the other, is greedy decoding.

class Engine {
  // `model` is the page's JSON; what it holds is described where it is made.
  constructor(model) {
    this.model = model;
    const learned = Engine.numbers(model.learned, Float32Array), derived = Engine.numbers(model.derived, Float64Array);
    this.values = Float64Array.from([...learned, ...derived]);
    this.length = model.positions;
    this.buffers = model.buffers.map((buffer) =>
      new Float64Array(buffer.heads ? buffer.heads * this.length * this.length : this.length * buffer.width));
    this.widths = model.buffers.map((buffer) => buffer.width ?? 0);
    // An edit comes after the last step that writes its buffer.
    this.lastWriter = model.buffers.map((_, index) => model.steps.findLastIndex((step) => step.writes.some(([b]) => b === index)));
    this.tokens = new Int32Array(this.length);
    this.hooks = new Map(model.hooks.map((hook) => [hook.name, hook]));
  }

  static numbers(base64, type) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return new type(bytes.buffer);
  }

  // MARK: Sums

  // Answers a sum by greedy decoding. Returns the eleven tokens; a digit is its own token.
  decode(a, b, edits = []) {
    const first = this.model.firstAnswer;
    this.load(a, b);
    const answer = [];
    for (let place = 0; place < 11; place++) {
      this.run(place === 0 ? 0 : first + place, first + place + 1, edits);
      const token = this.mostLikely(first + place);
      answer.push(token);
      if (first + place + 1 < this.length) this.tokens[first + place + 1] = token;
    }
    return answer;
  }

  // Runs a sum with the true digits before each, over all positions.
  teach(a, b, edits = []) {
    this.load(a, b);
    this.run(0, this.length, edits);
  }

  load(a, b) {
    const sum = a + b, digit = (number, place) => Number((number / 10n ** BigInt(place)) % 10n);
    this.model.sequence.forEach(([kind, number], position) => {
      this.tokens[position] = kind === "x" ? digit(a, number) : kind === "y" ? digit(b, number) : kind === "z" ? digit(sum, number) : number;
    });
  }

  mostLikely(position) {
    const logits = this.logits(position);
    let best = 0;
    for (let token = 1; token < logits.length; token++) if (logits[token] > logits[best]) best = token;
    return best;
  }

  logits(position) {
    const [buffer, first, width] = this.model.logits;
    const start = position * this.widths[buffer] + first;
    return this.buffers[buffer].subarray(start, start + width);
  }

  // MARK: Hooks

  // A value of a hook; of attention, `position` is the query and `feature` the key.
  value(hook, head, position, feature) { return this.buffers[hook.buffer][this.index(hook, head, position, feature)]; }

  index(hook, head, position, feature) {
    if (hook.kind === "attention") return (head * this.length + position) * this.length + feature;
    return position * this.widths[hook.buffer] + head * hook.width + feature;
  }

  // MARK: Steps

  // Edits are {hook, head, feature, positions (null for all), value(position)}: what the value becomes right after it is made.
  run(from, to, edits = [], firstStep = 0) {
    this.model.steps.forEach((step, index) => {
      if (index < firstStep) return;
      this.perform(step, from, to);
      const changed = new Set();
      for (const edit of edits) {
        if (this.lastWriter[edit.hook.buffer] === index && this.change(edit, from, to)) changed.add(edit.hook.buffer);
      }
      // A norm's quotient is made before its result.
      for (const buffer of changed) {
        for (const norm of this.model.steps) {
          if (norm.do === "norm" && norm.writes[2][0] === buffer) this.affine(norm, from, to);
        }
      }
    });
  }

  change(edit, from, to) {
    let isChanged = false;
    for (let p = from; p < to; p++) {
      if (edit.positions && !edit.positions.has(p)) continue;
      if (edit.hook.kind === "attention" && edit.feature > p) continue;
      this.buffers[edit.hook.buffer][this.index(edit.hook, edit.head, p, edit.feature)] = edit.value(p);
      isChanged = true;
    }
    return isChanged;
  }

  perform(step, from, to) {
    const values = this.values;
    const [y, yFirst, yWidth] = step.writes[0], [a, aFirst, aWidth] = step.reads[0] ?? step.writes[0];
    const [b, bFirst, bWidth] = step.reads[1] ?? step.reads[0] ?? step.writes[0];
    const [out, x, second] = [this.buffers[y], this.buffers[a], this.buffers[b]];
    const [yStride, aStride, bStride] = [this.widths[y], this.widths[a], this.widths[b]];
    for (let p = from; p < to; p++) {
      const [yAt, aAt, bAt] = [p * yStride + yFirst, p * aStride + aFirst, p * bStride + bFirst];
      switch (step.do) {
        case "embed":
          for (let f = 0; f < yWidth; f++) out[yAt + f] = values[step.table + this.tokens[p] * yWidth + f];
          break;
        case "position":
          for (let f = 0; f < yWidth; f++) out[yAt + f] = values[step.table + p * yWidth + f];
          break;
        case "copy":
          for (let f = 0; f < yWidth; f++) out[yAt + f] = x[aAt + f];
          break;
        case "add":
          for (let f = 0; f < yWidth; f++) out[yAt + f] = x[aAt + f] + second[bAt + f];
          break;
        case "gelu":
          for (let f = 0; f < yWidth; f++) out[yAt + f] = step.isExact ? gelu(x[aAt + f]) : geluTanh(x[aAt + f]);
          break;
        case "swiGLU":
          for (let f = 0; f < yWidth; f++) out[yAt + f] = (x[aAt + f] / (1 + Math.exp(-x[aAt + f]))) * second[bAt + f];
          break;
        case "norm": this.norm(step, p); break;
        case "linear":
          for (let o = 0; o < step.outputs; o++) {
            let sum = step.bias === undefined ? 0 : values[step.bias + o];
            for (let i = 0; i < step.inputs; i++) {
              sum += x[aAt + i] * values[step.offset + i * step.inputStride + o * step.outputStride];
            }
            out[yAt + o] = sum;
          }
          break;
        case "rotate": this.rotate(step, p); break;
        case "scores": this.scores(step, p, aWidth / step.heads); break;
        case "softmax": this.softmax(step, p); break;
        case "mix": this.mix(step, p, yWidth / step.heads); break;
        default: throw new Error(`no such step: ${step.do}`);
      }
    }
  }

  // Keeps the scale and the quotient, as hooks read them.
  norm(step, p) {
    const [a, aFirst, width] = step.reads[0], x = this.buffers[a], at = p * this.widths[a] + aFirst;
    const [scales, scaleFirst] = step.writes[1], [quotients, quotientFirst] = step.writes[2];
    let mean = 0, square = 0;
    if (step.kind === "layer") {
      for (let f = 0; f < width; f++) mean += x[at + f] / width;
    }
    for (let f = 0; f < width; f++) square += (x[at + f] - mean) ** 2 / width;
    const scale = Math.sqrt(square + step.epsilon);
    this.buffers[scales][p * this.widths[scales] + scaleFirst] = scale;
    const quotient = p * this.widths[quotients] + quotientFirst;
    for (let f = 0; f < width; f++) this.buffers[quotients][quotient + f] = (x[at + f] - mean) / scale;
    this.affine(step, p, p + 1);
  }

  affine(step, from, to) {
    const [y, yFirst, width] = step.writes[0], [q, qFirst] = step.writes[2];
    for (let p = from; p < to; p++) {
      for (let f = 0; f < width; f++) {
        const bias = step.bias === undefined ? 0 : this.values[step.bias + f];
        const quotient = this.buffers[q][p * this.widths[q] + qFirst + f];
        this.buffers[y][p * this.widths[y] + yFirst + f] = this.values[step.weight + f] * quotient + bias;
      }
    }
  }

  // A row of the table has the cosines of all pairs of a head's features, then their sines.
  rotate(step, p) {
    const [a, aFirst, all] = step.reads[0], [y, yFirst] = step.writes[0], width = all / step.heads, pairs = width / 2;
    const [x, out] = [this.buffers[a], this.buffers[y]], row = step.table + p * width;
    for (let head = 0; head < step.heads; head++) {
      const from = p * this.widths[a] + aFirst + head * width, into = p * this.widths[y] + yFirst + head * width;
      for (let j = 0; j < pairs; j++) {
        const [first, second] = step.pairing === "interleaved" ? [2 * j, 2 * j + 1] : [j, j + pairs];
        const [cosine, sine] = [this.values[row + j], this.values[row + pairs + j]];
        const [u, v] = [x[from + first], x[from + second]];
        out[into + first] = u * cosine - v * sine;
        out[into + second] = v * cosine + u * sine;
      }
    }
  }

  scores(step, p, width) {
    const [q, qFirst] = step.reads[0], [k, kFirst, kAll] = step.reads[1], [y] = step.writes[0];
    const [queries, keys, out] = [this.buffers[q], this.buffers[k], this.buffers[y]], T = this.length;
    for (let head = 0; head < step.heads; head++) {
      const own = Math.floor((head * step.keyHeads) / step.heads) * (kAll / step.keyHeads);
      const at = p * this.widths[q] + qFirst + head * width;
      for (let key = 0; key <= p; key++) {
        let sum = 0;
        for (let f = 0; f < width; f++) sum += queries[at + f] * keys[key * this.widths[k] + kFirst + own + f];
        out[(head * T + p) * T + key] = sum * step.scale;
      }
    }
  }

  softmax(step, p) {
    const scores = this.buffers[step.reads[0][0]], out = this.buffers[step.writes[0][0]], T = this.length;
    for (let head = 0; head < step.heads; head++) {
      const row = (head * T + p) * T;
      let greatest = -Infinity, sum = 0;
      for (let key = 0; key <= p; key++) greatest = Math.max(greatest, scores[row + key]);
      for (let key = 0; key <= p; key++) sum += out[row + key] = Math.exp(scores[row + key] - greatest);
      for (let key = 0; key <= p; key++) out[row + key] /= sum;
    }
  }

  mix(step, p, width) {
    const pattern = this.buffers[step.reads[0][0]], [v, vFirst, vAll] = step.reads[1], [y, yFirst] = step.writes[0];
    const [values, out] = [this.buffers[v], this.buffers[y]], T = this.length;
    for (let head = 0; head < step.heads; head++) {
      const own = Math.floor((head * step.keyHeads) / step.heads) * (vAll / step.keyHeads), row = (head * T + p) * T;
      for (let f = 0; f < width; f++) {
        let sum = 0;
        for (let key = 0; key <= p; key++) sum += pattern[row + key] * values[key * this.widths[v] + vFirst + own + f];
        out[p * this.widths[y] + yFirst + head * width + f] = sum;
      }
    }
  }
}

// x times the normal distribution function.
function gelu(x) { return 0.5 * x * erfc(-x * Math.SQRT1_2); }

function geluTanh(x) { return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))); }

// The complementary error function: near zero by its series, farther out by Lentz's continued fraction.
function erfc(x) {
  const size = Math.abs(x);
  if (size < 2.5) {
    let term = size, sum = size;
    for (let n = 1; n < 100 && Math.abs(term) > 1e-17 * sum; n++) {
      term *= (-size * size) / n;
      sum += term / (2 * n + 1);
    }
    const erf = (2 / Math.sqrt(Math.PI)) * sum;
    return x < 0 ? 1 + erf : 1 - erf;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
  const tail = Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction);
  return x < 0 ? 2 - tail : tail;
}
