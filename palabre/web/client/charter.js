// The text field of the charter shows the line at fault.
const field = document.querySelector("textarea[data-line]");
if (field) {
  const line = Number(field.dataset.line);
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const height = parseFloat(getComputedStyle(field).lineHeight) || 20;
  field.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  field.focus({ preventScroll: true });
  field.scrollTop = Math.max(0, (line - 6) * height);
}
