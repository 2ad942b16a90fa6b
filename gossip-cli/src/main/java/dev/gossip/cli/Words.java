package dev.gossip.cli;

import dev.gossip.api.node.PublishOutcome;

/** Small help with sentences. */
final class Words {
  private Words() {}

  /** {@code 1 peer}, {@code 2 peers}. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
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
    return "start the node again";
  }
}
