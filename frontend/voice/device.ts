/* Whether this device can seal, and what to do if not. Every sentence is in the page; `data-when` says for which state. */
import { all, one, show } from "./dom";
import type { Sealing, State } from "./sealing";

export function followDevice(sealed: Sealing, onState: (state: State) => void): void {
  for (const button of all<HTMLButtonElement>(document, "[data-use-device]")) {
    button.addEventListener("click", () => {
      button.disabled = true;
      void sealed
        .useThisDevice()
        .then(() => sealed.fetchCredentials())
        .finally(() => (button.disabled = false));
    });
  }
  const follow = (state: State): void => {
    showDevice(state);
    onState(state);
  };
  sealed.onchange(follow);
  follow(sealed.state);
}

export function showDevice(state: Pick<State, "ready" | "alarm" | "online">): void {
  for (const part of all(document, "[data-when]")) {
    show(part, (part.dataset["when"] ?? "").split(" ").includes(state.ready));
  }
  for (const part of all(document, "[data-offline]")) show(part, !state.online);
  const alarm = one(document, "[data-alarm]");
  if (alarm && state.alarm) alarm.textContent = state.alarm;
}
