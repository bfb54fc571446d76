import type { ComponentName } from './component';

/** Something this machine lacks, and what to do about it. */
export interface MissingRequirement {
  /** The servers that need it; empty when everything does. */
  readonly neededBy: readonly ComponentName[];
  readonly problem: string;
  readonly remedy: string;
}

/** Base of every error of this library; `code` tells them apart. */
export class LocalStackError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A setting has a value that means nothing here. */
export class InvalidSettingError extends LocalStackError {
  constructor(
    readonly setting: string,
    message: string,
  ) {
    super('INVALID_SETTING', message);
  }
}

/** Everything this machine lacks, found before anything was started. */
export class MissingRequirementsError extends LocalStackError {
  constructor(
    readonly missing: readonly MissingRequirement[],
    readonly alternatives: readonly string[],
  ) {
    super('MISSING_REQUIREMENTS', describeMissing(missing, alternatives));
  }
}

/** A strategy does not work on this machine; the next one is tried. */
export class StrategyUnavailableError extends LocalStackError {
  constructor(message: string, options?: ErrorOptions) {
    super('STRATEGY_UNAVAILABLE', message, options);
  }
}

/** The server a URL in the environment points at does not answer. */
export class ExternalServerError extends LocalStackError {
  constructor(
    readonly component: ComponentName,
    readonly variable: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super('EXTERNAL_SERVER', message, options);
  }
}

/** A server stopped or never answered; carries the end of its log. */
export class ServerFailedError extends LocalStackError {
  constructor(
    readonly component: string,
    problem: string,
    readonly logFile: string,
    readonly logTail: string,
    options?: ErrorOptions,
  ) {
    super('SERVER_FAILED', `${component}: ${problem}\nThe end of ${logFile}:\n${indent(logTail)}`, options);
  }
}

/** Another stack that is alive works on this data folder. */
export class DataFolderInUseError extends LocalStackError {
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(
      'DATA_FOLDER_IN_USE',
      `${folder} is in use by process ${pid}. Stop that one first, or give this one another data folder.`,
    );
  }
}

function describeMissing(missing: readonly MissingRequirement[], alternatives: readonly string[]): string {
  const faults = missing.map(({ neededBy, problem, remedy }) => {
    const who = neededBy.length > 0 ? ` (needed by ${neededBy.join(', ')})` : '';
    return `  - ${problem}${who}. ${remedy}`;
  });
  const others = alternatives.map((alternative) => `  - ${alternative}`);
  return [
    'This machine lacks what the servers need:',
    ...faults,
    ...(others.length > 0 ? ['Or instead:', ...others] : []),
  ].join('\n');
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
