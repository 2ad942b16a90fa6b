package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.LinkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Two ends on one wire; Alice dials Bob. */
final class TransportPair {
  static final ByteString HELLO = ByteString.copyFromUtf8("hello");
  static final Duration DELIVERY_TIME = Duration.ofMillis(100);

  /** In which frames that have arrived are acknowledged, if the transport does that. */
  static final Duration ACKNOWLEDGEMENT_TIME = Duration.ofSeconds(1);

  /** For a queue full of the largest frames, in as many datagrams as they take. */
  static final Duration LARGE_FRAME_TIME = Duration.ofSeconds(30);

  final TransportBench bench;
  final TransportEnd alice;
  final TransportEnd bob;
  private final Duration dialLimit;

  private TransportPair(TransportContract contract, long seed) {
    this.bench = new TransportBench(contract, seed);
    this.alice = bench.start(5000);
    this.bob = bench.start(5010);
    this.dialLimit = contract.dialLimit();
  }

  /** Two ends without a link. */
  static TransportPair unlinked(TransportContract contract, long seed) {
    return new TransportPair(contract, seed);
  }

  /** Two ends with a link between them. */
  static TransportPair linked(TransportContract contract, long seed) {
    TransportPair pair = unlinked(contract, seed);
    pair.link();
    return pair;
  }

  /** Dials Bob from Alice and sends a first frame, like an engine; then both links are up. */
  void link() {
    link(alice, bob);
  }

  void link(TransportEnd dialer, TransportEnd dialed) {
    dialer.dial(dialed.address());
    bench.runUntil(() -> !dialer.links.isEmpty(), dialLimit);
    sendAndWait(dialer, HELLO);
    dialed.drainFrames();
    dialed.link();
  }

  /** Sends a frame on the only link of an end, and waits long enough for it to arrive. */
  void sendAndWait(TransportEnd from, ByteString frame) {
    from.send(from.link(), frame);
    from.flush();
    bench.runFor(DELIVERY_TIME);
  }

  /**
   * Asserts that frames of one flush arrive complete, in order and unaltered.
   *
   * @param when the circumstances, for the failure message
   */
  void assertArrives(TransportEnd from, TransportEnd to, List<ByteString> frames, String when) {
    LinkId link = from.link();
    frames.forEach(frame -> from.send(link, frame));
    from.flush();
    bench.runFor(DELIVERY_TIME);

    List<ByteString> arrived = to.drainFrames();
    assertThat(arrived.size())
        .as("number of frames that arrived, of %d in one flush, %s", frames.size(), when)
        .isEqualTo(frames.size());
    for (int i = 0; i < frames.size(); i++) {
      assertThat(arrived.get(i))
          .as("received frame %d of %d bytes, %s", i, frames.get(i).size(), when)
          .isEqualTo(frames.get(i));
    }
  }

  /**
   * Waits until so many frames have arrived at an end, at most {@link #LARGE_FRAME_TIME}, and then
   * until they are acknowledged.
   */
  void awaitFrames(TransportEnd to, int frames) {
    bench.runUntil(() -> to.received.size() >= frames, LARGE_FRAME_TIME);
    bench.runFor(ACKNOWLEDGEMENT_TIME);
  }

  /** Different random frames of 1 to {@code maxBytes} bytes. */
  static List<ByteString> randomFrames(int count, int maxBytes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ByteString> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[1 + random.nextInt(maxBytes)];
      random.nextBytes(bytes);
      frames.add(ByteString.copyFrom(bytes));
    }
    return frames;
  }
}
