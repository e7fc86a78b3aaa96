// Picks what was made beforehand for each combination of choices. No number and no word is made here.
const found = JSON.parse(document.getElementById("explorer").textContent);
const form = document.getElementById("choices");
const selects = found.names.map((name) => document.getElementById(`choose-${name}`));
const views = new Map();

const places = () => selects.map((select) => select.selectedIndex);

function pictures() {
  const [scenario, where, provision, year] = places();
  return {
    need: found.need[`${scenario}-${where}-${provision}`],
    gap: found.gap[`${scenario}-${where}-${year}`],
    children: found.children[`${scenario}`],
    position: found.position,
  };
}

function signals() {
  const [, , provision, year] = places();
  return { chosen_year: found.years[year], chosen_provision: found.provisions[provision] };
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function tell() {
  const told = found.told[places().join("-")];
  for (const part of ["chosen", "gap", "rest"]) {
    document.getElementById(`told-${part}`).textContent = told[part];
  }
}

function list(figure, picture) {
  const headings = picture.headings.map((heading, at) => {
    const cell = element("th", heading, picture.words.includes(at) ? "" : "n");
    cell.scope = "col";
    return cell;
  });
  const rows = picture.cells.map((cells) => {
    const row = document.createElement("tr");
    row.append(...cells.map((text, at) => {
      if (picture.labels.includes(at)) {
        const cell = element("th", text);
        cell.scope = "row";
        return cell;
      }
      return element("td", text, picture.words.includes(at) ? "" : "n");
    }));
    return row;
  });
  figure.querySelector("caption").textContent = picture.title;
  figure.querySelector(".scroll").setAttribute("aria-label", picture.title);
  figure.querySelector("thead tr").replaceChildren(...headings);
  figure.querySelector("tbody").replaceChildren(...rows);
}

function describe(name, picture) {
  const figure = document.getElementById(`chart-${name}`);
  figure.querySelector("h3").textContent = picture.title;
  figure.querySelector(".words").textContent = picture.alternative;
  list(figure, picture);
}

const copied = (rows) => rows.map((row) => ({ ...row }));

async function embed(name, picture) {
  const drawing = document.querySelector(`#chart-${name} .drawing`);
  const drawn = found.drawings[name];
  const datasets = {};
  for (const [set, rows] of Object.entries(picture.data)) datasets[set] = copied(rows);
  const params = (drawn.params ?? []).map((param) => ({ ...param, value: signals()[param.name] }));
  drawing.hidden = false;
  try {
    const embedded = await window.vegaEmbed(
      drawing.firstElementChild,
      { ...drawn, params, datasets: { ...drawn.datasets, ...datasets } },
      { mode: "vega-lite", renderer: "svg", actions: false, ast: true, hover: false, tooltip: false,
        defaultStyle: false, logLevel: 1 },
    );
    return embedded.view;
  } catch (error) {
    drawing.hidden = true; // the words and the table still say it
    throw error;
  }
}

async function redraw(name, picture) {
  const view = await views.get(name);
  for (const [set, rows] of Object.entries(picture.data)) view.data(set, copied(rows));
  for (const { name: signal } of found.drawings[name].params ?? []) view.signal(signal, signals()[signal]);
  await view.runAsync();
}

function draw(name, picture) {
  if (views.has(name)) return redraw(name, picture);
  views.set(name, embed(name, picture));
  return views.get(name);
}

function show() {
  tell();
  const drawn = Object.entries(pictures()).map(([name, picture]) => {
    const figure = document.getElementById(`chart-${name}`);
    if (figure) figure.hidden = !picture;
    if (!figure || !picture) return null;
    describe(name, picture);
    return draw(name, picture);
  });
  document.body.removeAttribute("data-drawn");
  Promise.all(drawn).then(() => document.body.setAttribute("data-drawn", places().join("-")));
}

// The choice stands in the address, so that a link to the page can carry it.
function remember() {
  const chosen = new URLSearchParams(selects.map((select) => [select.name, select.value]));
  try {
    history.replaceState(null, "", `#${chosen}`);
  } catch {
    // a page that is opened inside another may not change its address
  }
}

function recall() {
  const before = places().join("-");
  const chosen = new URLSearchParams(location.hash.slice(1));
  for (const select of selects) {
    const at = [...select.options].findIndex((option) => option.value === chosen.get(select.name));
    if (at >= 0) select.selectedIndex = at;
  }
  return places().join("-") !== before;
}

// A closed table is not printed: open those that are short enough to print, and close them after.
const opened = [];
function unfold() {
  for (const details of document.querySelectorAll("main section details:not([open])")) {
    if (details.closest(".long")) continue;
    details.open = true;
    opened.push(details);
  }
}
function fold() {
  for (const details of opened.splice(0)) details.open = false;
}

form.hidden = false;
for (const details of document.querySelectorAll("figure details")) details.open = false; // the charts say it
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => { remember(); show(); });
window.addEventListener("hashchange", () => { if (recall()) show(); }); // a link to a part is no choice
window.addEventListener("beforeprint", unfold);
window.addEventListener("afterprint", fold);
recall();
show();
