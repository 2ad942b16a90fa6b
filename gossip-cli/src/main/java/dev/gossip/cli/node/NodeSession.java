package dev.gossip.cli.node;

import dev.gossip.GossipNode;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.cli.control.ControlPort;
import dev.gossip.cli.text.EventPrinter;
import dev.gossip.cli.text.JsonPrinter;
import dev.gossip.cli.text.JsonText;
import dev.gossip.cli.text.NodePrinter;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The node of {@code gossip node} with its input and output. Thread-safe. */
final class NodeSession {
  private final GossipNode node;
  private final String topic;
  private final boolean json;
  private final @Nullable ControlPort port;
  private final NodeOutput output;
  private final EventPrinter printer;
  private final InputLines input;
  // Guarded by this.
  private boolean ended;

  /**
   * @param topic the topic of messages that are published without one
   * @param json whether stdout is for programs
   * @param port a control port that is bound but does not serve yet; null if there is none
   */
  NodeSession(GossipNode node, String topic, boolean json, @Nullable ControlPort port) {
    this.node = node;
    this.topic = topic;
    this.json = json;
    this.port = port;
    this.output =
        new NodeOutput(
            lines ->
                json
                    ? JsonText.of(JsonPrinter.leftOut(node.address(), lines))
                    : NodePrinter.leftOut(lines));
    this.printer = json ? jsonPrinter() : textPrinter();
    this.input = new InputLines(node, topic, printer, output::err);
  }

  private EventPrinter jsonPrinter() {
    var lines = JsonPrinter.toLines(output::out);
    return port == null
        ? new JsonPrinter(lines, output::err, null)
        : new JsonPrinter(lines.andThen(port::add), output::err, port.address());
  }

  private EventPrinter textPrinter() {
    EventPrinter text = new NodePrinter(output::out, output::err);
    // The text printer prints lines for people, so the JSON printer drops them.
    return port == null ? text : text.and(new JsonPrinter(port::add, line -> {}, port.address()));
  }

  /**
   * Prints the node's address, before anything else, and serves the control port.
   *
   * @param relay how messages are relayed, for people
   */
  void begin(String relay) {
    printer.listening(node.address(), node.id(), node.author());
    if (!json) {
      printer.say(relay);
    }
    if (port != null) {
      port.serve(node, topic, this::metrics);
      printer.say("control port at http://" + port.address());
      printer.say(port.dashboard());
    }
  }

  /** Starts publishing the lines of stdin. */
  void readLines() {
    input.start(System.in);
  }

  /** Prints an event of the node. */
  void print(NodeEvent event) {
    if (event instanceof NodeEvent.Ready) {
      printer.ready(node.address());
    } else {
      printer.print(node.address(), event);
    }
  }

  /** Waits until the node has stopped and prints that, once. Returns whether it stopped cleanly. */
  boolean stop() {
    NodeEvent.Stopped stopped = node.stopped().join();
    node.close();
    // Locked: on Ctrl-C two threads get here, and the first to return ends the process.
    synchronized (this) {
      if (!ended) {
        ended = true;
        input.end();
        printer.stopped(node.address(), stopped, metrics());
        if (port != null) {
          port.close();
        }
        output.end();
      }
    }
    return !stopped.failed();
  }

  private SortedMap<String, Long> metrics() {
    return output.withDrops(node.metrics().asMap());
  }
}
