/* Changes light and dark without a reload; the form's own POST remembers the choice. */
export function startTheme(): void {
  document.querySelector("[data-theme-choice]")?.addEventListener("submit", (event) => {
    if (!(event instanceof SubmitEvent) || !(event.submitter instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const chosen = event.submitter;
    const body = new FormData(form);
    body.set("theme", chosen.value);
    show(form, chosen);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => undefined);
  });
}

function show(form: HTMLFormElement, chosen: HTMLButtonElement): void {
  if (chosen.value === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen.value;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === chosen));
}
