/* Whether this device can seal, and what to do if not. Every sentence is in the page; `data-when` says for which state. */
import { all, show, textOf } from "./dom";
import type { Sealing, State } from "./sealing";

type Shown = Pick<State, "ready" | "alarm" | "first" | "online" | "program">;

/* `asked` are texts that a script shows; those that stand in the page have `data-asked`. Both must be what the card says. `questions` are
   all the words that it asks, row by row; what else the page says of them has `data-named`. */
export function followDevice(sealed: Sealing, onState: (state: State) => void, asked: readonly string[] = [], questions?: string[][]): void {
  offer("[data-use-device]", () => sealed.useThisDevice());
  offer("[data-accept-roster]", () => sealed.acceptRoster());
  offer("[data-forget]", () => sealed.forget());
  followProgram(sealed);
  let wasReady = false;
  const follow = (state: State): void => {
    if (state.ready === "changed" && wasReady) return window.location.reload(); // the page begins anew with the question
    if (state.ready === "ready" && !wasReady) {
      void sealed.compare(askedHere(asked)).catch(() => undefined);
      if (questions) void sealed.compareAsked(questions, all(document, "[data-named]").map(textOf)).catch(() => undefined);
    }
    wasReady ||= state.ready === "ready";
    showDevice(state);
    onState(state);
  };
  sealed.onchange(follow);
  follow(sealed.state);
}

/* What the person decides about another program than the one this device keeps. */
export function followProgram(sealed: Sealing): void {
  offer("[data-program-accept]", async () => {
    try {
      await sealed.acceptProgram();
      window.location.reload();
    } catch {
      for (const part of all(document, "[data-program-failed]")) show(part, true);
    }
  });
  offer("[data-program-stay]", async () => {
    if (!(await sealed.stay())) window.location.reload();
  });
}

export function showDevice({ ready, alarm, first, online, program }: Shown): void {
  for (const part of all(document, "[data-when]")) show(part, (part.dataset["when"] ?? "").split(" ").includes(ready));
  const alarms = all(document, "[data-alarm]");
  const fits = alarms.some((part) => part.dataset["alarm"] === alarm);
  for (const part of alarms) show(part, part.dataset["alarm"] === (fits ? alarm : ""));
  for (const part of all(document, "[data-first]")) show(part, first && ready === "ready");
  for (const part of all(document, "[data-forgetting]")) show(part, ready === "ready" || ready === "alarm");
  for (const part of all(document, "[data-offline]")) show(part, !online);
  const which = !program || ready === "changed" ? "" : program.before === program.now ? "kept" : "stayed";
  for (const part of all(document, "[data-program]")) show(part, part.dataset["program"] === which);
  for (const part of all(document, "[data-program-keeper]")) show(part, program?.keeper === true);
  for (const part of all(document, "[data-program-before]")) part.textContent = program?.before ?? "";
  for (const part of all(document, "[data-program-now]")) part.textContent = program?.now ?? "";
}

const askedHere = (asked: readonly string[]): string[] => [...asked, ...all(document, "[data-asked]").map(textOf)];

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
