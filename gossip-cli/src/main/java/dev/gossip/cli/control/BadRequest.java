package dev.gossip.cli.control;

import dev.gossip.cli.control.ControlAccess.Refusal;

/** Stops handling a request to the control port; the client gets the refusal as an error answer. */
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
