package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lets arbitrary bytes decide what happens to each datagram of two handshakes that cross: loss,
 * copies, delay, changed bits, a changed source. After that the wire is honest, and one link must
 * come up. The entry point of a fuzzer; {@code FuzzCorpusTest} runs the inputs that are kept.
 */
final class HandshakeFuzzer {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int DIALS = 20;

  private HandshakeFuzzer() {}

  /** Two bytes for each datagram: what happens to it, and where. */
  private static final class Script {
    private final byte[] input;
    private int next;

    Script(byte[] input) {
      this.input = input;
    }

    boolean isOver() {
      return next + 1 >= input.length;
    }

    List<SecureLab.Datagram> apply(SecureLab.Datagram datagram) {
      if (isOver()) {
        return List.of(datagram);
      }
      int what = input[next++] & 0xff;
      int where = input[next++] & 0xff;
      Duration delay = SecureLab.DELAY.multipliedBy(1 + where % 32);
      return switch (what % 8) {
        case 0 -> List.of();
        case 1 -> List.of(datagram, datagram.after(delay));
        case 2 -> List.of(datagram.after(delay));
        case 3 -> List.of(changed(datagram, where));
        case 4 -> List.of(changed(datagram, where), datagram.after(delay));
        case 5 -> List.of(datagram, datagram.fromAddress(PeerAddress.parse("192.0.2.9:9")));
        case 6 -> List.of(cut(datagram, where), datagram.after(delay));
        default -> List.of(datagram);
      };
    }

    private static SecureLab.Datagram changed(SecureLab.Datagram datagram, int where) {
      byte[] bytes = datagram.bytes().clone();
      bytes[where % bytes.length] ^= (byte) (1 << (where % 8));
      return datagram.with(bytes);
    }

    private static SecureLab.Datagram cut(SecureLab.Datagram datagram, int where) {
      byte[] bytes = new byte[where % datagram.bytes().length];
      System.arraycopy(datagram.bytes(), 0, bytes, 0, bytes.length);
      return datagram.with(bytes);
    }
  }

  /** Runs one input. The first byte says who dials. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 3) {
      return;
    }
    SecureLab lab = new SecureLab(input[0]);
    SecureEnd alice = lab.end("203.0.113.1:5000");
    SecureEnd bob = lab.end("198.51.100.2:5000");
    alice.restart(Map.of("cipher", (input[0] & 4) == 0 ? "aes" : "chacha20"));
    Script script = new Script(input);
    lab.wire = script::apply;
    alice.dial(bob);
    if ((input[0] & 1) != 0) {
      bob.dial(alice);
    }
    List<String> states = new ArrayList<>();
    for (int i = 0; i < DIALS && !(script.isOver() && i > 0); i++) {
      lab.run(SECOND);
      states.add(alice.up.size() + ":" + bob.up.size());
      if (alice.up.isEmpty()) {
        alice.dial(bob);
      }
    }
    lab.wire = List::of;
    lab.run(SECOND.multipliedBy(10));
    if (alice.up.isEmpty()) {
      alice.dial(bob);
      lab.run(SECOND);
    }
    if (alice.up.size() != 1 || bob.up.size() != 1) {
      throw new IllegalStateException(
          "links up at the ends: " + states + " " + alice.notifications + bob.notifications);
    }
    alice.send("a");
    bob.send("b");
    lab.run(SECOND);
    if (!bob.texts().contains("a") || !alice.texts().contains("b")) {
      throw new IllegalStateException("a frame was lost on an honest wire");
    }
  }
}
