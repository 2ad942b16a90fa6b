package dev.gossip.cli;

import dev.gossip.Gossip;
import dev.gossip.api.node.NodeEvent;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A node of {@code gossip node}, from the first line that it prints to the last. Thread-safe. */
final class NodeSession {
  private final Gossip node;
  private final String topic;
  private final @Nullable ControlPort port;
  private final NodeOutput output;
  private final EventPrinter printer;
  private final InputLines input;
  // Guarded by this.
  private boolean ended;

  /**
   * @param topic of what is published here without one
   * @param json whether stdout is for programs
   * @param port that is bound but does not serve yet
   */
  NodeSession(Gossip node, String topic, boolean json, @Nullable ControlPort port) {
    this.node = node;
    this.topic = topic;
    this.port = port;
    this.output =
        new NodeOutput(
            lines ->
                json
                    ? JsonText.of(JsonPrinter.leftOut(node.address(), lines))
                    : NodePrinter.leftOut(lines));
    this.printer = json ? forPrograms() : forPeople();
    this.input = new InputLines(node, topic, printer, output::err);
  }

  private EventPrinter forPrograms() {
    var lines = JsonPrinter.toLines(output::out);
    return port == null
        ? new JsonPrinter(lines, output::err, null)
        : new JsonPrinter(lines.andThen(port::add), output::err, port.address());
  }

  private EventPrinter forPeople() {
    EventPrinter people = new NodePrinter(output::out, output::err);
    // What is said to people is said on stdout.
    return port == null
        ? people
        : people.and(new JsonPrinter(port::add, words -> {}, port.address()));
  }

  /** Says where the node is, before anything else, and serves the control port. */
  void begin() {
    printer.listening(node.address(), node.id(), node.author());
    if (port != null) {
      port.serve(node, topic, this::metrics);
      printer.say("control port at http://" + port.address());
    }
  }

  /** Publishes what is typed from now on. */
  void readLines() {
    input.start(System.in);
  }

  /** Something happened at the node. */
  void print(NodeEvent event) {
    if (event instanceof NodeEvent.Ready) {
      printer.ready(node.address());
    } else {
      printer.print(node.address(), event);
    }
  }

  /** Waits until the node has stopped and says so, once; answers whether it ended well. */
  boolean stop() {
    NodeEvent.Stopped stopped = node.stopped().join();
    node.close();
    // Under a lock: two threads come here on Ctrl-C, and the first to return ends the process.
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
    return output.withDrops(node.metrics());
  }
}
