package dev.gossip.discovery.dns;

import dev.gossip.api.PeerAddress;
import java.util.List;

/** Looks up SRV records. */
@FunctionalInterface
interface ServiceLookup {

  /**
   * What the records of a service say.
   *
   * @param targets hosts and ports, without priorities and weights: a node may dial any
   * @param failure why there is none; empty if there are some
   */
  record Found(List<PeerAddress> targets, String failure) {}

  /** Blocks until there is an answer or a failure. Called on any thread; throws nothing. */
  Found lookUp(String service);
}
