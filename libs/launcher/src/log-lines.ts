import colors from 'picocolors';
import { prettyFactory } from 'pino-pretty';
import { services, type ServiceName } from './topology';

const palette = [colors.cyan, colors.yellow, colors.magenta, colors.gray, colors.green, colors.blue];
const width = Math.max(...services.map(({ name }) => name.length));

/** Turns the JSON lines of services into readable ones, a colour for each service; other text passes as it is. */
export function readableLines(write: (line: string) => void): (service: ServiceName, line: string) => void {
  const pretty = prettyFactory({
    colorize: colors.isColorSupported,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'service,pid',
    singleLine: true,
  });
  return (service, line) => {
    const paint = palette[services.findIndex(({ name }) => name === service)] ?? String;
    const text = pretty(line)?.trimEnd() ?? line;
    write(`${paint(service.padEnd(width))} ${text}`);
  };
}
