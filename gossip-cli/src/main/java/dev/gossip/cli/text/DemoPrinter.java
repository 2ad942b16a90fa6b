package dev.gossip.cli.text;

import dev.gossip.api.AuthorId;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Prints the events of the demo network for people: the path of each message from node to node. */
public final class DemoPrinter implements EventPrinter {
  private static final int MAX_REMEMBERED = 1_000;

  /** How the warning of a node without a peer begins. */
  private static final String ALONE = "this node is alone";

  private final Consumer<String> out;
  private final Consumer<String> err;
  // Each text is printed once, whichever nodes raise it.
  private final Set<String> warned =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> oldest) {
              return size() > MAX_REMEMBERED;
            }
          });
  private final Map<MessageId, Long> publishedNanos =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MessageId, Long> oldest) {
          return size() > MAX_REMEMBERED;
        }
      };
  private boolean showLinks;

  /**
   * @param err receives errors and warnings, one line each
   */
  public DemoPrinter(Consumer<String> out, Consumer<String> err) {
    this.out = out;
    this.err = err;
  }

  /** Sets whether changes of links are printed. They are not while the network starts or stops. */
  public synchronized void showLinks(boolean show) {
    showLinks = show;
  }

  @Override
  public synchronized void print(PeerAddress node, NodeEvent event) {
    if (event instanceof NodeEvent.Published published) {
      publishedNanos.put(published.message().id(), System.nanoTime());
      out.accept(
          TerminalStyle.MESSAGE.of(
                  node.port()
                      + " says "
                      + NodePrinter.topic(published.message())
                      + "'"
                      + NodePrinter.text(published.message())
                      + "'")
              + " to "
              + HumanFormat.count(published.peers(), "peer"));
    } else if (event instanceof NodeEvent.Delivered delivered) {
      out.accept(
          "  "
              + TerminalStyle.GOOD.of(Integer.toString(node.port()))
              + " got "
              + NodePrinter.topic(delivered.message())
              + "'"
              + NodePrinter.text(delivered.message())
              + "' from "
              + delivered.from().address().port()
              + TerminalStyle.QUIET.of(latency(delivered.message().id())));
    } else if (event instanceof NodeEvent.PeerUp up && showLinks) {
      out.accept(
          TerminalStyle.GOOD.of(
              "  " + node.port() + " is linked to " + up.peer().address().port()));
    } else if (event instanceof NodeEvent.PeerMoved moved && showLinks) {
      out.accept(
          TerminalStyle.QUIET.of(
              "  "
                  + node.port()
                  + " sees "
                  + moved.before().port()
                  + " at "
                  + moved.peer().address()
                  + " now"));
    } else if (event instanceof NodeEvent.PeerDown down
        && showLinks
        && !down.reason().equals(NodeEvent.PeerDown.STOPPED_HERE)) {
      out.accept(
          TerminalStyle.BAD.of("  " + node.port() + " lost " + down.peer().address().port())
              + ": "
              + TerminalStyle.sanitize(down.reason()));
    } else if (event instanceof NodeEvent.Discouraged discouraged) {
      out.accept(
          TerminalStyle.BAD.of(
              "  "
                  + node.port()
                  + " discourages "
                  + discouraged.peer().address().port()
                  + " "
                  + NodePrinter.text(discouraged)));
    } else if (event instanceof NodeEvent.Refused refused) {
      err.accept(node.port() + " " + NodePrinter.text(refused));
    } else if (event instanceof NodeEvent.Warning warning) {
      warn(ofTheDemo(node, warning));
    }
  }

  private void warn(NodeEvent.Warning warning) {
    if (warned.add(warning.what())) {
      err.accept(NodePrinter.text(warning));
    }
  }

  /** Which node is alone, and what helps here: its addresses cannot be configured in the demo. */
  private static NodeEvent.Warning ofTheDemo(PeerAddress node, NodeEvent.Warning warning) {
    return warning.what().startsWith(ALONE)
        ? new NodeEvent.Warning(
            node.port() + warning.what().substring("this node".length()),
            "'graph' shows which nodes are down, and 'up PORT' starts one")
        : warning;
  }

  private String latency(MessageId id) {
    Long began = publishedNanos.get(id);
    return began == null ? "" : "  after " + after((System.nanoTime() - began) / 1e6);
  }

  /** {@code 1.7 ms}, or {@code 6.60 s} for what repair brings. */
  static String after(double millis) {
    return millis < 999.95
        ? String.format(Locale.ROOT, "%.1f ms", millis)
        : HumanFormat.millis(millis);
  }

  @Override
  public void listening(PeerAddress node, PeerId id, AuthorId author) {
    // The picture shows the address of each node.
  }

  @Override
  public void ready(PeerAddress node) {
    // The demo prints one line when all nodes are ready.
  }

  @Override
  public void waiting(PeerAddress node) {
    // Nothing waits: the demo runs its commands one by one.
  }

  @Override
  public void notSent(PeerAddress node, PublishOutcome outcome) {
    err.accept(NodePrinter.text(outcome));
  }

  @Override
  public synchronized void stopped(
      PeerAddress node, NodeEvent.Stopped event, SortedMap<String, Long> metrics) {
    // A normal stop at the end of the demo needs no line.
    if (showLinks || event.failed()) {
      (event.failed() ? err : out)
          .accept("  " + node.port() + " stopped: " + TerminalStyle.sanitize(event.reason()));
    }
  }

  @Override
  public void say(String line) {
    out.accept(line);
  }
}
