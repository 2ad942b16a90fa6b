package dev.gossip.api.spam;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.NodeContext;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import java.time.Duration;
import java.util.Optional;

/** What spam control can see and do at its node. To be used on the node's thread. */
public interface SpamContext extends NodeContext {
  /** The default of {@code gossip.lifetime}. */
  Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);

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

  /**
   * Reports a peer that is up to every spam control of the node, this one included: they hear
   * {@link SpamControl#onMisbehaviour}. Takes effect after the callback has returned. What is
   * reported in answer to such a report is ignored, so that it cannot go on forever; of more than
   * 1,000 reports in one event, the last ones are dropped as {@code too-many-reports}.
   */
  void report(Peer peer, Misbehaviour kind);

  /** The part of the internet that a peer is in; empty if it is not up. */
  Optional<AddressGroup> group(PeerId peer);

  /**
   * How long the messages of this node are relayed, {@code gossip.lifetime}: what an author sends
   * within this time may arrive at once, for instance after a partition. Constant.
   */
  Duration messageLifetime();

  /**
   * The time of day, in milliseconds since 1970. It may jump, so it is only for what is kept over a
   * restart; see {@link #nowNanos}.
   */
  long wallMillis();
}
