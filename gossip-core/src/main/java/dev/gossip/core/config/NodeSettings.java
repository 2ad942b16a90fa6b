package dev.gossip.core.config;

import dev.gossip.api.plugin.Setting;
import dev.gossip.core.engine.SigningPolicy;
import java.time.Duration;
import java.util.List;

/** The settings of the node itself, under {@code gossip}. */
public final class NodeSettings {

  /** See its meaning. */
  public static final Setting<String> NETWORK =
      Setting.text("network", "gossip", "only nodes that agree on this name talk to each other");

  /** See its meaning. */
  public static final Setting<String> LISTEN =
      Setting.text("listen", "127.0.0.1:0", "address to receive at; port 0 lets the system choose");

  /** See its meaning. */
  public static final Setting<String> PEERS =
      Setting.text(
          "peers",
          "",
          "addresses to keep connected, as a list or separated by commas; all addresses of a name are"
              + " tried in turn");

  /** See its meaning. */
  public static final Setting<Integer> MAX_PAYLOAD_BYTES =
      Setting.integer(
          "max-payload-bytes",
          900,
          1,
          900,
          "largest payload that may be published; 900 always fits one datagram");

  /** See its meaning. */
  public static final Setting<Duration> LIFETIME =
      Setting.duration(
          "lifetime", "5m", "how long a published message is relayed and delivered; at most 1h");

  /** See its meaning. */
  public static final Setting<Duration> CLOCK_SKEW =
      Setting.duration("clock-skew", "20s", "how far clocks may differ; 20 s is what Waku uses");

  /** See its meaning. */
  public static final Setting<Integer> SEEN_IDS =
      Setting.integer(
          "seen-ids", 1_000_000, 16, 100_000_000, "how many ids of messages are remembered");

  /** See its meaning. */
  public static final Setting<Integer> STORE_MESSAGES =
      Setting.integer(
          "store-messages",
          8_192,
          16,
          100_000_000,
          "messages kept for others to ask for: 8 s at 1,000 a second; a guess");

  /** See its meaning. */
  public static final Setting<Integer> STORE_BYTES =
      Setting.integer(
          "store-bytes",
          32 << 20,
          1 << 16,
          Integer.MAX_VALUE,
          "about how much memory they may take; a guess");

  /** See its meaning. */
  public static final Setting<Integer> REPLAY_AUTHORS =
      Setting.integer(
          "replay-authors",
          4_096,
          16,
          10_000_000,
          "authors whose latest 64 sequence numbers are remembered, to notice replays and"
              + " equivocation; a guess");

  /** See its meaning. */
  public static final Setting<Integer> PENDING_CHECKS =
      Setting.integer(
          "pending-checks",
          4_096,
          1,
          1_000_000,
          "copies of each neighbour that may wait for signature checks; a guess");

  /** See its meaning. */
  public static final Setting<Integer> PENDING_CHECKS_IN_ALL =
      Setting.integer(
          "pending-checks-in-all",
          16_384,
          1,
          10_000_000,
          "copies of all neighbours together that may wait for signature checks; when there are"
              + " more, the neighbour with the most loses its latest; 30 MB, a guess");

  /** See its meaning. */
  public static final Setting<SigningPolicy> SIGNING_POLICY =
      Setting.oneOf(
          "signing.policy",
          SigningPolicy.STRICT,
          "strict: who signs takes only signed messages; lax: unsigned ones, too; off: nothing is"
              + " signed or checked");

  /** See its meaning. */
  public static final Setting<String> DATA_DIR =
      Setting.text(
          "data-dir",
          "",
          "folder of this node's own in which it records which messages it has seen; none"
              + " unless set");

  /** See its meaning. */
  public static final Setting<Integer> MAX_TIMERS =
      Setting.integer(
          "max-timers",
          100_000,
          1_000,
          10_000_000,
          "timers of the relay that may wait; a relay strategy that wants more has a bug and stops;"
              + " a guess");

  /** See its meaning. */
  public static final Setting<Integer> PUBLISH_QUEUE =
      Setting.integer(
          "publish-queue", 4_096, 1, 1_000_000, "how many published messages may wait; a guess");

  /** See its meaning. */
  public static final Setting<Integer> DELIVERY_QUEUE =
      Setting.integer(
          "delivery-queue",
          16_384,
          2,
          10_000_000,
          "how many deliveries and events may wait for the application; a guess");

  private NodeSettings() {}

  /** All of them, in the order to list them. */
  public static List<Setting<?>> all() {
    return List.of(
        NETWORK,
        LISTEN,
        PEERS,
        MAX_PAYLOAD_BYTES,
        LIFETIME,
        CLOCK_SKEW,
        SEEN_IDS,
        STORE_MESSAGES,
        STORE_BYTES,
        REPLAY_AUTHORS,
        PENDING_CHECKS,
        PENDING_CHECKS_IN_ALL,
        SIGNING_POLICY,
        DATA_DIR,
        MAX_TIMERS,
        PUBLISH_QUEUE,
        DELIVERY_QUEUE);
  }
}
