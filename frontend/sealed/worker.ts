/* The door of the worker: takes the page's calls one after the other and tells it the state. Keys never pass this door. */
import type { Ask, Told } from "./config";
import { Engine } from "./engine";
import { Refusal } from "./refusal";
import { visit } from "./visiting";

const page = self as unknown as { postMessage(told: Told): void };
let engine: Engine | undefined;

self.addEventListener("message", ({ data }: MessageEvent<Ask & { id: number }>) => void reply(data));

async function reply(asked: Ask & { id: number }): Promise<void> {
  try {
    page.postMessage({ id: asked.id, value: await answer(asked) });
  } catch (error) {
    page.postMessage({ id: asked.id, refusal: error instanceof Refusal ? error.code : "unwell" });
  }
}

async function answer(asked: Ask): Promise<unknown> {
  if (asked.call === "visit") return visit(asked.account, asked.csrf, asked.waiting);
  if (asked.call === "open") {
    engine = await Engine.open(asked.config, asked.home, (state) => page.postMessage({ state }));
    void engine.settle();
    return undefined;
  }
  if (!engine) throw new Refusal("unwell");
  switch (asked.call) {
    case "moment":
      return engine.moment(asked.moment);
    case "network":
      return engine.network(asked.online);
    case "useThisDevice":
      return engine.useThisDevice();
    case "fetchCredentials":
      return engine.prepare();
    case "acceptRoster":
      return engine.acceptRoster();
    case "put":
      return engine.put(asked.slot, asked.payload, asked.when);
    case "withdraw":
      return engine.withdraw(asked.slot);
    case "blankUnused":
      return engine.blankUnused();
    case "act":
      return engine.act(asked.slot, asked.kind, asked.text);
    case "saveDraft":
      return engine.saveDraft(asked.slot, asked.draft);
    case "checkBoard":
      return engine.checkBoard();
    case "compare":
      return engine.compare(asked.shown);
    case "compareAsked":
      return engine.compareAsked(asked.asked, asked.texts);
    case "compareBallot":
      return engine.compareBallot(asked.statements, asked.listed);
    case "order":
      return engine.order(asked.count, asked.purpose);
    case "words":
      return engine.words();
    case "forget":
      return engine.forget();
  }
}
