package dev.gossip.testkit.world;

import dev.gossip.api.PeerId;
import java.util.SortedMap;

/** A node that runs in real time, as its world sees it. */
interface RealNode {

  boolean isUp();

  /** Its identity of now. Asked only while it is up. */
  PeerId id();

  /** Its counters of now, as its own thread tells them. Asked only while it is up. */
  SortedMap<String, Long> metrics();

  /** Counts its lives. */
  int incarnation();

  /** The neighbours that it told of and that are up, by index, with their identities. */
  SortedMap<Integer, PeerId> neighboursUp();

  /** How many deliveries it told of in this life. */
  long deliveries();
}
