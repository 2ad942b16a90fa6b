package dev.gossip.core.engine;

/** The engine itself threw an unexpected exception: a bug of this toolkit, not of a plugin. */
final class EngineFailure extends NodeFailure {
  private static final long serialVersionUID = 1;

  EngineFailure(Throwable cause) {
    super(
        "the engine failed: "
            + cause
            + location(cause)
            + "; this is not the fault of a plugin, please"
            + " report it",
        cause);
  }

  /** Where it was thrown, for reports that come without a stack trace. */
  private static String location(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }

  /** Returns a failure that has an owner unchanged; attributes any other to the engine. */
  static NodeFailure of(Throwable thrown) {
    return thrown instanceof NodeFailure failure ? failure : new EngineFailure(thrown);
  }
}
