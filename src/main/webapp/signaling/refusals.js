/** How often in a row a token that was just asked for may be refused before the client gives up. */
const MAX_REFUSALS = 2;

/** Whether the server refuses this user, and whether another attempt is of use then. */
export class Refusals {
  #tokens;
  #admitted;
  #inARow = 0;

  /**
   * @param {import('./tokens.js').Tokens} tokens
   * @param {import('../signaling-client.js').SignalingClientOptions['admitted']} admitted
   */
  constructor(tokens, admitted) {
    this.#tokens = tokens;
    this.#admitted = admitted;
  }

  /** A connection held, or the person tries anew. */
  reset() {
    this.#inARow = 0;
  }

  /**
   * A browser does not tell a handshake that was answered 401 from a server that is not there. What can be known: a
   * token that has run out is refused, and the page may have a way to ask whether its sign-in still holds.
   *
   * @returns {Promise<boolean>} whether a handshake failed because of that
   */
  async explainsFailure() {
    if (this.#tokens.expired) {
      return true;
    }
    try {
      return (await this.#admitted?.()) === false;
    } catch {
      return false;
    }
  }

  /**
   * @param {'refused' | 'token-expired'} reason of one more refusal
   * @returns {boolean} whether to try with another token
   */
  mayTryAgain(reason) {
    this.#inARow += 1;
    return this.#tokens.hasAnother(reason) && this.#inARow <= MAX_REFUSALS;
  }
}
