package dev.gossip.cli;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** What happens in the demo network, for people: each message's way from node to node. */
final class DemoPrinter implements EventPrinter {
  private static final int MAX_REMEMBERED = 1_000;

  private final PrintStream out;
  private final PrintStream err;
  private final Set<String> told = new HashSet<>();
  private final Map<MessageId, Long> publishedNanos = newBoundedMap();
  private final Map<MessageId, List<Runnable>> early = newBoundedMap();
  private boolean showLinks;

  DemoPrinter(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** While the network comes up or ends, links are not worth a line each; else every change is. */
  synchronized void showLinks(boolean show) {
    showLinks = show;
  }

  @Override
  public synchronized void print(PeerAddress node, NodeEvent event) {
    if (event instanceof NodeEvent.Published published) {
      MessageId id = published.message().id();
      publishedNanos.put(id, System.nanoTime());
      out.println(
          Style.MESSAGE.of(node.port() + " says '" + NodePrinter.text(published.message()) + "'")
              + " to "
              + Words.count(published.peers(), "neighbour"));
      List<Runnable> waiting = early.remove(id);
      if (waiting != null) {
        waiting.forEach(Runnable::run);
      }
    } else if (event instanceof NodeEvent.Delivered delivered
        && !publishedNanos.containsKey(delivered.message().id())) {
      // Each node tells on a thread of its own; what was said comes before who heard it.
      early
          .computeIfAbsent(delivered.message().id(), unused -> new ArrayList<>())
          .add(() -> print(node, event));
    } else if (event instanceof NodeEvent.Delivered delivered) {
      out.println(
          "  "
              + Style.GOOD.of(Integer.toString(node.port()))
              + " got '"
              + NodePrinter.text(delivered.message())
              + "' from "
              + delivered.from().address().port()
              + Style.QUIET.of(after(delivered.message().id())));
    } else if (event instanceof NodeEvent.PeerUp up && showLinks) {
      out.println(
          Style.GOOD.of("  " + node.port() + " is linked to " + up.peer().address().port()));
    } else if (event instanceof NodeEvent.PeerDown down
        && showLinks
        && !down.reason().equals(NodeEvent.PeerDown.STOPPED_HERE)) {
      out.println(
          Style.BAD.of("  " + node.port() + " lost " + down.peer().address().port())
              + ": "
              + Style.shown(down.reason()));
    } else if (event instanceof NodeEvent.Refused refused) {
      err.println(
          node
              + " refused "
              + refused.address()
              + ": "
              + refused.reason()
              + "; "
              + refused.remedy());
    } else if (event instanceof NodeEvent.Warning warning && told.add(warning.what())) {
      err.println("warning: " + warning.what() + "; " + warning.remedy());
    }
  }

  private static <V> Map<MessageId, V> newBoundedMap() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<MessageId, V> eldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }

  private String after(MessageId id) {
    Long began = publishedNanos.get(id);
    return began == null
        ? ""
        : String.format(Locale.ROOT, "  after %.1f ms", (System.nanoTime() - began) / 1e6);
  }

  @Override
  public void ready(PeerAddress node) {
    // The network says when all of it is.
  }

  @Override
  public synchronized void stopped(
      PeerAddress node, NodeEvent.Stopped event, SortedMap<String, Long> metrics) {
    // That all nodes stop when the network is left goes without saying.
    if (showLinks || event.failed()) {
      (event.failed() ? err : out).println("  " + node.port() + " stopped: " + event.reason());
    }
  }

  @Override
  public void say(String line) {
    out.println(line);
  }
}
