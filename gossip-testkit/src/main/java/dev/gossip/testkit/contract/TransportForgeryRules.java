package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportBench.address;
import static dev.gossip.testkit.contract.TransportPair.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.testkit.TestNotes;
import dev.gossip.testkit.contract.TransportBench.Datagram;
import dev.gossip.testkit.contract.TransportBench.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Rules about datagrams that are repeated, altered, reordered and copied: T33 to T36 and T38. */
final class TransportForgeryRules extends TransportRules {
  private static final PeerAddress COPIER = address(5020);
  private static final long MILLI_NANOS = 1_000_000;
  private static final Duration ROUND = Duration.ofMillis(30);
  private static final int MUTATIONS_PER_ROUND = 500;
  private static final int MAX_REPORTED = 5;
  private static final int MAX_CORPUS = 2_000;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private int framesSent;

  TransportForgeryRules(TransportContract contract) {
    super(contract);
  }

  /** A frame unlike all others, and longer than what mutations can produce by chance. */
  private ByteString nextFrame() {
    return ByteString.copyFromUtf8("frame number " + framesSent++ + " of this test");
  }

  /** Sends a new frame from both ends; returns the one for Bob and the one for Alice. */
  private List<ByteString> sendBoth(TransportPair pair) {
    List<ByteString> frames = List.of(nextFrame(), nextFrame());
    pair.alice.send(pair.alice.link(), frames.get(0));
    pair.bob.send(pair.bob.link(), frames.get(1));
    pair.alice.flush();
    pair.bob.flush();
    return frames;
  }

  private static void assertUndisturbed(TransportPair pair, String when) {
    assertThat(pair.alice.ups).as("LinkEvents.up of one link, %s", when).hasSize(1);
    assertThat(pair.bob.ups).as("LinkEvents.up of one link, %s", when).hasSize(1);
    assertThat(pair.alice.downs).as("LinkEvents.down at the dialer, %s", when).isEmpty();
    assertThat(pair.bob.downs).as("LinkEvents.down at the dialed end, %s", when).isEmpty();
  }

  /** Asserts that the frames sent from both ends arrived once each, in any order. */
  private static void assertAllArrived(
      TransportPair pair, List<ByteString> toBob, List<ByteString> toAlice, String when) {
    assertArrived(pair.bob, toBob, "the dialed end", when);
    assertArrived(pair.alice, toAlice, "the dialer", when);
  }

  private static void assertArrived(
      TransportEnd end, List<ByteString> expected, String who, String when) {
    List<ByteString> extra = new ArrayList<>(end.drainFrames());
    List<ByteString> missing = new ArrayList<>();
    for (ByteString frame : expected) {
      if (!extra.remove(frame)) {
        missing.add(frame);
      }
    }
    assertThat(firstOf(extra))
        .as("frames that arrived altered or once more at %s, %s (seed %d)", who, when, SEED)
        .isEmpty();
    assertThat(firstOf(missing))
        .as("frames that did not arrive at %s, %s (seed %d)", who, when, SEED)
        .isEmpty();
  }

  private static List<String> firstOf(List<ByteString> frames) {
    return frames.stream().limit(MAX_REPORTED).map(ByteString::toStringUtf8).toList();
  }

  /** T33. */
  void replayedDatagramsAreNotDelivered() {
    assumeIdsAreProven();
    TransportPair pair = unlinked();
    List<Datagram> all = new ArrayList<>();
    pair.bench.carrier(
        datagram -> {
          all.add(datagram);
          for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
            pair.bench.carry(datagram, random.nextLong(20 * MILLI_NANOS));
          }
        });
    List<ByteString> hellos = new ArrayList<>();
    pair.bob.onFrame =
        (link, frame) -> {
          if (frame.equals(HELLO)) {
            hellos.add(frame);
          }
        };
    pair.link();
    List<ByteString> toBob = new ArrayList<>();
    List<ByteString> toAlice = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      List<ByteString> frames = sendBoth(pair);
      toBob.add(frames.get(0));
      toAlice.add(frames.get(1));
      pair.bench.runFor(ROUND);
      if (i % 50 == 49) {
        // Also much later, when keys may have changed.
        List.copyOf(all).forEach(pair.bench::carry);
      }
    }
    pair.bench.runFor(Duration.ofSeconds(1));

    // The first frame may be lost, since it may overtake the end of the handshake.
    assertThat(hellos)
        .as("times that one frame arrived; remember which packet numbers have arrived")
        .hasSizeLessThanOrEqualTo(1);
    pair.bob.received.removeIf(received -> received.frame().equals(HELLO));
    assertAllArrived(
        pair,
        toBob,
        toAlice,
        "although datagrams arrived up to three times and out of order; remember which packet"
            + " numbers have arrived");
    assertUndisturbed(pair, "while every datagram arrives several times");
  }

  /** T34. */
  void damagedDatagramsAreNotDelivered(TestNotes.Printer printer) {
    assumeIdsAreProven();
    printer.note("seed " + SEED + ", " + contract.mutations() + " mutations");
    TransportPair pair = unlinked();
    pair.bench.stopTrace();
    List<Datagram> corpus = new ArrayList<>();
    pair.bench.carrier(
        datagram -> {
          remember(corpus, datagram);
          pair.bench.carry(mutated(datagram, corpus));
          pair.bench.carry(datagram, MILLI_NANOS);
        });
    // A whole life of a link, so that there are pings and a close, and then the link under test.
    pair.link();
    pair.bench.runFor(contract.silenceLimit());
    pair.alice.close(pair.alice.link(), CloseReason.Kind.ENDED);
    pair.bench.runFor(contract.dialLimit());
    pair.link();
    int before = pair.alice.downs.size() + pair.bob.downs.size();

    for (int sent = 0; sent < contract.mutations(); sent += MUTATIONS_PER_ROUND) {
      for (int i = 0; i < MUTATIONS_PER_ROUND; i++) {
        pair.bench.carry(mutated(corpus.get(random.nextInt(corpus.size())), corpus));
      }
      List<ByteString> frames = sendBoth(pair);
      pair.bench.runFor(ROUND);
      assertAllArrived(
          pair,
          frames.subList(0, 1),
          frames.subList(1, 2),
          "after " + sent + " damaged datagrams; authenticate each datagram before using it");
      assertThat(pair.alice.downs.size() + pair.bob.downs.size() - before)
          .as("LinkEvents.down after %d damaged datagrams (seed %d)", sent, SEED)
          .isZero();
    }
  }

  private void remember(List<Datagram> corpus, Datagram datagram) {
    if (corpus.size() < MAX_CORPUS) {
      corpus.add(datagram);
    } else {
      corpus.set(random.nextInt(MAX_CORPUS), datagram);
    }
  }

  /** A datagram that differs from the given one, and in one of ten cases has another sender. */
  private Datagram mutated(Datagram datagram, List<Datagram> corpus) {
    byte[] original = datagram.bytes();
    if (original.length == 0) {
      return datagram.with(extended(original));
    }
    byte[] bytes =
        switch (random.nextInt(6)) {
          case 0 -> Arrays.copyOf(original, random.nextInt(original.length));
          case 1 -> extended(original);
          case 2 -> overwritten(original);
          case 3 -> spliced(original, corpus.get(random.nextInt(corpus.size())).bytes());
          default -> flipped(original, 0);
        };
    Datagram result = datagram.with(Arrays.equals(bytes, original) ? flipped(bytes, 0) : bytes);
    return random.nextInt(10) == 0 ? result.from(COPIER) : result;
  }

  private byte[] extended(byte[] bytes) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40));
    for (int i = bytes.length; i < longer.length; i++) {
      longer[i] = (byte) random.nextInt();
    }
    return longer;
  }

  private byte[] overwritten(byte[] bytes) {
    byte[] changed = bytes.clone();
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(16));
    for (int i = from; i < to; i++) {
      changed[i] = (byte) random.nextInt();
    }
    return changed;
  }

  /** The start of one datagram, and the rest of another. */
  private byte[] spliced(byte[] head, byte[] rest) {
    byte[] both = Arrays.copyOf(rest, Math.max(head.length, rest.length));
    System.arraycopy(head, 0, both, 0, random.nextInt(head.length));
    return both;
  }

  /**
   * An odd number of bits is flipped, since an even one could undo itself.
   *
   * @param from offset of the first byte that may change
   */
  private byte[] flipped(byte[] bytes, int from) {
    byte[] changed = bytes.clone();
    for (int flips = 2 * random.nextInt(3) + 1; flips > 0; flips--) {
      int at = from + random.nextInt(bytes.length - from);
      changed[at] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  /** T35. */
  void forgeriesDoNotBlockGenuineDatagrams() {
    assumeIdsAreProven();
    TransportPair pair = linked();
    pair.bench.carrier(
        datagram -> {
          byte[] bytes = datagram.bytes();
          for (int i = 0; i < 3 && bytes.length > 0; i++) {
            // The header stays, with the number of the packet that comes next.
            pair.bench.carry(datagram.with(flipped(bytes, bytes.length / 2)));
          }
          pair.bench.carry(datagram, 1_000);
        });
    for (int i = 0; i < 200; i++) {
      List<ByteString> frames = sendBoth(pair);
      pair.bench.runFor(ROUND);
      assertAllArrived(
          pair,
          frames.subList(0, 1),
          frames.subList(1, 2),
          "although a copy with flipped bits came first; change the state of a link only for"
              + " authentic datagrams");
    }
    assertUndisturbed(pair, "while forgeries come first");
  }

  /** T36. */
  void reorderingLosesNoFrame() {
    TransportPair pair = linked();
    pair.bench.faults(new Faults(0, 0, 0.4, 0));
    List<ByteString> toBob = new ArrayList<>();
    List<ByteString> toAlice = new ArrayList<>();
    // Long enough for several changes of the keys, since a datagram is not late at each of them.
    for (int i = 0; i < 5_000; i++) {
      List<ByteString> frames = sendBoth(pair);
      toBob.add(frames.get(0));
      toAlice.add(frames.get(1));
      pair.bench.runFor(Duration.ofMillis(10));
    }
    pair.bench.runFor(Duration.ofSeconds(1));

    assertAllArrived(
        pair,
        toBob,
        toAlice,
        "within 50 s in which two of five datagrams are late by up to 20 ms; open late"
            + " datagrams with the key that they were sealed with");
    assertUndisturbed(pair, "while datagrams overtake each other");
  }

  /** T38. */
  void fasterCopiesChangeNothing() {
    assumeIdsAreProven();
    for (boolean forwards : List.of(false, true)) {
      TransportPair pair = linked();
      pair.bench.carrier(
          datagram -> {
            if (!datagram.to().equals(COPIER)) {
              pair.bench.carry(datagram.from(COPIER));
              pair.bench.carry(datagram, MILLI_NANOS);
            } else if (forwards) {
              PeerAddress other =
                  datagram.from().equals(pair.alice.address())
                      ? pair.bob.address()
                      : pair.alice.address();
              pair.bench.carry(new Datagram(COPIER, other, datagram.bytes()));
            }
          });
      String copier = "a copier " + (forwards ? "that forwards what it gets" : "in one direction");
      exchange(pair, 600, "while " + copier + " is faster");
      assertThat(pair.alice.moves)
          .as("LinkEvents.moved while %s is faster, and the peer still answers", copier)
          .isEmpty();
      assertThat(pair.bob.moves).as("LinkEvents.moved at the dialed end").isEmpty();

      pair.bench.carrier(null);
      exchange(pair, 600, "after " + copier + " was faster for a while");
      assertUndisturbed(pair, "with " + copier);
    }
  }

  private void exchange(TransportPair pair, int rounds, String when) {
    List<ByteString> toBob = new ArrayList<>();
    List<ByteString> toAlice = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      assertUndisturbed(pair, when + "; keep sending to the peer's own address");
      List<ByteString> frames = sendBoth(pair);
      toBob.add(frames.get(0));
      toAlice.add(frames.get(1));
      pair.bench.runFor(ROUND);
    }
    pair.bench.runFor(Duration.ofSeconds(1));
    assertAllArrived(pair, toBob, toAlice, when + "; keep sending to the peer's own address");
  }
}
