// The last 24 hours above the list, fetched after the page and kept fresh.
const AGAIN_MS = 60_000;

async function refresh() {
  const place = document.getElementById("day");
  if (!place || document.hidden) return;
  try {
    const answer = await fetch(place.dataset.address, { credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const strip = page.getElementById("day");
    if (strip) document.getElementById("day")?.replaceWith(strip);
  } catch {
    // The strip is old for a minute; the desk says elsewhere when it cannot be reached.
  }
}

export function startDay() {
  if (!document.getElementById("day")) return;
  setTimeout(refresh, 200);
  setInterval(refresh, AGAIN_MS);
}
