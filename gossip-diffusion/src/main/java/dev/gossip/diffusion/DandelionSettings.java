package dev.gossip.diffusion;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;

/**
 * The settings of {@code relay.dandelion}; each says what it means.
 *
 * @param q the probability that a node is a diffuser
 */
record DandelionSettings(
    double q,
    double epsilon,
    Duration epoch,
    Duration hopTime,
    int stemTries,
    int ownPool,
    int stemPool,
    int stemPoolPerPeer) {

  static final Setting<String> FLUFF =
      Setting.text(
          "fluff", "relay.diffusion", "the relay that spreads a message once its path has ended");

  static final Setting<Double> Q =
      Setting.decimal(
          "q",
          0.1,
          0.01,
          0.5,
          "probability that this node ends the paths of others for an epoch: paths have 1/q hops on"
              + " average; 0.1 as for each hop in BIP 156");

  static final Setting<Double> EPSILON =
      Setting.decimal(
          "epsilon",
          0.1,
          0.001,
          0.9,
          "probability that a node on a path spreads the message too early; together with q and the"
              + " time of a hop it gives the embargo; 0.1 as in Monero. An embargo ends within half"
              + " the lifetime of a message: if its mean is not well below that, the probability is"
              + " higher");

  static final Setting<Duration> EPOCH =
      Setting.duration(
          "epoch",
          "10m",
          "mean time for which a node keeps its role, its two destinations and its routes; as in"
              + " BIP 156");

  static final Setting<Duration> HOP_TIME =
      Setting.duration(
          "hop-time",
          "100ms",
          "time for one hop of a path on slow links of the network, for the embargo; where this"
              + " node's own links are measured to be slower, theirs; a guess");

  static final Setting<Integer> STEM_TRIES =
      Setting.integer(
          "stem-tries",
          3,
          1,
          20,
          "how often a message is sent to a destination that does not say that it has arrived,"
              + " before the other destination is tried; a guess");

  static final Setting<Integer> OWN_POOL =
      Setting.integer(
          "own-pool",
          4_000,
          1,
          8_000,
          "own messages that are held here under an embargo; with more, that of the one held"
              + " longest ends; a guess. Together with stem-pool well below gossip.store-messages:"
              + " what the node has to forget reaches nobody");

  static final Setting<Integer> STEM_POOL =
      Setting.integer(
          "stem-pool",
          1_000,
          1,
          8_000,
          "messages of others on their paths that are held here; more are spread at once; a guess");

  static final Setting<Integer> STEM_POOL_PER_PEER =
      Setting.integer(
          "stem-pool-per-peer",
          100,
          1,
          8_000,
          "how many of them may have come from one neighbour; a guess. A neighbour is an identity:"
              + " stem-pool / stem-pool-per-peer of them can fill the pool together");

  static List<Setting<?>> all() {
    return List.of(
        FLUFF, Q, EPSILON, EPOCH, HOP_TIME, STEM_TRIES, OWN_POOL, STEM_POOL, STEM_POOL_PER_PEER);
  }

  static DandelionSettings of(PluginSettings settings) {
    return new DandelionSettings(
        settings.get(Q),
        settings.get(EPSILON),
        settings.get(EPOCH),
        settings.get(HOP_TIME),
        settings.get(STEM_TRIES),
        settings.get(OWN_POOL),
        settings.get(STEM_POOL),
        settings.get(STEM_POOL_PER_PEER));
  }
}
