package dev.gossip.reputation;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;

/** Token buckets for neighbours and authors; see {@link RateLimitPlugin}. */
final class RateLimit implements SpamControl {
  private final SpamContext context;
  private final PeerBudgets peers;
  private final AuthorBudgets authors;

  RateLimit(SpamContext context, PeerBudgets peers, AuthorBudgets authors) {
    this.context = context;
    this.peers = peers;
    this.authors = authors;
  }

  @Override
  public boolean admit(Peer from, Cost cost, int amount) {
    return peers.take(from.id(), cost, amount, context.nowNanos());
  }

  /**
   * Here and not in {@link #admit}: before the signature is known to be good, anybody could spend
   * anybody's budget. IGNORE and not REJECT: a neighbour whose clock or neighbours differ may have
   * found the same message within the budget. Unsigned messages have no author to be limited; one
   * budget for all of them would be everybody's to exhaust.
   */
  @Override
  public Verdict judge(GossipMessage message, Peer from) {
    boolean within =
        message.author().isNone()
            || authors.take(message.author(), message.topic(), context.nowNanos());
    return within ? Verdict.ACCEPT : Verdict.IGNORE;
  }

  /** Garbage costs more than its bytes, and nobody sends it by accident. */
  @Override
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    if (kind == Misbehaviour.MALFORMED_FRAME) {
      peers.chargeForMalformed(peer.id(), context.nowNanos());
    }
  }

  @Override
  public void onPeerUp(Peer peer) {
    peers.come(peer.id(), context.nowNanos());
  }

  @Override
  public void onPeerDown(Peer peer) {
    peers.go(peer.id(), context.nowNanos());
  }
}
