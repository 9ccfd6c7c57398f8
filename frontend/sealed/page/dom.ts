/* Finding and writing: the pages are whole HTML, the script only fills and shows. */
export function one<E extends Element = HTMLElement>(within: ParentNode, selector: string): E | null {
  return within.querySelector<E>(selector);
}

export function all<E extends Element = HTMLElement>(within: ParentNode, selector: string): E[] {
  return [...within.querySelectorAll<E>(selector)];
}

export function readJson<T>(id: string): T | null {
  const element = document.getElementById(id);
  return element?.textContent ? (JSON.parse(element.textContent) as T) : null;
}

export function show(element: Element | null, shown: boolean): void {
  if (element instanceof HTMLElement) element.hidden = !shown;
}

/* Words from the server with names in braces: "{done} of {all}". */
export function fill(words: string | undefined, values: Record<string, string | number>): string {
  return (words ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/* Says something to a screen reader without moving the focus. The same words said twice are heard twice. */
export function say(words: string): void {
  const region = one(document, "[data-say]");
  if (!region) return;
  region.textContent = region.textContent === words ? `${words}\u00a0` : words;
}

export function make(tag: string, words = "", className = ""): HTMLElement {
  const element = document.createElement(tag);
  if (words) element.textContent = words;
  if (className) element.className = className;
  return element;
}

/* The words of a part as they are read: a paragraph and a line of it end with a new line. */
export function textOf(part: Element): string {
  const copy = part.cloneNode(true) as Element;
  for (const end of copy.querySelectorAll("br, p")) end.after("\n");
  return copy.textContent ?? "";
}
