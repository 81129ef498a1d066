/** Polite messages for screen readers, at most one in five seconds; a newer one replaces what waits. */

const GAP_MS = 5000;
let waiting: string | undefined;
let quietUntil = 0;

export function announce(text: string, now = performance.now()): void {
  if (now >= quietUntil) {
    speak(text, now);
    return;
  }
  if (waiting === undefined) setTimeout(flush, quietUntil - now);
  waiting = text;
}

function flush(): void {
  if (waiting !== undefined) speak(waiting, performance.now());
}

function speak(text: string, now: number): void {
  waiting = undefined;
  quietUntil = now + GAP_MS;
  const region = document.getElementById("announcer");
  if (region) region.textContent = text;
}
