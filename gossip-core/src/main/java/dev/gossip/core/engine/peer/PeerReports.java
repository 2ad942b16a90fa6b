package dev.gossip.core.engine.peer;

import dev.gossip.api.Discouragement;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import dev.gossip.core.engine.services.Lazily;
import dev.gossip.core.engine.services.NodeServices;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reports about other nodes: each one once, and about strangers, the nodes that this node does not
 * dial, only a few per minute. Anyone can connect from any address and claim anything. Reports that
 * are left out are counted.
 */
final class PeerReports {
  /** The remedy if a node is not on the list of allowed peers. */
  static final String ALLOW = "add the id to the file of gossip.allowed-peers if it may be a peer";

  private static final String REMEDY_FOLLOWS = "; ";
  private static final int MAX_REMEMBERED = 256;
  // A guess: enough to show that something is wrong, and what.
  private static final int MAX_STRANGER_REPORTS = 10;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final NodeServices services;
  private Set<String> reported = Collections.emptySet();
  private int strangerReports;
  private long periodStartNanos;
  private @Nullable PeerId lastNotAllowed;
  private long lastNotAllowedNanos;

  PeerReports(NodeServices services) {
    this.services = services;
  }

  /**
   * @param outbound whether this node dials the other
   * @param why the reason, and a better remedy after a semicolon if the transport or the other node
   *     knows one
   * @param remedy the remedy if the reason has none
   */
  void refused(PeerAddress address, boolean outbound, String why, String remedy) {
    if (isAboutNotAllowed(why)) {
      return;
    }
    if (mayReport(address + " " + why, outbound, DropReason.STRANGER_REFUSED)) {
      int end = why.indexOf(REMEDY_FOLLOWS);
      boolean hasRemedy = end > 0 && end + REMEDY_FOLLOWS.length() < why.length();
      services.emit(
          hasRemedy
              ? new NodeEvent.Refused(
                  address, why.substring(0, end), why.substring(end + REMEDY_FOLLOWS.length()))
              : new NodeEvent.Refused(address, why, remedy));
    }
  }

  /** The link of a peer is about to end because of its standing. */
  void discouraged(PeerInfo peer, Discouragement why) {
    services.counters().increment(Metric.DISCOURAGED_PEERS);
    services.emit(new NodeEvent.Discouraged(peer, why));
  }

  /**
   * @param outbound whether this node dials the other
   */
  void warn(PeerAddress address, boolean outbound, String what, String remedy) {
    String text = address + " " + what;
    if (mayReport("warning: " + text, outbound, DropReason.STRANGER_WARNING)) {
      services.emit(new NodeEvent.Warning(text, remedy));
    }
  }

  /** A node that is not on the list of allowed peers wants a link, or was dialed. */
  void notAllowed(PeerId node) {
    lastNotAllowed = node;
    lastNotAllowedNanos = services.nowNanos();
    String what = "node " + node + " is not on the list of allowed peers and gets no link";
    if (mayReport(what, false, DropReason.STRANGER_WARNING)) {
      services.emit(new NodeEvent.Warning(what, ALLOW));
    }
  }

  /** Whether a refusal is the end of a dial about which {@link #notAllowed} has just said more. */
  private boolean isAboutNotAllowed(String why) {
    return lastNotAllowed != null
        && lastNotAllowedNanos == services.nowNanos()
        && why.contains(lastNotAllowed.toString());
  }

  /** A peer came up, so a later refusal is reported again. */
  void forgetRefusals(PeerAddress address) {
    reported.removeIf(text -> text.startsWith(address + " "));
  }

  private boolean mayReport(String text, boolean outbound, DropReason dropReason) {
    if (reported.contains(text)) {
      return false;
    }
    if (!outbound && !hasBudget()) {
      services.drop(dropReason);
      return false;
    }
    reported = Lazily.forAdd(reported);
    reported.add(text);
    if (reported.size() > MAX_REMEMBERED) {
      reported.remove(reported.iterator().next());
    }
    return true;
  }

  private boolean hasBudget() {
    long nowNanos = services.nowNanos();
    if (strangerReports == 0 || nowNanos - periodStartNanos >= PERIOD.toNanos()) {
      periodStartNanos = nowNanos;
      strangerReports = 0;
    }
    if (strangerReports == MAX_STRANGER_REPORTS) {
      return false;
    }
    strangerReports++;
    return true;
  }
}
