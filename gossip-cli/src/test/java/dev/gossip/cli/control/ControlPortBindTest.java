package dev.gossip.cli.control;

import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gossip.api.PeerAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControlPortBindTest {
  @Test
  void foreignAddressIsNotReportedAsAPortInUse() {
    // From a range reserved for documentation, so no machine has it.
    PeerAddress elsewhere = new PeerAddress("203.0.113.77", 0);
    assertThatIOException()
        .isThrownBy(
            () ->
                ControlPort.bind(
                    elsewhere, "a-token-of-some-length", Set.of(), ControlLimits.DEFAULT))
        .withMessageContaining("this machine does not have that address")
        .withMessageNotContaining("another program");
  }
}
