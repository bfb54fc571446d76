const timeoutMs = 30_000;

/**
 * GETs JSON from a service.
 * @returns undefined when it answers 404
 * @throws Error when it answers anything else but success, or nothing in half a minute
 */
export async function findJson<T>(url: string): Promise<T | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  const text = await response.text();
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}

/** GETs JSON that is there. @throws Error as `findJson` does, and on 404 */
export async function getJson<T>(url: string): Promise<T> {
  const found = await findJson<T>(url);
  if (found === undefined) throw new Error(`GET ${url} answered 404`);
  return found;
}
