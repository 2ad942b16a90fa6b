package dev.gossip.core.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.core.engine.spec.EngineLimits;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargestPayloadTest {
  private static final long LATE_MILLIS = Instant.parse("2099-12-31T00:00:00Z").toEpochMilli();

  @ParameterizedTest
  @ValueSource(ints = {300, 391, 392, 393, 500, 1_161, 9_000, 16_600, 65_536, 1_049_000})
  void largestPayloadNearlyFillsTheLargestFrame(int maxFrameBytes) {
    int maxPayloadBytes = MessageCodec.maxPayloadBytes(maxFrameBytes);

    int frameBytes = frameBytes(maxPayloadBytes);

    // Lengths of other fields may take a byte or two less than in the worst case.
    assertThat(frameBytes).isBetween(maxFrameBytes - 4, maxFrameBytes);
  }

  @Test
  void frameWithoutRoomForAMessageCarriesNoPayload() {
    assertThat(MessageCodec.maxPayloadBytes(0)).isNegative();
    assertThat(MessageCodec.maxPayloadBytes(200)).isNegative();
  }

  /** The size of a frame in which everything but the payload is as large as it can be. */
  private static int frameBytes(int payloadBytes) {
    GossipMessage message =
        new MessageCodec("test")
            .compose(
                new AuthorId(ByteString.copyFrom(new byte[32])),
                "t".repeat(GossipMessage.MAX_TOPIC_BYTES),
                Long.MAX_VALUE,
                LATE_MILLIS,
                EngineLimits.MAX_LIFETIME_MILLIS,
                ByteString.copyFrom(new byte[payloadBytes]))
            .withSignature(ByteString.copyFrom(new byte[64]));
    return Frames.payload(message, ByteString.copyFrom(new byte[RelayContext.MAX_HEADER_BYTES]))
        .size();
  }
}
