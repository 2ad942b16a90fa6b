package dev.gossip.cli;

import dev.gossip.cli.ControlAccess.Refusal;

/** Ends the work on a request to the control port that is not answered as its sender hoped. */
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Refusal refusal;

  BadRequest(int status, String error, String remedy) {
    this(new Refusal(status, error, remedy));
  }

  BadRequest(Refusal refusal) {
    super(refusal.error(), null, false, false);
    this.refusal = refusal;
  }

  Refusal refusal() {
    return refusal;
  }
}
