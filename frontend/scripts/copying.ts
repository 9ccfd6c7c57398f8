/* Copies the field of a `data-copy` group and says so; the field itself selects whole where copying is refused. */
export function startCopying(): void {
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches("[data-copy-source]")) event.target.select();
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-copy-button]") : null;
    const group = button?.closest("[data-copy]");
    const source = group?.querySelector<HTMLInputElement>("[data-copy-source]");
    if (button && group && source) void copy(button, source, group.querySelector("[data-copy-status]"));
  });
}

async function copy(button: HTMLButtonElement, source: HTMLInputElement, status: Element | null): Promise<void> {
  if (!(await wrote(source))) return;
  const before = button.textContent;
  const copied = button.dataset["copied"] ?? "";
  if (before === copied) return;
  button.textContent = copied;
  if (status) status.textContent = copied;
  setTimeout(() => {
    button.textContent = before;
    if (status) status.textContent = "";
  }, 2500);
}

/* The clipboard exists only on HTTPS and localhost; elsewhere the older command still copies a selection. */
async function wrote(source: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.value);
    return true;
  } catch {
    source.focus();
    source.select();
    return document.execCommand("copy");
  }
}
