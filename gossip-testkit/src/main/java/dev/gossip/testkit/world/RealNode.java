package dev.gossip.testkit.world;

import dev.gossip.api.PeerId;
import java.util.List;
import java.util.SortedMap;

/** A node that runs in real time. */
interface RealNode {

  /** Whether it runs, and is not paused. */
  boolean isUp();

  /** Whether it runs, but gets no processor time. */
  boolean isPaused();

  /** Its present identity. Called only while it is up. */
  PeerId id();

  /**
   * Its present counters, read on its own thread; while it is paused, those of then. Not called
   * while it is down.
   */
  SortedMap<String, Long> metrics();

  /** The number of restarts so far. */
  int incarnation();

  /** The peers that are up according to its events: identities by node index. */
  SortedMap<Integer, PeerId> connectedPeers();

  /** The lines of its log, or none if it has no log. */
  List<String> log();

  /** The number of deliveries it has reported since its last start. */
  long deliveries();
}
