package dev.gossip.report;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.trace.RunEvent;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A trace of runs as JSON lines: one line when a run begins, one for each event, and one when it
 * has ended. Give it to {@link Simulation#record} before the run. Not thread-safe.
 */
public final class TraceLines implements Consumer<RunEvent> {
  /** The version of the format; it changes when a line loses a field or a field its meaning. */
  public static final int VERSION = 1;

  private final Consumer<String> lines;

  /**
   * @param lines receives each line, without the character that ends it
   */
  public TraceLines(Consumer<String> lines) {
    this.lines = lines;
  }

  /**
   * A run begins.
   *
   * @param name what distinguishes it from the other runs of the trace, such as its relay
   */
  public void begin(String name, long seed) {
    JsonText json = new JsonText().beginObject().name("event").value("run");
    json.name("version").value(VERSION).name("name").value(name);
    lines.accept(json.name("seed").value(Long.toString(seed)).endObject().toString());
  }

  /** A run has ended. */
  public void end(SimulatedNetwork network) {
    JsonText json = new JsonText().beginObject().name("t").value(network.now().toNanos());
    json.name("event").value("end").name("nodes").value(network.nodes().size());
    nodes(json.name("hostile"), network, SimulatedNode::isHostile);
    nodes(json.name("notRunning"), network, node -> !node.isUp());
    lines.accept(json.endObject().toString());
  }

  private static void nodes(
      JsonText json, SimulatedNetwork network, Predicate<SimulatedNode> which) {
    json.beginArray();
    network.nodes().stream().filter(which).forEach(node -> json.value(node.index()));
    json.endArray();
  }

  @Override
  public void accept(RunEvent event) {
    JsonText json = new JsonText().beginObject().name("t").value(event.timeNanos());
    json.name("event").value(name(event)).name("node").value(event.node());
    fields(json, event);
    lines.accept(json.endObject().toString());
  }

  private static String name(RunEvent event) {
    if (event instanceof RunEvent.Datagram) {
      return "datagram";
    }
    if (event instanceof RunEvent.Sent) {
      return "sent";
    }
    if (event instanceof RunEvent.Received) {
      return "received";
    }
    if (event instanceof RunEvent.Delivered) {
      return "delivered";
    }
    if (event instanceof RunEvent.Published) {
      return "published";
    }
    if (event instanceof RunEvent.Lost) {
      return "lost";
    }
    if (event instanceof RunEvent.Dropped) {
      return "dropped";
    }
    if (event instanceof RunEvent.LinkUp) {
      return "link-up";
    }
    if (event instanceof RunEvent.LinkDown) {
      return "link-down";
    }
    return event instanceof RunEvent.Discouraged ? "discouraged" : "changed";
  }

  private static void fields(JsonText json, RunEvent event) {
    if (event instanceof RunEvent.Datagram datagram) {
      json.name("to").value(datagram.to()).name("bytes").value(datagram.bytes());
      if (!datagram.outcome().isEmpty()) {
        json.name("outcome").value(datagram.outcome());
      }
    } else if (event instanceof RunEvent.Sent sent) {
      json.name("to").value(sent.to()).name("frame").value(sent.kind());
      message(json.name("bytes").value(sent.bytes()), sent.message());
    } else if (event instanceof RunEvent.Received received) {
      message(json.name("from").value(received.from()), received.message());
      json.name("duplicate").value(received.duplicate());
    } else if (event instanceof RunEvent.Delivered delivered) {
      message(json.name("from").value(delivered.from()), delivered.message());
    } else if (event instanceof RunEvent.Published published) {
      message(json, published.message());
      json.name("topic").value(published.topic()).name("bytes").value(published.payloadBytes());
    } else if (event instanceof RunEvent.Lost lost) {
      json.name("to").value(lost.to()).name("reason").value(lost.reason());
    } else if (event instanceof RunEvent.Dropped dropped) {
      json.name("reason").value(dropped.reason()).name("count").value(dropped.count());
    } else if (event instanceof RunEvent.LinkUp up) {
      json.name("peer").value(up.peer());
    } else if (event instanceof RunEvent.LinkDown down) {
      json.name("peer").value(down.peer()).name("reason").value(down.reason());
    } else if (event instanceof RunEvent.Discouraged discouraged) {
      json.name("peer").value(discouraged.peer());
    } else if (event instanceof RunEvent.Changed changed) {
      json.name("change").value(changed.change().text());
    }
  }

  private static void message(JsonText json, @Nullable MessageId id) {
    if (id != null) {
      json.name("message").value(id.toString());
    }
  }
}
