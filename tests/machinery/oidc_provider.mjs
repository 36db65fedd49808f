// A real OpenID provider (the package oidc-provider) for tests of signing in: PKCE is asked for,
// refresh tokens are used once. Behind it stands what a test needs of YouTube's API.
//
// Run: node oidc_provider.mjs PORT REDIRECT_ADDRESS
import http from "node:http";
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const BASE = "/google";
const CHANNEL = "42";
const YOUTUBE = "https://www.googleapis.com/auth/youtube.force-ssl";
const client = {
  client_id: "desk",
  client_secret: "sesame",
  redirect_uris: [redirect],
  grant_types: ["authorization_code", "refresh_token"],
  token_endpoint_auth_method: "client_secret_post",
};
const counts = { refreshed: 0, refused: 0 };

const provider = new Provider(issuer, {
  clients: [client],
  scopes: ["openid", "offline_access", YOUTUBE],
  routes: { authorization: `${BASE}/o/oauth2/v2/auth`, token: `${BASE}/token`, revocation: `${BASE}/revoke` },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  ttl: { AccessToken: 3_599, RefreshToken: 86_400, Grant: 86_400, Session: 86_400, Interaction: 600 },
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});
provider.on("grant.success", ({ oidc }) => { counts.refreshed += oidc.params.grant_type === "refresh_token"; });
provider.on("grant.error", () => { counts.refused += 1; });

const LISTS = {
  channels: [{ id: CHANNEL, snippet: { title: "Le Fournil" } }],
  commentThreads: [],
};

function tell(answer, status, told) {
  answer.writeHead(status, { "Content-Type": "application/json", Date: new Date().toUTCString() });
  answer.end(JSON.stringify(told));
}

async function api(request, answer, name) {
  const bearer = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const token = await provider.AccessToken.find(bearer);
  const grant = token && (await provider.Grant.find(token.grantId));
  if (!grant || !token.scope.split(" ").includes(YOUTUBE)) {
    const errors = [{ reason: "authError", domain: "global" }];
    tell(answer, 401, { error: { code: 401, message: "Invalid credentials.", errors } });
    return;
  }
  tell(answer, name in LISTS ? 200 : 404, { items: LISTS[name] ?? [] });
}

// What the person does in the settings of their account: the application may no longer act.
async function forget(request, answer) {
  const { token: value } = Object.fromEntries(new URL(request.url, issuer).searchParams);
  const token = await provider.AccessToken.find(value);
  await provider.Grant.adapter.destroy(token.grantId);
  await provider.RefreshToken.adapter.revokeByGrantId(token.grantId);
  await provider.AccessToken.adapter.revokeByGrantId(token.grantId);
  tell(answer, 200, {});
}

const serve = provider.callback();
http.createServer((request, answer) => {
  const { pathname } = new URL(request.url, issuer);
  if (pathname === "/test/counts") tell(answer, 200, counts);
  else if (pathname === "/test/forget") forget(request, answer);
  else if (pathname.startsWith(`${BASE}/youtube/v3/`)) api(request, answer, pathname.split("/").at(-1));
  else serve(request, answer);
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
