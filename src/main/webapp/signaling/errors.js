import { isObject } from './users.js';

/** The close codes (RFC 6455, section 7.4; 44xx are the server's own) that the client tells apart. */
export const CloseCode = Object.freeze({
  GOING_AWAY: 1001,
  POLICY: 1008,
  SERVICE_RESTART: 1012,
  TOKEN_EXPIRED: 4401,
  SIGNED_OUT: 4410,
});

/**
 * Why a message did not arrive. `code` is one of the server's (`bad-message`, `bad-target`, `target-offline`,
 * `target-busy`, `too-large`, `too-fast`, `forbidden`) or one of the client's: `not-connected`, and `connection-lost`
 * where the message may or may not have arrived.
 */
export class SignalingError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {Record<string, unknown>} [request] the message that it answers, as far as the server repeats it
   */
  constructor(code, message, request = {}) {
    super(message);
    this.name = 'SignalingError';
    this.code = code;
    this.request = request;
  }

  /** @param {unknown} body of the server's message of type `error` */
  static read(body) {
    const { code, message, request } = isObject(body) ? body : {};
    return new SignalingError(
      typeof code === 'string' ? code : 'unknown',
      typeof message === 'string' ? message : 'an unknown error',
      isObject(request) ? request : {},
    );
  }
}
