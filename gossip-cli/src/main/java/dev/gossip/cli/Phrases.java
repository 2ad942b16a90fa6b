package dev.gossip.cli;

import dev.gossip.api.node.PublishOutcome;

/** Phrases that several outputs share. */
final class Phrases {
  private Phrases() {}

  /** {@code 1 peer}, {@code 2 peers}. */
  static String count(long number, String noun) {
    return count(number, noun, noun + "s");
  }

  /** {@code 1 copy}, {@code 2,000 copies}. */
  static String count(long number, String one, String many) {
    return HumanFormat.count(number) + " " + (number == 1 ? one : many);
  }

  /** What a user can do about a message that was not accepted. */
  static String remedy(PublishOutcome outcome) {
    if (outcome instanceof PublishOutcome.TooLarge) {
      return "split it into several shorter messages";
    }
    if (outcome instanceof PublishOutcome.NoPeers) {
      return "send it again when a peer is up";
    }
    if (outcome instanceof PublishOutcome.QueueFull) {
      return "publish more slowly, or raise the limit";
    }
    if (outcome instanceof PublishOutcome.Refused refused) {
      return refused.remedy();
    }
    return "restart the node";
  }
}
