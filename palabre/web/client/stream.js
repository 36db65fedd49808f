// The desk's one live connection: what changed, and what colleagues do.
let stream = null;

export function openStream(workspace) {
  stream ??= new EventSource(`/api/v1/events?workspace=${encodeURIComponent(workspace)}`);
  return stream;
}
