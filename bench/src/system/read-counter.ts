/**
 * The sum of a service's Prometheus counter over the series with these labels, 0 for one that was never counted up.
 * @param labels as `/metrics` writes them, e.g. `type="order.completed"`
 * @throws when the service does not answer
 */
export async function readCounter(url: string, name: string, labels: string): Promise<number> {
  const response = await fetch(`${url}/metrics`);
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${url}/metrics answered ${response.status}`);
  const series = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(labels));
  return series.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
