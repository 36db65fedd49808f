// Buttons that copy a field: shown where the browser can, and they say when it is done.
const SHOWN = 1600;

export function startCopy() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    const words = button.querySelector("span");
    const before = words.textContent;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(field.value);
        words.textContent = button.dataset.copied;
        setTimeout(() => (words.textContent = before), SHOWN);
      } catch {
        field.select();
      }
    });
  }
}
