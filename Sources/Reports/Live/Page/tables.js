// Tables are sorted by a click on a column's name, and can be had as CSV.

function makeSortable(table) {
  table.querySelectorAll("thead th").forEach((heading, column) => {
    const text = heading.textContent.trim();
    if (text === "") return;
    heading.replaceChildren(element("button", { type: "button", onclick: () => sort(table, heading, column) }, text));
  });
}

function sort(table, heading, column) {
  const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1, body = table.tBodies[0];
  table.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  const value = (row) => row.cells[column]?.textContent.trim() ?? "";
  const number = (text) => Number.parseFloat(text.replace(/[,%°]/g, "").replace("−", "-"));
  const rows = [...body.rows].sort((r, s) => {
    const [a, b] = [number(value(r)), number(value(s))];
    return direction * (Number.isNaN(a) || Number.isNaN(b) ? value(r).localeCompare(value(s)) : a - b);
  });
  body.append(...rows);
}

function csvLink(table) {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const name = `${table.dataset.name || "table"}.csv`;
  return element("a", {
    href: "#", download: name, class: "quiet",
    onclick: (event) => {
      const lines = [...table.rows].map((row) => [...row.cells].map((cell) => quoted(cell.textContent.trim())).join(","));
      event.currentTarget.href = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/csv" }));
    },
  }, name);
}
