// Runs in a copy of the page, behind its own scripts, with EXPECTED from the engine; leaves what is wrong in an element `results`.
{
  const problems = [], figures = {};
  const check = (condition, what) => { if (!condition && problems.length < 20) problems.push(what); };
  const number = (tokens) => (tokens.every((t) => t < 10) ? [...tokens].reverse().join("").replace(/^0+(?=\d)/, "") : null);
  try {
    const MODEL = MODELS[0], bench = page.benches[0], root = bench.root, engine = new Engine(MODEL);
    EXPECTED.sums.forEach(([a, b], n) => {
      const answer = number(engine.decode(BigInt(a), BigInt(b)));
      check(answer === EXPECTED.answers[n], `${a} + ${b} gives ${answer}, and the engine says ${EXPECTED.answers[n]}`);
    });
    let worst = 0;
    EXPECTED.logits.forEach((rows, n) => {
      engine.teach(...EXPECTED.sums[n].map(BigInt));
      rows.forEach((row, place) => {
        const own = engine.logits(MODEL.firstAnswer + place), size = Math.max(...row.map(Math.abs));
        row.forEach((logit, token) => { worst = Math.max(worst, Math.abs(own[token] - logit) / size); });
      });
    });
    figures.logits = worst;
    check(worst < 1e-4, `logits differ by ${worst} of the largest`);

    // A click that zeroes a unit, at every position.
    root.querySelector('input[name="kind"][value="zero"]').click();
    root.querySelector('[data-part="units"] [data-unit]').dispatchEvent(new MouseEvent("click", { bubbles: true }));
    const edit = bench.edits.list[0];
    check(bench.edits.list.length === 1 && edit?.hook.name.endsWith("mlp.hook_post"), "a click on a unit is one change");
    EXPECTED.zeroed.forEach((answer, n) => {
      const unit = edit.feature;
      if (unit !== EXPECTED.unit) return;
      const [a, b] = EXPECTED.sums[n];
      const own = number(engine.decode(BigInt(a), BigInt(b), bench.edits.list));
      check(own === answer, `without unit ${unit} ${a} + ${b} gives ${own}, and the engine says ${answer}`);
      bench.setSum(BigInt(a), BigInt(b));
      const shown = root.querySelector('[data-part="digits"]').textContent;
      check(answer === null || shown === answer, `the page shows ${shown} where ${answer} is meant`);
    });
    // The address says all of it.
    page.writeAddress();
    const address = page.address(), answer = number(bench.answer);
    bench.edits.list = [];
    bench.setSum(1n, 2n);
    page.readAddress();
    check(page.address() === address && number(bench.answer) === answer, `the address ${address} does not say what is shown: ${page.address()}`);
    check(page.benches.every(({ state }) => state.a === bench.state.a && state.place === bench.state.place), "all show the same sum");
    root.querySelector(".edits button").click();
    check(bench.edits.list.length === 0, "a change can be taken back");
    // Means and other sums' values, of everything that can be changed, leave a page that works.
    for (const kind of ["mean", "other"]) {
      for (const hook of bench.nodes.hooks) {
        bench.edits.setOther(5n, 7n);
        bench.edits.list = [];
        bench.edits.toggle(hook, hook.heads - 1, 0, null, kind);
        bench.update();
        check(bench.answer.length === 11, `${hook.name} as ${kind}`);
      }
    }
    bench.edits.list = [];
    bench.part("everything").open = true;
    for (let place = 0; place < 11; place++) bench.go(place);
    bench.part("next").click();
    check(root.querySelectorAll(".nodes button").length > 10, "everything that is computed is shown");
    const times = [];
    bench.part("everything").open = false;
    for (let n = 0; n < 15; n++) {
      bench.setSum(BigInt(1000000007 * n + 12345), 9999999999n - BigInt(n));
      times.push(bench.milliseconds);
    }
    figures.milliseconds = times.sort((s, t) => s - t)[7];
    const width = document.documentElement;
    check(width.scrollWidth <= width.clientWidth, `the page scrolls sideways: ${width.scrollWidth} of ${width.clientWidth}`);
    const names = new Set();
    document.querySelectorAll("[id]").forEach((node) => {
      check(!names.has(node.id), `the id ${node.id} is there twice`);
      names.add(node.id);
    });
    document.querySelectorAll("button, input, [role=button], [role=img], svg").forEach((node) => {
      const isHidden = node.closest("[aria-hidden=true]");
      const name = node.getAttribute("aria-label") || node.textContent.trim() || node.labels?.[0]?.textContent.trim()
        || node.querySelector?.("title")?.textContent;
      check(isHidden || name, `no name: ${node.outerHTML.slice(0, 100)}`);
    });
    check(performance.getEntriesByType("resource").length === 0, "the page has made requests");
  } catch (error) {
    problems.push(`${error.stack}`);
  }
  const results = document.createElement("pre");
  results.id = "results";
  results.textContent = JSON.stringify({ problems, figures });
  document.body.append(results);
}
