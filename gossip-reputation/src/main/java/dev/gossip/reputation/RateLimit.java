package dev.gossip.reputation;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;

/** Token buckets for peers and authors; see {@link RateLimitPlugin}. */
final class RateLimit implements SpamControl {
  private final SpamContext context;
  private final PeerBudgets peers;
  private final AuthorBudgets authors;
  private final EarlierCopies copies = new EarlierCopies();

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
   * Charges the author's budget here and not in {@link #admit}: before the signature is verified,
   * anyone could spend the budget of any author. The verdict is IGNORE and not REJECT: a peer with
   * a different clock or different peers may have found the same message within the budget. Only
   * what no peer can have found so is reported, to those spam controls that discourage peers. A
   * peer is charged once for a message, however often this node requests it. Unsigned messages are
   * not limited, since anyone could exhaust a budget shared by all of them.
   */
  @Override
  public Verdict judge(GossipMessage message, Peer from) {
    AuthorId author = message.author();
    long now = context.nowNanos();
    if (author.isNone() || authors.take(author, message.topic(), now)) {
      return Verdict.ACCEPT;
    }
    if (!copies.isLaterCopy(message.id(), from.id(), now)
        && authors.isExcess(author, message.topic(), from.id(), now)) {
      context.report(from, Misbehaviour.EXCESS);
    }
    return Verdict.IGNORE;
  }

  /** Charges extra for malformed frames; honest peers do not send them. */
  @Override
  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    if (kind == Misbehaviour.MALFORMED_FRAME) {
      peers.chargeForMalformed(peer.id(), context.nowNanos());
    }
  }

  @Override
  public void onPeerUp(Peer peer) {
    peers.peerUp(peer.id(), context.nowNanos());
  }

  @Override
  public void onPeerDown(Peer peer) {
    peers.peerDown(peer.id(), context.nowNanos());
  }
}
