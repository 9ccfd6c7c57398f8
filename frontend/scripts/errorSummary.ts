/* The summary of a refused form takes the focus, and its links lead into the field rather than only near it. */
export function startErrorSummary(within: ParentNode): void {
  if (within instanceof HTMLElement && within.matches("#problem > .notice")) within.focus(); // a refusal that htmx brought
  const summary = within.querySelector<HTMLElement>("[data-error-summary]");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href^='#']") : null;
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
}
