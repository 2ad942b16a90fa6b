package dev.gossip.cli.text;

import dev.gossip.api.node.PublishOutcome;

/** Texts about the outcome of publishing that several outputs share. */
public final class OutcomeTexts {
  private OutcomeTexts() {}

  /** What a user can do about a message that was not accepted. */
  public static String remedy(PublishOutcome outcome) {
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
