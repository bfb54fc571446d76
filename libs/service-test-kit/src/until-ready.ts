import { eventually } from '@ordersaga/test-kit';

/**
 * Waits until the service is ready, which for a consumer means: in its group.
 * @throws Error with what `/readyz` said last, when it isn't within 30 s
 */
export async function untilReady(url: string): Promise<void> {
  await eventually(
    async () => {
      const response = await fetch(`${url}/readyz`);
      if (response.status !== 200) throw new Error(`not ready: ${await response.text()}`);
    },
    { within: 30_000 },
  );
}
