package dev.gossip.udp.flow;

import dev.gossip.udp.fragment.Part;
import java.util.List;

/** What a datagram carries that matters when it is acknowledged or lost. Frames do not. */
public sealed interface Cargo {

  /** Parts of large frames. */
  record Parts(List<Part> parts) implements Cargo {}

  /**
   * A probe of the path.
   *
   * @param datagramBytes its size
   */
  record Probe(int datagramBytes) implements Cargo {}
}
