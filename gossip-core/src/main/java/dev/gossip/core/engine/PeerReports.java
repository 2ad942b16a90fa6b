package dev.gossip.core.engine;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What this node reports about others: each thing once, and about strangers, which are those that
 * this node did not choose, only a few things per minute. Anybody can come under any address, and
 * say anything. What is not reported is counted.
 */
final class PeerReports {
  private static final int MAX_REMEMBERED = 256;
  // A guess: enough to notice that something is wrong, and what.
  private static final int MAX_ABOUT_STRANGERS = 10;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final NodeServices core;
  private final Set<String> reported = new LinkedHashSet<>();
  private int aboutStrangers;
  private long periodBeganNanos;

  PeerReports(NodeServices core) {
    this.core = core;
  }

  /**
   * @param chosen whether this node wants the other as a peer
   */
  void refused(PeerAddress address, boolean chosen, String why, String remedy) {
    if (mayReport(address + " " + why, chosen, DropReason.STRANGER_REFUSED)) {
      core.emit(new NodeEvent.Refused(address, why, remedy));
    }
  }

  /**
   * @param chosen whether this node wants the other as a peer
   */
  void warn(PeerAddress address, boolean chosen, String what, String remedy) {
    String text = address + " " + what;
    if (mayReport("warning: " + text, chosen, DropReason.STRANGER_WARNING)) {
      core.emit(new NodeEvent.Warning(text, remedy));
    }
  }

  /** A peer came up, so what it was refused for before no longer counts. */
  void forgetRefusals(PeerAddress address) {
    reported.removeIf(text -> text.startsWith(address + " "));
  }

  private boolean mayReport(String text, boolean chosen, DropReason dropReason) {
    if (reported.contains(text)) {
      return false;
    }
    if (!chosen && !hasBudget()) {
      core.drop(dropReason);
      return false;
    }
    reported.add(text);
    if (reported.size() > MAX_REMEMBERED) {
      reported.remove(reported.iterator().next());
    }
    return true;
  }

  private boolean hasBudget() {
    long nowNanos = core.nowNanos();
    if (aboutStrangers == 0 || nowNanos - periodBeganNanos >= PERIOD.toNanos()) {
      periodBeganNanos = nowNanos;
      aboutStrangers = 0;
    }
    if (aboutStrangers == MAX_ABOUT_STRANGERS) {
      return false;
    }
    aboutStrangers++;
    return true;
  }
}
