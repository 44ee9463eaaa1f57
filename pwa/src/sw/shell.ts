/** The anonymous shell: the page, its scripts and styles. The same for everybody, so it may be kept. */
declare const __SHELL_FILES__: readonly string[];
declare const __BUILD__: string;

const PREFIX = "twotap-shell-";
const CURRENT = PREFIX + __BUILD__;

export const isAsset = (url: URL): boolean => url.pathname.startsWith("/assets/");

/** Files with a hash in their name never change: those an older version holds are copied, not fetched. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(CURRENT);
  await Promise.all(
    __SHELL_FILES__.map(async (path) => {
      const held = path.startsWith("/assets/") ? await caches.match(path) : undefined;
      await (held ? cache.put(path, held) : cache.add(new Request(path, { cache: "reload" })));
    }),
  );
}

export async function dropOlderShells(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CURRENT).map((name) => caches.delete(name)));
}

export async function answerPage(request: Request): Promise<Response> {
  const cache = await caches.open(CURRENT);
  return (await cache.match("/")) ?? fetch(request);
}

export async function answerAsset(request: Request): Promise<Response> {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}
