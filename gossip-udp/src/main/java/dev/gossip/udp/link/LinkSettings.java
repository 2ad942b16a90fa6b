package dev.gossip.udp.link;

import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.udp.datagram.Datagrams;
import java.time.Duration;
import java.util.List;

/**
 * Settings of links.
 *
 * @param pingAfter silence after which the other end is pinged
 * @param downAfter silence after which a link is down; longer than {@code pingAfter}
 * @param connectRetry interval between connects of a dial
 * @param connectTimeout maximum duration of a dial
 * @param maxLinks maximum number of links; links that this node dials count but are never refused
 * @param maxHalfOpen maximum number of handshakes that others began and have not finished
 * @param idleAfter time without a frame after which an inbound link may be evicted for another one
 *     when {@code maxLinks} is reached
 * @param queueBytes maximum number of bytes of frames that wait on one link; more than twice the
 *     largest frame, as messages of this node get half of it
 * @param maxDatagramBytes the largest datagram that this node sends, and asks others for
 * @param security whether links are encrypted and ids proven
 * @param cipher the cipher of secure links
 * @param rekeyAfter maximum age of the key for sending on a secure link
 */
public record LinkSettings(
    Duration pingAfter,
    Duration downAfter,
    Duration connectRetry,
    Duration connectTimeout,
    int maxLinks,
    int maxHalfOpen,
    Duration idleAfter,
    int queueBytes,
    int maxDatagramBytes,
    LinkSecurity security,
    CipherChoice cipher,
    Duration rekeyAfter) {

  private static final Setting<Duration> PING_AFTER =
      Setting.duration("ping-after", "2s", "silence after which a peer is pinged");
  private static final Setting<Duration> DOWN_AFTER =
      Setting.duration("down-after", "6s", "silence after which a link is down");
  private static final Setting<Duration> CONNECT_RETRY =
      Setting.duration("connect-retry", "250ms", "interval between connects of a dial; a guess");
  private static final Setting<Duration> CONNECT_TIMEOUT =
      Setting.duration(
          "connect-timeout", "1s", "maximum duration of a dial; discv5 allows a handshake 1 s");
  private static final Setting<Integer> MAX_LINKS =
      Setting.integer(
          "max-links",
          256,
          1,
          2_000_000,
          "maximum number of links; those this node dials are never refused; Bitcoin has 125, here"
              + " as many nodes again have room for the moment in which membership refuses them");
  private static final Setting<Integer> MAX_HALF_OPEN =
      Setting.integer(
          "max-half-open",
          8192,
          1,
          100_000,
          "handshakes that others began and have not finished, about 1.2 KB each; when full, a"
              + " random one is evicted; enough for 6,000 forged ones a second; a guess");
  private static final Setting<Duration> IDLE_AFTER =
      Setting.duration(
          "idle-after",
          "1m",
          "time without a frame after which an inbound link may be evicted for another when"
              + " max-links is reached; a guess");
  private static final Setting<Integer> QUEUE_BYTES =
      Setting.integer(
          "queue-bytes",
          8 << 20,
          // Half of the queue has to hold a largest frame of 1 MiB and 4 KiB, as it is all that the
          // messages of this node get; with less, they would never find room.
          4 << 20,
          1 << 30,
          "bytes of frames that may wait for one peer, half of them messages of this node; a guess:"
              + " room for 30,000 small messages");

  private static final Setting<Integer> MAX_DATAGRAM_BYTES =
      Setting.integer(
          "max-datagram-bytes",
          Datagrams.MAX_BYTES,
          Datagrams.BASE_BYTES,
          Datagrams.MAX_BYTES,
          "largest datagram, as UDP payload; below it, links find out what their path carries; by"
              + " default what UDP carries");

  private static final Setting<LinkSecurity> SECURITY =
      Setting.oneOf(
          "security",
          LinkSecurity.NOISE,
          "noise: links are encrypted and ids are proven; none: neither, and anyone who sees the"
              + " traffic can forge it. All nodes of a network must have the same");
  private static final Setting<CipherChoice> CIPHER =
      Setting.oneOf(
          "cipher",
          CipherChoice.AUTO,
          "aes: AES-256-GCM if the other end agrees, else ChaCha20-Poly1305; auto: aes if the"
              + " processor has instructions for it; chacha20: always that");
  private static final Setting<Duration> REKEY_AFTER =
      Setting.duration(
          "rekey-after",
          "10m",
          "maximum age of the key for sending on a link, at least twice down-after; a key is also"
              + " replaced after 2^22 datagrams; WireGuard replaces its keys after 2 minutes");

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
        QUEUE_BYTES,
        MAX_DATAGRAM_BYTES,
        SECURITY,
        CIPHER,
        REKEY_AFTER);
  }

  /** Reads the configured values. */
  public static LinkSettings of(PluginSettings settings) {
    Duration pingAfter = settings.get(PING_AFTER);
    Duration downAfter = settings.read(DOWN_AFTER, value -> longerThan(pingAfter, value));
    LinkSecurity security = settings.get(SECURITY);
    return new LinkSettings(
        pingAfter,
        downAfter,
        settings.get(CONNECT_RETRY),
        settings.get(CONNECT_TIMEOUT),
        settings.get(MAX_LINKS),
        settings.get(MAX_HALF_OPEN),
        settings.get(IDLE_AFTER),
        settings.get(QUEUE_BYTES),
        settings.get(MAX_DATAGRAM_BYTES),
        security,
        settings.get(CIPHER),
        security == LinkSecurity.NONE
            ? settings.get(REKEY_AFTER)
            : settings.read(REKEY_AFTER, rekeyAfter -> wellAbove(downAfter, rekeyAfter)));
  }

  /**
   * These settings with the cipher that suits the machine, if the user leaves the choice to it.
   *
   * @param isFastAtAes whether the processor has instructions for AES
   */
  public LinkSettings forMachine(boolean isFastAtAes) {
    CipherChoice suitable = isFastAtAes ? CipherChoice.AES : CipherChoice.CHACHA20;
    return new LinkSettings(
        pingAfter,
        downAfter,
        connectRetry,
        connectTimeout,
        maxLinks,
        maxHalfOpen,
        idleAfter,
        queueBytes,
        maxDatagramBytes,
        security,
        cipher == CipherChoice.AUTO ? suitable : cipher,
        rekeyAfter);
  }

  /** How long a half-open link waits for the end of its handshake. */
  Duration halfOpenTimeout() {
    // A secure handshake has two more steps, each of which may be repeated.
    return security == LinkSecurity.NOISE ? connectTimeout.multipliedBy(3) : connectTimeout;
  }

  private static Duration longerThan(Duration pingAfter, Duration downAfter) {
    if (downAfter.compareTo(pingAfter) <= 0) {
      throw new IllegalArgumentException(
          "a peer is pinged before it is down; write more than gossip.transport.udp.ping-after,"
              + " which is "
              + pingAfter.toMillis()
              + "ms");
    }
    return downAfter;
  }

  /** The other end can follow by one key only, so a link may not lose the datagrams of two. */
  private static Duration wellAbove(Duration downAfter, Duration rekeyAfter) {
    if (rekeyAfter.compareTo(downAfter.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "a link survives the loss of one key's datagrams; write at least twice"
              + " gossip.transport.udp.down-after, which is "
              + downAfter.toMillis()
              + "ms");
    }
    return rekeyAfter;
  }
}
