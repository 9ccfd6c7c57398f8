/* The look at the style before sealing: what could point to the writer, each part once, as a list above the button. Nothing is sent,
   nothing is changed; whoever reads it decides. */
import { findTells, type Surroundings } from "../style";
import { make, show } from "./dom";
import type { Texts } from "./sealing";

export type Tell = { kind: string; part: string };

export function listTells(text: string, surroundings: Surroundings): Tell[] {
  const tells = findTells(text, surroundings).map(({ start, end, kind }) => ({ kind, part: text.slice(start, end) }));
  return tells.filter(({ part }, at) => tells.findIndex((tell) => tell.part.toLowerCase() === part.toLowerCase()) === at);
}

export function showTells(findings: HTMLElement, tells: readonly Tell[], texts: Texts): void {
  const list = make("ul");
  for (const { kind, part } of tells) {
    const line = make("li");
    line.append(make("q", part), ` ${texts[`tell_${kind}`] ?? ""}`);
    list.append(line);
  }
  findings.replaceChildren(make("p", texts["tells_heading"], "field-label"), list, make("p", texts["tells_end"], "small"));
  show(findings, true);
}
