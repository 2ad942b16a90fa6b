package dev.gossip.core.engine.services;

/** The engine itself threw an unexpected exception: a bug in this toolkit, not in a plugin. */
public final class EngineFailure extends NodeFailure {
  private static final long serialVersionUID = 1;

  private EngineFailure(Throwable cause) {
    super(
        "the engine failed: "
            + describe(cause)
            + place(cause)
            + "; this is not the fault of a plugin, please report it",
        cause);
  }

  /** Where it was thrown, because the event that reports it has no stack trace. */
  private static String place(Throwable cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }

  /**
   * The exception to throw for what came out of the engine: a failure that has an owner already, or
   * else a failure of the engine.
   *
   * @throws OutOfMemoryError if it is one: see {@link PluginFailure#attribute}
   */
  public static NodeFailure attribute(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError error) {
      throw error;
    }
    return thrown instanceof NodeFailure failure ? failure : new EngineFailure(thrown);
  }
}
