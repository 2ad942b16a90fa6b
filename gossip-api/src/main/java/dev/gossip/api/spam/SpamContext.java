package dev.gossip.api.spam;

import dev.gossip.api.NodeContext;
import dev.gossip.api.PeerId;

/** What spam control can see and do at its node. To be used on the node's thread. */
public interface SpamContext extends NodeContext {

  /**
   * Whether peers have proved their ids. If not, anyone may come with any id, so what a spam
   * control thinks of a peer must not outlive its link: it could hit another node. Constant.
   */
  boolean provesIds();

  /** What this spam control remembers about peers, also while they are down. */
  PeerRecords records();

  /**
   * Notifies the node that {@link SpamControl#standing} of a peer may have changed. Takes effect
   * when the callback returns: a peer that is now {@link Standing#DISCOURAGED} is disconnected with
   * a reason. The node asks for the standing of any node again before it becomes a peer.
   */
  void standingChanged(PeerId peer);
}
