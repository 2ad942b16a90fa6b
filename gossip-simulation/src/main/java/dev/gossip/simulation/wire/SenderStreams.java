package dev.gossip.simulation.wire;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A random generator for each sender, so that what one node sends changes no draw for another, in
 * whatever order the nodes of a network run. Internal to the simulator.
 */
public final class SenderStreams {
  private static final int FIRST_SENDERS = 16;

  private final long seed;
  private @Nullable RandomGenerator[] streams = new @Nullable RandomGenerator[FIRST_SENDERS];

  /** Creates the generators of one purpose; they follow from its seed. */
  public SenderStreams(long seed) {
    this.seed = seed;
  }

  /** The generator of a node, by its index. */
  RandomGenerator of(int sender) {
    if (sender >= streams.length) {
      streams = Arrays.copyOf(streams, Math.max(sender + 1, 2 * streams.length));
    }
    RandomGenerator stream = streams[sender];
    if (stream == null) {
      // Mixed, since generators with seeds that are related may give related numbers.
      stream = new SplittableRandom(new SplittableRandom(seed + sender).nextLong());
      streams[sender] = stream;
    }
    return stream;
  }
}
