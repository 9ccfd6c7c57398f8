/* Where people seal, pages demand trusted types: a string cannot become markup. htmx hands the answers of this site to the
   browser as strings, so the default policy lets exactly these through while they are swapped in, and refuses all else. */
type Rules = { createHTML(markup: string): string | null };
type Factory = { createPolicy(name: string, rules: Rules): unknown };
type Finished = CustomEvent<{ xhr: XMLHttpRequest }>;

const answers = new Set<string>();

export function startTrusting(): void {
  const factory = (window as { trustedTypes?: Factory }).trustedTypes;
  if (!factory || !("htmx" in window)) return;
  factory.createPolicy("default", { createHTML: (markup) => (isAnswer(markup) ? markup : null) });
  document.addEventListener("htmx:beforeOnLoad", (event) => answers.add((event as Finished).detail.xhr.responseText));
  document.addEventListener("htmx:afterOnLoad", (event) => answers.delete((event as Finished).detail.xhr.responseText));
}

/* htmx parses a whole page as it came, and a fragment in a wrapper of its own. */
function isAnswer(markup: string): boolean {
  return [...answers].some((answer) => markup === answer || markup === `<body><template class="internal-htmx-wrapper">${answer}</template></body>`);
}
