package dev.gossip.cli.text;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Prints the events of one node for people: messages, and a line for each change. */
public final class NodePrinter implements EventPrinter {
  private final Consumer<String> out;
  private final Consumer<String> err;

  /**
   * @param out receives lines for stdout
   * @param err receives lines for stderr
   */
  public NodePrinter(Consumer<String> out, Consumer<String> err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void print(PeerAddress node, NodeEvent event) {
    if (event instanceof NodeEvent.PeerUp up) {
      String direction = up.peer().direction().name().toLowerCase(Locale.ROOT);
      out.accept(
          TerminalStyle.GOOD.of("peer " + up.peer().address() + " is up (" + direction + ")"));
    } else if (event instanceof NodeEvent.PeerMoved moved) {
      out.accept(
          TerminalStyle.QUIET.of(
              "peer " + moved.before() + " has the address " + moved.peer().address() + " now"));
    } else if (event instanceof NodeEvent.PeerDown down) {
      String why = TerminalStyle.sanitize(down.reason());
      out.accept(TerminalStyle.BAD.of("peer " + down.peer().address() + " is down: " + why));
    } else if (event instanceof NodeEvent.Discouraged discouraged) {
      out.accept(
          TerminalStyle.BAD.of(
              "peer " + discouraged.peer().address() + " is discouraged " + text(discouraged)));
    } else if (event instanceof NodeEvent.Published published) {
      out.accept(TerminalStyle.QUIET.of("sent to " + HumanFormat.count(published.peers(), "peer")));
    } else if (event instanceof NodeEvent.Delivered delivered) {
      out.accept(
          topic(delivered.message())
              + TerminalStyle.MESSAGE.of(text(delivered.message()))
              + TerminalStyle.QUIET.of("  from " + delivered.from().address()));
    } else if (event instanceof NodeEvent.Refused refused) {
      err.accept(text(refused));
    } else if (event instanceof NodeEvent.Unreachable unreachable) {
      String why = TerminalStyle.sanitize(unreachable.reason());
      err.accept("peer " + unreachable.address() + ": " + why + "; retrying");
    } else if (event instanceof NodeEvent.Warning warning) {
      err.accept(text(warning));
    } else if (event instanceof NodeEvent.Equivocation equivocation) {
      err.accept(text(equivocation));
    }
  }

  @Override
  public void listening(PeerAddress node, PeerId id, AuthorId author) {
    String ids = ", id " + id + (author.isNone() ? "" : ", author " + author);
    out.accept("listening on " + node + TerminalStyle.QUIET.of(ids));
  }

  @Override
  public void ready(PeerAddress node) {
    out.accept("ready: each line typed here is sent to every node of the network");
  }

  @Override
  public void waiting(PeerAddress node) {
    err.accept("no peer is up: lines typed here wait until one is");
  }

  @Override
  public void notSent(PeerAddress node, PublishOutcome outcome) {
    err.accept(text(outcome));
  }

  @Override
  public void stopped(PeerAddress node, NodeEvent.Stopped event, SortedMap<String, Long> metrics) {
    (event.failed() ? err : out).accept("stopped: " + TerminalStyle.sanitize(event.reason()));
  }

  @Override
  public void say(String line) {
    out.accept(line);
  }

  /** The topic in brackets; empty for the default topic. */
  static String topic(GossipMessage message) {
    return message.topic().equals(GossipMessage.DEFAULT_TOPIC)
        ? ""
        : TerminalStyle.QUIET.of("[" + TerminalStyle.sanitize(message.topic()) + "] ");
  }

  /** The payload if it is valid UTF-8, else its size. */
  static String text(GossipMessage message) {
    ByteString payload = message.payload();
    return payload.isValidUtf8()
        ? TerminalStyle.sanitize(payload.toStringUtf8())
        : "(" + HumanFormat.count(payload.size(), "byte") + ")";
  }

  static String text(NodeEvent.Refused refused) {
    String peer = refused.address() == null ? "a node" : refused.address().toString();
    return "refused "
        + peer
        + ": "
        + TerminalStyle.sanitize(refused.reason() + "; " + refused.remedy());
  }

  /** The rule that a peer has violated, how often, and for how long it is discouraged. */
  static String text(NodeEvent.Discouraged discouraged) {
    Discouragement why = discouraged.why();
    return "for "
        + why.rule()
        + " ("
        + HumanFormat.count(why.count(), "time")
        + ")"
        + (why.comeBackIn().isZero() ? "" : ", for " + HumanFormat.time(why.comeBackIn()));
  }

  static String text(NodeEvent.Warning warning) {
    return "warning: " + TerminalStyle.sanitize(warning.what() + "; " + warning.remedy());
  }

  static String text(NodeEvent.Equivocation equivocation) {
    return "author "
        + equivocation.author()
        + " signed two messages with the same number "
        + Long.toUnsignedString(equivocation.sequence())
        + ": "
        + equivocation.first()
        + " and "
        + equivocation.second();
  }

  /** A line that replaces lines dropped because they were not read in time. */
  public static String leftOut(long lines) {
    return "(" + HumanFormat.count(lines, "line") + " left out: output was not read in time)";
  }

  static String text(PublishOutcome outcome) {
    return "not sent: " + outcome + "; " + outcome.remedy();
  }
}
