package dev.gossip.diffusion;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;

/**
 * The settings of {@code relay.dandelion}; each constant describes its own.
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
          "fluff", "relay.diffusion", "the relay that spreads a message once its stem has ended");

  static final Setting<Double> Q =
      Setting.decimal(
          "q",
          0.1,
          0.01,
          0.5,
          "probability that this node is a diffuser for an epoch and ends the stems of others;"
              + " stems have 1/q hops on average; 0.1 as for each hop in BIP 156");

  static final Setting<Double> EPSILON =
      Setting.decimal(
          "epsilon",
          0.1,
          0.001,
          0.9,
          "probability that a node on a stem spreads the message before the stem has ended; with q"
              + " and hop-time it determines the embargo; 0.1 as in Monero. An embargo lasts at"
              + " most half the remaining lifetime of a message: if its mean is not well below"
              + " that, the probability is higher");

  static final Setting<Duration> EPOCH =
      Setting.duration(
          "epoch",
          "10m",
          "mean time that a node keeps its role, its two destinations and its routes; as in BIP"
              + " 156");

  static final Setting<Duration> HOP_TIME =
      Setting.duration(
          "hop-time",
          "100ms",
          "time of one stem hop on the slow links of the network, used for the embargo; if this"
              + " node measures a longer time on its own links, that is used instead; a guess");

  static final Setting<Integer> STEM_TRIES =
      Setting.integer(
          "stem-tries",
          3,
          1,
          20,
          "how often a message is sent to a destination that does not acknowledge it before the"
              + " other destination is tried; a guess");

  static final Setting<Integer> OWN_POOL =
      Setting.integer(
          "own-pool",
          4_000,
          1,
          8_000,
          "largest number of own messages held under an embargo; one more ends the embargo of the"
              + " oldest; a guess. Keep own-pool plus stem-pool well below gossip.store-messages:"
              + " a held message that is evicted from the store reaches no other node");

  static final Setting<Integer> STEM_POOL =
      Setting.integer(
          "stem-pool",
          1_000,
          1,
          8_000,
          "largest number of stem messages of other nodes held here; further ones are spread at"
              + " once; a guess");

  static final Setting<Integer> STEM_POOL_PER_PEER =
      Setting.integer(
          "stem-pool-per-peer",
          100,
          1,
          8_000,
          "largest number of stem messages held from one peer; a guess. A peer is an id: stem-pool"
              + " / stem-pool-per-peer of them can fill the pool together");

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
