package dev.gossip.udp.secure;

import dev.gossip.api.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lets arbitrary bytes decide what happens to each datagram of two handshakes that cross: loss,
 * copies, delay, changed bits, a changed source. After that the wire is honest: the first dial must
 * come up, and stay up. The entry point of a fuzzer; {@code FuzzCorpusTest} runs the inputs that
 * are kept.
 */
final class HandshakeFuzzer {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int DIALS = 20;

  /** More than a dial takes, and more than it takes to notice that the other end has no link. */
  private static final Duration ENOUGH_TO_NOTICE = Duration.ofSeconds(7);

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
    for (int i = 0; i < DIALS && !(script.isOver() && i > 0); i++) {
      lab.run(SECOND);
      if (alice.up.isEmpty()) {
        alice.dial(bob);
      }
    }
    lab.wire = List::of;
    assertLinked(lab, alice, bob);
    assertUndisturbed(lab, alice, bob);
  }

  /** On an honest wire the first dial comes up, whatever was left behind. */
  private static void assertLinked(SecureLab lab, SecureEnd alice, SecureEnd bob) {
    // A dial may be under way whose time was used up by losses, and a link that one end has lost.
    lab.run(ENOUGH_TO_NOTICE);
    if (alice.up.isEmpty()) {
      alice.dial(bob);
      lab.run(Duration.ofMillis(100));
    }
    if (alice.up.size() != 1 || bob.up.size() != 1) {
      throw new IllegalStateException("not linked: " + alice.notifications + bob.notifications);
    }
    for (SecureEnd end : List.of(alice, bob)) {
      // Two honest nodes, so nobody has a reason to refuse or to blame the other.
      if (end.notifications.stream().anyMatch(HandshakeFuzzer::isBlame)) {
        throw new IllegalStateException("blamed: " + end.notifications);
      }
    }
  }

  private static boolean isBlame(String said) {
    // A changed byte may look like another version, and is reported as a hint if the dial fails.
    boolean isHint =
        Stream.of("datagram format", "ways to encrypt", SecureDialer.PLAIN_THERE)
            .anyMatch(said::contains);
    return !isHint
        && Stream.of("refused", "warning", "violated", "two links", "self")
            .anyMatch(said::startsWith);
  }

  /** The link that is up works and stays; nothing is dialed again. */
  private static void assertUndisturbed(SecureLab lab, SecureEnd alice, SecureEnd bob) {
    List<String> before = new ArrayList<>(alice.notifications);
    before.addAll(bob.notifications);
    for (int i = 0; i < 10; i++) {
      alice.frames.clear();
      bob.frames.clear();
      alice.send("a" + i);
      bob.send("b" + i);
      lab.run(SECOND);
      if (!bob.texts().equals(List.of("a" + i)) || !alice.texts().equals(List.of("b" + i))) {
        throw new IllegalStateException("a frame was lost on an honest wire");
      }
    }
    List<String> after = new ArrayList<>(alice.notifications);
    after.addAll(bob.notifications);
    if (!after.equals(before)) {
      throw new IllegalStateException("the link changed on an honest wire: " + after);
    }
  }
}
