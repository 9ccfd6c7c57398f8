/* Loaded by the shell on signed-in pages as `<script type="module" src=".../sealed-visit.js" data-sealed-account="...">`.
   Reports once what keys this browser can make. On the device for sealed answers it asks, at most once a minute, whether
   there is something to join or to blank, and starts the worker only then or when something waits to be sent. */
import type { Config, Told } from "./config";
import { hasQueue, isHome, noteQueue } from "./device";
import { mayRun } from "./program";
import { spawn } from "./spawn";

const MINUTE = 60_000;
const account = document.querySelector<HTMLElement>("script[data-sealed-account]")?.dataset["sealedAccount"];
const headers = { "content-type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") } as Record<string, string>;

if (account && isSecureContext && navigator.locks) void Promise.all([reportOnce(account), visit(account)]).catch(() => undefined);

async function reportOnce(person: string): Promise<void> {
  const note = `sealed-reported:${person}`;
  if (localStorage.getItem(note)) return;
  const ed25519 = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]).then(() => true, () => false);
  const answer = await fetch("/api/ballots/capability", { method: "POST", headers, body: JSON.stringify({ ed25519 }) });
  if (answer.ok) localStorage.setItem(note, String(ed25519));
}

async function visit(person: string): Promise<void> {
  const note = `sealed-asked:${person}`;
  if (!isHome(person) || Date.now() - Number(localStorage.getItem(note)) < MINUTE) return;
  localStorage.setItem(note, String(Date.now()));
  const answer = await fetch("/api/ballots/waiting", { cache: "no-store" });
  const waiting = answer.ok ? ((await answer.json()) as { waiting: Config[] }).waiting : [];
  if ((waiting.length === 0 && !hasQueue(person)) || !(await mayRun())) return;
  const worker = spawn();
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    if (!("id" in data)) return;
    if (typeof data.value === "number") noteQueue(person, data.value > 0);
    worker.terminate();
  };
  worker.postMessage({ id: 1, call: "visit", account: person, csrf: headers["x-csrftoken"] ?? "", waiting });
}
