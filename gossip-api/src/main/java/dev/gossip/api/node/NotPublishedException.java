package dev.gossip.api.node;

/**
 * A message was not accepted for publishing; see {@link PublishOutcome#orElseThrow}. The message of
 * this exception says why, and what to do about it.
 */
public final class NotPublishedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final transient PublishOutcome outcome;

  NotPublishedException(PublishOutcome outcome) {
    super("the message was not published: " + outcome.reason() + "; " + outcome.remedy());
    this.outcome = outcome;
  }

  /** The outcome; never {@link PublishOutcome.Accepted}. */
  public PublishOutcome outcome() {
    return outcome;
  }
}
