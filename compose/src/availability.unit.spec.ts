import { serverImages } from '@ordersaga/local-stack';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseImages, neededImages } from './availability';
import { root } from './composed-system';

describe('the images that are needed', () => {
  it('of a Dockerfile are those it begins from, and its frontend, but not its own stages', () => {
    const dockerfile = [
      '# syntax=docker/dockerfile:1',
      'FROM node:24 AS node',
      'FROM node AS compiled',
      'from debian:bookworm-slim',
      'COPY --from=compiled / /',
    ];
    expect(baseImages(dockerfile.join('\n'))).toEqual([
      'docker/dockerfile:1',
      'node:24',
      'debian:bookworm-slim',
    ]);
  });

  it('of a composition are its servers and what its services are built on, each once, without consoles', () => {
    const service = { build: { context: root } };
    const services = {
      order: service,
      stock: service,
      edge: { build: { context: join(root, 'compose/edge') } },
      redis: { image: 'redis:8' },
      console: { image: 'redpandadata/console', profiles: ['tools'] },
    };
    const needed = neededImages({ services });
    expect(needed).toEqual(['redis:8', expect.stringMatching(/^node:/), expect.stringMatching(/^debian:/)]);
  });

  it('for servers are the same as for those of `npm start`', () => {
    const file = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
    const composed = [...file.matchAll(/^ {4}image: (\S+)$/gm)].map(([, image]) => image);
    expect(composed).toEqual(expect.arrayContaining(Object.values(serverImages).map(({ image }) => image)));
  });
});
