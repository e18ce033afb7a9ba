
// A day on the floor, played. Everything it shows stands in #day; it asks nothing of anybody and remembers nothing.
const day = JSON.parse(document.getElementById("day").textContent);
const $ = (id) => document.getElementById(id);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const NS = "http://www.w3.org/2000/svg";
const W = 1000, GAP = 26;
const clock = (minute) => `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const svg = (parent, name, attributes, text) => {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
};

// --- who is where: every stay gets a spot of its zone that is free all the time it lasts ---------
const stays = day.guests.flatMap((guest, number) => guest.map((stay) => ({ ...stay, guest: number, spot: 0 })));
const most = {};
for (const zone of ["waiting", "help", "aftercare"]) {
  const until = [];
  for (const stay of stays.filter((one) => one.zone === zone).sort((a, b) => a.since - b.since || a.until - b.until)) {
    let spot = until.findIndex((end) => end <= stay.since);
    if (spot < 0) spot = until.length;
    until[spot] = stay.until;
    stay.spot = spot;
  }
  most[zone] = until.length;
}
const at = (minute) => stays.filter((one) => one.since <= minute && minute < one.until);

// --- the house -----------------------------------------------------------------------------------
const floor = $("floor");
const seats = new Map();
const PER = 8, SEAT = (W - 2 * GAP) / PER;
const lines = Math.max(1, Math.ceil(day.places.length / PER));
const top = GAP + 24, middle = top + lines * 104 + 46, H = middle + 190;
floor.setAttribute("viewBox", `0 0 ${W} ${H}`);
day.places.forEach((place, n) => {
  const x = GAP + (n % PER) * SEAT, y = top + Math.floor(n / PER) * 104;
  const rect = svg(floor, "rect", { class: "seat", x: x + 5, y, width: SEAT - 10, height: 92, rx: 12 });
  svg(floor, "text", { x: x + 16, y: y + 23 }, place.number);
  const bang = svg(floor, "text", { class: "bang", x: x + SEAT - 27, y: y + 30, visibility: "hidden" }, "!");
  seats.set(place.number, { rect, bang, x: x + SEAT / 2, y: y + 54 });
});
svg(floor, "text", { x: GAP, y: GAP + 8 }, "Places");
const zones = { waiting: ["Waiting and talk", GAP, 300], help: ["Help without a place", GAP + 322, 300], aftercare: ["Aftercare", GAP + 644, 304] };
for (const [name, x, width] of Object.values(zones)) {
  svg(floor, "rect", { class: "zone", x, y: middle, width, height: 170, rx: 14 });
  svg(floor, "text", { x, y: middle - 10 }, name);
}
if (floor.dataset.mark) svg(floor, "text", { class: "mark", x: W / 2, y: H / 2 + 30, "text-anchor": "middle", transform: `rotate(-8 ${W / 2} ${H / 2})`, "aria-hidden": "true" }, floor.dataset.mark);

const spotOf = (stay) => {
  if (stay.zone === "place") return seats.get(stay.place) ?? { x: W / 2, y: top };
  const [, x, width] = zones[stay.zone];
  const columns = Math.max(6, Math.ceil(most[stay.zone] / 4)), step = (width - 40) / (columns - 1);
  return { x: x + 20 + (stay.spot % columns) * step, y: middle + 30 + Math.floor(stay.spot / columns) * 37 };
};
const dots = new Map();
const dotOf = (guest) => {
  if (!dots.has(guest)) {
    const dot = svg(floor, "circle", { class: "guest", r: 13, opacity: 0 });
    dot.style.transform = `translate(${GAP}px, ${H - 20}px)`;
    dots.set(guest, dot);
  }
  return dots.get(guest);
};
day.guests.forEach((_, guest) => dotOf(guest));

// --- the strip under which one scrubs ------------------------------------------------------------
const strip = $("strip"), length = day.closes - day.opens;
strip.setAttribute("viewBox", `0 0 ${length} 100`);
const count = (wanted) => {
  const counts = new Array(length).fill(0);
  for (const one of stays) if (wanted(one)) for (let m = Math.max(one.since, day.opens); m < Math.min(one.until, day.closes); m++) counts[m - day.opens] += 1;
  return counts;
};
const inside = count(() => true), placed = count((one) => one.zone === "place");
const high = Math.max(1, ...inside);
const area = (counts) => `M0 100${counts.map((n, m) => `L${m} ${100 - (86 * n) / high}H${m + 1}`).join("")}V100Z`;
svg(strip, "path", { class: "inside", d: area(inside) });
svg(strip, "path", { class: "placed", d: area(placed) });
for (const one of day.alarms) svg(strip, "rect", { class: "alarm", x: one.since - day.opens, y: 0, width: Math.max(4, one.until - one.since), height: 9 });
for (const minute of day.turned_away) svg(strip, "rect", { class: "turned", x: minute - day.opens, y: 11, width: 2, height: 7 });
const gone = svg(strip, "rect", { class: "gone", x: 0, y: 0, width: 0, height: 100 });

// --- what happened, in words ---------------------------------------------------------------------
const told = [{ at: day.opens, says: "The floor opens." }, { at: day.closes, says: "The last of the day." }];
day.guests.forEach((guest) => {
  if (!guest.length) return;
  told.push({ at: guest[0].since, says: "Somebody comes in." }, { at: guest.at(-1).until, says: "Somebody leaves." });
  for (const stay of guest) if (stay.zone === "place") told.push({ at: stay.since, says: `Place ${stay.place} is taken.` }, { at: stay.until, says: `Place ${stay.place} is free.` });
});
for (const one of day.alarms) {
  const where = one.place ? `in place ${one.place}` : "outside the places";
  told.push({ at: one.since, says: `Emergency ${where}.`, urgent: true }, { at: one.until, says: `Emergency over ${where}: ${one.says}`, urgent: true });
}
for (const minute of day.turned_away) told.push({ at: minute, says: "Somebody at the door does not come in." });
told.sort((a, b) => a.at - b.at);

// --- showing a minute ----------------------------------------------------------------------------
const time = $("time");
time.min = day.opens;
time.max = day.closes;
let now = day.opens, playing = false, before = 0;
const counted = ["inside", "waiting", "in places", "aftercare", "visits so far", "turned away so far"].map((name) => {
  const box = document.createElement("div"), term = document.createElement("dt"), value = document.createElement("dd");
  term.textContent = name;
  box.append(term, value);
  $("counts").append(box);
  return value;
});
let shownMinute = -1;
const show = (jump = false) => {
  const minute = Math.min(day.closes, Math.floor(now));
  if (minute === shownMinute && !jump) return;
  shownMinute = minute;
  const here = at(minute), alarms = day.alarms.filter((one) => one.since <= minute && minute < one.until);
  floor.classList.toggle("jump", jump || still.matches);
  const taken = new Set(), there = new Set();
  for (const stay of here) {
    const dot = dotOf(stay.guest), { x, y } = spotOf(stay);
    dot.setAttribute("class", `guest ${stay.zone}`);
    dot.setAttribute("opacity", 1);
    dot.style.transform = `translate(${x}px, ${y}px)`;
    there.add(stay.guest);
    if (stay.zone === "place") taken.add(stay.place);
  }
  for (const [guest, dot] of dots) if (!there.has(guest)) {
    dot.setAttribute("opacity", 0);
    const past = day.guests[guest].at(-1)?.until <= minute;
    dot.style.transform = past ? `translate(${W - GAP}px, ${H - 20}px)` : `translate(${GAP}px, ${H - 20}px)`;
  }
  for (const [number, { rect, bang }] of seats) {
    const alarm = alarms.some((one) => one.place === number);
    rect.setAttribute("class", `seat${taken.has(number) ? " taken" : ""}${alarm ? " alarm" : ""}`);
    bang.setAttribute("visibility", alarm ? "visible" : "hidden");
  }
  const of = (zone) => here.filter((one) => one.zone === zone).length;
  const numbers = [here.length, of("waiting"), of("place"), of("aftercare"), day.guests.filter((one) => one[0]?.since <= minute).length, day.turned_away.filter((one) => one <= minute).length];
  counted.forEach((value, n) => (value.textContent = numbers[n]));
  const emergency = alarms.length ? ` Emergency ${alarms.map((one) => (one.place ? `in place ${one.place}` : "outside the places")).join(", ")}.` : "";
  $("floor-says").textContent = `${clock(minute)}: ${numbers[0]} inside, ${numbers[1]} waiting or talking, ${numbers[2]} of ${day.places.length} places taken, ${numbers[3]} in aftercare.${emergency}`;
  $("clock").textContent = clock(minute);
  time.value = minute;
  time.setAttribute("aria-valuetext", clock(minute));
  gone.setAttribute("width", Math.max(0, minute - day.opens));
  const last = told.filter((one) => one.at <= minute).slice(-6).reverse();
  $("log").replaceChildren(...last.map((one) => {
    const line = document.createElement("li"), when = document.createElement("time");
    when.textContent = clock(one.at);
    line.append(when, one.says);
    line.classList.toggle("urgent", Boolean(one.urgent));
    return line;
  }));
};

// --- playing -------------------------------------------------------------------------------------
const play = (wanted) => {
  if (wanted && now >= day.closes) now = day.opens;
  playing = wanted;
  $("play").textContent = playing ? "Pause" : "Play";
  before = performance.now();
  if (playing) requestAnimationFrame(step);
};
const step = (moment) => {
  if (!playing) return;
  now += ((moment - before) / 1000) * (length / day.seconds) * Number($("speed").value);
  before = moment;
  if (now >= day.closes) {
    now = day.closes;
    play(false);
  }
  show();
  if (playing) requestAnimationFrame(step);
};
const go = (minute) => {
  now = Math.min(day.closes, Math.max(day.opens, minute));
  show(true);
};
$("play").addEventListener("click", () => play(!playing));
time.addEventListener("input", () => go(Number(time.value)));
const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -15, PageUp: 15 };
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const busy = event.target.closest("select, #log, .scroll"), pressed = event.target.closest("button");
  if (event.key === " " && !busy && !pressed) play(!playing);
  else if (event.key in KEYS && !busy) go(Math.floor(now) + KEYS[event.key]);
  else if (event.key === "Home" && !busy) go(day.opens);
  else if (event.key === "End" && !busy) go(day.closes);
  else return;
  event.preventDefault();
});
const night = (on) => {
  document.documentElement.dataset.theme = on ? "night" : "day";
  $("theme").textContent = on ? "Day" : "Night";
  $("theme").setAttribute("aria-pressed", String(on));
};
night(matchMedia("(prefers-color-scheme: dark)").matches);
$("theme").addEventListener("click", () => night(document.documentElement.dataset.theme !== "night"));
$("quiet").hidden = true;
$("stage").hidden = false;
show(true);
