// Runs in a copy of the page, behind its own scripts, with EXPECTED from the engine; leaves what is wrong in an element `results`.
{
  const problems = [], figures = {};
  const check = (condition, what) => { if (!condition && problems.length < 20) problems.push(what); };
  const number = (tokens) => (tokens.every((t) => t < 10) ? [...tokens].reverse().join("").replace(/^0+(?=\d)/, "") : null);
  try {
    const engine = new Engine(MODEL);
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
    document.querySelector('input[name="kind"][value="zero"]').click();
    document.querySelector("#units [data-unit]").dispatchEvent(new MouseEvent("click", { bubbles: true }));
    const edit = page.edits.list[0];
    check(page.edits.list.length === 1 && edit?.hook.name.endsWith("mlp.hook_post"), "a click on a unit is one change");
    EXPECTED.zeroed.forEach((answer, n) => {
      const unit = edit.feature;
      if (unit !== EXPECTED.unit) return;
      const [a, b] = EXPECTED.sums[n];
      const own = number(engine.decode(BigInt(a), BigInt(b), page.edits.list));
      check(own === answer, `without unit ${unit} ${a} + ${b} gives ${own}, and the engine says ${answer}`);
      page.setSum(BigInt(a), BigInt(b));
      const shown = document.getElementById("digits").textContent;
      check(answer === null || shown === answer, `the page shows ${shown} where ${answer} is meant`);
    });
    // The address says all of it.
    page.writeAddress();
    const address = page.address(), answer = number(page.answer), twin = new Page(MODEL);
    check(twin.address() === address && number(twin.answer) === answer, `the address ${address} does not say what is shown: ${twin.address()}`);
    document.querySelector("#edits button").click();
    // Means and other sums' values, of everything that can be changed, leave a page that works.
    for (const kind of ["mean", "other"]) {
      for (const hook of page.nodes.hooks) {
        page.edits.setOther(5n, 7n);
        page.edits.list = [];
        page.edits.toggle(hook, hook.heads - 1, 0, null, kind);
        page.update();
        check(page.answer.length === 11, `${hook.name} as ${kind}`);
      }
    }
    page.edits.list = [];
    document.getElementById("everything").open = true;
    for (let place = 0; place < 11; place++) page.go(place);
    document.getElementById("next").click();
    check(document.querySelectorAll("#nodes button").length > 10, "everything that is computed is shown");
    const times = [];
    document.getElementById("everything").open = false;
    for (let n = 0; n < 15; n++) {
      page.setSum(BigInt(1000000007 * n + 12345), 9999999999n - BigInt(n));
      times.push(page.milliseconds);
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
