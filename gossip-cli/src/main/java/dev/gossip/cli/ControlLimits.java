package dev.gossip.cli;

/**
 * What the control port holds for its clients at most. All are guesses that suit a small heap.
 *
 * @param bodyBytes of a message that is published; the node's own limit is lower
 * @param streams event streams that are open
 * @param streamBytes events that wait for one client before it counts as too slow
 * @param storedEvents events kept for clients that come late or again, of {@code streamBytes}
 * @param storedMessages messages kept for {@code GET /messages}
 * @param storedBytes about how much memory they take
 */
record ControlLimits(
    int bodyBytes,
    int streams,
    int streamBytes,
    int storedEvents,
    int storedMessages,
    int storedBytes) {

  static final ControlLimits DEFAULT =
      new ControlLimits(1 << 20, 16, 4 << 20, 8_192, 8_192, 16 << 20);
}
