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
import dev.gossip.udp.link.LinkSecurity;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.noise.FastAes;
import dev.gossip.udp.transport.UdpTransport;
import java.util.List;
import java.util.stream.Stream;

/** {@code transport.udp}: encrypted links over UDP. */
public final class UdpPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "transport.udp";
  }

  @Override
  public String summary() {
    return "encrypted links over UDP; frames to one peer share datagrams";
  }

  @Override
  public List<Setting<?>> settings() {
    return Stream.concat(LinkSettings.all().stream(), DriverSettings.all().stream()).toList();
  }

  @Override
  public Module module(PluginSettings settings) {
    LinkSettings links = LinkSettings.of(settings);
    DriverSettings driver = DriverSettings.of(settings);
    SuitableSettings suitable = new SuitableSettings(links);
    return binder -> {
      binder
          .bind(Transport.Factory.class)
          .toInstance((context, events) -> new UdpTransport(context, events, suitable.latest));
      if (links.security() == LinkSecurity.NOISE) {
        binder.bind(NodeIdentities.class).toInstance(new X25519Identities());
      }
      binder
          .bind(Driver.Factory.class)
          .toInstance(
              listen -> {
                suitable.latest = links.forMachine(FastAes.here());
                return UdpDriver.open(listen, driver);
              });
    };
  }

  /** Changed by the driver, which is opened before the transport. A simulation opens none. */
  private static final class SuitableSettings {
    volatile LinkSettings latest;

    SuitableSettings(LinkSettings configured) {
      latest = configured;
    }
  }
}
