package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportBench.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import java.util.List;

/** What the rules of {@link TransportContract} share: linked ends, and frames to send. */
abstract class TransportRules {
  static final long SEED = 20_260_101;
  static final PeerAddress UNUSED_ADDRESS = address(5999);

  final TransportContract contract;

  TransportRules(TransportContract contract) {
    this.contract = contract;
  }

  final TransportPair unlinked() {
    return TransportPair.unlinked(contract, SEED);
  }

  final TransportPair linked() {
    return TransportPair.linked(contract, SEED);
  }

  /** Skips a rule that only transports which prove ids can keep. */
  final void assumeIdsAreProven() {
    assumeTrue(contract.identities().isPresent(), "declared not to prove ids");
  }

  static int maxFrameBytes(TransportEnd end) {
    int maxBytes = end.answers().maxFrameBytes();
    assertThat(maxBytes).as("Transport.maxFrameBytes").isPositive();
    return maxBytes;
  }

  /** The size of frames that usually travel in one datagram. */
  static int datagramFrameBytes(TransportEnd end) {
    int bytes = end.answers().datagramFrameBytes();
    assertThat(bytes)
        .as("Transport.datagramFrameBytes, at most Transport.maxFrameBytes")
        .isBetween(1, end.answers().maxFrameBytes());
    return bytes;
  }

  static List<ByteString> randomFrames(int count, int maxBytes) {
    return TransportPair.randomFrames(count, maxBytes, SEED);
  }
}
