import type { EndableProcess } from '../processes/end-processes';

/** What a parent tells its warden. */
export type WardenMessage =
  | { readonly type: 'watch'; readonly process: EndableProcess }
  | { readonly type: 'forget'; readonly pid: number }
  | { readonly type: 'watch-container' | 'forget-container'; readonly name: string }
  | { readonly type: 'remove-folder'; readonly folder: string }
  | { readonly type: 'dismiss' };
