package dev.gossip.discovery.dns;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.discovery.timing.Jitter;
import java.time.Duration;
import java.util.List;

/** One name, and when it is looked up next. */
final class LookedUpName {
  /** The pause after a failure, and twice as long each time up to the usual one; a guess. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** How many addresses of one look-up are proposed; a guess. */
  private static final int MAX_ADDRESSES = 256;

  private final DiscoveryContext context;
  private final DnsName name;
  private final Duration refresh;
  private final ServiceLookup services;
  private Duration retry = FIRST_RETRY;
  private boolean hasWarned;
  private int unanswered;
  private int proposed;

  LookedUpName(DiscoveryContext context, DnsName name, Duration refresh, ServiceLookup services) {
    this.context = context;
    this.name = name;
    this.refresh = refresh;
    this.services = services;
  }

  /** Looks the name up, and schedules the next time once there is an answer. */
  void lookUp() {
    proposed = 0;
    if (name instanceof DnsName.Host host) {
      resolve(List.of(host.address()), "it has no address");
    } else if (name instanceof DnsName.Service service) {
      // What runs on another thread must not touch this object.
      ServiceLookup blocking = services;
      String text = service.name();
      context.offload(() -> blocking.lookUp(text), this::onService);
    }
  }

  private void onService(ServiceLookup.Found found) {
    if (found.targets().isEmpty()) {
      end(found.failure());
    } else {
      resolve(
          found.targets().stream().limit(JndiLookup.MAX_TARGETS).toList(),
          "its SRV records name hosts without addresses");
    }
  }

  private void resolve(List<PeerAddress> hosts, String failure) {
    unanswered = hosts.size();
    for (PeerAddress host : hosts) {
      context.resolve(host, found -> onAddresses(found, failure));
    }
  }

  /** One of them may be of this node itself: the address book or the dial finds out. */
  private void onAddresses(List<PeerAddress> found, String failure) {
    for (PeerAddress address : found) {
      if (address.isIp() && proposed < MAX_ADDRESSES) {
        proposed++;
        context.propose(address, AddressSource.SERVICE);
      }
    }
    unanswered--;
    if (unanswered == 0) {
      end(proposed == 0 ? failure : "");
    }
  }

  private void end(String failure) {
    if (failure.isEmpty()) {
      hasWarned = false;
      retry = FIRST_RETRY;
      lookUpAfter(refresh);
      return;
    }
    if (!hasWarned) {
      hasWarned = true;
      context.warn(
          "discovery.dns found no node by the name " + name + ": " + failure,
          "check gossip.discovery.dns.names and the name servers; the name is looked up again, and"
              + " addresses found before stay in use");
    }
    Duration pause = retry.compareTo(refresh) < 0 ? retry : refresh;
    retry = pause.multipliedBy(2);
    lookUpAfter(pause);
  }

  private void lookUpAfter(Duration pause) {
    context.schedule(Jitter.near(pause, context.random()), "look up " + name, this::lookUp);
  }
}
