/* The 100 points: five rows with less and more. Sent whole, or not at all. */
import { all, fill, one } from "../sealed/page/dom";
import type { Texts } from "../sealed/page/sealing";

export const ALL = 100;
/* In place of the first of the points: it is the wrong purpose. The others are not answered then. */
export const WRONG_PURPOSE = 101;
export type Points = { set(points: readonly number[]): void };

export function startPoints(part: HTMLElement, step: number, texts: Texts, changed: (points: number[]) => void): Points {
  const rows = all(part, "[data-pull]");
  let points = rows.map(() => 0);
  rows.forEach((row, place) => {
    one(row, "[data-more]")?.addEventListener("click", () => move(place, Math.min(step, ALL - sum(points))));
    one(row, "[data-less]")?.addEventListener("click", () => move(place, -Math.min(step, points[place] ?? 0)));
  });

  function move(place: number, by: number): void {
    points = points.map((given, at) => (at === place ? given + by : given));
    paint();
    changed(points);
  }

  function paint(): void {
    const rest = ALL - sum(points);
    rows.forEach((row, place) => {
      const given = points[place] ?? 0;
      const output = one(row, "[data-points]");
      if (output) output.textContent = String(given);
      one(row, ".alignment-pull-fill")?.setAttribute("width", `${given}%`);
      const [less, more] = [one<HTMLButtonElement>(row, "[data-less]"), one<HTMLButtonElement>(row, "[data-more]")];
      less?.setAttribute("aria-disabled", String(given === 0));
      more?.setAttribute("aria-disabled", String(rest === 0));
    });
    const left = one(part, "[data-points-left]");
    if (left) left.textContent = rest === 0 ? (texts["spread"] ?? "") : fill(texts["left"], { left: rest });
  }

  return {
    set: (given) => {
      points = rows.map((_, place) => given[place] ?? 0);
      paint();
    },
  };
}

export function sum(points: readonly number[]): number {
  return points.reduce((total, given) => total + given, 0);
}
