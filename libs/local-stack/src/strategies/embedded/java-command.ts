import { findJdkProgram } from '../../toolchain';

/** The `java` to run; when there is none the plain name, whose failure then says so. */
export function javaCommand(env: NodeJS.ProcessEnv): string {
  return findJdkProgram('java', env) ?? 'java';
}

/** Options for every JVM of the stack: no files in /tmp, and an end instead of a limp when memory runs out. */
export const jvmOptions = [
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
] as const;

/** Options for a JVM that only runs for a second: starting fast is all that counts. */
export const shortRunOptions = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData'] as const;
