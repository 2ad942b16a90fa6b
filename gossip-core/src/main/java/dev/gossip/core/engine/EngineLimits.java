package dev.gossip.core.engine;

/**
 * The bounds of one engine; each is a setting of the same name under {@code gossip}.
 *
 * @param maxPayloadBytes the largest payload that may be published
 * @param lifetimeMillis how long what is published lives
 * @param clockSkewMillis how far clocks may differ
 * @param seenIds how many ids are remembered
 * @param storeMessages how many messages are stored
 * @param storeBytes how much memory they may take, about
 * @param replayAuthors of how many authors the latest sequence numbers are remembered
 * @param pendingChecks how many copies of each neighbour may wait for checks
 * @param pendingChecksInAll how many copies of all neighbours together may wait for checks
 * @param maxTimers how many timers may wait
 */
public record EngineLimits(
    int maxPayloadBytes,
    long lifetimeMillis,
    long clockSkewMillis,
    int seenIds,
    int storeMessages,
    long storeBytes,
    int replayAuthors,
    int pendingChecks,
    int pendingChecksInAll,
    int maxTimers) {

  /** The longest lifetime that is accepted from others: 1 h. */
  public static final long MAX_LIFETIME_MILLIS = 3_600_000;
}
