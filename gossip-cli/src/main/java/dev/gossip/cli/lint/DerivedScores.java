package dev.gossip.cli.lint;

import java.util.List;
import java.util.Locale;

/**
 * Settings that follow from what a network is expected to carry, as Lighthouse derives its scores
 * from the rate of each topic.
 */
record DerivedScores(Expectation expected) {
  /** What one author sends at most, as a share of the rate of all; a guess, and twice that. */
  private static final double SHARE_OF_AN_AUTHOR = 2.0 / 10;

  private static final int BURST_SECONDS = 10;
  // For repair, bursts, and a network that grows.
  private static final int MARGIN = 4;
  // Topic, author, signature and headers.
  private static final int OVERHEAD_BYTES = 100;
  private static final int DEFAULT_CHECKS = 2_000;
  private static final int DEFAULT_PAYLOAD_BYTES = 64 << 20;
  private static final int MAX_BYTES = 1_000_000_000;
  private static final int SECONDS_PER_MINUTE = 60;

  /** Messages per second of one author. */
  int authorMessagesPerSecond() {
    return (int) Math.max(1, Math.ceil(SHARE_OF_AN_AUTHOR * expected.rate()));
  }

  /** Messages of one author at once. */
  int authorBurstMessages() {
    return BURST_SECONDS * authorMessagesPerSecond();
  }

  /** Signature checks per second for one peer. */
  int signatureChecksPerSecond() {
    return (int) Math.max(DEFAULT_CHECKS, Math.ceil(MARGIN * expected.rate()));
  }

  /** Bytes per second that one peer must be allowed to send, if it brings every message. */
  double leastPayloadBytesPerSecond() {
    return expected.rate() * (expected.bytes() + OVERHEAD_BYTES);
  }

  /** Bytes of payload frames per second from one peer. */
  int payloadBytesPerSecond() {
    double needed = Math.ceil(MARGIN * leastPayloadBytesPerSecond());
    return (int) Math.min(MAX_BYTES, Math.max(DEFAULT_PAYLOAD_BYTES, needed));
  }

  /**
   * First copies per minute that an honest peer delivers at least: half of its share of the
   * messages, of which announcement or copy, and answer, have to arrive.
   */
  double deliveryQuota() {
    double arriving = (1 - expected.loss()) * (1 - expected.loss());
    return expected.rate() * SECONDS_PER_MINUTE / (2.0 * expected.peers()) * arriving;
  }

  /** The settings as a file says them. */
  List<String> hocon() {
    return List.of(
        "gossip.spam {",
        "  use = \"reputation, rate-limit\"",
        "  rate-limit {",
        "    # twice a tenth of the rate, since some authors are busier than others",
        "    author-messages-per-second = " + authorMessagesPerSecond(),
        "    # " + BURST_SECONDS + " s of it",
        "    author-burst-messages = " + authorBurstMessages(),
        "    # the default, or four times what a peer that brings every message needs",
        "    signature-checks-per-second = " + signatureChecksPerSecond(),
        "    payload-bytes-per-second = " + payloadBytesPerSecond(),
        "  }",
        "  # a delivery quota punishes those who lose most; if you want one, at most",
        String.format(
            Locale.ROOT, "  # reputation.delivery-quota = %d", (int) Math.floor(deliveryQuota())),
        "}");
  }
}
