/* Whether this device can seal, and what to do if not. Every sentence is in the page; `data-when` says for which state. */
import { all, show } from "./dom";
import type { Sealing, State } from "./sealing";

export function followDevice(sealed: Sealing, onState: (state: State) => void): void {
  offer("[data-use-device]", () => sealed.useThisDevice());
  offer("[data-accept-roster]", () => sealed.acceptRoster());
  const follow = (state: State): void => {
    showDevice(state);
    onState(state);
  };
  sealed.onchange(follow);
  follow(sealed.state);
}

export function showDevice({ ready, alarm, first, online }: Pick<State, "ready" | "alarm" | "first" | "online">): void {
  for (const part of all(document, "[data-when]")) show(part, (part.dataset["when"] ?? "").split(" ").includes(ready));
  const alarms = all(document, "[data-alarm]");
  const fits = alarms.some((part) => part.dataset["alarm"] === alarm);
  for (const part of alarms) show(part, part.dataset["alarm"] === (fits ? alarm : ""));
  for (const part of all(document, "[data-first]")) show(part, first && ready === "ready");
  for (const part of all(document, "[data-offline]")) show(part, !online);
}

function offer(selector: string, act: () => Promise<void>): void {
  for (const button of all<HTMLButtonElement>(document, selector)) {
    button.addEventListener("click", () => {
      button.disabled = true;
      void act()
        .catch(() => undefined) // what went wrong comes as a state
        .finally(() => (button.disabled = false));
    });
  }
}
