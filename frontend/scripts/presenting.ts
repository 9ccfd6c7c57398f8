/* The presenter's screen: the arrows, Page Up and Page Down of a clicker follow the links that are on the page. */
import { one } from "../sealed/page/dom";

const BACK = new Set(["ArrowLeft", "PageUp"]);
const ON = new Set(["ArrowRight", "PageDown"]);

export function startPresenting(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLInputElement) return;
    const link = BACK.has(event.key) ? one(document, "a[rel='prev']") : ON.has(event.key) ? one(document, "a[rel='next']") : null;
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}
