package dev.gossip.testkit.context;

/** Finds the line of a plugin's code that called a context. */
public final class CallSite {
  private static final StackWalker STACK = StackWalker.getInstance();

  private CallSite() {}

  /** The innermost line outside of a context's class, in a form to append; empty if none. */
  public static String outside(Class<?> context) {
    return STACK.walk(
        frames ->
            frames
                .filter(frame -> !frame.getClassName().equals(CallSite.class.getName()))
                .filter(frame -> !frame.getClassName().equals(context.getName()))
                .findFirst()
                .map(frame -> " (at " + frame.toStackTraceElement() + ")")
                .orElse(""));
  }
}
