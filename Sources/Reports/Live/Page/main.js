// The page: one model, or two that are asked the same sums; and the address that says what is shown.

class Page {
  constructor(models) {
    const roots = document.querySelectorAll(".bench");
    this.benches = models.map((model, index) => new Bench(model, roots[index], (bench) => this.follow(bench)));
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== this.address()) this.readAddress();
    });
    this.readAddress();
  }

  // The others show the same digit of the same sum.
  follow(bench) {
    if (this.isFollowing) return;
    this.isFollowing = true;
    for (const other of this.benches) {
      if (other === bench) continue;
      for (const key of ["a", "b", "c", "d", "place"]) other.state[key] = bench.state[key];
      other.update();
    }
    this.isFollowing = false;
    clearTimeout(this.addressing);
    this.addressing = setTimeout(() => this.writeAddress(), 150);
  }

  address() { return this.benches.map((bench) => bench.address()).join("&&"); }

  // Pages of the same address show the same; a reader's history is not filled with every key.
  writeAddress() { history.replaceState(null, "", `#${this.address()}`); }

  readAddress() {
    const addresses = location.hash.slice(1).split("&&");
    this.benches.forEach((bench, index) => bench.readAddress(addresses[index] ?? ""));
  }
}

document.querySelectorAll("table").forEach((table) => {
  makeSortable(table);
  table.parentElement.after(element("p", {}, csvLink(table)));
});
const page = new Page(MODELS);
