/* The service worker of a device for sealed answers: hands out the kept bytes of the scripts, and nothing else. Pages, the API,
   the box, pictures and styles go their way as if it were not there; so do the scripts where it has no good copy. */
import { bytesOf, nameOf } from "./pin";

type Fetching = Event & { request: Request; respondWith(answer: Promise<Response>): void };
const here = self as unknown as { skipWaiting(): Promise<void> };
/* A worker lives under the policy of its script. */
const HEADERS = { "content-type": "text/javascript; charset=utf-8", "content-security-policy": "script-src 'self'" };

self.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const name = request.method === "GET" ? nameOf(request.url, self.location.origin) : null;
  if (name) (event as Fetching).respondWith(answer(name, request));
});

/* A new keeper waits until the person took the new program, or until no page is open any more. */
self.addEventListener("message", ({ data }) => {
  if (data === "take over") void here.skipWaiting();
});

async function answer(name: string, request: Request): Promise<Response> {
  const bytes = await bytesOf(name).catch(() => null);
  return bytes ? new Response(bytes, { headers: HEADERS }) : fetch(request);
}
