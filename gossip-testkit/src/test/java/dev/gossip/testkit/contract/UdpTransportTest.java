package dev.gossip.testkit.contract;

import dev.gossip.api.transport.NodeIdentities;
import dev.gossip.api.transport.Transport;
import dev.gossip.udp.UdpPlugin;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Links that prove ids and are encrypted, with AES. */
class UdpTransportTest extends TransportContract {
  /** Keys change as often as they may, so that long rules see that. */
  static final Map<String, String> SETTINGS = Map.of("cipher", "aes", "rekey-after", "12s");

  /** The settings of the transport. */
  Map<String, String> settings() {
    return SETTINGS;
  }

  @Override
  protected Transport.Factory factory() {
    return Factories.of(new UdpPlugin(), settings(), Transport.Factory.class);
  }

  @Override
  protected Optional<NodeIdentities> identities() {
    return Optional.of(Factories.of(new UdpPlugin(), settings(), NodeIdentities.class));
  }

  @Override
  protected boolean measuresRoundTrips() {
    return true;
  }

  @Override
  protected boolean resendsLostFrames() {
    return true;
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
}
