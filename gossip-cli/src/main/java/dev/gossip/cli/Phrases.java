package dev.gossip.cli;

import dev.gossip.api.node.PublishOutcome;

/** Small help with sentences. */
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

  /** What to do about a message that was not accepted. */
  static String remedy(PublishOutcome outcome) {
    if (outcome instanceof PublishOutcome.TooLarge) {
      return "say it in several shorter messages";
    }
    if (outcome instanceof PublishOutcome.NoPeers) {
      return "say it again when a peer is up";
    }
    if (outcome instanceof PublishOutcome.QueueFull) {
      return "publish more slowly, or raise the limit";
    }
    if (outcome instanceof PublishOutcome.Refused refused) {
      return refused.remedy();
    }
    return "start the node again";
  }
}
