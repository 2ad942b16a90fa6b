package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.spam.Cost;
import dev.gossip.udp.ManualNetwork.TestNode;
import dev.gossip.udp.TestPlugins.RecordingSpamControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Work that a peer can cause at a node with malformed or excessive frames. */
@Timeout(30)
class GarbageCostTest {
  private static final PeerAddress NODE = ManualNetwork.address(1);
  private static final PeerAddress ATTACKER = ManualNetwork.address(2);
  private static final int FRAMES_PER_DATAGRAM = 60;
  private static final ByteString CONTROL = ByteString.fromHex("03120161");
  private static final String MALFORMED = "dropped.malformed-frame";

  private final ManualNetwork network = ManualNetwork.plain(12);
  private final RecordingSpamControl spam = new RecordingSpamControl();
  private final List<ByteString> attackerHellos = new ArrayList<>();
  private final TestNode node;
  private int hellosSent;
  private long connectionId;

  GarbageCostTest() {
    network.rule(this::watch);
    node = network.start(NODE.port(), Map.of(), List.of(spam));
    network.start(ATTACKER.port(), NODE.port());
    network.runFor(Duration.ofSeconds(5));
    assertThat(node.peers()).containsExactly(ATTACKER.port());
    spam.notes.clear();
    hellosSent = 0;
  }

  private boolean watch(PeerAddress from, PeerAddress to, byte[] datagram) {
    if (DatagramCodec.type(datagram) == DatagramCodec.DATA) {
      for (ByteString frame : DatagramCodec.frames(datagram)) {
        if (frame.byteAt(0) == DatagramCodec.HELLO_FRAME) {
          if (from.equals(ATTACKER)) {
            attackerHellos.add(frame);
          } else {
            hellosSent++;
          }
        }
      }
      connectionId = from.equals(ATTACKER) ? DatagramCodec.connectionId(datagram) : connectionId;
    }
    return true;
  }

  private void inject(List<ByteString> frames) {
    network.inject(ATTACKER, NODE, DatagramCodec.data(connectionId, frames));
    network.runFor(Duration.ofMillis(5));
  }

  private List<String> misbehaviourNotes() {
    return spam.notes.stream().filter(note -> note.startsWith("misbehaviour")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"01ff", "02ff", "03ff", "031001ff", "0208011a0161", "05", "06", "09"})
  void datagramIsNotReadBeyondAMalformedFrame(String malformed) {
    inject(Collections.nCopies(FRAMES_PER_DATAGRAM, ByteString.fromHex(malformed)));

    assertThat(node.metric(MALFORMED)).isEqualTo(1);
    assertThat(misbehaviourNotes()).containsExactly("misbehaviour MALFORMED_FRAME");
  }

  @Test
  void framesBeforeAMalformedOneAreProcessed() {
    long before = node.metric("control-frames-received");
    inject(List.of(CONTROL, CONTROL, ByteString.fromHex("09"), CONTROL));

    assertThat(node.metric("control-frames-received") - before).isEqualTo(2);
  }

  @Test
  void everyFrameIsChargedAtLeastTheMinimum() {
    ByteString large = ByteString.fromHex("0312e807").concat(ByteString.copyFrom(new byte[1_000]));
    for (String small : List.of("02ff", "03", "09")) {
      inject(List.of(ByteString.fromHex(small)));
    }
    inject(List.of(large));

    int least = Cost.MIN_FRAME_BYTES;
    assertThat(spam.chargedBytes).containsExactly(least, least, least, large.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"02ff", "03ff", "09"})
  void refusedFrameIsNotDecoded(String malformed) {
    spam.admits = false;
    inject(Collections.nCopies(FRAMES_PER_DATAGRAM, ByteString.fromHex(malformed)));

    assertThat(node.metric(MALFORMED)).isZero();
    assertThat(misbehaviourNotes()).isEmpty();
    assertThat(node.metric("dropped.refused-by-spam-control")).isEqualTo(FRAMES_PER_DATAGRAM);
  }

  @Test
  void processedHellosPerLinkAreLimited() {
    ByteString asking = attackerHellos.get(0);
    for (int second = 1; second <= 3; second++) {
      hellosSent = 0;
      for (int i = 0; i < 20; i++) {
        inject(Collections.nCopies(10, asking));
      }
      assertThat(hellosSent).as("answers in second " + second).isEqualTo(32);
      assertThat(node.metric("dropped.too-many-hellos")).isEqualTo(second * (200L - 32));
      network.runFor(Duration.ofSeconds(1));
    }
    assertThat(node.peers()).containsExactly(ATTACKER.port());
  }

  @Test
  void malformedHellosCountTowardsTheLimit() {
    for (int i = 0; i < 100; i++) {
      inject(List.of(ByteString.fromHex("01ff")));
    }

    assertThat(node.metric(MALFORMED)).isEqualTo(32);
  }
}
