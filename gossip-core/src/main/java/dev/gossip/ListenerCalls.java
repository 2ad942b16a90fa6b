package dev.gossip;

import dev.gossip.api.node.NodeEvent;
import java.time.Instant;

/** Calls the method of a {@link NodeListener} for an event. */
final class ListenerCalls {
  private ListenerCalls() {}

  static void call(NodeListener listener, NodeEvent event, long timeMillis) {
    listener.onEvent(event, Instant.ofEpochMilli(timeMillis));
    if (event instanceof NodeEvent.Delivered delivered) {
      listener.onMessage(new Delivery(delivered.message(), delivered.from()));
    } else if (event instanceof NodeEvent.Published published) {
      listener.onPublished(published.message(), published.peers());
    } else if (event instanceof NodeEvent.Dropped dropped) {
      listener.onDropped(dropped.reason(), dropped.count());
    } else if (event instanceof NodeEvent.Equivocation equivocation) {
      listener.onEquivocation(equivocation);
    } else {
      callAboutNodes(listener, event);
    }
  }

  private static void callAboutNodes(NodeListener listener, NodeEvent event) {
    if (event instanceof NodeEvent.Ready) {
      listener.onReady();
    } else if (event instanceof NodeEvent.PeerUp up) {
      listener.onPeerUp(up.peer());
    } else if (event instanceof NodeEvent.PeerDown down) {
      listener.onPeerDown(down.peer(), down.reason());
    } else if (event instanceof NodeEvent.PeerMoved moved) {
      listener.onPeerMoved(moved.peer(), moved.before());
    } else if (event instanceof NodeEvent.Refused refused) {
      listener.onRefused(refused);
    } else if (event instanceof NodeEvent.Unreachable unreachable) {
      listener.onUnreachable(unreachable.address(), unreachable.reason());
    } else if (event instanceof NodeEvent.Warning warning) {
      listener.onWarning(warning.what(), warning.remedy());
    } else if (event instanceof NodeEvent.Stopped stopped) {
      listener.onStopped(stopped.failed(), stopped.reason());
    }
  }

  /** Passes what a listener throws to the thread's uncaught exception handler and continues. */
  static void report(Throwable thrown) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
  }
}
