package dev.gossip.core.engine;

/** The engine itself threw an unexpected exception: a bug of this toolkit, not of a plugin. */
final class EngineFailure extends NodeFailure {
  private static final long serialVersionUID = 1;

  EngineFailure(Throwable cause) {
    super(
        "the engine failed: "
            + cause
            + place(cause)
            + "; this is not the fault of a plugin, please"
            + " report it",
        cause);
  }

  /** Where it was thrown: a report without a stack trace is of little use. */
  private static String place(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }

  /** Returns failures that have an owner as they are, and makes every other one the engine's. */
  static NodeFailure of(Throwable thrown) {
    return thrown instanceof NodeFailure failure ? failure : new EngineFailure(thrown);
  }
}
