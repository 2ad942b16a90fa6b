package dev.gossip.cli.capture;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.driver.ForwardingDriver;
import dev.gossip.udp.UdpPlugin;
import java.nio.ByteBuffer;
import java.util.List;

/** The UDP transport, of which each datagram that is sent is captured. For nodes on loopback. */
final class RecordingUdp implements GossipPlugin {
  private final UdpPlugin udp = new UdpPlugin();
  private final CaptureFile capture;

  RecordingUdp(CaptureFile capture) {
    this.capture = capture;
  }

  @Override
  public String id() {
    return udp.id();
  }

  @Override
  public String summary() {
    return udp.summary();
  }

  @Override
  public List<Setting<?>> settings() {
    return udp.settings();
  }

  @Override
  public Module module(PluginSettings settings) {
    Injector injector = Guice.createInjector(udp.module(settings));
    Driver.Factory drivers = injector.getInstance(Driver.Factory.class);
    boolean isSecure = injector.getExistingBinding(Key.get(NodeIdentities.class)) != null;
    return binder -> {
      binder
          .bind(Transport.Factory.class)
          .toInstance(injector.getInstance(Transport.Factory.class));
      if (isSecure) {
        binder.bind(NodeIdentities.class).toInstance(injector.getInstance(NodeIdentities.class));
      }
      binder
          .bind(Driver.Factory.class)
          .toInstance(listen -> new RecordingDriver(drivers.open(listen)));
    };
  }

  private final class RecordingDriver extends ForwardingDriver {
    RecordingDriver(Driver driver) {
      super(driver);
    }

    @Override
    public void transmit(PeerAddress to, ByteBuffer datagram) {
      byte[] bytes = new byte[datagram.remaining()];
      datagram.duplicate().get(bytes);
      capture.add(CaptureFile.loopback(localAddress().port(), to.port(), bytes));
      super.transmit(to, datagram);
    }
  }
}
