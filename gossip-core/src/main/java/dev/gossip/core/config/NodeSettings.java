package dev.gossip.core.config;

import dev.gossip.api.plugin.Setting;
import dev.gossip.core.engine.spec.SigningPolicy;
import java.time.Duration;
import java.util.List;

/**
 * The settings of the node itself, with keys under {@code gossip}. The text of each setting is what
 * {@code gossip plugins} prints.
 */
public final class NodeSettings {
  // 1 MiB. A payload is one piece for the application, and is kept in memory until it expires.
  private static final int MAX_PAYLOAD = 1 << 20;

  /** The name of the network, 1 to 64 characters. */
  public static final Setting<String> NETWORK =
      Setting.text(
          "network", "gossip", "name of the network; only nodes with the same name connect");

  /** The address to listen on, as {@code host:port}. */
  public static final Setting<String> LISTEN =
      Setting.text("listen", "127.0.0.1:0", "address to listen on; port 0 lets the system choose");

  /**
   * The nodes to stay connected to, as {@code host:port} or {@code id@host:port}, separated by
   * commas.
   */
  public static final Setting<String> PEERS =
      Setting.text(
          "peers",
          "",
          "nodes to stay connected to, as host:port or id@host:port, as a list or separated by"
              + " commas; all addresses of a host name are tried in turn; with an id, another node at"
              + " the address is refused");

  /** The nodes to start from, as {@code host:port}, separated by commas. */
  public static final Setting<String> SEEDS =
      Setting.text(
          "seeds",
          "",
          "nodes to start from, as host:port, as a list or separated by commas; the node finds"
              + " others through them; with seeds the defaults are gossip.discovery.use = bootstrap"
              + " and gossip.membership.use = outbound");

  /** The address at which others reach the node, as {@code ip:port}; empty to find it out. */
  public static final Setting<String> ADVERTISE =
      Setting.text(
          "advertise",
          "",
          "IP address and port at which other nodes reach this one, if that is not the address"
              + " that its datagrams come from; by default what its peers see");

  /** How many peers may be added while the node runs. */
  public static final Setting<Integer> ADDED_PEERS =
      Setting.integer(
          "added-peers",
          1_000,
          0,
          100_000,
          "nodes to stay connected to that may be added while this node runs; a guess");

  /** The largest payload that this node publishes and accepts, in bytes. */
  public static final Setting<Integer> MAX_PAYLOAD_BYTES =
      Setting.integer(
          "max-payload-bytes",
          64 << 10,
          1,
          MAX_PAYLOAD,
          "largest payload that this node publishes, and accepts from others, in bytes; a node whose"
              + " transport cannot carry it does not start");

  /** The lifetime that this node gives to its messages. */
  public static final Setting<Duration> LIFETIME =
      Setting.duration(
          "lifetime", "5m", "how long a published message is relayed and delivered; at most 1h");

  /** The tolerated difference between the clocks of two nodes. */
  public static final Setting<Duration> CLOCK_SKEW =
      Setting.duration("clock-skew", "20s", "how far clocks may differ; 20 s as in Waku");

  /** How many message ids are remembered to recognise duplicates. */
  public static final Setting<Integer> SEEN_IDS =
      Setting.integer(
          "seen-ids",
          1_000_000,
          16,
          100_000_000,
          "message ids that are remembered to recognise duplicates");

  /** How many messages are stored. */
  public static final Setting<Integer> STORE_MESSAGES =
      Setting.integer(
          "store-messages",
          8_192,
          16,
          100_000_000,
          "messages kept so that peers can request them: 8 s at 1,000 a second; 131072 in gossip"
              + " node, if it repairs; a guess");

  /** The approximate memory for stored messages, in bytes. */
  public static final Setting<Integer> STORE_BYTES =
      Setting.integer(
          "store-bytes",
          32 << 20,
          1 << 16,
          Integer.MAX_VALUE,
          "approximate memory for these messages, in bytes; 67108864 in gossip node, if it"
              + " repairs; a guess");

  /** For how many authors recent sequence numbers are remembered. */
  public static final Setting<Integer> REPLAY_AUTHORS =
      Setting.integer(
          "replay-authors",
          4_096,
          16,
          10_000_000,
          "authors whose latest 64 sequence numbers are remembered to detect replays and"
              + " equivocation; a guess");

  /** How many copies from one peer may wait for verification. */
  public static final Setting<Integer> PENDING_CHECKS =
      Setting.integer(
          "pending-checks",
          4_096,
          1,
          1_000_000,
          "copies from one peer that may wait for verification; a guess");

  /** How many copies from all peers together may wait for verification. */
  public static final Setting<Integer> PENDING_CHECKS_IN_ALL =
      Setting.integer(
          "pending-checks-in-all",
          16_384,
          1,
          10_000_000,
          "copies from all peers together that may wait for verification; above that, the peer with"
              + " the most loses its latest; about 30 MB, a guess");

  /** How many bytes of messages from all peers together may wait for verification. */
  public static final Setting<Integer> PENDING_CHECK_BYTES =
      Setting.integer(
          "pending-check-bytes",
          64 << 20,
          4 << 20,
          Integer.MAX_VALUE,
          "bytes of messages from all peers together that may wait for verification, a quarter of"
              + " them from one peer; a guess");

  /** Which messages are accepted with respect to signatures. */
  public static final Setting<SigningPolicy> SIGNING_POLICY =
      Setting.oneOf(
          "signing.policy",
          SigningPolicy.STRICT,
          "strict: a node that signs accepts only signed messages; lax: also unsigned ones; off: no"
              + " signing and no verification");

  /** The folder for the log of seen messages; empty for none. */
  public static final Setting<String> DATA_DIR =
      Setting.text(
          "data-dir",
          "",
          "folder where this node records which messages it has seen, so that a restart does not"
              + " deliver them again; not shared with other nodes; none by default");

  /** The text of {@link #IDENTITY} for a key that is not kept. */
  public static final String EPHEMERAL = "ephemeral";

  /** The file with the node's key; empty for the default. */
  public static final Setting<String> IDENTITY =
      Setting.text(
          "identity",
          "",
          "file with the secret key of this node, from which its id follows, or 'ephemeral' for a"
              + " new key at every start; by default node.key in the data-dir, made at the first"
              + " start, or ephemeral without one; no key is used if the transport does not prove"
              + " ids");

  /** The file with the ids of the nodes that may be peers; empty for all. */
  public static final Setting<String> ALLOWED_PEERS =
      Setting.text(
          "allowed-peers",
          "",
          "file with the ids of the nodes that may be peers, one a line; it is read again when it"
              + " changes; by default every node may; needs a transport that proves ids");

  /** How many timers and how much offloaded work of each plugin may wait. */
  public static final Setting<Integer> MAX_TIMERS =
      Setting.integer(
          "max-timers",
          100_000,
          1_000,
          10_000_000,
          "timers and offloaded work of each plugin that may wait; more is a bug in the plugin and"
              + " stops the node; a guess");

  /** How many addresses of other nodes are remembered. */
  public static final Setting<Integer> KNOWN_ADDRESSES =
      Setting.integer(
          "known-addresses",
          2_048,
          16,
          1_000_000,
          "addresses that discovery proposed and that are remembered; a guess");

  /** How long membership may take to decide about a node. */
  public static final Setting<Duration> CANDIDATE_TIMEOUT =
      Setting.duration(
          "candidate-timeout",
          "5s",
          "how long membership may take to accept or refuse a node before its link is closed; a"
              + " guess");

  /** How many published messages may wait to be sent. */
  public static final Setting<Integer> PUBLISH_QUEUE =
      Setting.integer(
          "publish-queue",
          4_096,
          1,
          1_000_000,
          "published messages that may wait to be sent; a guess");

  /** How many bytes of published payloads may wait to be sent. */
  public static final Setting<Integer> PUBLISH_QUEUE_BYTES =
      Setting.integer(
          "publish-queue-bytes",
          16 << 20,
          1,
          Integer.MAX_VALUE,
          "bytes of published payloads that may wait to be sent; one message may always wait; a"
              + " guess");

  /** How many deliveries and events may wait for listeners. */
  public static final Setting<Integer> DELIVERY_QUEUE =
      Setting.integer(
          "delivery-queue",
          16_384,
          2,
          10_000_000,
          "deliveries and events that may wait for the application; a guess");

  /** How many bytes of messages may wait for listeners. */
  public static final Setting<Integer> DELIVERY_QUEUE_BYTES =
      Setting.integer(
          "delivery-queue-bytes",
          64 << 20,
          1,
          Integer.MAX_VALUE,
          "bytes of payloads above 1 KiB that may wait for the application; one may always wait; a"
              + " guess");

  /** The file for the keys of sessions; empty for none. */
  public static final Setting<String> DEBUG_KEYLOG =
      Setting.text(
          "debug.keylog",
          "",
          "file to which the keys of all sessions are added, for gossip decrypt: anyone who has it can"
              + " read captured traffic of this node; only for debugging, none by default");

  private NodeSettings() {}

  /** All settings, in the order to list them. */
  public static List<Setting<?>> all() {
    return List.of(
        NETWORK,
        LISTEN,
        PEERS,
        SEEDS,
        ADVERTISE,
        ADDED_PEERS,
        MAX_PAYLOAD_BYTES,
        LIFETIME,
        CLOCK_SKEW,
        SEEN_IDS,
        STORE_MESSAGES,
        STORE_BYTES,
        REPLAY_AUTHORS,
        PENDING_CHECKS,
        PENDING_CHECKS_IN_ALL,
        PENDING_CHECK_BYTES,
        SIGNING_POLICY,
        DATA_DIR,
        IDENTITY,
        ALLOWED_PEERS,
        MAX_TIMERS,
        KNOWN_ADDRESSES,
        CANDIDATE_TIMEOUT,
        PUBLISH_QUEUE,
        PUBLISH_QUEUE_BYTES,
        DELIVERY_QUEUE,
        DELIVERY_QUEUE_BYTES,
        DEBUG_KEYLOG);
  }
}
