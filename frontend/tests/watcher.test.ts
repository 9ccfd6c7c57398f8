/* T4: somebody who sees who was at their device when, and when each sealed thing reached the box, and guesses as well as anyone
   can who sent what. The sending times are drawn by the client's own scheduler. */
import assert from "node:assert/strict";
import test from "node:test";
import { sendingTime } from "../sealed/seal";

const HOUR = 3_600_000;
const PEOPLE = 8;
const ROUNDS = 1_500;

type Draw = (wroteAt: number) => number;
type Density = (delay: number) => number;

/* How probable each pair of a person and an arrival is, over all ways in which people and arrivals can belong together. */
function pairing(wrote: readonly number[], came: readonly number[], density: Density): number[][] {
  const weight = wrote.map((at) => came.map((arrival) => density(arrival - at)));
  const full = 1 << PEOPLE;
  const before = new Float64Array(full);
  const after = new Float64Array(full);
  before[0] = 1;
  after[full - 1] = 1;
  const count = (set: number): number => [...set.toString(2)].filter((bit) => bit === "1").length;
  for (let set = 0; set < full - 1; set += 1)
    for (let arrival = 0; arrival < PEOPLE; arrival += 1)
      if (!(set & (1 << arrival))) before[set | (1 << arrival)]! += before[set]! * weight[count(set)]![arrival]!;
  for (let set = full - 2; set >= 0; set -= 1)
    for (let arrival = 0; arrival < PEOPLE; arrival += 1)
      if (!(set & (1 << arrival))) after[set]! += weight[count(set)]![arrival]! * after[set | (1 << arrival)]!;
  const found = wrote.map(() => new Array<number>(PEOPLE).fill(0));
  for (let set = 0; set < full - 1; set += 1)
    for (let arrival = 0; arrival < PEOPLE; arrival += 1)
      if (!(set & (1 << arrival))) found[count(set)]![arrival]! += before[set]! * weight[count(set)]![arrival]! * after[set | (1 << arrival)]!;
  return found.map((row) => row.map((one) => one / before[full - 1]!));
}

/* The assignment of people to arrivals that is right most often. */
function bestGuess(probable: readonly (readonly number[])[]): number[] {
  const full = 1 << PEOPLE;
  const best = new Float64Array(full).fill(-1);
  const choice = new Int32Array(full);
  best[0] = 0;
  for (let set = 0; set < full - 1; set += 1) {
    const person = [...set.toString(2)].filter((bit) => bit === "1").length;
    for (let arrival = 0; arrival < PEOPLE; arrival += 1) {
      const next = set | (1 << arrival);
      const score = best[set]! + probable[person]![arrival]!;
      if (next !== set && score > best[next]!) [best[next], choice[next]] = [score, arrival];
    }
  }
  const guess = new Array<number>(PEOPLE);
  for (let set = full - 1, person = PEOPLE - 1; person >= 0; person -= 1) {
    guess[person] = choice[set]!;
    set &= ~(1 << choice[set]!);
  }
  return guess;
}

/* The share of people whom the watcher links to what they sent. */
function linked(spread: number, draw: Draw, density: Density): number {
  let right = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const wrote = Array.from({ length: PEOPLE }, () => Math.random() * spread);
    const sent = wrote.map(draw);
    const order = sent.map((_, person) => person).sort((one, other) => sent[one]! - sent[other]!);
    const guess = bestGuess(pairing(wrote, order.map((person) => sent[person]!), density));
    right += guess.filter((arrival, person) => order[arrival] === person).length;
  }
  return right / ROUNDS / PEOPLE;
}

const within = (most: number): Density => (delay) => (delay >= -1 && delay <= most + 1 ? 1 : 0);
const later: Draw = (at) => sendingTime("days", "later", null, at);
const CHANCE = 1 / PEOPLE;

test("at a random time within a day, whoever writes in the same six hours is linked hardly more often than by chance", () => {
  const found = linked(6 * HOUR, later, within(24 * HOUR));
  assert.ok(found < CHANCE + 0.05, String(found));
});

test("the watcher is good: what is sent at once is linked, and so is what was written days apart or spread over seconds only", () => {
  const atOnce = linked(8 * HOUR, (at) => sendingTime("days", "now", null, at), within(1_000));
  const daysApart = linked(72 * HOUR, later, within(24 * HOUR));
  const inTheRoom = linked(HOUR / 6, (at) => sendingTime("room", "now", null, at), within(20_000));
  assert.ok(atOnce > 0.95 && daysApart > CHANCE + 0.2 && inTheRoom > CHANCE + 0.2, `${atOnce} ${daysApart} ${inTheRoom}`);
});

test("in a room, who seals within the same seconds is hidden among them", () => {
  const found = linked(5_000, (at) => sendingTime("room", "now", null, at), within(20_000));
  assert.ok(found < CHANCE + 0.05, String(found));
});
