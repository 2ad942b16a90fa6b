package dev.gossip.cli;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Consumer;

/** What happens at one node, for people: messages on stdout, and a line for each change. */
final class NodePrinter implements EventPrinter {
  private final Consumer<String> out;
  private final Consumer<String> err;

  /** Each takes a line. */
  NodePrinter(Consumer<String> out, Consumer<String> err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void print(PeerAddress node, NodeEvent event) {
    if (event instanceof NodeEvent.PeerUp up) {
      String direction = up.peer().direction().name().toLowerCase(Locale.ROOT);
      out.accept(
          TerminalStyle.GOOD.of("peer " + up.peer().address() + " is up (" + direction + ")"));
    } else if (event instanceof NodeEvent.PeerDown down) {
      String why = TerminalStyle.shown(down.reason());
      out.accept(TerminalStyle.BAD.of("peer " + down.peer().address() + " is down: " + why));
    } else if (event instanceof NodeEvent.Published published) {
      out.accept(TerminalStyle.QUIET.of("sent to " + Phrases.count(published.peers(), "peer")));
    } else if (event instanceof NodeEvent.Delivered delivered) {
      out.accept(
          topic(delivered.message())
              + TerminalStyle.MESSAGE.of(text(delivered.message()))
              + TerminalStyle.QUIET.of("  from " + delivered.from().address()));
    } else if (event instanceof NodeEvent.Refused refused) {
      err.accept(text(refused));
    } else if (event instanceof NodeEvent.Unreachable unreachable) {
      String why = TerminalStyle.shown(unreachable.reason());
      err.accept("peer " + unreachable.address() + ": " + why + "; trying on");
    } else if (event instanceof NodeEvent.Warning warning) {
      err.accept(text(warning));
    } else if (event instanceof NodeEvent.Equivocation equivocation) {
      err.accept(text(equivocation));
    }
  }

  @Override
  public void listening(PeerAddress node, PeerId id, AuthorId author) {
    String who = ", id " + id + (author.isNone() ? "" : ", author " + author);
    out.accept("listening on " + node + TerminalStyle.QUIET.of(who));
  }

  @Override
  public void ready(PeerAddress node) {
    out.accept("ready: a line typed here goes to every node of the network");
  }

  @Override
  public void waiting(PeerAddress node) {
    err.accept("no peer is up: what is typed waits until one is");
  }

  @Override
  public void notSent(PeerAddress node, PublishOutcome outcome) {
    err.accept(text(outcome));
  }

  @Override
  public void stopped(PeerAddress node, NodeEvent.Stopped event, SortedMap<String, Long> metrics) {
    (event.failed() ? err : out).accept("stopped: " + TerminalStyle.shown(event.reason()));
  }

  @Override
  public void say(String line) {
    out.accept(line);
  }

  /** The topic in brackets, unless it is the one that goes without saying. */
  static String topic(GossipMessage message) {
    return message.topic().equals(GossipMessage.DEFAULT_TOPIC)
        ? ""
        : TerminalStyle.QUIET.of("[" + TerminalStyle.shown(message.topic()) + "] ");
  }

  /** A payload as text if it is, else its size. */
  static String text(GossipMessage message) {
    ByteString payload = message.payload();
    return payload.isValidUtf8()
        ? TerminalStyle.shown(payload.toStringUtf8())
        : "(" + Phrases.count(payload.size(), "byte") + ")";
  }

  static String text(NodeEvent.Refused refused) {
    String who = refused.address() == null ? "a node" : refused.address().toString();
    return "refused "
        + who
        + ": "
        + TerminalStyle.shown(refused.reason() + "; " + refused.remedy());
  }

  static String text(NodeEvent.Warning warning) {
    return "warning: " + TerminalStyle.shown(warning.what() + "; " + warning.remedy());
  }

  static String text(NodeEvent.Equivocation told) {
    return "author "
        + told.author()
        + " signed two messages under number "
        + Long.toUnsignedString(told.sequence())
        + ": "
        + told.first()
        + " and "
        + told.second();
  }

  /** In place of lines that nobody read in time. */
  static String leftOut(long lines) {
    return "(" + Phrases.count(lines, "line") + " left out: nobody read them in time)";
  }

  static String text(PublishOutcome outcome) {
    return "not sent: " + outcome + "; " + Phrases.remedy(outcome);
  }
}
