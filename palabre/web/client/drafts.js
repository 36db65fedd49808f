// Where the browser keeps what was begun: an answer or a note, of one conversation of one client.
const opened = () => document.getElementById("pane")?.dataset.thread;

export function draftName(kind, thread = opened()) {
  return `palabre:${kind}:${document.getElementById("rows")?.dataset.workspace}:${thread}`;
}
