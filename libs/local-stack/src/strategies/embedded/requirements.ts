import { isCached, type MavenModule } from '../../maven-cache';
import type { ComponentName } from '../../component';
import type { MissingRequirement } from '../../errors';
import { findJdkProgram, findOnPath, jdkProgramVersion, oldestJava } from '../../toolchain';
import { findPostgresPackage } from './postgres-package';
import { unprivilegedUser, weAreRoot } from './postgres-user';
import { packagedRedisPlatform } from './redis';

const installJdk =
  'Install a JDK (Debian, Ubuntu: apt install openjdk-17-jdk-headless; macOS: brew install openjdk) and have it in PATH or JAVA_HOME';
const installMaven = 'Install Maven (Debian, Ubuntu: apt install maven; macOS: brew install maven)';

/** What this machine lacks to run these servers as child processes. */
export async function missingForEmbedded(
  components: readonly ComponentName[],
  env: NodeJS.ProcessEnv,
): Promise<MissingRequirement[]> {
  const modules = components.filter((component) => comesFromMaven(component, env)) as MavenModule[];
  return [
    ...(await missingJava(modules, env)),
    ...(await missingCompiler(modules, env)),
    ...missingMaven(modules, env),
    ...(components.includes('postgres') ? missingForPostgres() : []),
    ...(modules.includes('redis') ? missingRedisBinary() : []),
  ];
}

function comesFromMaven(component: ComponentName, env: NodeJS.ProcessEnv): boolean {
  if (component === 'redis') return findOnPath('redis-server', env) === undefined;
  if (component === 'mongo') return findOnPath('mongod', env) === undefined;
  return component === 'kafka';
}

async function missingJava(
  modules: readonly MavenModule[],
  env: NodeJS.ProcessEnv,
): Promise<MissingRequirement[]> {
  const neededBy = modules.filter((module) => module !== 'redis');
  if (neededBy.length === 0) return [];
  const java = findJdkProgram('java', env);
  const version = java === undefined ? undefined : await jdkProgramVersion(java, env);
  if (version === undefined)
    return [{ neededBy, problem: `Java ${oldestJava} or newer was not found`, remedy: `${installJdk}.` }];
  if (version < oldestJava)
    return [
      {
        neededBy,
        problem: `${java} is Java ${version}, too old: ${oldestJava} is needed`,
        remedy: `${installJdk}.`,
      },
    ];
  return [];
}

async function missingCompiler(
  modules: readonly MavenModule[],
  env: NodeJS.ProcessEnv,
): Promise<MissingRequirement[]> {
  if (!modules.includes('mongo') || isCached('mongo', env)) return [];
  const javac = findJdkProgram('javac', env);
  const version = javac === undefined ? undefined : await jdkProgramVersion(javac, env);
  if (version !== undefined && version >= oldestJava) return [];
  const remedy = `${installJdk}, or install mongod.`;
  return [
    { neededBy: ['mongo'], problem: `A Java compiler (javac, ${oldestJava} or newer) was not found`, remedy },
  ];
}

function missingMaven(modules: readonly MavenModule[], env: NodeJS.ProcessEnv): MissingRequirement[] {
  const neededBy = modules.filter((module) => !isCached(module, env));
  if (neededBy.length === 0 || findOnPath('mvn', env)) return [];
  return [{ neededBy, problem: 'Maven (mvn) was not found', remedy: `${installMaven}.` }];
}

function missingForPostgres(): MissingRequirement[] {
  const neededBy = ['postgres'] as const;
  if (!findPostgresPackage()) {
    const problem = `There is no PostgreSQL package for ${process.platform} on ${process.arch} in node_modules`;
    return [{ neededBy, problem, remedy: 'Run `npm install` again without --omit=optional.' }];
  }
  if (weAreRoot() && !unprivilegedUser()) {
    const problem = 'PostgreSQL does not run as root, and there is no account to run it as';
    return [{ neededBy, problem, remedy: 'Run as an ordinary user, or create the account `postgres`.' }];
  }
  return [];
}

function missingRedisBinary(): MissingRequirement[] {
  if (packagedRedisPlatform()) return [];
  const problem = `There is no packaged Redis for ${process.platform} on ${process.arch}`;
  return [{ neededBy: ['redis'], problem, remedy: 'Install redis-server.' }];
}
