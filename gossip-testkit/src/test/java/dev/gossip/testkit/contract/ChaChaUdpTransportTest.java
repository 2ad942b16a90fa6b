package dev.gossip.testkit.contract;

import java.util.Map;

/** Links that prove ids and are encrypted, with the cipher for processors without AES. */
class ChaChaUdpTransportTest extends UdpTransportTest {
  @Override
  Map<String, String> settings() {
    return Map.of("cipher", "chacha20", "rekey-after", "12s");
  }
}
