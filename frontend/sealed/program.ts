/* Which program runs on this page: the kept one, and whether the server offers another. All of it may fail, and then the page is
   an ordinary one; only an offer that nobody has decided on keeps the page from sealing. */
import type { Program } from "./config";
import { type Code, decline, drop, idOf, keep, KEEPER, noteExchange, type Pin, readPin } from "./pin";
import { addresses, allowed } from "./spawn";

const workers = (): ServiceWorkerContainer | undefined => navigator.serviceWorker as ServiceWorkerContainer | undefined;
const isKept = (): boolean => Boolean(workers()?.controller);

/* Whether the scripts of this page came from the copy, where there is one. A visit that did not get them so does nothing. */
export async function mayRun(): Promise<boolean> {
  if (isKept() || !(await readPin().catch(() => null))) return true;
  await register().catch(() => undefined); // the browser lost the keeper, or was told to go past it
  return false;
}

export class Keeping {
  private pin: Pin | null = null;
  private offered = "";

  constructor(private readonly code: Code | undefined) {}

  /* What a page has to know; null where nothing is kept. */
  async look(): Promise<Program | null> {
    if (!this.code) return null;
    this.offered = await idOf(this.code);
    this.pin = await readPin().catch(() => null);
    if (!this.pin) return null;
    const before = await idOf(this.pin.files);
    const keeper = this.code[KEEPER] === this.pin.files[KEEPER] && (this.pin.exchanged === true || (await hasAnotherKeeper()));
    const isAsked = keeper || (before !== this.offered && (this.pin.declined !== this.offered || !isKept()));
    return { before, now: this.offered, isAsked, keeper };
  }

  /* Tells when the browser fetched another keeper although the server names the same program as before. */
  async watch(changed: () => void): Promise<void> {
    if (!isKept()) return;
    const registration = await workers()?.getRegistration();
    registration?.addEventListener("updatefound", () => void noteExchange(this.code?.[KEEPER]).then((is) => is && changed(), () => undefined));
  }

  /* Keeps what the server offers, where nothing is kept yet; and the keeper in any case. */
  async begin(): Promise<Program | null> {
    if (!this.code || !workers()) return null;
    if (await readPin()) await register();
    else await this.accept();
    return this.look();
  }

  /* The keeper comes first: once the new list counts, another keeper is one that nobody announced. */
  async accept(): Promise<void> {
    if (!this.code) return;
    const registration = await register().catch(() => undefined);
    await registration?.update().catch(() => undefined);
    await keep(this.code);
    for (const next of [registration?.installing, registration?.waiting]) next?.postMessage("take over");
  }

  /* Stays with the kept program; returns whether this page runs it already. */
  async stay(): Promise<boolean> {
    if (this.pin) await decline(this.pin, this.offered);
    if (!isKept()) await register();
    return isKept();
  }

  async forget(): Promise<void> {
    await drop();
    await (await workers()?.getRegistration())?.unregister();
  }
}

async function hasAnotherKeeper(): Promise<boolean> {
  const registration = await workers()?.getRegistration().catch(() => undefined);
  return Boolean(registration?.active && (registration.waiting ?? registration.installing));
}

async function register(): Promise<ServiceWorkerRegistration | undefined> {
  return workers()?.register(allowed(addresses.keeper), { scope: "/", updateViaCache: "none" });
}
