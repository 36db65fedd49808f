// Waiting for an account's first event: asked again until it is there.
const EVERY = 2000;

async function look(part) {
  try {
    const answer = await fetch(part.dataset.waiting, { credentials: "same-origin" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("first-event");
      if (fresh && !fresh.dataset.waiting) {
        part.replaceChildren(...fresh.childNodes);
        return;
      }
    }
  } catch {
    // The desk is out of reach for a moment: asked again.
  }
  setTimeout(() => look(part), EVERY);
}

export function startWaiting() {
  for (const part of document.querySelectorAll("[data-waiting]")) setTimeout(() => look(part), EVERY);
}
