/** Pushes: each one shows something, for a browser that saw three show nothing takes the subscription away. */
declare const self: ServiceWorkerGlobalScope;

/** Declarative Web Push JSON: Safari shows it without us. */
interface Said {
  notification?: { title?: string; body?: string; lang?: string; dir?: NotificationDirection; navigate?: string; tag?: string };
}

export async function showPush(data: PushMessageData | null): Promise<void> {
  const { title = "Twotap", body = "", lang = "", dir = "auto", navigate = "/", tag = "twotap" } = read(data).notification ?? {};
  await self.registration.showNotification(title, {
    body,
    lang,
    dir,
    tag,
    icon: "/icons/twotap-192.png",
    badge: "/icons/twotap-192.png",
    data: { path: pathOf(navigate) },
  });
}

/** The window that is open already, or a new one. */
export async function openFromPush(notification: Notification): Promise<void> {
  notification.close();
  const path = pathOf(String((notification.data as { path?: unknown } | null)?.path ?? "/"));
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((client) => new URL(client.url).pathname === path) ?? windows[0];
  if (!open) {
    await self.clients.openWindow(path);
    return;
  }
  await open.focus();
  open.postMessage({ goTo: path });
}

function read(data: PushMessageData | null): Said {
  try {
    return (data?.json() ?? {}) as Said;
  } catch {
    return {};
  }
}

/** Only ever a page of our own, whatever a push says. */
function pathOf(address: string): string {
  try {
    const url = new URL(address, self.location.origin);
    return url.origin === self.location.origin ? url.pathname : "/";
  } catch {
    return "/";
  }
}
