package dev.gossip.core.engine.peer;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.services.NodeServices;
import java.time.Duration;

/** Reports outcomes that are known before anything was sent, and failures to the user. */
final class DialOutcomes {
  // A membership that dials again on each of them must not keep the node from its other work. A
  // guess.
  private static final Duration DELAY = Duration.ofMillis(100);

  private final NodeServices services;
  private final LinkAddresses addresses;
  private final Dialer.Links links;

  DialOutcomes(NodeServices services, LinkAddresses addresses, Dialer.Links links) {
    this.services = services;
    this.addresses = addresses;
    this.links = links;
  }

  /** Reports an outcome shortly. */
  void later(PeerAddress address, DialOutcome outcome) {
    TimerHandle unused =
        services.schedule(DELAY, "dial outcome", () -> links.onOutcome(address, outcome));
  }

  /** Reports shortly that an address is not dialed; that says nothing about it. */
  void notDialed(PeerAddress address, String why) {
    DialOutcome outcome = DialOutcome.of(DialOutcome.Kind.UNREACHABLE, why);
    TimerHandle unused =
        services.schedule(DELAY, "not dialed", () -> links.onNotDialed(address, outcome));
  }

  /** Reports what the user named: that others named an address that is gone is no mistake. */
  void reportOnce(DialTarget target, String failure, String why) {
    boolean isKept = target.purpose == DialTarget.Purpose.KEEP;
    if (isKept ? target.shouldReport(failure) : addresses.shouldReport(target.address)) {
      services.emit(new NodeEvent.Unreachable(target.address, why));
    }
  }
}
