package dev.gossip.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The calls between a transport and its node. Notices events that are reported during a call. */
final class NodeCalls {
  /** Events that were reported during a call of the node or another event. */
  final List<String> reentrantEvents = new ArrayList<>();

  private @Nullable String current;

  /** Makes a call of the node, during which the transport may not report events. */
  void make(String what, Runnable call) {
    make(
        what,
        () -> {
          call.run();
          return true;
        });
  }

  /** Makes a call of the node, during which the transport may not report events. */
  <T> T make(String what, Supplier<@Nullable T> call) {
    @Nullable String before = current;
    current = what;
    try {
      return PluginCalls.call(() -> what, call);
    } finally {
      current = before;
    }
  }

  /** Whether the node is making this call. */
  boolean isMaking(String what) {
    return what.equals(current);
  }

  /** Handles an event. */
  void event(String what, Runnable reaction) {
    if (current != null) {
      reentrantEvents.add("LinkEvents: " + what + " during " + current);
    }
    @Nullable String before = current;
    current = "LinkEvents: " + what;
    try {
      reaction.run();
    } finally {
      current = before;
    }
  }
}
