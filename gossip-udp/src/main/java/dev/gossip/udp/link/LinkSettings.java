package dev.gossip.udp.link;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;

/**
 * The bounds and times of links.
 *
 * @param pingAfter silence after which the other end is asked whether it is there
 * @param downAfter silence after which a link is down
 * @param connectRetry how often a connect is repeated
 * @param connectTimeout how long a dial may take
 * @param maxLinks how many links others may fill; those that this node dials are never refused
 * @param maxHalfOpen how many connects may wait for the other end to prove its address
 * @param idleAfter without a frame for so long, an inbound link makes room for another one when all
 *     places are taken
 * @param queueBytes how much may wait on one link between two flushes
 */
public record LinkSettings(
    Duration pingAfter,
    Duration downAfter,
    Duration connectRetry,
    Duration connectTimeout,
    int maxLinks,
    int maxHalfOpen,
    Duration idleAfter,
    int queueBytes) {

  private static final Setting<Duration> PING_AFTER =
      Setting.duration(
          "ping-after", "2s", "silence after which a peer is asked whether it is there");
  private static final Setting<Duration> DOWN_AFTER =
      Setting.duration("down-after", "6s", "silence after which a link is down");
  private static final Setting<Duration> CONNECT_RETRY =
      Setting.duration("connect-retry", "250ms", "how often a connect is repeated; a guess");
  private static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.duration(
          "connect-timeout", "1s", "how long a dial may take; discv5 allows a handshake 1 s");
  private static final Setting<Integer> MAX_LINKS =
      Setting.integer(
          "max-links",
          125,
          1,
          2_000_000,
          "links at once, but those that this node dials are never refused; 125 as in Bitcoin");
  private static final Setting<Integer> MAX_HALF_OPEN =
      Setting.integer(
          "max-half-open",
          8192,
          1,
          100_000,
          "connects that may wait for proof of their address, about 0.4 KB each; a random one goes"
              + " first; room for 6,000 forged ones a second; a guess");
  private static final Setting<Duration> IDLE_AFTER =
      Setting.duration(
          "idle-after",
          "1m",
          "without a frame for so long, a link that came by itself makes room when max-links is"
              + " reached; a guess");
  private static final Setting<Integer> QUEUE_BYTES =
      Setting.integer(
          "queue-bytes",
          1 << 20,
          1 << 12,
          1 << 30,
          "bytes of frames that may wait for one neighbour; a guess");

  /** All settings, in the order to list them. */
  public static List<Setting<?>> all() {
    return List.of(
        PING_AFTER,
        DOWN_AFTER,
        CONNECT_RETRY,
        CONNECT_TIMEOUT,
        MAX_LINKS,
        MAX_HALF_OPEN,
        IDLE_AFTER,
        QUEUE_BYTES);
  }

  /** What is configured. */
  public static LinkSettings of(PluginSettings settings) {
    Duration pingAfter = settings.get(PING_AFTER);
    return new LinkSettings(
        pingAfter,
        settings.read(DOWN_AFTER, downAfter -> longerThan(pingAfter, downAfter)),
        settings.get(CONNECT_RETRY),
        settings.get(CONNECT_TIMEOUT),
        settings.get(MAX_LINKS),
        settings.get(MAX_HALF_OPEN),
        settings.get(IDLE_AFTER),
        settings.get(QUEUE_BYTES));
  }

  private static Duration longerThan(Duration pingAfter, Duration downAfter) {
    if (downAfter.compareTo(pingAfter) <= 0) {
      throw new IllegalArgumentException(
          "nobody is missed before it was asked; write more than gossip.transport.udp.ping-after,"
              + " which is "
              + pingAfter.toMillis()
              + "ms");
    }
    return downAfter;
  }
}
