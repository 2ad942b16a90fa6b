package dev.gossip.discovery.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.discovery.testing.DiscoveryNode;
import dev.gossip.discovery.testing.DiscoveryNode.Proposal;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FileDiscoveryTest {
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private AddressList file = AddressList.parse("10.0.0.1:7400\n");
  private int reads;

  private final DiscoveryNode node =
      new DiscoveryNode(
          context ->
              new FileDiscovery(
                  context,
                  "nodes.txt",
                  () -> {
                    reads++;
                    return file;
                  },
                  REFRESH));

  private void start() {
    node.start();
    node.advance(Duration.ZERO);
  }

  @Test
  void addressesOfTheFileAreProposedAsConfigured() {
    start();

    assertThat(node.drainProposals())
        .containsExactly(
            new Proposal(
                PeerAddress.parse("10.0.0.1:7400"), AddressSource.CONFIGURED, Optional.empty()));
    assertThat(node.drainWarnings()).isEmpty();
  }

  @Test
  void changedFileIsProposedWithinTheRefreshTime() {
    start();
    node.advance(Duration.ofSeconds(20));
    node.drainProposals();

    file = AddressList.parse("10.0.0.2:7400");
    node.advance(Duration.ofSeconds(7));

    assertThat(node.drainAddresses()).containsExactly("10.0.0.2:7400");
  }

  @Test
  void unchangedFileIsReadOftenAndProposedOnceAMinute() {
    start();
    node.advance(Duration.ofMinutes(10));

    assertThat(reads).isBetween(95, 161);
    assertThat(node.drainProposals()).hasSizeBetween(9, 11);
  }

  @Test
  void namesAreResolvedAndProposedWithTheirPort() {
    file = AddressList.parse("a.example:7400\nnone.example:7400\n");
    node.name("a.example:7400", "10.0.0.1:7400", "10.0.0.2:7400");

    start();

    assertThat(node.drainAddresses()).containsExactly("10.0.0.1:7400", "10.0.0.2:7400");
  }

  @Test
  void namesOfALongFileAreResolvedAFewAtATime() {
    file =
        AddressList.parse(
            IntStream.range(0, 500)
                .mapToObj(i -> "h" + i + ".example:1")
                .collect(Collectors.joining("\n")));
    node.start();
    int resolved = 0;
    int most = 0;
    while (resolved < 500) {
      assertThat(node.fireNext()).isTrue();
      resolved += node.drainResolved().size();
      most = Math.max(most, node.pendingTimers());
    }

    assertThat(most).as("look-ups, and the timer that reads the file again").isEqualTo(9);
  }

  @Test
  void missingFileIsReportedOnceAndWhatItSaidStaysInUse() {
    start();
    node.drainProposals();
    file = AddressList.unreadable("no such file");
    node.advance(Duration.ofMinutes(5));

    assertThat(node.drainWarnings())
        .containsExactly("discovery.file cannot use nodes.txt: no such file");
    assertThat(node.drainAddresses()).contains("10.0.0.1:7400");
  }

  @Test
  void fileThatAppearsLaterIsUsed() {
    file = AddressList.unreadable("no such file");
    start();
    assertThat(node.drainWarnings()).hasSize(1);

    file = AddressList.parse("10.0.0.2:7400");
    node.advance(Duration.ofSeconds(7));

    assertThat(node.drainAddresses()).containsExactly("10.0.0.2:7400");
    assertThat(node.drainWarnings()).isEmpty();
  }

  @Test
  void badLinesAreReportedOnceForEachChange() {
    file = AddressList.parse("10.0.0.1:7400\nx\n");
    start();
    node.advance(Duration.ofMinutes(5));

    assertThat(node.drainWarnings())
        .singleElement()
        .asString()
        .startsWith("discovery.file: nodes.txt, line 2: 'x' is not an address");
    file = AddressList.parse("y\n".repeat(8));
    node.advance(Duration.ofMinutes(5));
    assertThat(node.drainWarnings()).hasSize(6).last().asString().contains("3 more lines");
  }

  @Test
  void nameWithoutAnAddressIsReportedOnceForEachChange() {
    file = AddressList.parse("localhst:7500\n10.0.0.1:7400\n");
    start();
    node.advance(Duration.ofMinutes(5));
    assertThat(node.drainWarnings())
        .containsExactly("discovery.file: localhst:7500 of nodes.txt has no address");

    file = AddressList.parse("localhst:7500\n");
    node.advance(Duration.ofMinutes(5));
    assertThat(node.drainWarnings()).hasSize(1);
  }

  @Test
  void fewOfManyNamesWithoutAnAddressAreReported() {
    file =
        AddressList.parse(
            IntStream.range(0, 100)
                .mapToObj(i -> "h" + i + ".example:1")
                .collect(Collectors.joining("\n")));
    start();
    node.advance(Duration.ofMinutes(5));

    assertThat(node.drainWarnings()).hasSize(5);
  }

  @Test
  void emptyFileIsReportedOnceForEachChange() {
    file = AddressList.parse("");
    start();
    node.advance(Duration.ofMinutes(5));
    assertThat(node.drainWarnings()).containsExactly("discovery.file: nodes.txt has no address");

    file = AddressList.parse("10.0.0.1:7400");
    node.advance(Duration.ofSeconds(7));
    file = AddressList.parse("# nobody\n");
    node.advance(Duration.ofMinutes(5));
    assertThat(node.drainWarnings()).hasSize(1);
  }

  @Test
  void missingPathIsReported() {
    DiscoveryNode without =
        new DiscoveryNode(context -> new FileDiscovery(context, "", () -> file, REFRESH));
    without.start();

    assertThat(without.drainWarnings()).containsExactly("discovery.file has no file to read");
    assertThat(without.pendingTimers()).isZero();
  }
}
