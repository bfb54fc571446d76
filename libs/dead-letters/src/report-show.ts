import type { Contents, Letter } from './letter';
import { letterJson } from './report-list';
import { counted, onOneLine, printable } from './text';

/** A letter, what it holds, and how many are parked behind it. */
export interface ShownLetter {
  readonly letter: Letter;
  readonly contents: Contents;
  readonly behind: number;
}

/** All that is known of letters, for people: a paragraph each. */
export function showText(shown: readonly ShownLetter[]): string {
  return `${shown.map((one) => paragraphOf(one).join('\n')).join('\n\n')}\n`;
}

/** The same for programs: a payload that is no JSON as text, one that is no text in base64. */
export function showJson(shown: readonly ShownLetter[]): string {
  const deadLetters = shown.map(({ letter, contents, behind }) => ({
    ...letterJson(letter),
    parkedBehind: behind,
    headers: contents.headers,
    ...payloadJson(contents.payload),
  }));
  return `${JSON.stringify({ deadLetters }, null, 2)}\n`;
}

function paragraphOf({ letter, contents, behind }: ShownLetter): string[] {
  const key = letter.key === null ? 'no key' : `key ${onOneLine(letter.key)}`;
  const headers = Object.entries(contents.headers).map(
    ([name, value]) => `    ${onOneLine(`${name}: ${value}`)}`,
  );
  return [
    `${letter.kind} ${letter.source}, ${letter.id} of ${onOneLine(letter.topic)}, ${key}`,
    `  ${letter.reason}${attemptsOf(letter)}, since ${letter.since.toISOString()}`,
    ...(letter.error === undefined ? [] : [`  ${onOneLine(letter.error)}${codeOf(letter)}`]),
    `  ${stateOf(letter)}; ${counted(behind, 'message')} parked behind it`,
    '  headers',
    ...(headers.length > 0 ? headers : ['    none']),
    '  payload',
    ...payloadText(contents.payload).map((line) => `    ${line}`),
  ];
}

function attemptsOf({ attempts }: Letter): string {
  return attempts === undefined || attempts === 0 ? '' : ` after ${counted(attempts, 'attempt')}`;
}

function codeOf({ errorCode }: Letter): string {
  return errorCode === undefined ? '' : ` (${onOneLine(errorCode)})`;
}

function stateOf({ decision, waitsFor }: Letter): string {
  const decided = decision === undefined ? '' : `to be ${decision === 'replay' ? 'replayed' : 'discarded'}, `;
  const states = {
    decision: 'waits for a decision',
    key: `${decided}waits for an earlier one of its key`,
    process: decision === undefined ? 'may go on' : `${decided}waits to be carried out`,
  };
  return states[waitsFor];
}

function payloadText(payload: Contents['payload']): string[] {
  if (payload === undefined) return ['its letter could not hold it, and its topic has it no more'];
  if (payload === null) return ['none'];
  const text = textOf(payload);
  if (text === undefined)
    return [`no text, ${payload.length} bytes in base64: ${payload.toString('base64')}`];
  const json = parsed(text);
  return printable(json === undefined ? text : JSON.stringify(json, null, 2)).split('\n');
}

function payloadJson(payload: Contents['payload']) {
  if (payload === undefined) return { payloadIsGone: true };
  if (payload === null) return { payload: null };
  const text = textOf(payload);
  if (text === undefined) return { payloadBase64: payload.toString('base64') };
  const json = parsed(text);
  return json === undefined ? { payloadText: text } : { payload: json };
}

function textOf(payload: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload);
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
