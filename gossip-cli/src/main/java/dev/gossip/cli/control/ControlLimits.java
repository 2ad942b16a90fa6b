package dev.gossip.cli.control;

/**
 * Limits of the control port. All are guesses that suit a small heap.
 *
 * @param bodyBytes largest body of a published message; the node's own limit is lower
 * @param streams how many event streams may be open
 * @param streamBytes how much may wait for one client before it is cut off as too slow
 * @param storedEvents how many events are kept for clients that connect late or again; they take at
 *     most {@code streamBytes} together
 * @param storedMessages how many messages are kept for {@code GET /messages}
 * @param storedBytes approximate memory for these messages
 * @param answerMillis time within which a client must read an answer, except event streams
 */
record ControlLimits(
    int bodyBytes,
    int streams,
    int streamBytes,
    int storedEvents,
    int storedMessages,
    int storedBytes,
    int answerMillis) {

  static final ControlLimits DEFAULT =
      new ControlLimits(1 << 20, 16, 4 << 20, 8_192, 8_192, 16 << 20, 30_000);
}
