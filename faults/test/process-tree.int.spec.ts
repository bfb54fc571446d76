import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '@ordersaga/test-kit';
import { processTree, signalTree } from '../src/system/process-tree';

describe('a tree of processes', () => {
  let parent: ChildProcess;

  beforeEach(async () => {
    parent = spawn('sh', ['-c', 'sleep 600 & sleep 600 & wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await eventually(() => expect(processTree(parent.pid ?? 0)).toHaveLength(3));
  });
  afterEach(() => signalTree(parent.pid ?? 0, 'SIGKILL'));

  it('begins with its root, and has those that this has started', () => {
    const [root, ...others] = processTree(parent.pid ?? 0);
    expect(root).toBe(parent.pid);
    expect(others).not.toContain(process.pid);
  });

  it('is signalled as a whole', async () => {
    // The output is closed when nobody is left who could write to it.
    const closed = once(parent, 'close');
    signalTree(parent.pid ?? 0, 'SIGKILL');
    await closed;
  });
});
