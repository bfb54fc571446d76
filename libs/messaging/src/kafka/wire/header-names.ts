/** Names at later places are not kept: no producer writes so many headers. */
const most = 32;

/**
 * The names of headers, as text. Records of a topic have the same ones at the same places, so that most need only be
 * compared, and share their text.
 */
export class HeaderNames {
  private readonly known: string[] = [];

  /** The name at this place of a record's headers. */
  read(bytes: Buffer, from: number, to: number, place: number): string {
    const known = this.known[place];
    if (known !== undefined && isAscii(known, bytes, from, to)) return known;
    const name = bytes.toString('utf8', from, to);
    if (place < most) this.known[place] = name;
    return name;
  }
}

/** Whether the bytes are this text; false, too, for text that is not ASCII. */
function isAscii(text: string, bytes: Buffer, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let n = 0; n < text.length; n += 1) {
    const byte = bytes[from + n] as number;
    if (byte > 0x7f || byte !== text.charCodeAt(n)) return false;
  }
  return true;
}
