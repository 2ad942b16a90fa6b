package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gossip.api.PeerAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ControlPortBindTest {
  @Test
  void anAddressOfAnotherMachineIsNotTakenForAPortInUse() {
    // Of a range for documentation, which no machine has.
    PeerAddress elsewhere = new PeerAddress("203.0.113.77", 0);
    assertThatIOException()
        .isThrownBy(
            () ->
                ControlPort.bind(
                    elsewhere, "a-token-of-some-length", Set.of(), ControlLimits.DEFAULT))
        .withMessageContaining("this machine has no such address")
        .withMessageNotContaining("something else");
  }
}
