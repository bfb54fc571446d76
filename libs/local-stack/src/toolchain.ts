import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The oldest Java that Kafka 4 and mongo-java-server run on. */
export const oldestJava = 17;

/** Looks a program up in PATH; undefined when it isn't there. */
export function findOnPath(program: string, env: NodeJS.ProcessEnv): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

/** Looks a program of the JDK up: JAVA_HOME first, as Maven does, then PATH. */
export function findJdkProgram(program: 'java' | 'javac', env: NodeJS.ProcessEnv): string | undefined {
  const home = env['JAVA_HOME'];
  const inHome = home ? join(home, 'bin', program) : undefined;
  return inHome && isExecutable(inHome) ? inHome : findOnPath(program, env);
}

const known = new Map<string, Promise<number | undefined>>();

/** The major version of a `java` or `javac`; undefined when it doesn't run (macOS has a `java` that only says so). */
export function jdkProgramVersion(file: string, env: NodeJS.ProcessEnv): Promise<number | undefined> {
  const version = known.get(file) ?? askVersion(file, env);
  known.set(file, version);
  return version;
}

async function askVersion(file: string, env: NodeJS.ProcessEnv): Promise<number | undefined> {
  try {
    const { stdout, stderr } = await run(file, ['-version'], { env });
    const match = /(?:version "|javac )(?:1\.)?(\d+)/.exec(stdout + stderr);
    return match ? Number(match[1]) : undefined;
  } catch {
    return undefined;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
