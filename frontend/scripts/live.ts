/* `data-live="<address with a ticket>"` listens to announcements and dispatches `live:changed` on its element, so that
   htmx fetches the fragment again (`hx-trigger="live:changed"`) and permissions are checked anew. It reconnects with
   growing pauses, lets go while the page has been hidden for a while, and looks again when it is seen. Where many listen, the
   announcement names a time `within` which each looks again, once, at a random moment; `data-live-first` (a wall) never waits. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
const HIDDEN_PATIENCE = 120_000;
const started = new WeakSet<Element>();

export function startLive(within: ParentNode): void {
  if (within instanceof HTMLElement && within.dataset["live"]) listen(within);
  for (const element of within.querySelectorAll<HTMLElement>("[data-live]")) listen(element);
}

function listen(element: HTMLElement): void {
  const address = element.dataset["live"];
  if (!address || started.has(element)) return;
  started.add(element);
  let source: EventSource | null = null;
  let pause = FIRST_PAUSE;
  let waiting = 0;
  let missed = false;
  let hiding = 0;
  let looking = 0;
  let next = 0; // nothing is fetched before this moment (performance.now)

  const open = (): void => {
    if (source || !element.isConnected || document.hidden) return;
    source = new EventSource(address);
    source.onopen = () => {
      pause = FIRST_PAUSE;
      if (missed) changed(element, ""); // what happened meanwhile is not asked for: the fragment is simply fetched again
      missed = false;
    };
    source.onmessage = heard;
    source.addEventListener("changed", heard);
    source.onerror = () => {
      close();
      missed = true;
      waiting = window.setTimeout(open, pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
  };
  const heard = (event: MessageEvent<string>): void => {
    if (!element.isConnected) return stop();
    const within = "liveFirst" in element.dataset ? 0 : spread(event.data);
    if (!within) return changed(element, event.data);
    if (looking) return;
    const now = performance.now();
    const at = Math.max(now + Math.random() * within, next);
    next = at + within;
    looking = window.setTimeout(() => {
      looking = 0;
      if (element.isConnected) changed(element, event.data);
    }, at - now);
  };
  const close = (): void => {
    window.clearTimeout(waiting);
    source?.close();
    source = null;
  };
  const seen = (): void => {
    window.clearTimeout(hiding);
    if (!element.isConnected) return stop();
    if (!document.hidden) return open();
    hiding = window.setTimeout(leave, HIDDEN_PATIENCE);
  };
  const leave = (): void => {
    close();
    missed = true;
  };
  const stop = (): void => {
    close();
    window.clearTimeout(hiding);
    document.removeEventListener("visibilitychange", seen);
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", seen);
  };
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", seen);
  open();
}

function spread(told: string): number {
  try {
    return Number((JSON.parse(told) as { within?: unknown }).within) || 0;
  } catch {
    return 0;
  }
}

function changed(element: HTMLElement, detail: string): void {
  element.dispatchEvent(new CustomEvent("live:changed", { bubbles: true, detail: { announcement: detail } }));
}
