/**
 * What servers are given so that they take nobody in but over TLS, with a certificate and a log-in that they know. The
 * stand-in for MongoDB asks for neither. All files are PEM; the certificates are signed by `ca`.
 */
export interface Security {
  readonly ca: string;
  /** The servers': for 127.0.0.1, and good for a client as well. */
  readonly serverCert: string;
  readonly serverKey: string;
  /** Their clients'. */
  readonly clientCert: string;
  readonly clientKey: string;
  /** Letters and digits. */
  readonly user: string;
  readonly password: string;
}
