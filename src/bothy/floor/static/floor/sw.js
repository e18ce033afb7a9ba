// The service worker: keeps the shell, whole and of one version, so that a tablet opens without the network.
// People, the stream, commands and whatever else the server says are never kept.
importScripts("/floor/shell.js");

/** @type {{version: string, files: string[]}} */
const shell = self.BOTHY_SHELL;
const KEPT = `bothy-shell-${shell.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(KEPT).then((cache) => Promise.all(shell.files.map((file) => fetch(file, { cache: "no-cache" }).then((answer) => (answer.ok ? cache.put(file, answer) : Promise.reject(new Error(file))))))),
  );
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("bothy-shell-") && name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});

const files = new Set(shell.files);

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !files.has(url.pathname)) return;
  event.respondWith(caches.open(KEPT).then((cache) => cache.match(url.pathname)).then((kept) => kept ?? fetch(event.request)));
});
