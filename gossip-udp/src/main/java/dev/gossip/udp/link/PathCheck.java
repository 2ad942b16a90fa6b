package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;

/** A check whether the other end of a link has moved to another address. */
final class PathCheck {
  final PeerAddress candidate;
  final long candidateToken;
  final long currentToken;
  final long startNanos;
  boolean candidateAnswered;
  boolean currentAnswered;

  /** Whether a time is set at which the link moves, unless the current address answers before. */
  boolean isDecisionDue;

  PathCheck(PeerAddress candidate, long candidateToken, long currentToken, long startNanos) {
    this.candidate = candidate;
    this.candidateToken = candidateToken;
    this.currentToken = currentToken;
    this.startNanos = startNanos;
  }
}
