package dev.gossip.core.engine.addresses;

import dev.gossip.api.PeerAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Which addresses this node names to others. */
final class PassOnChoice {
  private PassOnChoice() {}

  /** Some of the addresses, all with the same chance, in random order. */
  static List<PeerAddress> of(List<PeerAddress> passable, int max, RandomGenerator random) {
    List<PeerAddress> chosen = new ArrayList<>(passable);
    int count = Math.min(max, chosen.size());
    for (int i = 0; i < count; i++) {
      Collections.swap(chosen, i, i + random.nextInt(chosen.size() - i));
    }
    return List.copyOf(chosen.subList(0, count));
  }
}
