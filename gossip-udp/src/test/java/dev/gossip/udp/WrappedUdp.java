package dev.gossip.udp;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.driver.Driver;
import dev.gossip.udp.driver.DriverSettings;
import dev.gossip.udp.driver.UdpDriver;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.transport.UdpTransport;
import java.util.List;

/** The UDP transport over a real driver that a test wraps. */
abstract class WrappedUdp implements GossipPlugin {
  private final UdpPlugin udp = new UdpPlugin();

  /** Returns a driver that passes calls on to a real one. */
  abstract Driver wrap(Driver real);

  @Override
  public final String id() {
    return udp.id();
  }

  @Override
  public final String summary() {
    return udp.summary();
  }

  @Override
  public final List<Setting<?>> settings() {
    return udp.settings();
  }

  @Override
  public final Module module(PluginSettings settings) {
    LinkSettings links = LinkSettings.of(settings);
    DriverSettings driver = DriverSettings.of(settings);
    return binder -> {
      binder.bind(NodeIdentities.class).toInstance(new X25519Identities());
      binder
          .bind(Transport.Factory.class)
          .toInstance((context, events) -> new UdpTransport(context, events, links));
      binder.bind(Driver.Factory.class).toInstance(listen -> wrap(UdpDriver.open(listen, driver)));
    };
  }
}
