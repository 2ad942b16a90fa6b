package dev.gossip.core.engine.spec;

import java.time.Duration;

/**
 * The bounds of one engine; each is a setting of the same name under {@code gossip}.
 *
 * @param maxPayloadBytes the largest payload that may be published, and is accepted from peers
 * @param lifetimeMillis the lifetime of messages that this node publishes
 * @param clockSkewMillis by how much the clocks of two nodes may differ
 * @param seenIds how many ids are remembered
 * @param storeMessages how many messages are stored
 * @param storeBytes how much memory they may take, approximately
 * @param replayAuthors for how many authors the latest sequence numbers are remembered
 * @param pendingChecks how many copies from each peer may await verification
 * @param pendingChecksTotal how many copies from all peers together may await verification
 * @param pendingCheckBytes how many bytes of them, a quarter of these from each peer
 * @param maxTimers how many timers and how much offloaded work of each plugin may wait
 * @param knownAddresses how many addresses of other nodes are remembered
 * @param candidateTimeout how long membership may take to decide about a node
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
    int pendingChecksTotal,
    int pendingCheckBytes,
    int maxTimers,
    int knownAddresses,
    Duration candidateTimeout) {

  /** The longest lifetime that is accepted from peers: 1 h. */
  public static final long MAX_LIFETIME_MILLIS = 3_600_000;
}
