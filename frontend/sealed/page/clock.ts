/* Writes how long is left. It never closes anything: closing is announced, and there is always more time to ask for. */
import { all } from "./dom";

const started = new WeakSet<Element>();

export function startClocks(within: ParentNode): void {
  const clocks = all<HTMLTimeElement>(within, "time[data-countdown]").filter((clock) => !started.has(clock));
  for (const clock of clocks) {
    started.add(clock);
    const at = Date.parse(clock.dateTime);
    if (Number.isNaN(at)) continue;
    const tick = (): void => {
      if (!clock.isConnected) return window.clearInterval(timer);
      const left = at - Date.now();
      if (left < 24 * 3_600_000) clock.textContent = left <= 0 ? (clock.dataset["up"] ?? "") : inWords(left);
    };
    const timer = window.setInterval(tick, 1_000);
    tick();
  }
}

export function inWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number): string => String(part).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
