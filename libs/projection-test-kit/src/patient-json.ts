/**
 * What a projection answers with. A store that is slow for a moment is asked again, as clients do.
 * @throws Error for any other answer than 200 and 503
 */
export async function patientJson<T>(url: string): Promise<T> {
  let response = await fetch(url);
  while (response.status === 503) response = await fetch(url);
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
