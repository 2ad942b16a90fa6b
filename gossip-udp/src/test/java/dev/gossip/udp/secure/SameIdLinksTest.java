package dev.gossip.udp.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests nodes with one key that have links with another node, and a node that restarts. */
class SameIdLinksTest {
  private static final long SEED = 20261129;
  private static final long KEY = 7;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SecureLab lab = new SecureLab(SEED);
  private final SecureEnd third = lab.end("198.51.100.2:5000");

  private List<SecureEnd> copies(int count) {
    return IntStream.range(0, count).mapToObj(i -> lab.end("203.0.113." + i + ":1", KEY)).toList();
  }

  /** Dials once a second whenever there is no link, as a node does. */
  private void keepDialing(SecureEnd from, SecureEnd to) {
    lab.schedule(
        SECOND,
        () -> {
          if (from.up.isEmpty() || to.up.isEmpty()) {
            from.dial(to);
          }
          keepDialing(from, to);
        });
  }

  private static List<String> starting(SecureEnd end, String what) {
    return end.notifications.stream().filter(said -> said.startsWith(what)).toList();
  }

  /**
   * @param count number of nodes with one key
   * @param isDialed whether the third node dials them
   */
  @ParameterizedTest
  @CsvSource({"2, true", "2, false", "3, true", "3, false", "5, true", "5, false"})
  void copiesSoonStopTakingTheLinkFromEachOther(int count, boolean isDialed) {
    List<SecureEnd> copies = copies(count);
    for (SecureEnd copy : copies) {
      lab.schedule(
          SECOND.dividedBy(3).multipliedBy(copies.indexOf(copy)),
          () -> keepDialing(isDialed ? third : copy, isDialed ? copy : third));
    }
    lab.run(Duration.ofSeconds(30));
    int downs = starting(third, "down").size();
    lab.run(Duration.ofSeconds(30));

    assertThat(starting(third, "down")).hasSize(downs).hasSizeLessThan(3 * count);
    assertThat(third.up).hasSize(1);
    List<String> warnings = starting(third, "warning");
    assertThat(warnings).singleElement().asString().contains("two nodes have the id");
    assertThat(copies.stream().filter(copy -> warnings.get(0).contains(copy.address.toString())))
        .as("addresses in %s", warnings)
        .hasSize(2);
    for (SecureEnd copy : copies) {
      assertThat(copy.notifications)
          .as("what the copy at %s hears", copy.address)
          .anySatisfy(said -> assertThat(said).startsWith("down").contains("give each node a key"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void copyGetsTheLinkWhenTheOtherOneHasEnded(boolean isDialed) {
    List<SecureEnd> copies = copies(2);
    copies.forEach(copy -> keepDialing(isDialed ? third : copy, isDialed ? copy : third));
    lab.run(Duration.ofSeconds(10));
    SecureEnd linked = copies.stream().filter(copy -> !copy.up.isEmpty()).findFirst().orElseThrow();
    SecureEnd other = copies.get(1 - copies.indexOf(linked));
    lab.wire =
        datagram ->
            datagram.from().equals(linked.address) || datagram.to().equals(linked.address)
                ? List.of()
                : List.of(datagram);
    lab.run(Duration.ofSeconds(30));

    assertThat(other.up).hasSize(1);
    assertThat(third.up).hasSize(1);
    other.send("from the other one");
    lab.run(SECOND);
    assertThat(third.texts()).containsExactly("from the other one");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nodeMayRestartAsOftenAsItLikes(boolean isDialed) {
    SecureEnd node = copies(1).get(0);
    for (int i = 0; i < 20; i++) {
      node.restart(Map.of());
      if (isDialed) {
        lab.move(node, PeerAddress.parse("203.0.113.9:" + (1 + i)));
        third.dial(node);
      } else {
        node.dial(third);
      }
      lab.run(SECOND);
    }

    assertThat(starting(third, "warning")).isEmpty();
    assertThat(starting(third, "up")).hasSize(20);
    assertThat(starting(third, "down")).hasSize(19).allMatch(said -> said.contains("RESTARTED"));
  }

  @Test
  void warningsAboutCopiesComeAtMostOnceAMinute() {
    copies(2).forEach(copy -> keepDialing(copy, third));
    lab.run(Duration.ofSeconds(310));

    assertThat(starting(third, "warning")).hasSizeBetween(5, 6);
  }

  /**
   * It was heard just before, so that it is not silent yet. The dialed address is another one for
   * each process.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void processThatComesBackGetsTheLinkOfOneThatHasJustDied(boolean isDialed) {
    List<SecureEnd> copies = copies(2);
    for (SecureEnd copy : copies) {
      dial(copy, isDialed);
      lab.run(SECOND);
    }
    SecureEnd dead = copies.get(1);
    assertThat(dead.up).hasSize(1);
    lab.wire =
        datagram ->
            datagram.from().equals(dead.address) || datagram.to().equals(dead.address)
                ? List.of()
                : List.of(datagram);
    copies.get(0).notifications.clear();
    dial(copies.get(0), isDialed);
    lab.run(Duration.ofMillis(900));
    assertThat(starting(third, "up")).hasSize(2);
    lab.run(Duration.ofMillis(300));

    assertThat(starting(third, "up")).hasSize(3);
    assertThat(starting(third, "warning")).isEmpty();
    assertThat(starting(third, "down")).hasSize(2).allMatch(said -> said.contains("RESTARTED"));
    assertThat(copies.get(0).notifications).singleElement().asString().startsWith("up");
    copies.get(0).send("back again");
    lab.run(SECOND);
    assertThat(third.texts()).containsExactly("back again");
  }

  private void dial(SecureEnd copy, boolean isDialed) {
    if (isDialed) {
      third.dial(copy);
    } else {
      copy.dial(third);
    }
  }
}
