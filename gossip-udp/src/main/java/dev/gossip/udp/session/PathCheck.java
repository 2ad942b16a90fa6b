package dev.gossip.udp.session;

import dev.gossip.api.PeerAddress;

/** A check whether the other end of a link has moved to another address. */
public final class PathCheck {
  public final PeerAddress candidate;
  public final long candidateToken;
  public final long currentToken;
  public final long startNanos;
  public boolean candidateAnswered;
  public boolean currentAnswered;

  /** Whether a time is set at which the link moves, unless the current address answers before. */
  public boolean isDecisionDue;

  public PathCheck(PeerAddress candidate, long candidateToken, long currentToken, long startNanos) {
    this.candidate = candidate;
    this.candidateToken = candidateToken;
    this.currentToken = currentToken;
    this.startNanos = startNanos;
  }
}
