package dev.gossip.discovery.dns;

import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import java.time.Duration;
import java.util.List;

/** Looks up names again and again. */
final class DnsDiscovery implements PeerDiscovery {
  private final DiscoveryContext context;
  private final List<LookedUpName> names;

  DnsDiscovery(
      DiscoveryContext context, List<DnsName> names, Duration refresh, ServiceLookup services) {
    this.context = context;
    this.names =
        names.stream().map(name -> new LookedUpName(context, name, refresh, services)).toList();
  }

  @Override
  public void start() {
    if (names.isEmpty()) {
      context.warn(
          "discovery.dns has no name to look up",
          "set gossip.discovery.dns.names, or leave dns out of gossip.discovery.use");
    }
    names.forEach(LookedUpName::lookUp);
  }
}
