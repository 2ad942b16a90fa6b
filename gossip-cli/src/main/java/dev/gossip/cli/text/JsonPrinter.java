package dev.gossip.cli.text;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.api.node.PublishOutcome;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Prints events as JSON objects, for programs. Stdout has one object per line and nothing else. */
public final class JsonPrinter implements EventPrinter {
  // Always three digits of a second; Instant.toString prints between none and nine.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final InstantSource clock;
  private final Consumer<JsonObject> events;
  private final Consumer<String> text;
  private final @Nullable PeerAddress control;

  /** Prints events on {@code out} and lines for people on {@code err}. */
  public JsonPrinter(PrintStream out, PrintStream err) {
    this(toLines(out::println), err::println, null);
  }

  /**
   * @param events receives the events
   * @param text receives lines for people
   * @param control the node's control port, which some events contain; null if there is none
   */
  public JsonPrinter(
      Consumer<JsonObject> events, Consumer<String> text, @Nullable PeerAddress control) {
    this(events, text, control, InstantSource.system());
  }

  /**
   * @param clock supplies the times of the events
   */
  JsonPrinter(
      Consumer<JsonObject> events,
      Consumer<String> text,
      @Nullable PeerAddress control,
      InstantSource clock) {
    this.events = events;
    this.text = text;
    this.control = control;
    this.clock = clock;
  }

  /** Returns a consumer that writes each object on a line of its own. */
  public static Consumer<JsonObject> toLines(Consumer<String> lines) {
    return json -> lines.accept(JsonText.of(json));
  }

  /** An event that replaces lines dropped because they were not read in time. */
  public static JsonObject leftOut(PeerAddress node, long lines) {
    JsonObject json = object("left-out", node, InstantSource.system());
    json.addProperty("lines", lines);
    return json;
  }

  @Override
  public void listening(PeerAddress node, PeerId id, AuthorId author) {
    JsonObject json = object("listening", node);
    json.addProperty("id", id.hex());
    if (!author.isNone()) {
      json.addProperty("author", author.hex());
    }
    write(withControl(json));
  }

  @Override
  public void print(PeerAddress node, NodeEvent event) {
    if (event instanceof NodeEvent.PeerUp up) {
      write(withPeer(object("peer-up", node), up.peer()));
    } else if (event instanceof NodeEvent.PeerMoved moved) {
      JsonObject json = withPeer(object("peer-moved", node), moved.peer());
      json.addProperty("before", moved.before().toString());
      write(json);
    } else if (event instanceof NodeEvent.PeerDown down) {
      JsonObject json = withPeer(object("peer-down", node), down.peer());
      json.addProperty("reason", down.reason());
      write(json);
    } else if (event instanceof NodeEvent.Discouraged discouraged) {
      JsonObject json = withPeer(object("discouraged", node), discouraged.peer());
      json.addProperty("rule", discouraged.why().rule());
      json.addProperty("count", discouraged.why().count());
      json.addProperty("comeBackMillis", discouraged.why().comeBackIn().toMillis());
      write(json);
    } else if (event instanceof NodeEvent.Published published) {
      JsonObject json = withMessage(object("published", node), published.message());
      json.addProperty("peers", published.peers());
      write(json);
    } else if (event instanceof NodeEvent.Delivered delivered) {
      write(delivered(node, delivered));
    } else if (event instanceof NodeEvent.Refused refused) {
      JsonObject json = object("refused", node);
      if (refused.address() != null) {
        json.addProperty("peer", refused.address().toString());
      }
      write(withReason(json, refused.reason(), refused.remedy()));
    } else if (event instanceof NodeEvent.Unreachable unreachable) {
      String why = TerminalStyle.sanitize(unreachable.reason());
      say(node + ": " + unreachable.address() + " is unreachable: " + why);
    } else if (event instanceof NodeEvent.Warning warning) {
      say(node + ": warning: " + TerminalStyle.sanitize(warning.what() + "; " + warning.remedy()));
    } else if (event instanceof NodeEvent.Equivocation equivocation) {
      JsonObject json = object("equivocation", node);
      json.addProperty("author", equivocation.author().hex());
      // A string: the author chooses it, and many JSON readers round numbers above 2^53.
      json.addProperty("sequence", Long.toUnsignedString(equivocation.sequence()));
      json.addProperty("first", equivocation.first().hex());
      json.addProperty("second", equivocation.second().hex());
      write(json);
    }
  }

  @Override
  public void ready(PeerAddress node) {
    write(withControl(object("ready", node)));
  }

  private JsonObject withControl(JsonObject json) {
    if (control != null) {
      json.addProperty("control", control.toString());
    }
    return json;
  }

  @Override
  public void waiting(PeerAddress node) {
    write(
        withReason(
            object("waiting", node),
            new PublishOutcome.NoPeers().toString(),
            "lines of stdin are sent when a peer is up"));
  }

  @Override
  public void notSent(PeerAddress node, PublishOutcome outcome) {
    write(withReason(object("refused", node), outcome.toString(), outcome.remedy()));
  }

  @Override
  public void stopped(PeerAddress node, NodeEvent.Stopped event, SortedMap<String, Long> metrics) {
    JsonObject json = object("stopped", node);
    json.addProperty("reason", event.reason());
    json.add("metrics", metrics(metrics));
    write(json);
  }

  @Override
  public void say(String line) {
    text.accept(line);
  }

  /** Counters and gauges by name. */
  public static JsonObject metrics(SortedMap<String, Long> metrics) {
    JsonObject json = new JsonObject();
    metrics.forEach(json::addProperty);
    return json;
  }

  /** Adds the address, id and direction of a peer. */
  public static JsonObject withPeer(JsonObject json, PeerInfo peer) {
    json.addProperty("peer", peer.address().toString());
    json.addProperty("peerId", peer.id().hex());
    json.addProperty("direction", peer.direction().name().toLowerCase(Locale.ROOT));
    return json;
  }

  private static JsonObject withReason(JsonObject json, String reason, String remedy) {
    json.addProperty("reason", reason);
    json.addProperty("remedy", remedy);
    return json;
  }

  private static JsonObject withMessage(JsonObject json, GossipMessage message) {
    json.addProperty("id", message.id().hex());
    json.addProperty("topic", message.topic());
    return json;
  }

  private JsonObject delivered(PeerAddress node, NodeEvent.Delivered delivered) {
    GossipMessage message = delivered.message();
    JsonObject json = withMessage(object("delivered", node), message);
    ByteString payload = message.payload();
    if (payload.isValidUtf8()) {
      json.addProperty("text", payload.toStringUtf8());
    } else {
      json.addProperty("data", Base64.getEncoder().encodeToString(payload.toByteArray()));
    }
    json.addProperty("from", delivered.from().address().toString());
    if (!message.author().isNone()) {
      json.addProperty("author", message.author().hex());
    }
    return json;
  }

  private JsonObject object(String event, PeerAddress node) {
    return object(event, node, clock);
  }

  private static JsonObject object(String event, PeerAddress node, InstantSource clock) {
    JsonObject json = new JsonObject();
    json.addProperty("event", event);
    json.addProperty("time", time(clock.instant()));
    json.addProperty("node", node.toString());
    return json;
  }

  /** The current time as in events. */
  public static String now() {
    return time(InstantSource.system().instant());
  }

  /** A time in UTC, with three digits of a second. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  private void write(JsonObject json) {
    events.accept(json);
  }
}
