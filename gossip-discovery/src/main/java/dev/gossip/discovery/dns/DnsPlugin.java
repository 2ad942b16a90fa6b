package dev.gossip.discovery.dns;

import com.google.inject.Module;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import java.time.Duration;
import java.util.List;

/** {@code discovery.dns}: looks up host names and services, and proposes their addresses. */
public final class DnsPlugin implements GossipPlugin {
  private static final Setting<String> NAMES =
      Setting.text(
          "names",
          "",
          "what to look up, separated by commas: host:port for the A and AAAA records of a host,"
              + " _service._udp.domain for the SRV records of a service, with its full domain;"
              + " priorities and weights of SRV records are ignored; at most 16");

  private static final Setting<Duration> REFRESH =
      Setting.duration(
          "refresh",
          "30s",
          "how long after an answer a name is looked up again, varied by a quarter; a guess, as"
              + " long as DNS of Kubernetes lets answers be kept by default");

  @Override
  public String id() {
    return "discovery.dns";
  }

  @Override
  public String summary() {
    return "looks up A, AAAA and SRV records again and again, and proposes the addresses";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(NAMES, REFRESH);
  }

  @Override
  public Module module(PluginSettings settings) {
    List<DnsName> names = settings.read(NAMES, DnsName::parseAll);
    Duration refresh = settings.get(REFRESH);
    return binder ->
        binder
            .bind(PeerDiscovery.Factory.class)
            .toInstance(context -> new DnsDiscovery(context, names, refresh, new JndiLookup()));
  }
}
