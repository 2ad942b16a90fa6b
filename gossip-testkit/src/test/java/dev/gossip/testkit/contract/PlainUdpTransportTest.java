package dev.gossip.testkit.contract;

import dev.gossip.api.transport.NodeIdentities;
import java.util.Map;
import java.util.Optional;

/** Links without protection. */
class PlainUdpTransportTest extends UdpTransportTest {
  static final Map<String, String> PLAIN = Map.of("security", "none");

  @Override
  Map<String, String> settings() {
    return PLAIN;
  }

  @Override
  protected Optional<NodeIdentities> identities() {
    return Optional.empty();
  }

  @Override
  protected boolean measuresRoundTrips() {
    return false;
  }

  @Override
  protected boolean detectsCorruption() {
    return false;
  }
}
