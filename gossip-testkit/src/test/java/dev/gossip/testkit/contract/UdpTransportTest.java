package dev.gossip.testkit.contract;

import dev.gossip.api.transport.Transport;
import dev.gossip.udp.UdpPlugin;
import java.time.Duration;

class UdpTransportTest extends TransportContract {
  @Override
  protected Transport.Factory factory() {
    return Factories.of(new UdpPlugin(), Transport.Factory.class);
  }

  @Override
  protected Duration dialLimit() {
    return Duration.ofSeconds(1);
  }

  @Override
  protected Duration silenceLimit() {
    return Duration.ofSeconds(6);
  }

  @Override
  protected int timersPerLink() {
    return 1;
  }

  @Override
  protected boolean detectsCorruption() {
    return false;
  }
}
