package dev.gossip.udp;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.transport.NodeIdentities;
import java.util.List;

/** The UDP transport for nodes with keys. It does not prove the ids that follow from them. */
final class ProvingPlugin implements GossipPlugin {
  private final UdpPlugin udp = new UdpPlugin();

  @Override
  public String id() {
    return "transport.proving";
  }

  @Override
  public String summary() {
    return "stands in for a transport that proves ids";
  }

  @Override
  public List<Setting<?>> settings() {
    return udp.settings();
  }

  @Override
  public Module module(PluginSettings settings) {
    Module module = udp.module(settings);
    return binder -> {
      binder.install(module);
      binder.bind(NodeIdentities.class).toInstance(new X25519Identities());
    };
  }
}
